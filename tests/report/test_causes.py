import shlex
import subprocess
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from story import PLANNED, beginning, joined, plan_of

from batch.frames import AUDIT, text_frame
from batch.report.causes import Cause, causes, causes_of_findings, warnings_of, warnings_of_facts
from batch.report.commands import Continuation, run_folder
from batch.rules.registry import RULES
from batch.statuses import FIX, RETRY


def _causes(*rows: dict[str, str]) -> list[Cause]:
    return causes(joined(plan_of(*rows), []), "govlink apply {}".format)


def _row(status: str, codes: str, client: str = "4001", message: str = "") -> dict[str, str]:
    return {"status": status, "codes": codes, "client_api_id": client, "message": message}


def test_equal_errors_are_one_cause_with_its_count_its_first_places_and_the_next_step() -> None:
    [cause] = _causes(*(_row("rejected", "A101", message=f"number {at} is not known") for at in range(180)))
    assert cause.title == "180 rows of customer 4001 were rejected: unknown account"
    assert cause.places == ("m.csv:2", "m.csv:3", "m.csv:4", "m.csv:5", "m.csv:6")
    assert cause.example == "number 0 is not known"
    assert cause.next_step == RULES["A101"].remedy
    assert (cause.file, cause.command) == ("fix.csv", "govlink apply fix.csv")


def test_refusals_that_differ_only_in_their_request_ids_are_one_cause() -> None:
    ids = ("7f3a-91", "bead-02", "Root=1-67891233-abcdef012345678912345678", "a.b:c/d+e_f@g")
    words = "answered 422: Account {} is linked already (request id {})"
    [cause] = _causes(*(_row("rejected", "S101", message=words.format(at, each)) for at, each in enumerate(ids)))
    assert cause.rows == 4
    assert cause.example == words.format(0, "7f3a-91")


def test_refusals_with_different_words_are_separate_causes() -> None:
    messages = (f"answered 422: {words} (request id 7f3a)" for words in ("not owned", "linked already"))
    assert len(_causes(*(_row("rejected", "S101", message=message) for message in messages))) == 2


def test_one_row_is_described_in_the_singular() -> None:
    [cause] = _causes(_row("unknown", "S103"))
    assert cause.title == "1 row of customer 4001 may or may not be linked: outcome unknown"
    assert cause.file == "retry.csv"


def test_the_same_problem_of_many_customers_is_one_cause_the_most_rows_first() -> None:
    [cause] = _causes(*(_row("failed", "S102", client) for client in ("1", "2", "2", "3", "2", "3")))
    assert cause.title == "6 rows of 3 customers failed: attempts used up"
    assert list(cause.customers.items()) == [("2", 3), ("3", 2), ("1", 1)]


def test_a_mapping_without_customers_has_causes_without_a_customer() -> None:
    [cause] = _causes(_row("failed", "S102", ""))
    assert cause.title == "1 row failed: attempts used up"


def test_a_note_or_a_warning_is_not_why_a_row_failed() -> None:
    [cause] = _causes(_row("rejected", "V202 A101"))
    assert cause.code == "A101"


def test_a_row_that_has_only_notes_is_explained_by_the_last_one() -> None:
    [cause] = _causes(_row("not_attempted", "V202 S304"))
    assert cause.code == "S304"


def test_different_words_of_cloudhealth_are_different_causes_and_different_numbers_are_not() -> None:
    rolled = _causes(
        _row("rejected", "S101", message="answered 422: account 17 is linked"),
        _row("rejected", "S101", message="answered 422: role missing"),
        _row("rejected", "S101", message="answered 422: account 18 is linked"),
    )
    assert [(cause.rows, cause.example) for cause in rolled] == [
        (2, "answered 422: account 17 is linked"),
        (1, "answered 422: role missing"),
    ]


def test_unknown_codes_of_a_later_version_and_missing_codes_are_shown() -> None:
    later, none = _causes(_row("rejected", "Z999"), _row("failed", ""))
    assert (later.name, none.name) == ("Z999", "no-reason-given")
    assert later.next_step == "Read the rows' messages."


def test_the_largest_cause_comes_first_and_equal_ones_in_order_of_appearance() -> None:
    rolled = _causes(_row("invalid", "V104"), _row("invalid", "V101"), _row("invalid", "V103"), _row("invalid", "V103"))
    assert [cause.code for cause in rolled] == ["V103", "V104", "V101"]


rows = st.builds(
    _row,
    st.sampled_from(["created", "in_sync", "planned", "invalid", "conflict", "rejected", "failed", "not_attempted"]),
    st.lists(st.sampled_from(list(RULES)), max_size=2).map(" ".join),
    st.sampled_from(["", "1", "2"]),
    st.text(max_size=3),
)


@settings(deadline=None)
@given(st.lists(rows, max_size=12))
def test_every_row_that_needs_attention_is_counted_in_exactly_one_cause(table: list[dict[str, str]]) -> None:
    rolled = _causes(*table)
    needing = pd.Series([row["status"] for row in table], dtype="str").isin(FIX | RETRY).sum()
    assert sum(cause.rows for cause in rolled) == needing
    assert all(sum(cause.customers.values()) == cause.rows for cause in rolled)


def _going_on(*rows: dict[str, str], command: str = "apply", **told: Any) -> Continuation:
    return Continuation(beginning(command, **told), joined(plan_of(*rows), []))


def _last_words(line: str, count: int = 2) -> list[str]:
    return shlex.split(line)[-count:]


FOLDER = Path("reports/r")


def test_the_command_repeats_the_options_of_the_run_quoted_for_a_shell() -> None:
    settings = {"rate": "60/min,500/10min", "reports": "my reports", "sandbox": True, "quiet": False, "v": ["a", "b"]}
    folder = run_folder(beginning(settings=settings))
    assert _going_on(settings=settings).with_file(folder, "retry.csv", "S102") == (
        "govlink apply 'my reports/20261123T000000Z-apply-abcdef/retry.csv' --rate 60/min,500/10min"
        " --reports 'my reports' --sandbox --v a --v b"
    )


def test_a_row_refused_for_its_region_is_tried_alone_and_the_other_way_round() -> None:
    assert _going_on().with_file(FOLDER, "fix.csv", "S106") == (
        "govlink apply reports/r/fix.csv --direction swapped --limit 1"
    )


def test_nothing_is_to_be_run_again_once_an_answer_named_other_accounts() -> None:
    going_on = Continuation(beginning("apply"), joined(plan_of(), []), stopped="S207")
    assert going_on.with_file(FOLDER, "retry.csv", "S103") == ""


def test_a_folder_with_a_hostile_name_stays_one_word_of_the_command() -> None:
    line = _going_on().with_plan(Path("$(touch x); 'y'", "r"))
    assert line == "govlink apply --plan '$(touch x); '\"'\"'y'\"'\"'/r'"


@pytest.mark.parametrize("name", ["two\nlines", "a'\t\\b", "\x1b[31m"])
def test_a_name_with_invisible_characters_stays_one_line_and_means_the_same_to_a_shell(name: str) -> None:
    line = _going_on().with_plan(Path(name))
    assert line.isprintable()
    shown = subprocess.run(
        ["bash", "-c", f"printf %s {line.removeprefix('govlink apply --plan ')}"], check=True, capture_output=True
    )
    assert shown.stdout.decode() == name


def test_a_folder_whose_name_begins_like_an_option_is_named_as_a_file() -> None:
    assert _going_on().with_file(Path("-r"), "fix.csv", "V101") == "govlink apply ./-r/fix.csv"


def test_without_the_option_the_reports_are_in_the_default_folder() -> None:
    assert str(run_folder(beginning(run="r"))) == "reports/r"


def test_a_limit_that_refused_the_plan_is_raised_to_what_the_plan_needs_and_no_other_is() -> None:
    refused = {"status": "not_attempted", "action": "create"}
    going_on = _going_on(*[refused] * 7, {"status": "invalid"}, settings={"max-creates": 5, "max-updates": 0})
    assert _last_words(going_on.with_file(FOLDER, "retry.csv", "S305"), 4) == [
        "--max-creates",
        "7",
        "--max-updates",
        "0",
    ]
    assert _last_words(going_on.with_file(FOLDER, "retry.csv", "S206"), 4) == [
        "--max-creates",
        "5",
        "--max-updates",
        "0",
    ]


def test_unsent_rows_of_a_reviewed_plan_continue_with_that_plan_and_edited_rows_with_a_new_one() -> None:
    plan = {"path": "reports/20261122T000000Z-plan-abcdef/plan.csv", "sha256": "", "bytes": 0}
    going_on = _going_on(
        PLANNED, options={"plan": "reports/latest-plan"}, inputs=[plan], settings={"rate": "9/s", "max-failures": 3}
    )
    assert going_on.with_file(FOLDER, "retry.csv", "S301") == (
        "govlink apply --plan reports/20261122T000000Z-plan-abcdef --rate 9/s --max-failures 3"
    )
    assert going_on.with_file(FOLDER, "fix.csv", "A101") == "govlink plan reports/r/fix.csv --rate 9/s"


def test_a_row_that_a_reviewed_plan_no_longer_covers_continues_with_a_new_plan() -> None:
    assert _going_on().with_file(FOLDER, "fix.csv", "L105") == "govlink plan reports/r/fix.csv"


def test_missing_linkages_of_an_audit_continue_with_the_mapping_read_in_the_same_way() -> None:
    options = {"client-api-id": "7", "column": [["commercial_owner_id", "AWS account"]], "all-customers": True}
    going_on = _going_on(PLANNED, PLANNED, command="audit", options=options)
    assert going_on.with_mapping() == (
        "govlink apply m.csv --client-api-id 7 --column 'commercial_owner_id=AWS account'"
    )


def test_no_command_takes_up_a_mapping_that_was_on_standard_input_or_in_many_files() -> None:
    assert _going_on(PLANNED | {"source": "-"}, command="audit").with_mapping() == ""
    assert _going_on(*({"source": f"{at}.csv"} for at in range(6)), command="audit").with_mapping() == ""
    assert _going_on(command="audit").with_mapping() == ""


def _found(*facts: dict[str, str]) -> list[Cause]:
    usual = {"client_api_id": "4001", "change": "new"}
    frame = text_frame(AUDIT, ([(usual | fact).get(column, "") for column in AUDIT] for fact in facts))
    return causes_of_findings(frame, "take up {} {}".format)


def test_findings_of_one_kind_and_code_are_one_cause_in_the_order_of_the_kinds() -> None:
    unlinked = {"finding": "unlinked", "codes": "D103", "message": "it has no linkage"}
    missing = {"finding": "missing", "codes": "V202 D101", "source": "m.csv", "line": "3"}
    two, one = _found(missing, unlinked, unlinked | {"client_api_id": "7"}, missing)
    assert (two.title, two.rows, two.places) == ("2 missing: not linked", 2, ("m.csv:3", "m.csv:3"))
    assert (one.title, one.customers, one.places) == ("2 unlinked: GovCloud not linked", {"4001": 1, "7": 1}, ())
    assert (two.file, two.command) == ("audit.csv", "take up missing D101")
    assert one.command == ""


def test_a_conflict_without_a_row_is_a_cause_of_its_own_that_no_file_takes_up() -> None:
    conflict = {"finding": "conflict", "codes": "L106"}
    with_row, without = _found(conflict | {"source": "m.csv", "line": "3"}, conflict, conflict)
    assert (with_row.rows, with_row.places, with_row.command) == (1, ("m.csv:3",), "take up conflict L106")
    assert (without.rows, without.places, without.command) == (2, (), "")


def test_what_is_in_sync_resolved_or_accepted_is_no_cause() -> None:
    accepted = {"finding": "unlinked", "codes": "D103 D121"}
    assert _found({"finding": "in_sync"}, {"finding": "missing", "change": "resolved"}, accepted) == []


def test_warnings_are_rolled_up_by_code_whatever_became_of_their_rows() -> None:
    rows = (
        _row("planned", "V203 A201"),
        _row("conflict", "L101 A203 A201"),
        _row("in_sync", ""),
        _row("failed", "S102"),
    )
    warnings = warnings_of(plan_of(*rows))
    assert [(one.code, one.rows, one.places) for one in warnings] == [
        ("A201", 2, ("m.csv:2", "m.csv:3")),
        ("V203", 1, ("m.csv:2",)),
        ("A203", 1, ("m.csv:3",)),
    ]
    assert warnings[0].title == "2 rows of customer 4001: no assets shown"
    assert {(one.status, one.file, one.command) for one in warnings} == {("", "report.csv", "")}


def test_an_audit_s_warnings_are_those_of_what_holds_and_is_not_accepted() -> None:
    told = [
        {"finding": "in_sync", "codes": "A201", "change": "persisting", "source": "m.csv", "line": "2"},
        {"finding": "unmanaged", "codes": "D102 A203", "change": "new", "client_api_id": "4001"},
        {"finding": "unmanaged", "codes": "D102 A203 D121", "change": "new"},
        {"finding": "unmanaged", "codes": "D102 A203", "change": "resolved"},
    ]
    facts = text_frame(AUDIT, ([fact.get(column, "") for column in AUDIT] for fact in told))
    warnings = warnings_of_facts(facts)
    assert [(one.code, one.rows, one.places, one.file) for one in warnings] == [
        ("A201", 1, ("m.csv:2",), "audit.csv"),
        ("A203", 1, (), "audit.csv"),
    ]
    assert warnings[1].title == "1 finding of customer 4001: names crossed"
