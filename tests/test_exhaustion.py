"""A machine without a free thread or memory: the run ends in order, with its reports or with how to make them."""

from pathlib import Path

import pytest
from program import KEY, Govlink, Ran, Served

from batch.exhaustion import NO_MEMORY, NO_THREAD, exhausted

STINGY = """
import threading
left, start = [{threads}], threading.Thread.start
def sparingly(self):
    if not left[0]:
        raise RuntimeError("can't start new thread")
    left[0] -= 1
    start(self)
threading.Thread.start = sparingly
"""
ROWS = "4001,4,3\n4001,6,5\n4002,12,11\n"


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "m.csv"
    path.write_text("client_api_id,commercial_acct_id,govcloud_acct_id\n" + ROWS)
    return path


def _claims_nothing_false(ran: Ran, pairs: set[tuple[str, str]]) -> None:
    for row in ran.rows:
        is_linked = (row["commercial_acct_id"], row["govcloud_acct_id"]) in pairs
        assert is_linked == (row["status"] == "created") or row["status"] == "unknown", row


@pytest.mark.slow
@pytest.mark.parametrize("threads", [0, 2, 7, 8, 10])
def test_a_run_without_a_thread_ends_with_its_reports(
    govlink: Govlink, served: Served, mapping: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, threads: int
) -> None:
    (tmp_path / "sitecustomize.py").write_text(STINGY.format(threads=threads))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    sandbox = served()
    ran = govlink("apply", mapping, "--yes", "--base-url", sandbox.base_url, "--rate", "1000/s", key=KEY)
    assert ran.code == 3
    assert "Traceback" not in ran.err
    assert f"{NO_THREAD} (S307)" in ran.err
    assert ran.summary["stopped"]["code"] == "S307"
    _claims_nothing_false(ran, {(str(one.commercial), str(one.govcloud)) for one in sandbox.linkages})


def test_a_sandbox_without_a_thread_is_an_error(
    govlink: Govlink, mapping: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(STINGY.format(threads=0))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    ran = govlink("plan", mapping, "--sandbox")
    assert (ran.code, ran.err) == (2, "govlink: the sandbox's web server can't be started: can't start new thread\n")


def _no_memory(*_: object, **__: object) -> None:
    raise MemoryError


@pytest.mark.parametrize("where", ["batch.archive.filing.render", "batch.runs.ending.join"])
def test_a_run_without_memory_for_its_reports_names_the_command_that_makes_them(
    called: Govlink, served: Served, mapping: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    sandbox = served()
    with monkeypatch.context() as poor:
        poor.setattr(where, _no_memory)
        ran = called("apply", mapping, "--yes", "--base-url", sandbox.base_url, "--rate", "1000/s", key=KEY)
    assert ran.code == 3
    assert f"{NO_MEMORY}; after fixing that, run `govlink report reports/{ran.folder.name}` to make" in ran.err
    assert len(sandbox.linkages) == 4
    assert called("report", ran.folder).code == 0
    assert set(ran.statuses) == {"created"}


def test_a_run_without_memory_for_its_plan_reports_that_nothing_was_sent(
    called: Govlink, served: Served, mapping: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("batch.runs.stages.reconcile", _no_memory)
    sandbox = served()
    ran = called("apply", mapping, "--yes", "--base-url", sandbox.base_url, "--rate", "1000/s", key=KEY)
    assert ran.code == 3
    assert ran.err.endswith(f"govlink: {NO_MEMORY}; the run ended before its plan, and nothing was sent\n")
    assert len(sandbox.linkages) == 1


def test_memory_that_ends_while_rows_are_sent_ends_the_run_with_its_reports(
    called: Govlink, served: Served, mapping: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox = served()
    monkeypatch.setattr("batch.cloudhealth.linking.parse_linkage", _no_memory)
    ran = called("apply", mapping, "--yes", "--base-url", sandbox.base_url, "--rate", "1000/s", key=KEY)
    assert ran.code == 3
    assert f"{NO_MEMORY} (S307)" in ran.err
    assert ran.summary["stopped"]["code"] == "S307"
    _claims_nothing_false(ran, {(str(one.commercial), str(one.govcloud)) for one in sandbox.linkages})


def test_a_command_without_a_run_folder_reports_it_too(
    called: Govlink, mapping: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("batch.cli.check.check", _no_memory)
    ran = called("check", mapping)
    assert (ran.code, ran.err) == (3, f"govlink: {NO_MEMORY}\n")


def test_exceptions_about_threads_and_memory_are_distinguished() -> None:
    said = [exhausted(error) for error in (MemoryError(), RuntimeError("can't allocate lock"))]
    assert [reason and reason.words for reason in said] == [NO_MEMORY, NO_MEMORY]


def test_an_error_of_the_program_is_not_mistaken_for_an_exhausted_machine() -> None:
    assert exhausted(RuntimeError("dictionary changed size during iteration")) is None
