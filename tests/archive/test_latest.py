"""`latest-<command>`: set at the end of a run, followed only if it points to the last one."""

import json
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from program import Govlink

from batch.archive.latest import named_run, point_latest
from batch.errors import UsageError
from batch.events import RunStarted, as_json

NOW = datetime.now(UTC)


def _left(
    reports: Path, began: timedelta, *, lasted: timedelta = timedelta(0), command: str = "plan", stopped: bool = False
) -> Path:
    """A finished run that began at this distance from now."""
    at = NOW + began
    folder = reports / f"{at:%Y%m%dT%H%M%SZ}-{command}-000001"
    folder.mkdir(parents=True)
    started = RunStarted(
        run=folder.name, command=command, version="0", base_url="", sandbox=True, inputs=[], settings={}
    )
    (folder / "journal.jsonl").write_text(json.dumps(as_json(started, at.isoformat())) + "\n", encoding="utf-8")
    summary = {
        "exit_code": 0,
        "stopped": {"code": "S301"} if stopped else None,
        "finished_at": (at + lasted).isoformat(),
    }
    (folder / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    return folder


def _ago(**ago: float) -> timedelta:
    return -timedelta(**ago)


def test_the_pointer_moves_from_run_to_run_and_leaves_nothing_behind(tmp_path: Path) -> None:
    for hours in (2, 1):
        run = _left(tmp_path, _ago(hours=hours))
        point_latest(run, "plan")
        assert named_run(tmp_path / "latest-plan") == run
    assert len(list(tmp_path.iterdir())) == 3


def test_if_links_cannot_be_made_a_text_file_points_to_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    for hours in (2, 1):
        run = _left(tmp_path, _ago(hours=hours))
        point_latest(run, "plan")
        assert named_run(tmp_path / "latest-plan") == run
    # As in a checkout without links.
    (tmp_path / "latest-plan").write_text(run.name, encoding="utf-8")
    assert named_run(tmp_path / "latest-plan") == run


def _folder(latest: Path) -> None:
    latest.mkdir()


def _file(latest: Path) -> None:
    latest.write_text("mine", encoding="utf-8")


def _pipe(latest: Path) -> None:
    os.mkfifo(latest)


@pytest.mark.parametrize("make", [_folder, _file, _pipe])
def test_a_file_that_is_not_a_pointer_is_left_alone(tmp_path: Path, make: Callable[[Path], None]) -> None:
    run = _left(tmp_path, _ago(hours=1))
    make(tmp_path / "latest-plan")
    with pytest.raises(OSError, match="not govlink's link"):
        point_latest(run, "plan")
    assert sorted(path.name for path in tmp_path.iterdir()) == [run.name, "latest-plan"]
    assert not (tmp_path / "latest-plan").is_symlink()


@pytest.mark.parametrize("form", ["link", "copy", "text"])
def test_a_pointer_is_not_followed_once_a_later_run_has_ended(tmp_path: Path, form: str) -> None:
    old, latest = _left(tmp_path, _ago(hours=2)), tmp_path / "latest-plan"
    match form:
        case "link":
            latest.symlink_to(old.name)
        case "copy":
            shutil.copytree(old, latest)
        case "text":
            latest.write_text(old.name, encoding="utf-8")
    assert named_run(latest) == (latest if form == "copy" else old)
    new = _left(tmp_path, _ago(hours=1))
    with pytest.raises(UsageError, match=f"{old.name}, which is not the last one: .*{new.name} is newer"):
        named_run(latest)


def test_only_a_run_that_sets_the_pointer_makes_it_stale(tmp_path: Path) -> None:
    run = _left(tmp_path, _ago(hours=3), lasted=timedelta(hours=2))
    point_latest(run, "plan")
    _left(tmp_path, _ago(hours=2), stopped=True)
    _left(tmp_path, _ago(minutes=50), command="apply")
    _left(tmp_path, _ago(hours=2.5))
    (_left(tmp_path, _ago(minutes=40)) / "summary.json").unlink()
    assert named_run(tmp_path / "latest-plan") == run


def test_a_stopped_apply_is_the_last_one_all_the_same(tmp_path: Path) -> None:
    point_latest(_left(tmp_path, _ago(hours=2), command="apply"), "apply")
    _left(tmp_path, _ago(hours=1), command="apply", stopped=True)
    with pytest.raises(UsageError, match="is newer"):
        named_run(tmp_path / "latest-apply")


def test_a_date_in_the_future_orders_nothing(tmp_path: Path) -> None:
    future, latest = _left(tmp_path, timedelta(days=900)), tmp_path / "latest-plan"
    point_latest(future, "plan")
    assert named_run(latest) == future
    present = _left(tmp_path, _ago(hours=1))
    with pytest.raises(UsageError, match="is dated in the future"):
        named_run(latest)
    point_latest(present, "plan")
    assert named_run(latest) == present


@pytest.mark.parametrize("target", ["latest-plan", "gone", "20261130T000000Z-plan-abcdef"])
def test_a_pointer_to_nothing_is_reported(tmp_path: Path, target: str) -> None:
    (tmp_path / "latest-plan").symlink_to(target)
    with pytest.raises(UsageError, match=r"points to nothing|symbolic links"):
        named_run(tmp_path / "latest-plan")


def test_a_text_file_that_points_to_no_folder_is_reported_as_what_it_is(tmp_path: Path) -> None:
    pointer = tmp_path / "latest-plan"
    pointer.write_text("20261130T000000Z-plan-abcdef\n")
    with pytest.raises(UsageError, match="points to nothing; name the folder"):
        named_run(pointer)
    pointer.write_text("notes\n")
    with pytest.raises(UsageError, match="is not a run's folder: it is a file; name the folder"):
        named_run(pointer)


def test_a_users_own_link_leads_to_the_runs_own_name(tmp_path: Path) -> None:
    run = _left(tmp_path / "reports", _ago(hours=1))
    (tmp_path / "mine").symlink_to(run)
    assert named_run(tmp_path / "mine") == run
    (tmp_path / "reports" / "latest-plan").symlink_to(tmp_path / "mine")
    assert named_run(tmp_path / "reports" / "latest-plan") == run


def test_a_run_that_cannot_set_the_pointer_reports_it_and_the_old_plan_is_not_applied_by_that_name(
    called: Govlink, tmp_path: Path
) -> None:
    old, new, latest = tmp_path / "old.csv", tmp_path / "new.csv", tmp_path / "reports" / "latest-plan"
    for mapping, pair in ((old, "4,3"), (new, "6,5")):
        mapping.write_text(f"client_api_id,commercial_acct_id,govcloud_acct_id\n4001,{pair}\n", encoding="utf-8")
    first = called("plan", old, "--sandbox").folder
    latest.unlink()
    shutil.copytree(first, latest)
    second = called("plan", new, "--sandbox")
    assert second.code == 0
    assert "reports/latest-plan does not point to this run: it is a folder" in second.err
    ran = called("apply", "--plan", "reports/latest-plan", "--sandbox", "--yes")
    assert ran.code == 2
    assert f"points to run {first.name}, which is not the last one" in ran.err
    assert not [path.name for path in latest.parent.iterdir() if path.name.startswith(".")]
