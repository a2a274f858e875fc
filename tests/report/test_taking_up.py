"""Which of `retry.csv` and `fix.csv` have a row: both if waiting may be enough, and then it is counted once."""

import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from page_text import Page, table
from story import beginning, finished, plan_of, reported, started

from batch.console.words import result_lines
from batch.report import roll_up
from batch.report.commands import run_folder
from batch.report.taking_up import decisive, files_of, rows_in
from batch.rules.registry import RULES
from batch.statuses import FIX, RETRY, Status

BOTH = ("retry.csv", "fix.csv")


@pytest.mark.parametrize("codes", ["A113", "A114", "A113 A114", "V202 A114 A201"])
def test_a_row_that_only_waits_for_accounts_is_in_both_files(codes: str) -> None:
    assert files_of("rejected", codes) == BOTH


@pytest.mark.parametrize("codes", ["A101", "A102", "A113 A101", "A106 A114", "A113 Z999", "S101", "A112"])
def test_a_row_that_also_has_another_error_must_be_edited(codes: str) -> None:
    assert files_of("rejected", codes) == ("fix.csv",)


@pytest.mark.parametrize(
    ("status", "files"),
    [("invalid", ("fix.csv",)), ("conflict", ("fix.csv",)), ("not_attempted", ("retry.csv",)), ("duplicate", ())],
)
def test_a_row_that_is_not_sent_for_another_reason_is_in_the_file_of_its_status(
    status: str, files: tuple[str, ...]
) -> None:
    assert files_of(status, "A113") == files


def test_the_decisive_code_is_one_that_waiting_cannot_resolve() -> None:
    assert decisive("A113 A106").id == "A106"
    assert decisive("A113 A114").id == "A114"
    assert decisive("A113 A201").id == "A113"


_codes = st.lists(st.sampled_from(["A113", "A114", "A101", "A106", "A201", "V202", "S102", "S304", *list(RULES)[:9]]))
_rows = st.lists(st.tuples(st.sampled_from(list(Status)), _codes.map(" ".join)), max_size=9)


@settings(deadline=None, max_examples=40)
@given(_rows)
def test_a_row_in_both_files_is_counted_once_everywhere(drawn: list[tuple[str, str]]) -> None:
    rows = [{"status": status, "codes": codes, "message": "words"} for status, codes in drawn]
    rendered = reported(plan_of(*rows), [started("plan"), finished(1, seconds=1.0)])
    files = {name: {row["govlink_codes"] for row in table(rendered.files, name)} for name in BOTH}
    sizes = {name: len(table(rendered.files, name)) for name in BOTH}
    needing = sum(status in FIX | RETRY for status, _ in drawn)
    both = sum(files_of(status, codes) == BOTH for status, codes in drawn)

    assert sum(sizes.values()) - both == needing
    assert all(status in FIX | RETRY or not files_of(status, codes) for status, codes in drawn)
    summary = json.loads(rendered.files["summary.json"])
    assert sum(cause["rows"] for cause in summary["root_causes"]) == needing
    assert sum(summary["counts"].values()) == len(drawn)
    for name in BOTH:
        of_file = [cause for cause in summary["root_causes"] if name in {cause["file"], cause["also_in"]}]
        assert sum(cause["rows"] for cause in of_file) == sizes[name]
        assert {cause["code"] for cause in of_file} == {decisive(codes).id for codes in files[name]}
    words = Page(rendered.files["report.html"]).text("section #attention")
    assert ("in both" in words) == bool(both)


def test_the_terminal_and_the_page_show_what_is_in_both_files() -> None:
    rows = [
        {"status": "rejected", "codes": "A113", "message": "in no bill"},
        {"status": "rejected", "codes": "A114", "message": "not added"},
        {"status": "rejected", "codes": "A106", "message": "wrong side"},
        {"status": "not_attempted", "codes": "A122", "message": "not read"},
    ]
    rendered = reported(plan_of(*rows), [started("apply"), finished(1, seconds=1.0)])
    folder = run_folder(beginning(run=rendered.summary["run"]))
    causes = roll_up(rendered.report, rendered.facts, rendered.going_on, folder, {})
    lines = list(result_lines(rendered.summary, causes, folder, ""))
    assert [line for line in lines if line.endswith("):")] == [
        "To edit or decide first (1 row in fix.csv):",
        "To run again once CloudHealth has the account, or to edit (2 rows in retry.csv and fix.csv):",
        "To run again unchanged (1 row in retry.csv):",
    ]
    assert lines.count(f"  then   govlink apply {folder}/retry.csv") == 2
    words = Page(rendered.files["report.html"]).text("section #attention")
    assert "retry.csv has 3 rows to run again; fix.csv has 3 rows to edit or decide first. 2 rows are in both" in (
        " ".join(words.split())
    )


def test_an_empty_report_has_no_row_in_either() -> None:
    empty = plan_of()
    assert isinstance(rows_in("fix.csv", empty), pd.Series)
    assert not rows_in("fix.csv", empty).any()
