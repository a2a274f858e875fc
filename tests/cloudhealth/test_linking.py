"""One row until its outcome, which claims only what was seen; the stand-in's own log is the judge."""

import itertools
import json
from typing import Any

import pytest
from worlds import World, customer, pair, world

from batch.cloudhealth.calls import Request
from batch.cloudhealth.linking import CloudHealthLinker
from batch.cloudhealth.verdict import Loss, Lost
from batch.cloudhealth.wire import Answer
from batch.cloudhealth.writes import SweptCustomer
from batch.events import Intent
from batch.inventory import Direction
from batch.rules import accounts, sending
from batch.statuses import Action, Status
from batch.stopping import StopReason
from batch.submission import Outcome, Submission, Unsettled

COMMERCIAL, GOVCLOUD = pair(4001, 0)
LINKAGES = "/api/v1/govcloud_linkages*"
ROW = Submission(1, "4001", COMMERCIAL, GOVCLOUD)


def world_of(
    *faults: dict[str, Any], max_attempts: int = 5, switches: dict[str, Any] | None = None, **more: Any
) -> World:
    customers = [customer(4001, 4, linked=[(3, 3)]), customer(4002, 2)]
    # With a total, one check of a list takes one request.
    switched = {"linkage_paging": "headers", **(switches or {})}
    data = {"name": "t", "customers": customers, "faults": list(faults), "switches": switched, **more}
    return world(data, max_attempts=max_attempts)


def post(kind: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "method": "POST", **more}


def status(code: int, **more: Any) -> dict[str, Any]:
    return {"kind": "status", "status": code, **more}


SETTLE = 60.0


def carry_out(
    made: World, submission: Submission = ROW, *, read_back: bool = False, known: SweptCustomer | None = None
) -> Outcome:
    """Send the row, and look for it each minute as long as it is open."""
    return settled(made, made.linker(*[known] if known else []), submission, read_back=read_back)


def settled(made: World, linker: CloudHealthLinker, submission: Submission, *, read_back: bool = False) -> Outcome:
    result = linker.carry_out(submission, read_back=read_back)
    while isinstance(result, Unsettled):
        made.clock.pass_by(SETTLE)
        (result,) = linker.look_for([result])
        if isinstance(result, Unsettled) and result.is_due_again:
            result = linker.carry_out(submission, earlier=result)
    return result


def looks(made: World) -> list[str]:
    """The requests about linkages, each POST, PUT, or GET in order."""
    return [entry.method for entry in made.log if "linkages" in entry.path]


def assert_no_blind_repeat(made: World) -> None:
    """Two checks lie between two POSTs, the second a minute after the first, unless the first POST was not applied."""
    about = [entry for entry in made.log if "linkages" in entry.path]
    posts = [at for at, entry in enumerate(about) if entry.method == "POST"]
    for before, after in itertools.pairwise(posts):
        if about[before].status not in {401, 429}:
            seen = [entry.time for entry in about[before + 1 : after]]
            assert len(seen) == 2
            assert seen[1] - seen[0] >= SETTLE


def test_a_row_is_created_by_one_request() -> None:
    made = world_of()
    outcome = carry_out(made)
    assert (outcome.status, outcome.http_status, outcome.attempts) == (Status.CREATED, 201, 1)
    assert outcome.linkage_id == str(made.linkages[-1].id)
    assert looks(made) == ["POST"]
    assert (COMMERCIAL, GOVCLOUD) in made.pairs


def test_a_canary_is_read_back() -> None:
    made = world_of()
    assert carry_out(made, read_back=True).message == ""
    assert looks(made) == ["POST", "GET"]


REPEATABLE: list[dict[str, Any]] = [
    {"kind": "reset"},
    {"kind": "hang"},
    status(408),
    status(500),
    status(502),
    status(503),
    status(504),
    status(503, headers={"Retry-After": "9"}),
]
ACCEPTING: list[dict[str, Any]] = [{"kind": kind} for kind in ("broken-json", "empty", "truncated", "drip")]
FATES: dict[str, dict[str, Any]] = {
    "applied": {"commit": True},
    "applied late": {"late": 4.0},
    "applied very late": {"late": 115.0},
}


def named(fault: dict[str, Any]) -> str:
    return f"{fault['kind']}-{fault.get('status', '')}"


@pytest.mark.parametrize("fault", [*REPEATABLE, *ACCEPTING], ids=named)
@pytest.mark.parametrize("fate", FATES)
def test_a_linkage_from_an_ambiguous_answer_is_found_however_late_and_not_sent_again(
    fault: dict[str, Any], fate: str
) -> None:
    made = world_of({**fault, **FATES[fate], "method": "POST", "last": 1})
    outcome = carry_out(made)
    assert (outcome.status, outcome.attempts) == (Status.CREATED, 1)
    assert outcome.message == "found after an unclear answer"
    assert (COMMERCIAL, GOVCLOUD) in made.pairs
    assert len(made.linkages) == 2
    assert looks(made) in (["POST", "GET"], ["POST", "GET", "GET"])
    assert len(looks(made)) == 2 or fate == "applied very late"


@pytest.mark.parametrize("fault", REPEATABLE, ids=named)
def test_a_row_that_an_ambiguous_answer_did_not_apply_is_sent_again_after_two_checks(fault: dict[str, Any]) -> None:
    made = world_of({**fault, "method": "POST", "last": 1})
    outcome = carry_out(made)
    assert (outcome.status, outcome.attempts) == (Status.CREATED, 2)
    assert looks(made) == ["POST", "GET", "GET", "POST"]
    assert_no_blind_repeat(made)


@pytest.mark.parametrize("fault", ACCEPTING, ids=named)
def test_an_accepted_request_is_never_sent_again(fault: dict[str, Any]) -> None:
    made = world_of({**fault, "method": "POST"})
    outcome = carry_out(made)
    assert (outcome.status, outcome.rules, outcome.attempts) == (Status.UNKNOWN, (sending.OUTCOME_UNKNOWN,), 1)
    assert outcome.message.endswith("; not found afterwards")
    assert looks(made) == ["POST", "GET", "GET"]


def test_a_linkage_that_reads_show_late_is_not_a_conflict_before_the_last_check() -> None:
    made = world_of(post("reset", commit=True, last=1), read_lag={"mean": 100})
    linker = made.linker()
    # The row's commercial account was freed by an update of this run, which reads do not show yet.
    freed = Submission(2, "4001", *pair(4001, 2, 3), Action.UPDATE, "1", pair(4001, 3))
    assert settled(made, linker, freed).status is Status.UPDATED
    wanted = Submission(1, "4001", *pair(4001, 3, 0))
    assert settled(made, linker, wanted).status is Status.CREATED
    assert pair(4001, 3, 0) in made.pairs


def test_a_conflict_in_the_last_check_counts() -> None:
    made = world_of(post("reset", last=1))

    def link_otherwise(asked: Request) -> None:
        if not asked.is_write and len(made.linkages) == 1:
            made.cloud._ledger.create(4001, int(GOVCLOUD), int(pair(4001, 1)[0]))

    made.transport.before = link_otherwise
    outcome = carry_out(made)
    assert (outcome.status, outcome.rules) == (Status.CONFLICT, (sending.LINKED_MEANWHILE,))
    assert len(made.asked("POST")) == 1


def test_a_late_commit_that_makes_its_own_repetition_fail_is_found() -> None:
    made = world_of(post("hang", late=SETTLE + 125, last=1))
    made.transport.before = lambda request: made.clock.pass_by(10) if request.is_write and made.asked("POST") else None
    outcome = carry_out(made)
    assert (outcome.status, outcome.message) == (Status.CREATED, "found after an unclear answer")
    assert len(made.linkages) == 2


def test_a_row_that_was_certainly_never_applied_has_failed() -> None:
    made = world_of()
    made.transport.before = lambda request: Lost(Loss.NOT_CONNECTED, "refused") if request.is_write else None
    outcome = carry_out(made)
    assert (outcome.status, outcome.rules, outcome.attempts) == (Status.FAILED, (sending.ATTEMPTS_USED_UP,), 5)
    assert not made.asked("POST")


def test_a_row_with_only_ambiguous_attempts_that_is_not_found_is_unknown() -> None:
    made = world_of(post("status", status=500))
    outcome = carry_out(made)
    assert (outcome.status, outcome.rules, outcome.attempts) == (Status.UNKNOWN, (sending.OUTCOME_UNKNOWN,), 5)
    request_id = made.asked("POST")[-1].request_id
    answered = f"it may have been applied: answered 500: Simulated by the sandbox (request id {request_id})"
    assert outcome.message == f"{answered}; not found afterwards"
    assert_no_blind_repeat(made)


def test_an_ambiguous_attempt_is_not_forgotten_after_a_later_certain_failure() -> None:
    made = world_of(post("reset", last=1, late=10_000))
    left = iter([None])

    def lost(request: Request) -> Lost | None:
        return next(left, Lost(Loss.NOT_CONNECTED, "refused")) if request.is_write else None

    made.transport.before = lost
    assert carry_out(made).status is Status.UNKNOWN


def test_the_only_attempt_is_looked_for_too() -> None:
    made = world_of(post("empty", commit=True), max_attempts=1)
    assert carry_out(made).status is Status.CREATED
    made = world_of(post("empty"), max_attempts=1)
    assert carry_out(made).status is Status.UNKNOWN


@pytest.mark.parametrize("fault", [status(500), {"kind": "broken-json"}, status(403)])
def test_if_the_check_fails_too_nothing_is_claimed(fault: dict[str, Any]) -> None:
    broken = {**fault, "method": "GET", "path": "/api/v1/govcloud_linkages"}
    for attempts in (1, 5):
        made = world_of(post("reset", commit=True, last=1), broken, max_attempts=attempts)
        outcome = carry_out(made)
        assert outcome.status is Status.UNKNOWN
        assert outcome.rules == (sending.OUTCOME_UNKNOWN,)
        assert len(made.asked("POST")) == 1


def test_a_rejection_has_the_server_s_own_words() -> None:
    stranger = Submission(1, "4001", COMMERCIAL, pair(4002, 0)[1])
    made = world_of()
    outcome = carry_out(made, stranger)
    assert (outcome.status, outcome.rules, outcome.http_status) == (
        Status.REJECTED,
        (sending.REFUSED_BY_CLOUDHEALTH,),
        422,
    )
    words = f"CloudHealth answered 422: Account {stranger.govcloud_acct_id} is not owned by this customer"
    assert outcome.message == f"{words} (request id {made.log[-1].request_id})"
    assert outcome.refused
    assert looks(made) == ["POST"]


@pytest.mark.parametrize("errors", ["list", "by-field", "text", "message", "object", "html", "empty"])
@pytest.mark.parametrize("code", [400, 422])
def test_a_rejection_because_of_an_existing_linkage_is_checked_whatever_its_words(errors: str, code: int) -> None:
    switches = {"errors": errors, "refused_status": code}
    made = world_of(switches=switches)
    linked = Submission(1, "4001", *pair(4001, 3))
    outcome = carry_out(made, linked)
    assert (outcome.status, outcome.message) == (Status.IN_SYNC, "linked in the meantime, as wanted")
    otherwise = Submission(2, "4001", pair(4001, 0)[0], pair(4001, 3)[1])
    outcome = carry_out(world_of(switches=switches), otherwise)
    assert (outcome.status, outcome.rules) == (Status.CONFLICT, (sending.LINKED_MEANWHILE,))
    assert outcome.linkage_id == "1"


def test_a_409_without_helpful_words_is_checked() -> None:
    made = world_of(post("status", status=409))
    assert carry_out(made).status is Status.REJECTED
    assert looks(made) == ["POST", "GET", "GET", "GET"]


def test_a_linkage_that_exists_according_to_a_refusal_and_is_listed_late_is_in_sync() -> None:
    made = world_of(read_lag={"mean": 40})
    carry_out(made)
    outcome = carry_out(made)
    assert (outcome.status, outcome.message) == (Status.IN_SYNC, "linked in the meantime, as wanted")
    assert looks(made) == ["POST", "POST", "GET", "GET"]


def test_a_canary_that_reads_show_late_is_confirmed_by_a_later_check() -> None:
    made = world_of(read_lag={"mean": 40})
    assert carry_out(made, read_back=True).status is Status.CREATED
    assert looks(made) == ["POST", "GET", "GET"]


def test_a_rejection_is_kept_if_the_check_after_it_fails() -> None:
    made = world_of(post("status", status=422, errors="empty"), status(500, method="GET", path=LINKAGES))
    assert carry_out(made).status is Status.REJECTED
    made = world_of(post("status", status=422, errors="empty"), status(500, method="GET"))
    outcome = carry_out(made)
    assert outcome.status is Status.REJECTED
    assert outcome.stop_reason


def test_a_rejection_after_an_ambiguous_attempt_that_is_not_found_is_unknown() -> None:
    made = world_of(post("reset", last=1), post("status", status=422, first=2))
    outcome = carry_out(made)
    assert outcome.status is Status.UNKNOWN
    assert "answered 422" in outcome.message
    assert not outcome.refused


def test_a_403_for_a_readable_customer_concerns_only_its_row() -> None:
    made = world_of(post("status", status=403))
    outcome = carry_out(made)
    assert (outcome.status, outcome.rules, outcome.http_status) == (
        Status.REJECTED,
        (sending.REFUSED_BY_CLOUDHEALTH,),
        403,
    )
    assert outcome.refused
    assert not outcome.customer_refused
    assert looks(made) == ["POST", "GET"]


def test_a_customer_that_refuses_reads_too_ends_the_row_and_closes_the_customer() -> None:
    made = world_of(status(403, customer=4001))
    outcome = carry_out(made)
    assert (outcome.status, outcome.rules, outcome.http_status) == (Status.REJECTED, (accounts.CUSTOMER_REFUSED,), 403)
    answered = f"answered 403 (request id {made.asked('POST')[-1].request_id})"
    assert outcome.customer_refused == f"CloudHealth refuses the key for this customer: {answered}"


def test_a_key_that_may_no_longer_see_any_customer_stops_the_run() -> None:
    outcome = carry_out(world_of(status(403)))
    assert outcome.stop_reason
    assert outcome.stop_reason.rule == sending.KEY_REFUSED
    assert (outcome.status, outcome.rules) == (Status.NOT_ATTEMPTED, (sending.KEY_REFUSED,))


def test_a_customer_that_refuses_after_an_ambiguous_attempt_leaves_the_row_unknown() -> None:
    made = world_of(post("reset", last=1), status(403, customer=4001, method="POST"))
    outcome = carry_out(made)
    assert (outcome.status, outcome.rules) == (Status.UNKNOWN, (sending.OUTCOME_UNKNOWN,))
    refuses = {"customer": 4001, "path": LINKAGES}
    made = world_of(post("reset", last=1), status(403, first=3, **refuses))
    outcome = carry_out(made)
    assert (outcome.status, outcome.rules) == (Status.UNKNOWN, (sending.OUTCOME_UNKNOWN,))
    assert "could not be read afterwards: answered 403" in outcome.message


@pytest.mark.parametrize(
    "body", [{"errors": ["Not eligible"]}, {"error": "Not eligible"}, {"errors": [{"message": "Not eligible"}]}]
)
def test_a_success_with_errors_is_a_refusal_in_the_service_s_words(body: dict[str, Any]) -> None:
    made = world_of()
    made.transport.before = lambda request: Answer(200, {}, json.dumps(body).encode()) if request.is_write else None
    outcome = carry_out(made)
    assert (outcome.status, outcome.attempts, outcome.refused) == (Status.REJECTED, 1, True)
    assert outcome.message.startswith("CloudHealth answered 200: ")
    assert "Not eligible" in outcome.message
    assert looks(made) == ["GET"]


@pytest.mark.parametrize("errors", [{}, [], None, ""])
def test_a_linkage_with_empty_errors_is_a_success(errors: object) -> None:
    made = world_of()
    linkage = {"id": 9, "govcloud_acct": int(GOVCLOUD), "commercial_acct": int(COMMERCIAL), "errors": errors}
    made.transport.before = lambda request: Answer(200, {}, json.dumps(linkage).encode()) if request.is_write else None
    assert carry_out(made).status is Status.CREATED


def test_a_maintenance_page_in_place_of_a_linkage_is_quoted() -> None:
    made = world_of()
    page = Answer(
        200, {"content-type": "text/html"}, b"<html><title>x</title><p>Down for maintenance until 9</p></html>"
    )
    made.transport.before = lambda request: page if request.is_write else None
    outcome = carry_out(made)
    assert (outcome.status, outcome.attempts) == (Status.UNKNOWN, 1)
    assert "Down for maintenance until 9" in outcome.message


@pytest.mark.parametrize("kind", ["login-redirect", "login-page"])
@pytest.mark.parametrize("commit", [True, False])
def test_a_login_page_stops_the_run_and_the_row_is_checked(kind: str, commit: bool) -> None:  # noqa: FBT001 - a case
    made = world_of(post(kind, commit=commit))
    outcome = carry_out(made)
    assert outcome.status is (Status.CREATED if commit else Status.UNKNOWN)
    assert outcome.stop_reason
    assert outcome.stop_reason.rule == sending.NOT_THE_API
    assert "login" in outcome.stop_reason.words or "redirect" in outcome.stop_reason.words
    assert looks(made) == ["POST", "GET"]


def test_if_even_the_check_is_redirected_the_row_is_unknown() -> None:
    made = world_of({"kind": "login-redirect"})
    outcome = carry_out(made)
    assert (outcome.status, outcome.rules, outcome.http_status) == (
        Status.UNKNOWN,
        (sending.OUTCOME_UNKNOWN, sending.NOT_THE_API),
        302,
    )


def test_an_answer_that_names_other_accounts_stops_the_run_without_another_request() -> None:
    made = world_of(post("wrong-linkage", commit=True))
    outcome = carry_out(made)
    assert (outcome.status, outcome.rules) == (
        Status.UNKNOWN,
        (sending.OUTCOME_UNKNOWN, sending.ANSWER_NAMES_OTHER_ACCOUNTS),
    )
    assert outcome.stop_reason
    assert outcome.stop_reason.rule == sending.ANSWER_NAMES_OTHER_ACCOUNTS
    assert len(made.log) == 1


def test_a_service_that_asks_for_a_long_pause_is_left_alone() -> None:
    made = world_of(post("status", status=503, headers={"Retry-After": "7200"}, commit=True))
    outcome = carry_out(made)
    assert (outcome.status, outcome.rules) == (Status.UNKNOWN, (sending.OUTCOME_UNKNOWN, sending.LONG_PAUSE_ASKED))
    assert len(made.log) == 1


def test_a_throttled_row_that_stops_the_run_was_not_attempted() -> None:
    made = world_of(post("status", status=429, headers={"Retry-After": "7200"}))
    outcome = carry_out(made)
    assert (outcome.status, outcome.rules) == (Status.NOT_ATTEMPTED, (sending.LONG_PAUSE_ASKED,))


def test_an_answer_of_another_customer_stops_the_run() -> None:
    made = world_of()
    outcome = carry_out(made, known=SweptCustomer("4001", customer_ids=frozenset({"12"})))
    assert outcome.stop_reason
    assert outcome.stop_reason.words.endswith(f"belongs to customer 4001 (request id {made.log[-1].request_id})")


@pytest.mark.parametrize("answers", ["echo", "by-name"])
def test_a_swapped_customer_gets_each_account_in_the_other_s_field(answers: str) -> None:
    made = world_of(post("reset", commit=True, last=1), switches={"direction": "swapped", "swapped_answers": answers})
    known = SweptCustomer("4001", Direction.SWAPPED)
    outcome = carry_out(made, known=known)
    assert outcome.status is Status.CREATED
    assert made.asked("POST")[0].body == {"govcloud_acct_id": int(COMMERCIAL), "commercial_acct_id": int(GOVCLOUD)}
    assert (COMMERCIAL, GOVCLOUD) in made.pairs
    another = Submission(2, "4001", *pair(4001, 1))
    assert carry_out(made, another, known=known, read_back=True).status is Status.CREATED


def test_a_pair_that_is_stored_the_wrong_way_round_stops_the_run() -> None:
    made = world_of(switches={"direction": "swapped"})
    reversed_row = Submission(1, "4001", GOVCLOUD, COMMERCIAL)
    assert carry_out(made, reversed_row).status is Status.CREATED
    # Another user's linkage the wrong way round is not our success, and a person must look at it.
    outcome = carry_out(made, ROW)
    assert (outcome.status, outcome.rules) == (Status.CONFLICT, (sending.LINKED_MEANWHILE,))
    assert "the wrong way round" in outcome.message


def test_a_canary_that_can_t_be_read_back_is_reported() -> None:
    made = world_of(status(500, method="GET", path=LINKAGES))
    outcome = carry_out(made, read_back=True)
    assert outcome.status is Status.CREATED
    assert outcome.message.startswith("confirmed, but could not be read back: answered 500")
    assert outcome.unread


def test_a_canary_that_cannot_be_read_yet_is_looked_for_later_with_one_request() -> None:
    made = world_of(status(404, method="GET", path="/api/v1/govcloud_linkages/*"))
    assert carry_out(made, read_back=True).status is Status.CREATED
    assert looks(made) == ["POST", "GET", "GET"]


def test_a_canary_whose_linkage_is_404_is_looked_up_in_the_list() -> None:
    gone = status(404, method="GET", path="/api/v1/govcloud_linkages/*")
    assert carry_out(world_of(gone), read_back=True).status is Status.CREATED
    made = world_of(gone, status(500, method="GET", path=LINKAGES))
    outcome = carry_out(made, read_back=True)
    assert outcome.status is Status.UNKNOWN
    assert "answered 404" in outcome.message
    posted, read = (made.asked(method)[0].request_id for method in ("POST", "GET"))
    assert (
        f"applied: confirmed as linkage 2 (request id {posted}), but could not be read back: answered 404"
        in outcome.message
    )
    assert f"(request id {read})" in outcome.message


def test_a_canary_that_reads_back_other_accounts_stops_the_run() -> None:
    made = world_of({"kind": "wrong-linkage", "method": "GET"})
    outcome = carry_out(made, read_back=True)
    assert outcome.status is Status.UNKNOWN
    assert outcome.stop_reason
    confirmed = f"confirmed (request id {made.asked('POST')[-1].request_id})"
    assert f"{confirmed}, but when it was read back, linkage 2 has accounts" in outcome.stop_reason.words


def test_a_stop_while_a_canary_is_read_back_leaves_it_confirmed() -> None:
    made = world_of({"kind": "login-redirect", "method": "GET"})
    outcome = carry_out(made, read_back=True)
    assert outcome.status is Status.CREATED
    assert outcome.stop_reason


def test_an_intent_is_recorded_before_each_attempt_and_after_every_wait() -> None:
    made = world_of(post("reset", last=1), post("status", status=429, first=2, last=4, headers={"Retry-After": "5"}))
    order: list[str] = []
    made.transport.before = lambda request: order.append(request.method)
    made.events.clear()
    linker = made.linker()
    emit = made.events.append
    linker._emit = lambda event: (order.append("intent") if isinstance(event, Intent) else None, emit(event))[1]  # type: ignore[func-returns-value]
    assert settled(made, linker, ROW).attempts == 2
    assert order == ["intent", "POST", "GET", "GET", "intent", "POST", "POST", "POST", "POST"]


def test_a_run_that_stops_before_the_first_byte_leaves_the_row_unattempted() -> None:
    made = world_of()
    made.stopping.stop(StopReason(sending.INTERRUPTED, "interrupted by SIGTERM"))
    outcome = carry_out(made)
    assert (outcome.status, outcome.rules, outcome.attempts) == (Status.NOT_ATTEMPTED, (sending.INTERRUPTED,), 0)
    assert not made.log


def test_a_run_that_stops_after_an_ambiguous_attempt_claims_nothing() -> None:
    made = world_of(post("reset", commit=True))
    made.transport.before = lambda _request: made.stopping.stop(
        StopReason(sending.INTERRUPTED, "interrupted by SIGTERM")
    )
    outcome = carry_out(made)
    assert (outcome.status, outcome.rules) == (Status.UNKNOWN, (sending.OUTCOME_UNKNOWN, sending.INTERRUPTED))


UPDATE = Submission(1, "4001", *pair(4001, 0, 3), Action.UPDATE, "1", pair(4001, 3))
"""Repoints linkage 1 from the fourth pair to the first commercial account."""


def put(kind: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "method": "PUT", **more}


def test_an_update_is_preceded_by_a_check() -> None:
    made = world_of()
    outcome = carry_out(made, UPDATE, read_back=True)
    assert (outcome.status, outcome.linkage_id) == (Status.UPDATED, "1")
    assert looks(made) == ["GET", "PUT", "GET"]
    assert made.pairs == {pair(4001, 0, 3)}


def test_an_update_that_reads_show_late_is_confirmed_by_a_later_check() -> None:
    made = world_of(read_lag={"mean": 40})
    outcome = carry_out(made, UPDATE, read_back=True)
    assert (outcome.status, outcome.stop_reason) == (Status.UPDATED, None)
    assert looks(made) == ["GET", "PUT", "GET", "GET"]


def test_an_update_that_reads_never_show_is_unknown_and_not_sent_again() -> None:
    made = world_of(read_lag={"mean": 4000})
    outcome = carry_out(made, UPDATE, read_back=True)
    assert (outcome.status, outcome.stop_reason) == (Status.UNKNOWN, None)
    assert "confirmed for linkage 1" in outcome.message
    assert "but unchanged when it was read back; not found afterwards" in outcome.message
    assert looks(made) == ["GET", "PUT", "GET", "GET", "GET"]


def test_an_update_of_a_linkage_that_has_changed_since_the_plan_is_a_conflict_and_not_sent() -> None:
    made = world_of()
    elsewhere = Submission(1, "4001", *pair(4001, 0, 3), Action.UPDATE, "1", pair(4001, 2, 3))
    outcome = carry_out(made, elsewhere)
    assert (outcome.status, outcome.rules) == (Status.CONFLICT, (sending.LINKED_MEANWHILE,))
    assert not made.asked("PUT")


def test_an_update_of_a_linkage_that_is_gone_is_a_conflict() -> None:
    made = world_of()
    gone = Submission(1, "4001", *pair(4001, 0, 3), Action.UPDATE, "77", pair(4001, 3))
    outcome = carry_out(made, gone)
    assert (outcome.status, outcome.message) == (
        Status.CONFLICT,
        "changed in the meantime: linkage 77 no longer exists",
    )


def test_an_update_that_another_user_made_is_in_sync() -> None:
    made = world_of()
    carry_out(made, UPDATE)
    outcome = carry_out(made, UPDATE)
    assert (outcome.status, len(made.asked("PUT"))) == (Status.IN_SYNC, 1)


def test_an_update_whose_check_fails_is_not_attempted() -> None:
    made = world_of(status(500, method="GET", path=LINKAGES))
    outcome = carry_out(made, UPDATE)
    assert (outcome.status, outcome.rules, outcome.attempts) == (Status.NOT_ATTEMPTED, (accounts.CUSTOMER_NOT_READ,), 0)
    made = world_of(status(403, customer=4001))
    outcome = carry_out(made, UPDATE)
    assert (outcome.status, outcome.rules) == (Status.REJECTED, (accounts.CUSTOMER_REFUSED,))
    assert outcome.customer_refused


@pytest.mark.parametrize("kind", ["reset", "hang", "empty", "broken-json", "truncated"])
@pytest.mark.parametrize("commit", [True, False])
def test_an_ambiguous_update_is_checked_and_never_overwrites_another_change(kind: str, commit: bool) -> None:  # noqa: FBT001 - a case
    made = world_of(put(kind, commit=commit, last=1))
    outcome = carry_out(made, UPDATE)
    if kind in {"empty", "broken-json", "truncated"} and not commit:
        assert outcome.status is Status.UNKNOWN
        assert made.pairs == {pair(4001, 3)}
        return
    assert outcome.status is Status.UPDATED
    assert len(made.asked("PUT")) == (1 if commit else 2)
    assert made.pairs == {pair(4001, 0, 3)}


def test_a_put_that_is_answered_with_another_linkage_stops_the_run() -> None:
    made = world_of()
    other = {"id": 7, "govcloud_acct": int(pair(4001, 3)[1]), "commercial_acct": int(COMMERCIAL)}
    made.transport.before = lambda asked: Answer(200, {}, json.dumps(other).encode()) if asked.is_write else None
    outcome = carry_out(made, UPDATE)
    assert outcome.stop_reason == StopReason.of(
        sending.ANSWER_NAMES_OTHER_ACCOUNTS, linkage="linkage 7 was changed instead of linkage 1"
    )
    assert outcome.status is Status.UNKNOWN


def test_a_read_of_one_linkage_that_is_answered_with_another_proves_nothing() -> None:
    made = world_of()
    other = {"id": 7, "govcloud_acct": int(GOVCLOUD), "commercial_acct": int(COMMERCIAL)}
    made.transport.before = lambda asked: (
        Answer(200, {}, json.dumps(other).encode()) if asked.path[-1].isdigit() and not asked.is_write else None
    )
    assert carry_out(made, UPDATE).status is Status.NOT_ATTEMPTED
    assert carry_out(made, read_back=True).message == (
        "confirmed, but could not be read back: the answer is about linkage 7, not 2"
    )


def test_an_update_overwrites_nothing_unseen_even_after_an_ambiguous_attempt() -> None:
    made = world_of(put("reset", last=1))

    def meddle(request: Request) -> None:
        # Another user repoints the linkage while our answer is lost.
        if request.method == "GET" and made.asked("PUT"):
            made.cloud._ledger.repoint(1, int(pair(4001, 3)[1]), int(pair(4001, 2)[0]))

    made.transport.before = meddle
    outcome = carry_out(made, UPDATE)
    assert (outcome.status, outcome.rules) == (Status.CONFLICT, (sending.LINKED_MEANWHILE,))
    assert len(made.asked("PUT")) == 1
