"""The comparison: its judges, its page, and that its command works with what needs no other environment."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from comparison import PAGE, versions
from comparison_checking import Checked, judged
from comparison_sending import Claims, Sent, Task, ways
from comparison_sending import judged as judged_sent
from comparison_tables import Table, place, put

from batch.sandbox.log import Entry

_COMMAND = [sys.executable, str(Path(__file__).with_name("comparison.py")), "--without-peers"]
_ALL_TABLES = ("checking", "kinds", "limit", "chaos", "kill", "steps")


def _run(*arguments: str) -> dict[str, list[list[str]]]:
    """Run the command; returns the cells of the tables that it prints, by name."""
    done = subprocess.run([*_COMMAND, *arguments], capture_output=True, text=True, check=True)
    parts = done.stdout.strip().split("\n\n")[:-1]
    return {name: _cells(text) for name, text in zip(parts[::2], parts[1::2], strict=True)}


def _cells(table: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]


def test_checking_is_compared_by_one_command() -> None:
    tables = _run("checking", "--rows", "2000", "--rounds", "1")
    found = {row[1]: row[4:] for row in tables["checking"][2:]}
    assert found["csv loop"] == ["16 of 16", "0", "16 of 16", "prints none"]
    assert found["govlink"] == ["16 of 16", "0", "16 of 16", "6 of 6"]
    assert {tuple(row[1:]) for row in tables["kinds"][2:]} <= {("1 of 1", "1 of 1"), ("2 of 2", "2 of 2")}


def test_the_page_is_written_only_from_one_run_of_everything() -> None:
    for part in ((), ("checking",)):
        done = subprocess.run([*_COMMAND, *part, "--write"], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (2, "")
        assert "all tables are of one run" in done.stderr


@pytest.mark.slow
@pytest.mark.timeout(280)
def test_sending_and_the_steps_to_it_are_compared_by_one_command() -> None:
    tables = _run("sending", "steps", "--send", "40", "--minute", "3", "--seeds", "1")
    rows = {
        name: {row[0]: dict(zip(cells[0], row, strict=True)) for row in cells[2:]} for name, cells in tables.items()
    }
    for way in ("govlink", "govlink, --burst 30"):
        assert rows["limit"][way]["not linked"] == "0"
        for name in ("chaos", "kill"):
            row = rows[name][way]
            assert row["called linked, but isn't"] == row["called failed, but is linked"] == "0"
            assert row["accounts linked twice"] == "0"
        assert rows["kill"][way]["sent without a trace"] == "0"
    assert rows["chaos"]["loop, spaced"]["called failed, but is linked"] != "0"
    assert rows["steps"]["commands"]["typed with govlink"] == "4"


_PLANTED: list[dict[str, Any]] = [
    {"line": 2, "record": 1, "wrong": "spaces", "column": "client_api_id"},
    {"line": 9, "record": 4, "wrong": "spaces", "column": "client_api_id"},
    {"line": 12, "record": 7, "wrong": "duplicate", "column": None},
]


def test_a_checker_that_counts_records_is_credited_with_rows_whose_lines_it_gets_wrong() -> None:
    printed: list[dict[str, Any]] = [
        {"record": 1, "line": 2, "field": "client_api_id"},
        {"record": 4, "line": 5, "field": "client_api_id"},
        {"record": 6, "line": 9, "field": None},
    ]
    checked = judged(_PLANTED, printed)
    assert checked.found == {"spaces": 2}
    assert checked[2:] == (1, 1, 2, 2)


def test_a_checker_that_gives_lines_finds_a_row_by_its_line() -> None:
    printed: list[dict[str, Any]] = [
        {"line": 2, "field": "govcloud_acct_id"},
        {"line": 12, "field": None},
        {"line": 13, "field": None},
    ]
    checked = judged(_PLANTED, printed)
    assert checked == Checked(checked.planted, checked.found, 1, 2, 2, 0)
    assert checked.found == {"spaces": 1, "duplicate": 1}


def _entry(time: float, status: int | None, fault: str | None = None) -> Entry:
    return Entry(1, "", time, "POST", "/api/v1/govcloud_linkages", {}, None, status, fault=fault)


def test_claims_are_compared_with_the_ledger_and_requests_with_the_log() -> None:
    rows = [(4001, (str(number), str(number + 1))) for number in range(0, 10, 2)]
    log = [_entry(1.0, 201), _entry(1.5, 429, "rate-limit"), _entry(2.0, 429, "status"), _entry(4.0, 422)]
    claims = Claims({("0", "1"), ("2", "3")}, {("4", "5"), ("6", "7")})
    linked = [("0", "1"), ("4", "5"), ("8", "9"), ("8", "5")]
    assert judged_sent(rows, linked, log, claims) == Sent(
        makespan=3.0,
        throttled=1,
        refused=1,
        double=2,
        false_linked=1,
        false_unlinked=1,
        open=1,
        unlinked=2,
    )


def test_faults_strike_the_share_of_posts_that_is_asked_for() -> None:
    assert sum(fault["probability"] for fault in Task(40, 3.0, 0.25)._faults()) == pytest.approx(0.25)
    assert not Task(40, 3.0)._faults()[0]["probability"]


def test_the_page_has_a_table_for_everything_that_is_compared() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name in _ALL_TABLES:
        found = place(name).search(page)
        assert found, name
        assert len({len(row) for row in _cells(found[2].strip())}) == 1, name
        assert found[2].count("\n") > 3, name


def test_the_page_names_every_way_of_sending_and_every_version() -> None:
    page = PAGE.read_text(encoding="utf-8")
    chaos = place("chaos").search(page)
    assert chaos
    assert [row[0] for row in _cells(chaos[2].strip())[2:]] == [way.name for way in ways(Path("python"))]
    conditions = place("conditions").search(page)
    assert conditions
    assert [name for name, version in versions().items() if f"{name} {version}" not in conditions[2]] == []


def test_tables_can_be_put_in_their_places_repeatedly() -> None:
    page = "before\n<!-- comparison: one -->\n<!-- end -->\nafter\n"
    table = Table("one", ("a", "b"), [("1", "2")])
    once = put(page, [(table.name, table.markdown())])
    assert once == page.replace("<!-- end", "| a | b |\n|---|---|\n| 1 | 2 |\n<!-- end")
    assert put(once, [(table.name, table.markdown())]) == once
    with pytest.raises(ValueError, match="0 places for two"):
        put(page, [("two", "")])
