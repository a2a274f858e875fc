"""Every command that a run prints is run, and does what the text around it promises."""

import html
import re
import shlex
from itertools import chain
from pathlib import Path

import pytest
from openpyxl import load_workbook
from program import KEY, WORLD, Govlink, Ran, Served

from batch import __version__
from batch.sandbox import Scenario, serve

HEADER = "client_api_id,commercial_acct_id,govcloud_acct_id\n"
LEFT = HEADER + "4001,4,3\n4001,6,5\n4002,12,11\n"
WRONG = LEFT + "4001,1x,5\n"


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.csv"
    path.write_text(LEFT, encoding="utf-8")
    return path


def _printed(ran: Ran) -> list[str]:
    """The commands on standard output, which are also those of the summary, the page, and the workbook."""
    lines = [re.sub(r"^ *then +|^To send this plan: ", "", line) for line in ran.out.splitlines()]
    printed = list(dict.fromkeys(line for line in lines if line.startswith("govlink ")))
    summed_up = [*(cause["command"] for cause in ran.summary["root_causes"]), ran.summary["apply_command"]]
    assert set(printed) == set(filter(None, summed_up))
    page = (ran.folder / "report.html").read_text(encoding="utf-8")
    shown = re.findall("<code>(govlink .*?)</code>", page)
    assert set(printed) == set(map(html.unescape, shown))
    cells = chain.from_iterable(load_workbook(ran.folder / "report.xlsx")["Summary"].values)
    assert set(printed) == {cell for cell in cells if str(cell).startswith("govlink ")} - {f"govlink {__version__}"}
    return printed


def _run(program: Govlink, command: str, *more: str) -> Ran:
    ran = program(*shlex.split(command)[1:], *more, key=KEY)
    assert ran.code != 2, (command, ran.err)
    return ran


def _at(address: str) -> tuple[str, ...]:
    return "--base-url", address, "--rate", "500/s"


def test_a_plan_shows_how_to_send_it(called: Govlink, served: Served, mapping: Path) -> None:
    ran = called("plan", mapping, *_at(served().base_url), key=KEY)
    (command,) = _printed(ran)
    assert _run(called, command, "--yes").statuses == ["created"] * 3


def test_a_plan_that_a_limit_refused_is_sent_by_the_command_after_it(
    called: Govlink, served: Served, mapping: Path
) -> None:
    ran = called("apply", mapping, "--yes", "--max-creates", "2", *_at(served().base_url), key=KEY)
    assert ran.code == 3
    (command,) = _printed(ran)
    assert _run(called, command, "--yes").statuses == ["created"] * 3


def test_clean_rows_are_sent_by_the_printed_command_after_a_plan_was_refused_for_another_row(
    called: Govlink, served: Served, mapping: Path
) -> None:
    mapping.write_text(WRONG, encoding="utf-8")
    ran = called("apply", mapping, "--yes", "--require-clean", *_at(served().base_url), key=KEY)
    assert ran.code == 3
    fix, retry = _printed(ran)
    assert _run(called, retry, "--yes").statuses == ["created"] * 3
    assert _run(called, fix, "--yes").statuses == ["invalid"]


def test_unsent_rows_of_a_reviewed_plan_are_sent_as_reviewed(called: Govlink, served: Served, mapping: Path) -> None:
    address = _at(served().base_url)
    plan = called("plan", mapping, *address, key=KEY)
    folder = plan.folder.name
    ran = called("apply", "--plan", f"reports/{folder}", "--yes", "--limit", "1", *address, key=KEY)
    assert sorted(ran.statuses) == ["created", "not_attempted", "not_attempted"]
    (command,) = _printed(ran)
    assert shlex.split(command)[1:4] == ["apply", "--plan", f"reports/{folder}"]
    called("plan", mapping, *address, key=KEY)  # what latest-plan is by now doesn't matter
    assert sorted(_run(called, command, "--yes").statuses) == ["created", "created", "in_sync"]


def test_a_row_that_waits_for_its_account_is_sent_by_the_command_once_the_account_is_there(
    called: Govlink, tmp_path: Path
) -> None:
    mapping = tmp_path / "pairs.csv"
    mapping.write_text("client_api_id,commercial_owner_id,govcloud_owner_id\n4001,210987000002,210987000001\n")
    commercial = {"id": 102, "owner_id": "210987000002", "region": "global"}
    govcloud = {"id": 101, "owner_id": "210987000001", "region": "govcloud"}

    def world(*accounts: dict[str, object]) -> Scenario:
        return Scenario.from_dict({"name": "t", "customers": [{"id": 4001, "accounts": accounts}]})

    with serve(world(govcloud)) as sandbox:
        address = _at(sandbox.base_url)
        port = int(sandbox.base_url.rpartition(":")[2])
        plan = called("plan", mapping, *address, key=KEY)
        folder, (of_plan,) = plan.folder.name, _printed(plan)
        (of_reviewed,) = _printed(called("apply", "--plan", f"reports/{folder}", "--yes", *address, key=KEY))
        (of_applied,) = _printed(called("apply", mapping, "--yes", *address, key=KEY))
    # A reviewed plan that rejected the row doesn't send it; that needs a new plan.
    assert [shlex.split(line)[1] for line in (of_plan, of_reviewed, of_applied)] == ["plan", "plan", "apply"]
    assert all("/retry.csv" in line for line in (of_plan, of_reviewed, of_applied))
    with serve(world(govcloud, commercial), port=port):
        assert _run(called, of_reviewed).statuses == ["planned"]
        assert _run(called, of_applied, "--yes").statuses == ["created"]


def test_options_that_variables_gave_are_in_the_command_and_the_columns_name_fits_the_file(
    called: Govlink, served: Served, mapping: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mapping.write_text(LEFT.replace("commercial_acct_id", "Commercial"), encoding="utf-8")
    monkeypatch.setenv("GOVLINK_COLUMN", "commercial_acct_id=Commercial")
    monkeypatch.setenv("GOVLINK_BASE_URL", served().base_url)
    monkeypatch.setenv("GOVLINK_RATE", "500/s")
    ran = called("apply", mapping, "--yes", "--limit", "1", key=KEY)
    (command,) = _printed(ran)
    monkeypatch.delenv("GOVLINK_BASE_URL")
    monkeypatch.delenv("GOVLINK_RATE")
    assert _run(called, command, "--yes", "--limit", "1").statuses == ["created", "not_attempted"]
    monkeypatch.delenv("GOVLINK_COLUMN")
    assert sorted(_run(called, command, "--yes").statuses) == ["created", "in_sync"]


def test_a_column_from_a_variable_does_not_break_a_command_for_a_runs_files(
    called: Govlink, served: Served, mapping: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mapping.write_text(WRONG.replace("commercial_acct_id", "Commercial"), encoding="utf-8")
    monkeypatch.setenv("GOVLINK_COLUMN", "client_api_id=Kunde")
    column = ("--column", "commercial_acct_id=Commercial")
    address = _at(served().base_url)
    ran = called("apply", mapping, "--yes", "--limit", "1", *column, *address, key=KEY)
    for command in _printed(ran):
        assert "--column" not in command
        assert set(_run(called, command, "--yes").statuses) <= {"created", "invalid"}
    audited = called("audit", mapping, *column, *address, key=KEY)
    for command in _printed(audited):
        _run(called, command, "--yes")


def test_a_replay_continues_at_the_address_that_it_replays(called: Govlink, served: Served, mapping: Path) -> None:
    seen = called("plan", mapping, *_at(served().base_url), key=KEY)
    ran = called("plan", mapping, "--snapshot", seen.folder)
    (command,) = _printed(ran)
    assert _run(called, command, "--yes", "--rate", "500/s").statuses == ["created"] * 3


def test_a_replay_of_a_rehearsal_continues_as_a_rehearsal(called: Govlink, mapping: Path) -> None:
    seen = called("plan", mapping, "--sandbox")
    ran = called("plan", mapping, "--snapshot", seen.folder)
    (command,) = _printed(ran)
    again = _run(called, command, "--yes")
    assert again.statuses == ["created"] * 3
    assert again.summary["sandbox"]


@pytest.mark.parametrize("reports", ["my reports", "-r", "two\nlines"])
def test_a_folder_with_an_unusual_name_is_found_again(
    called: Govlink, served: Served, mapping: Path, tmp_path: Path, reports: str
) -> None:
    ran = called("apply", mapping, "--yes", "--limit", "1", "--reports", reports, *_at(served().base_url), key=KEY)
    ran = Ran(ran.code, ran.out, ran.err, tmp_path / reports)
    (command,) = _printed(ran)
    if "$'" not in command:
        assert _run(called, command, "--yes").code == 0


def test_rows_from_standard_input_continue_from_files(govlink: Govlink, called: Govlink, served: Served) -> None:
    sandbox = served()
    ran = govlink("plan", "-", "--input-format", "csv", *_at(sandbox.base_url), key=KEY, stdin=WRONG)
    fix, send = _printed(ran)
    assert _run(called, send, "--yes").statuses == ["created"] * 3 + ["invalid"]
    assert _run(called, fix).statuses == ["invalid"]


def test_the_printed_commands_of_an_audit_resolve_its_findings(called: Govlink, served: Served, mapping: Path) -> None:
    mapping.write_text("Commercial,govcloud_acct_id\n4,3\n6,99\n", encoding="utf-8")
    reading = ("--client-api-id", "4001", "--column", "commercial_acct_id=Commercial")
    ran = called("audit", mapping, *reading, *_at(served().base_url), key=KEY)
    whole, fix = _printed(ran)
    assert _run(called, whole, "--yes").statuses == ["created", "rejected"]
    assert _run(called, fix, "--yes").statuses == ["rejected"]


def test_a_plan_that_was_stopped_early_has_no_command_to_send_it(
    called: Govlink, served: Served, mapping: Path
) -> None:
    sandbox = served(WORLD | {"faults": [{"kind": "status", "status": 401, "first": 3, "last": 99}]})
    ran = called("plan", mapping, *_at(sandbox.base_url), key=KEY)
    assert ran.code == 3
    assert ran.summary["apply_command"] is None
    assert not any("--plan" in command for command in _printed(ran))
