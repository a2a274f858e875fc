from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch.counting import counted
from batch.diagnostics import printable
from batch.report.wording import address, customer, headline, is_direct, lasting, most_of
from batch.statuses import Status


def _headline(
    command: str = "apply", finished: str | None = "now", stopped: object = None, audit: object = None, **counts: int
) -> str:
    told: dict[str, Any] = {
        "command": command,
        "rows": sum(counts.values()),
        "counts": {status.value: counts.get(status, 0) for status in Status},
        "audit": audit,
        "finished_at": finished,
        "stopped": stopped,
    }
    return headline(told)


def test_the_headline_of_a_complete_run() -> None:
    assert _headline(created=12, in_sync=6, duplicate=2) == ("All 20 rows are linked as mapped.")


def test_the_headline_of_a_run_with_one_row() -> None:
    assert _headline(updated=1) == "The only row is linked as mapped."
    assert _headline(failed=1) == "0 of 1 row is linked as mapped; 1 needs attention."


def test_the_headline_counts_the_rows_that_need_attention() -> None:
    assert _headline(created=6, in_sync=1, duplicate=1, invalid=8, rejected=7, unknown=1) == (
        "7 of 24 rows are linked as mapped, 1 is a duplicate; 16 need attention."
    )


def test_a_row_that_repeats_one_that_was_not_sent_is_not_called_done() -> None:
    assert _headline(rejected=1, duplicate=2) == (
        "0 of 3 rows are linked as mapped, 2 are duplicates; 1 needs attention."
    )


def test_the_headline_of_a_plan_has_what_apply_would_send() -> None:
    assert _headline("plan", planned=8, in_sync=1) == "Nothing was sent; apply would send 8 of 9 rows."
    assert _headline("plan", in_sync=1) == "Nothing was sent; apply would send nothing."
    assert _headline("plan", planned=1, invalid=1) == (
        "Nothing was sent; apply would send 1 of 2 rows, and 1 needs attention."
    )


def test_nothing_is_claimed_about_rows_that_were_not_attempted() -> None:
    stopped = {"code": "S206"}
    assert _headline(stopped=stopped, not_attempted=4) == (
        "Stopped early: 0 of 4 rows are known to be linked as mapped; 4 need attention."
    )
    assert _headline("plan", stopped=stopped, not_attempted=4) == (
        "Stopped early: nothing was sent; what apply would send is unknown, and 4 need attention."
    )
    assert _headline("plan", stopped=stopped, planned=1, not_attempted=1) == (
        "Stopped early: nothing was sent; apply would send at least 1 of 2 rows, and 1 needs attention."
    )
    audit = _audit() | {"findings": {"in_sync": 0, "unreadable": 2}, "accepted": {}}
    assert _headline("audit", stopped=stopped, audit=audit) == (
        "Stopped early: 0 linkages are known to be as mapped; 2 findings need attention."
    )


def test_a_killed_run_claims_no_more_than_its_journal() -> None:
    assert _headline(finished=None, created=1, not_attempted=2) == (
        "The run ended abruptly; as far as its journal shows, 1 of 3 rows is linked as mapped; 2 need attention."
    )


def test_the_headline_begins_with_an_early_stop() -> None:
    assert _headline(stopped={"code": "S304"}, created=1, not_attempted=1).startswith("Stopped early: 1 of 2 rows is")


def test_the_headline_of_a_run_without_rows() -> None:
    assert _headline() == "There were no rows."


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0.0 s"),
        (1.234, "1.2 s"),
        (42.4, "42 s"),
        (60, "1 min"),
        (424, "7 min 4 s"),
        (7500, "2 h 5 min"),
        (86400, "24 h"),
    ],
)
def test_a_duration_is_worded_as_people_say_it(seconds: float, words: str) -> None:
    assert lasting(seconds) == words


def test_counts_have_their_thing_in_the_right_number() -> None:
    assert [counted(count, "row") for count in (0, 1, 2000)] == ["0 rows", "1 row", "2,000 rows"]


def test_the_customers_with_the_most_rows_are_named_and_the_others_counted() -> None:
    assert most_of({"1": 3, "2": 3, "": 2}, {"2": "Acme"}, direct=False) == ["1 (3)", "2 Acme (3)", "no customer (2)"]
    assert most_of({str(at): 1 for at in range(7)}, {}, direct=False)[-1] == "and 2 more"


def test_a_missing_id_means_the_keys_own_customer_only_if_it_has_one() -> None:
    partner, read = [{"client_api_id": "1"}], [{"client_api_id": ""}]
    assert not is_direct({"settings": {}, "customers": partner})
    assert is_direct({"settings": {}, "customers": read})
    assert is_direct({"settings": {"direct-customer": True}, "customers": []})
    assert customer("", direct=True) == "the key's own customer"
    assert customer("", direct=False) == "no customer"


def test_the_headline_of_a_killed_audit_has_no_result() -> None:
    assert _headline("audit", finished=None, planned=2) == (
        "The run ended abruptly; as far as its journal shows, the audit was not finished."
    )


def test_a_rehearsal_is_never_taken_for_the_real_thing() -> None:
    assert address("http://127.0.0.1:8", is_sandbox=True) == "the SANDBOX at http://127.0.0.1:8 (not CloudHealth)"
    assert address("https://chapi.example", is_sandbox=False) == "https://chapi.example"


@given(st.text())
def test_nothing_that_steers_a_terminal_gets_through(text: str) -> None:
    assert printable(text).isprintable()


def test_visible_text_is_kept() -> None:
    assert printable("Zoë 北京 <b>") == "Zoë 北京 <b>"
    assert printable("\x1b[31m\u202e\n") == "\\x1b[31m\\u202e\\n"


def _audit(in_sync: int = 0, missing: int = 0, accepted: int = 0, compared_with: object = ()) -> dict[str, Any]:
    changes = {"new": 1, "persisting": 4, "resolved": 2}
    findings = {"in_sync": in_sync, "missing": missing}
    return {"findings": findings, "accepted": {"missing": accepted}, "changes": changes, "compared_with": compared_with}


def test_the_headline_of_an_audit_has_what_is_as_mapped_and_what_needs_attention() -> None:
    assert _headline("audit", audit=_audit(in_sync=1)) == "1 linkage is as mapped; nothing needs attention."
    assert _headline("audit", audit=_audit(in_sync=20, missing=3, accepted=2)) == (
        "20 linkages are as mapped; 1 finding needs attention; 2 accepted."
    )


def test_the_headline_of_an_audit_has_what_changed_since_the_last_one() -> None:
    assert _headline("audit", audit=_audit(missing=5, compared_with=["a-run"])) == (
        "0 linkages are as mapped; 5 findings need attention; 1 new and 2 resolved since the last audit."
    )
