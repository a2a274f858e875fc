"""What a person reads when something is wrong: one clear line with what to do, the right code, nothing lost."""

import os
import time
from pathlib import Path

import pytest
from program import KEY, Govlink, Served, all_text

from batch.runs.lock import one_run_at_a_time

HEADER = "client_api_id,commercial_owner_id,govcloud_owner_id\n"
ROW = "4001,000000000004,000000000003\n"


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.csv"
    path.write_text(HEADER + ROW, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("nope.csv", None, "no such file"),
        ("empty.csv", "", "no rows"),
        ("slip.csv", "client_api_id,comercial_owner_id,govcloud_owner_id\n" + ROW, "did you mean commercial_owner_id"),
    ],
)
def test_an_unusable_mapping_is_reported_in_one_line_and_nothing_is_sent(
    govlink: Govlink, tmp_path: Path, name: str, content: str | None, says: str
) -> None:
    if content is not None:
        (tmp_path / name).write_text(content, encoding="utf-8")
    ran = govlink("apply", name, "--sandbox", "--yes")
    assert ran.code == 2
    assert says in ran.err
    assert "Traceback" not in ran.err
    assert not ran.reports.exists()


def test_without_a_key_the_error_names_three_ways_out(govlink: Govlink, mapping: Path) -> None:
    ran = govlink("plan", mapping)
    assert ran.code == 2
    for way in ("CLOUDHEALTH_API_KEY", "--api-key-file", "--sandbox"):
        assert way in ran.err
    assert len(ran.err.splitlines()) == 1


@pytest.mark.slow
def test_an_unreachable_host_is_given_up_and_every_valid_row_is_kept(govlink: Govlink, mapping: Path) -> None:
    # Its own key, because the lock and the address are shared by the whole machine.
    key = f"{KEY}-{mapping.parent.name}-{os.getpid()}"
    ran = govlink("apply", mapping, "--yes", "--base-url", "http://127.0.0.1:9", key=key)
    assert ran.code == 3
    assert "connection refused" in ran.err
    assert ran.statuses == ["not_attempted"]
    assert ran.table("retry.csv")[0]["govcloud_owner_id"] == "000000000003"


def test_a_refused_key_is_reported_and_every_valid_row_is_kept(called: Govlink, mapping: Path, served: Served) -> None:
    sandbox = served()
    ran = called("apply", mapping, "--yes", "--base-url", sandbox.base_url, "--rate", "100/s", key="wrong-key")
    assert ran.code == 3
    assert "CLOUDHEALTH_API_KEY" in ran.err
    assert ran.statuses == ["not_attempted"]
    assert not [request for request in sandbox.requests if request.method == "POST"]
    assert "wrong-key" not in all_text(ran.folder) + ran.out + ran.err


def test_a_key_is_never_sent_unencrypted(govlink: Govlink, mapping: Path) -> None:
    ran = govlink("plan", mapping, "--base-url", "http://cloudhealth.example", key=KEY)
    assert ran.code == 2
    assert "https://" in ran.err


def test_apply_without_a_terminal_needs_yes(govlink: Govlink, mapping: Path) -> None:
    ran = govlink("apply", mapping, "--sandbox")
    assert ran.code == 2
    assert "--yes" in ran.err
    assert not ran.reports.exists()


def test_a_second_run_with_the_same_key_is_refused_and_names_the_first(
    called: Govlink, mapping: Path, served: Served
) -> None:
    sandbox = served()
    with one_run_at_a_time(
        sandbox.base_url, KEY, command="govlink apply", started_at="now", timeout=0, wait=time.sleep
    ):
        ran = called("plan", mapping, "--base-url", sandbox.base_url, key=KEY)
    assert ran.code == 4
    assert "process" in ran.err
    assert not ran.reports.exists()


def test_a_folder_that_is_not_a_run_is_reported_as_such(govlink: Govlink, tmp_path: Path) -> None:
    ran = govlink("report", tmp_path)
    assert ran.code == 2
    assert "plan.csv" in ran.err
