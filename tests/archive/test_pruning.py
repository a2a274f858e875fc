"""Old run folders: which are removed, and which are always kept."""

import json
import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from program import Govlink

from batch.archive.pruning import Keep, outdated, remove, work_in
from batch.archive.runs import survey
from batch.events import RunStarted, as_json

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def _run(
    reports: Path,
    days_ago: int,
    *,
    command: str = "audit",
    ended: bool = True,
    stopped: bool = False,
    world: str = "https://here",
    snapshot: str = "",
) -> Path:
    began = NOW - timedelta(days=days_ago)
    folder = reports / f"{began:%Y%m%dT%H%M%SZ}-{command}-000001"
    folder.mkdir(parents=True)
    event = RunStarted(
        run=folder.name,
        command=command,
        version="0",
        base_url=world,
        sandbox=False,
        inputs=[],
        settings={},
        world=world,
        snapshot=snapshot,
    )
    (folder / "journal.jsonl").write_text(json.dumps(as_json(event, began.isoformat())) + "\n", encoding="utf-8")
    os.utime(folder / "journal.jsonl", (began.timestamp(),) * 2)
    if ended:
        summary = {"exit_code": 0, "stopped": {"code": "S301"} if stopped else None}
        (folder / "summary.json").write_text(json.dumps(summary), encoding="utf-8")
    return folder


def _left(reports: Path, keep: Keep) -> list[int]:
    """How many days old the remaining audits are."""
    for run in outdated(survey(reports, "audit", NOW).runs, keep, NOW):
        remove(run)
    return sorted((NOW - datetime.fromisoformat(run.started_at)).days for run in survey(reports, "audit", NOW).runs)


@pytest.mark.parametrize(
    ("keep", "left"),
    [
        (Keep(), [0, 1, 5, 9]),
        (Keep(runs=2), [0, 1]),
        (Keep(runs=1), [0]),
        (Keep(days=5), [0, 1, 5]),
        (Keep(runs=3, days=1), [0, 1, 5]),
        (Keep(runs=1, days=6), [0, 1, 5]),
    ],
)
def test_a_folder_is_removed_if_it_is_beyond_every_limit(tmp_path: Path, keep: Keep, left: list[int]) -> None:
    for days in (9, 0, 5, 1):
        _run(tmp_path, days)
    assert _left(tmp_path, keep) == left


def test_the_newest_run_is_kept_however_old(tmp_path: Path) -> None:
    _run(tmp_path, 90)
    assert _left(tmp_path, Keep(runs=1, days=1)) == [90]


def test_the_last_completed_run_is_kept_for_the_next_audit(tmp_path: Path) -> None:
    for days in (9, 5):
        _run(tmp_path, days)
    _run(tmp_path, 3, stopped=True)
    _run(tmp_path, 2, ended=False)
    assert _left(tmp_path, Keep(runs=1)) == [2, 5]


def test_the_last_completed_audit_of_each_world_is_kept(
    tmp_path: Path,
) -> None:
    _run(tmp_path, 9)
    _run(tmp_path, 5)
    _run(tmp_path, 4, world="sandbox of scenario outage")
    _run(tmp_path, 3, world="sandbox of scenario outage")
    _run(tmp_path, 1, world="sandbox made from /pairs.csv", stopped=True)
    assert _left(tmp_path, Keep(runs=1)) == [1, 3, 5]


def test_the_last_completed_run_is_kept_in_addition_to_newer_replays(tmp_path: Path) -> None:
    _run(tmp_path, 9)
    _run(tmp_path, 5)
    for days in (3, 2, 1):
        _run(tmp_path, days, snapshot="20261101T000000Z-audit-abcdef")
    assert _left(tmp_path, Keep(runs=1)) == [1, 5]


def test_a_run_that_may_still_be_going_on_is_kept(tmp_path: Path) -> None:
    going = _run(tmp_path, 4, ended=False)
    os.utime(going / "journal.jsonl", ((NOW - timedelta(hours=2)).timestamp(),) * 2)
    _run(tmp_path, 3, ended=False)
    _run(tmp_path, 0)
    assert _left(tmp_path, Keep(runs=1)) == [0, 4]


def test_folders_that_govlink_did_not_make_are_kept(tmp_path: Path) -> None:
    _run(tmp_path, 0)
    strangers = {
        "another command": _run(tmp_path, 8, command="apply"),
        "renamed": _run(tmp_path, 7).rename(tmp_path / "20200101T000000Z-audit-abcdef"),
        "no journal": tmp_path / "20200102T000000Z-audit-abcdef",
        "another's journal": tmp_path / "20200103T000000Z-audit-abcdef",
        "a word too much": _run(tmp_path, 6).rename(tmp_path / "20200104T000000Z-audit-abcdef-mine"),
        "not even JSON": tmp_path / "20200105T000000Z-audit-abcdef",
    }
    for name in ("no journal", "another's journal", "not even JSON"):
        strangers[name].mkdir()
    (strangers["another's journal"] / "journal.jsonl").write_text('{"event": "hello"}\n', encoding="utf-8")
    (strangers["not even JSON"] / "journal.jsonl").write_bytes(b"\xff\xfe")
    assert _left(tmp_path, Keep(runs=1)) == [0]
    assert all(folder.is_dir() for folder in strangers.values())


def test_links_are_not_followed_out(tmp_path: Path) -> None:
    reports, outside = tmp_path / "reports", tmp_path / "outside"
    elsewhere = _run(outside, 9)
    _run(reports, 0)
    (reports / elsewhere.name).symlink_to(elsewhere)
    old = _run(reports, 8)
    (old / "more").symlink_to(outside)
    lent = reports / "20261101T120000Z-audit-abcdef"
    lent.mkdir()
    (lent / "journal.jsonl").symlink_to(elsewhere / "journal.jsonl")
    assert _left(reports, Keep(runs=1)) == [0]
    assert not old.exists()
    assert lent.exists()
    assert (elsewhere / "journal.jsonl").is_file()


def test_runs_are_pruned_once_the_new_one_is_complete(called: Govlink, tmp_path: Path) -> None:
    mapping = tmp_path / "pairs.csv"
    mapping.write_text("client_api_id,commercial_acct_id,govcloud_acct_id\n4001,2,1\n", encoding="utf-8")
    for _ in range(3):
        called("audit", mapping, "--sandbox")
    called("plan", mapping, "--sandbox")
    called("audit", mapping, "--sandbox", "--keep", 2)
    assert len(survey(tmp_path / "reports", "audit", datetime.now(UTC)).runs) == 2
    assert len(survey(tmp_path / "reports", "plan", datetime.now(UTC)).runs) == 1


def test_a_folder_that_cannot_be_removed_is_reported_and_changes_nothing(
    called: Govlink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_run: object) -> None:
        raise PermissionError(13, "Permission denied")

    mapping = tmp_path / "pairs.csv"
    mapping.write_text("client_api_id,commercial_acct_id,govcloud_acct_id\n4001,2,1\n", encoding="utf-8")
    called("plan", mapping, "--sandbox")
    monkeypatch.setattr("batch.runs.ending.remove", refuse)
    ran = called("plan", mapping, "--sandbox", "--keep", 1)
    assert ran.code == 0
    assert "can't be removed: Permission denied" in ran.err


# Clocks that were wrong


def test_a_run_dated_in_the_future_ranks_last_and_is_neither_counted_nor_removed(tmp_path: Path) -> None:
    future = _run(tmp_path, -900)
    for days in (5, 3, 1):
        _run(tmp_path, days)
    found = survey(tmp_path, "audit", NOW)
    assert found.runs[-1].folder == future
    assert [remark for remark in found.remarks if f"{future} is dated in the future" in remark]
    assert _left(tmp_path, Keep(runs=2, days=2)) == [-900, 1, 3]


def test_the_current_run_is_kept_even_if_its_clock_is_behind(tmp_path: Path) -> None:
    current = _run(tmp_path, 900)
    for days in (5, 3, 1):
        _run(tmp_path, days)
    gone = outdated(survey(tmp_path, "audit", NOW).runs, Keep(runs=1), NOW, current)
    assert current not in [run.folder for run in gone]
    assert len(gone) == 2


def test_a_run_never_removes_itself_and_a_date_in_the_future_is_reported(called: Govlink, tmp_path: Path) -> None:
    mapping = _mapping(tmp_path)
    old = called("audit", mapping, "--sandbox").folder
    future = old.with_name(f"20990101T000000Z-audit-{old.name[-6:]}")
    old.rename(future)
    journal = future / "journal.jsonl"
    told = journal.read_text(encoding="utf-8").replace(old.name, future.name)
    journal.write_text(re.sub(r'"at":"20\d\d', '"at":"2099', told), encoding="utf-8")
    first = called("audit", mapping, "--sandbox", "--keep", 1)
    second = called("audit", mapping, "--sandbox", "--keep", 1)
    for ran in (first, second):
        assert ran.err.count("is dated in the future (2099-") == 1
    assert sorted(path.name for path in future.parent.iterdir() if not path.is_symlink()) == sorted(
        [future.name, second.folder.name]
    )
    # At first there was nothing else to compare with; later, only audits with a plausible date count.
    assert "since the last audit" in first.out
    assert "since the last audit" in second.out


# Folders with edited files


def _mapping(folder: Path) -> Path:
    path = folder / "pairs.csv"
    path.write_text("client_api_id,commercial_acct_id,govcloud_acct_id\n4001,2,1\n4001,x,3\n", encoding="utf-8")
    return path


def test_a_folder_with_edited_files_is_kept_and_reported(called: Govlink, tmp_path: Path) -> None:
    mapping = _mapping(tmp_path)
    edited, noted, thinned, _ = (called("plan", mapping, "--sandbox").folder for _ in range(4))
    (edited / "fix.csv").write_text("my work", encoding="utf-8")
    (edited / "report.xlsx").write_bytes(b"my work in a spreadsheet")
    (noted / "approval.eml").write_text("yes", encoding="utf-8")
    (thinned / "snapshot.jsonl").unlink()
    (thinned / ".plan.csv.0a1b2c.part").write_text("left by a kill", encoding="utf-8")
    ran = called("plan", mapping, "--sandbox", "--keep", 1)
    assert ran.code == 1
    work = "fix.csv: altered; report.xlsx: altered"
    assert f"{edited.relative_to(tmp_path)} is not removed, because its files were changed: {work}" in ran.err
    assert (
        f"{noted.relative_to(tmp_path)} is not removed, because its files were changed: approval.eml: added" in ran.err
    )
    assert (edited / "fix.csv").read_text(encoding="utf-8") == "my work"
    assert {path for path in (tmp_path / "reports").iterdir() if not path.is_symlink()} == {edited, noted, ran.folder}


def test_in_a_killed_runs_folder_files_that_no_run_writes_are_kept(tmp_path: Path) -> None:
    killed = _run(tmp_path, 9, ended=False)
    for name in ("plan.csv", "snapshot.jsonl", "report.html"):
        (killed / name).touch()
    assert work_in(killed) == []
    (killed / "notes").mkdir()
    assert work_in(killed) == ["notes: added"]


def test_a_run_whose_reports_are_still_being_written_is_kept(tmp_path: Path) -> None:
    _run(tmp_path, 0)
    other = _run(tmp_path, 1)
    os.utime(other / "journal.jsonl", (NOW.timestamp(),) * 2)
    assert _left(tmp_path, Keep(runs=1)) == [0, 1]
