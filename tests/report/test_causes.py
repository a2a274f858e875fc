import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from story import plan_of

from batch.codes.registry import CODES
from batch.report.causes import Cause, causes
from batch.report.commands import apply_plan, go_on_with, run_folder
from batch.report.outcomes import join
from batch.statuses import FIX, RETRY


def _causes(*rows: dict[str, str]) -> list[Cause]:
    return causes(join(plan_of(*rows), []), "govlink apply {}".format)


def _row(status: str, codes: str, client: str = "4001", message: str = "") -> dict[str, str]:
    return {"status": status, "codes": codes, "client_api_id": client, "message": message}


def test_equal_errors_are_one_cause_with_its_count_its_first_places_and_the_next_step() -> None:
    [cause] = _causes(*(_row("rejected", "A101", message=f"number {at} is not known") for at in range(180)))
    assert cause.title == "180 rows of customer 4001 were rejected: unknown account"
    assert cause.places == ("m.csv:2", "m.csv:3", "m.csv:4", "m.csv:5", "m.csv:6")
    assert cause.example == "number 0 is not known"
    assert cause.next_step == CODES["A101"].remedy
    assert (cause.file, cause.command) == ("fix.csv", "govlink apply fix.csv")


def test_one_row_is_spoken_of_as_one() -> None:
    [cause] = _causes(_row("unknown", "S103"))
    assert cause.title == "1 row of customer 4001 may or may not be linked: outcome unknown"
    assert cause.file == "retry.csv"


def test_many_customers_with_the_same_trouble_are_one_cause_the_most_rows_first() -> None:
    [cause] = _causes(*(_row("failed", "S102", client) for client in ("1", "2", "2", "3", "2", "3")))
    assert cause.title == "6 rows of 3 customers failed: attempts used up"
    assert list(cause.customers.items()) == [("2", 3), ("3", 2), ("1", 1)]


def test_a_mapping_without_customers_has_causes_without_a_customer() -> None:
    [cause] = _causes(_row("failed", "S102", ""))
    assert cause.title == "1 row failed: attempts used up"


def test_a_note_or_a_warning_is_not_why_a_row_failed() -> None:
    [cause] = _causes(_row("rejected", "V202 A101"))
    assert cause.code == "A101"


def test_a_row_that_only_a_note_explains_is_told_by_its_last_one() -> None:
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


def test_a_code_of_a_later_version_and_no_code_at_all_are_told_as_well() -> None:
    later, none = _causes(_row("rejected", "Z999"), _row("failed", ""))
    assert (later.name, none.name) == ("Z999", "no-reason-told")
    assert later.next_step == "Read the rows' messages."


def test_the_largest_cause_comes_first_and_equal_ones_in_order_of_appearance() -> None:
    rolled = _causes(_row("invalid", "V104"), _row("invalid", "V101"), _row("invalid", "V103"), _row("invalid", "V103"))
    assert [cause.code for cause in rolled] == ["V103", "V104", "V101"]


rows = st.builds(
    _row,
    st.sampled_from(["created", "in_sync", "planned", "invalid", "conflict", "rejected", "failed", "not_attempted"]),
    st.lists(st.sampled_from(list(CODES)), max_size=2).map(" ".join),
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


def test_the_command_repeats_the_options_of_the_run_quoted_for_a_shell() -> None:
    settings = {
        "rate": "60/min,500/10min",
        "reports": "my reports",
        "sandbox": True,
        "quiet": False,
        "verify": ["a", "b"],
    }
    folder = run_folder({"settings": settings, "run": "20261123T000000Z-apply-abcdef"})
    assert go_on_with(folder / "retry.csv", "apply", settings) == (
        "govlink apply 'my reports/20261123T000000Z-apply-abcdef/retry.csv' --rate 60/min,500/10min"
        " --reports 'my reports' --sandbox --verify a --verify b"
    )


def test_a_folder_with_a_hostile_name_stays_one_word_of_the_command() -> None:
    folder = run_folder({"settings": {"reports": "$(touch x); 'y'"}, "run": "r"})
    assert apply_plan(folder, {}) == "govlink apply --plan '$(touch x); '\"'\"'y'\"'\"'/r'"


def test_without_the_option_the_reports_are_where_they_always_are() -> None:
    assert str(run_folder({"settings": {}, "run": "r"})) == "reports/r"
