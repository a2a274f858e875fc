import html
import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from story import (
    AT,
    PLANNED,
    answered,
    audited,
    event,
    finished,
    found,
    intent,
    joined,
    plan_of,
    reported,
    settled,
    started,
    story,
    texts,
)

from batch.report import REPORT_FILES
from batch.report.coverage import coverage
from batch.report.page.embedding import embedded
from batch.report.story import NoBeginningError
from batch.report.tables import from_csv, sha256, to_csv
from batch.statuses import Status

SCHEMA = json.loads(files("batch.report").joinpath("summary.schema.json").read_text(encoding="utf-8"))
CUSTOMER = event(
    "customer_read", client_api_id="4001", state="complete", accounts=101, linkages=3, reason="", requests=3
)


def _summary(plan: pd.DataFrame, *events: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(reported(plan, events).files["summary.json"])
    Draft202012Validator(SCHEMA).validate(told)
    return told


def test_every_file_that_can_be_rendered_is_known_as_one_of_a_run() -> None:
    audit = reported(plan_of(PLANNED), [started(command="audit"), audited()], with_workbook=True).files
    assert {*audit, *reported(plan_of(PLANNED), [started()]).files} == set(REPORT_FILES)


def test_the_published_schema_is_a_valid_json_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_the_summary_has_the_count_of_each_status_and_what_happened() -> None:
    plan = plan_of(PLANNED, PLANNED, {"status": "in_sync"}, {"status": "invalid", "codes": "V104"})
    told = _summary(plan, started(), settled(1), settled(2, "failed", "S102"), finished(1))
    assert {status: count for status, count in told["counts"].items() if count} == {
        "created": 1, "in_sync": 1, "invalid": 1, "failed": 1,
    }  # fmt: skip
    assert told["rows"] == sum(told["counts"].values())
    assert told["headline"].startswith("2 of 4 rows are linked as mapped")
    assert (told["exit_code"], told["seconds"]) == (1, 12.0)
    assert [cause["command"] for cause in told["root_causes"]] == [
        "govlink apply reports/20261123T000000Z-apply-abcdef/retry.csv",
        "govlink apply reports/20261123T000000Z-apply-abcdef/fix.csv",
    ]


def test_the_digests_are_those_of_the_files() -> None:
    rendered = reported(plan_of({"status": "in_sync"}), [started(), finished()])
    told = json.loads(rendered.files["summary.json"])
    assert told["outputs"] == [
        {"file": name, "sha256": sha256(content)} for name, content in rendered.files.items() if name != "summary.json"
    ]
    assert list(rendered.files)[-1] == "summary.json"


def test_requests_are_shown_next_to_their_minimum() -> None:
    events = [
        started(),
        CUSTOMER,
        intent(1),
        answered(),
        answered(method="GET"),
        answered(verdict="Throttled", status=429),
    ]
    told = _summary(plan_of(PLANNED), *events, settled(1), finished())
    # Three for the customer's sweep, and one write.
    assert told["requests"] == {"sent": 3, "reads": 1, "writes": 2, "throttled": 1, "minimum": 4}


def test_a_killed_run_has_neither_end_nor_exit_code() -> None:
    told = _summary(plan_of(PLANNED), started(), intent(1))
    assert (told["finished_at"], told["seconds"], told["exit_code"]) == (None, None, None)
    assert told["counts"]["unknown"] == 1


def test_a_run_that_stopped_early_reports_why_and_what_to_do() -> None:
    stopped = event("stopped", code="S206", reason="nobody answers", client_api_id=None)
    told = _summary(plan_of(PLANNED), started(), stopped, finished(3))
    assert told["stopped"]["reason"] == "nobody answers"
    assert told["stopped"]["next_step"].endswith("Then run again.")


def test_a_plan_names_the_command_that_sends_it_and_an_apply_does_not() -> None:
    assert _summary(plan_of(PLANNED), started("plan", run="R"), finished())["apply_command"] == (
        "govlink apply --plan reports/R"
    )
    assert _summary(plan_of({"status": "in_sync"}), started("plan"), finished())["apply_command"] is None
    assert _summary(plan_of(PLANNED), started(), settled(1), finished())["apply_command"] is None


@pytest.mark.parametrize("events", [[], [finished()]])
def test_a_journal_without_a_beginning_makes_no_report(events: list[dict[str, Any]]) -> None:
    with pytest.raises(NoBeginningError):
        reported(plan_of(PLANNED), events)


def test_coverage_counts_a_duplicate_once_and_puts_the_least_covered_first() -> None:
    statuses = {"1": ["created", "duplicate"], "2": ["in_sync", "invalid"], "3": ["failed"], "": ["updated", "created"]}
    rows = [{"client_api_id": client, "status": status} for client, every in statuses.items() for status in every]
    told = coverage(joined(plan_of(*rows), []), story([CUSTOMER | {"client_api_id": "2"}]).swept)
    assert [(one.client_api_id, one.linked, one.rows) for one in told] == [
        ("3", 0, 1),
        ("2", 1, 2),
        ("", 2, 2),
        ("1", 1, 1),
    ]
    assert [one.state for one in told] == ["", "complete", "", ""]
    assert (told[1].accounts, told[1].linkages) == (101, 3)


def test_a_customer_with_only_duplicates_is_completely_covered() -> None:
    [one] = coverage(joined(plan_of({"status": "duplicate"}), []), [])
    assert one.share == 1


# Hostile names

statuses = st.sampled_from([Status.PLANNED, Status.INVALID, Status.IN_SYNC, Status.REJECTED])
hostile_rows = st.fixed_dictionaries(
    {
        "status": statuses,
        "commercial_name": texts,
        "message": texts,
        "source": texts,
        "client_api_id": texts,
        "note": texts,
    }
)


@settings(deadline=None)
@given(st.lists(hostile_rows, max_size=5), st.sampled_from([True, False]), texts)
def test_reports_are_the_same_from_the_plan_in_memory_and_from_its_file(
    rows: list[dict[str, str]],
    sandbox: object,
    words: str,
) -> None:
    plan = plan_of(*rows, own=["note"])
    events = [started(sandbox=sandbox), answered(), settled(1, "rejected", "S101", words), finished(1)]
    first = reported(plan, events)
    again = reported(from_csv(to_csv(plan)), events)
    assert again.files == first.files
    Draft202012Validator(SCHEMA).validate(json.loads(first.files["summary.json"]))


@settings(deadline=None)
@given(st.lists(hostile_rows, min_size=1, max_size=5))
def test_the_rows_in_the_page_are_data_that_no_markup_can_hide_in(rows: list[dict[str, str]]) -> None:
    report = joined(plan_of(*rows, own=["note"]), [])
    text = embedded(report)
    assert not set("<>&") & set(text)
    told = {
        column["name"]: column.get("cells") or [column["values"][at] for at in column["at"]]
        for column in json.loads(text)
    }
    for name in report.columns:
        assert told.get(name, [""] * len(rows)) == report[name].tolist()


def test_a_page_forbids_every_connection_and_names_no_other_place() -> None:
    name = "<img src=x onerror=alert(1)>"
    page = (
        reported(plan_of({"status": "invalid", "source": name}), [started(), finished()]).files["report.html"].decode()
    )
    assert "default-src 'none'; script-src 'sha256-" in html.unescape(page)
    assert name not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert page.count("http") - page.count("http-equiv") == page.count("https://chapi.cloudhealthtech.com")


def test_a_page_marks_a_sandbox_run_clearly_and_no_other_run() -> None:
    plan = plan_of({"status": "in_sync"})
    rehearsal = reported(plan, [started(sandbox=True), finished()]).files["report.html"].decode()
    real = reported(plan, [started(), finished()]).files["report.html"].decode()
    assert "<title>SANDBOX: govlink apply" in rehearsal
    assert "<strong>SANDBOX</strong>" in rehearsal
    assert "SANDBOX" not in real


def test_a_page_shows_that_a_run_was_killed_or_stopped() -> None:
    killed = reported(plan_of(PLANNED), [started(), intent(1)]).files["report.html"].decode()
    assert "The journal is incomplete." in killed
    stopped = event("stopped", code="S303", reason="declined at the prompt", client_api_id=None)
    page = reported(plan_of(PLANNED), [started(), stopped, finished(3)]).files["report.html"].decode()
    assert "declined at the prompt (S303)" in page


def test_long_lists_in_a_page_are_cut_and_their_counts_are_not() -> None:
    rows = [{"status": "invalid", "codes": f"Z{at:03}", "client_api_id": str(at)} for at in range(300)]
    page = reported(plan_of(*rows), [started(), finished(1)]).files["report.html"].decode()
    assert "300 rows need attention, with 300 root causes." in page
    assert "and 100 further causes: summary.json lists all of them." in page
    assert "and 288 further customers with the same coverage or better." in page


def test_an_empty_journal_time_is_no_reason_to_fail() -> None:
    assert reported(plan_of(), [started() | {"at": "?"}]).files["report.html"]
    assert AT in reported(plan_of(), [started()]).files["summary.json"].decode()


def test_an_audit_is_shown_with_what_it_found_and_what_changed() -> None:
    facts = [
        found("in_sync"),
        found("unmanaged", commercial_name="<b>who</b>"),
        *(found("missing") for _ in range(500)),
    ]
    told = [started("audit"), *facts, audited(unmanaged=1, missing=500), finished(1)]
    page = reported(plan_of(PLANNED), told).files["report.html"].decode()
    assert "1 in sync, 500 missing, 1 unmanaged." in " ".join(page.split())
    assert "Since R: 501 new, 0 persisting, 0 resolved." in " ".join(page.split())
    assert "&lt;b&gt;who&lt;/b&gt;" in page
    assert "and 1 more." in page
    assert _summary(plan_of(PLANNED), *told)["audit"]["findings"]["missing"] == 500


def test_a_page_shows_the_options_of_the_run_as_they_are_written() -> None:
    options = {"rate": "60/min", "max-creates": 5, "sandbox": True, "verify-against": ["a.json", "b.json"]}
    page = reported(plan_of(), [started(settings=options), finished()]).files["report.html"].decode()
    for option in (
        "--rate 60/min",
        "--max-creates 5",
        "--sandbox",
        "--verify-against a.json",
        "--verify-against b.json",
    ):
        assert f"<code>{option}</code>" in page
