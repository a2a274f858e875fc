"""The table of failures, line by line."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch.cloudhealth.client import describe
from batch.cloudhealth.verdict import (
    Accepted,
    Ambiguous,
    Forbidden,
    Loss,
    Lost,
    NotApplied,
    Rejected,
    SignedOut,
    Stop,
    Throttled,
    Verdict,
    judge,
    status_line,
)
from batch.cloudhealth.wire import Answer
from batch.rules import sending
from batch.stopping import StopReason

LOGIN = b"<html><form><input type='password'></form></html>"


def answer(status: int, body: bytes = b"{}", **headers: str) -> Answer:
    return Answer(status, {name.replace("_", "-"): value for name, value in headers.items()}, body)


@pytest.mark.parametrize(
    ("how", "verdict"),
    [
        (Loss.NOT_CONNECTED, NotApplied("why")),
        (Loss.PROXY, NotApplied("why", sending.PROXY_DOWN)),
        (Loss.PROXY_REFUSED, Stop(StopReason.of(sending.PROXY_REFUSED, why="why"))),
        (Loss.TLS, Stop(StopReason.of(sending.CERTIFICATE_NOT_TRUSTED, why="why"))),
        (Loss.NO_ANSWER, Ambiguous("why")),
    ],
)
def test_a_request_that_never_reached_the_service_may_be_sent_again_and_one_that_may_have_is_ambiguous(
    how: Loss, verdict: Verdict
) -> None:
    assert judge(Lost(how, "why")) == verdict


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_any_2xx_is_read(status: int) -> None:
    assert judge(answer(status)) == Accepted(answer(status))


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"errors": ["Not eligible", "Not yours"]}, ("Not eligible", "Not yours")),
        ({"error": "monthly quota exceeded"}, ("monthly quota exceeded",)),
        ({"errors": [{"message": "Not eligible"}]}, ("Not eligible",)),
        ({"aws_accounts": [], "errors": ["timed out"]}, ("timed out",)),
        ({"id": None, "govcloud_acct": 7, "errors": {"govcloud_acct": ["is taken"]}}, ("govcloud_acct: is taken",)),
        ({"error": None, "errors": ["Not yours"]}, ("Not yours",)),
        ({"error": "", "errors": ["Not yours"]}, ("Not yours",)),
        ({"error": True, "message": "quota exceeded"}, ("message: quota exceeded",)),
        ({"error": True}, ('{"error": true}',)),
        ({"errors": [1002]}, ("1002",)),
        ({"errors": [{"code": 17, "message": "Not yours"}]}, ("code: 17", "message: Not yours")),
        ({"request": {"id": 8}, "errors": ["timed out"]}, ("timed out",)),
    ],
)
def test_a_2xx_with_errors_is_a_refusal_in_its_words(body: object, words: tuple[str, ...]) -> None:
    assert judge(answer(200, json.dumps(body).encode())) == Rejected(200, words)


@pytest.mark.parametrize(
    "body",
    [
        {"errors": {}},
        {"errors": []},
        {"errors": {"base": []}},
        {"errors": [None]},
        {"errors": 0},
        {"error": None},
        {"error": False, "message": "done"},
        {"id": 8, "errors": ["deprecated"]},
        {"id": 8, "error": True},
        {"data": {"id": 8, "govcloud_acct": 1, "commercial_acct": 2}, "errors": ["deprecated"]},
        [{"error": "x"}],
        "x",
    ],
)
def test_a_2xx_with_empty_errors_or_with_a_linkage_is_read(body: object) -> None:
    assert isinstance(judge(answer(200, json.dumps(body).encode())), Accepted)


@pytest.mark.parametrize(("status", "accepted"), [(200, True), (202, True), (None, False), (422, False), (504, False)])
def test_a_lost_answer_that_began_with_a_success_was_accepted(status: int | None, accepted: bool) -> None:  # noqa: FBT001 - a case
    verdict = judge(Lost(Loss.NO_ANSWER, "cut", status))
    assert isinstance(verdict, Ambiguous)
    assert verdict.was_accepted is accepted


def test_a_gateway_s_page_with_a_2xx_is_read_too_and_found_to_be_no_linkage() -> None:
    assert isinstance(judge(answer(200, b"<html>all is well</html>")), Accepted)


def test_a_login_page_stops_the_run_and_claims_nothing() -> None:
    verdict = judge(answer(200, LOGIN))
    assert verdict == Stop(StopReason.of(sending.NOT_THE_API, answer="a login page"), may_be_applied=True, status=200)


@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 307, 308])
def test_any_redirect_stops_the_run_and_claims_nothing(status: int) -> None:
    verdict = judge(answer(status, location="https://elsewhere.example"))
    assert isinstance(verdict, Stop)
    assert (verdict.reason.rule, verdict.may_be_applied, verdict.status) == (sending.NOT_THE_API, True, status)


@pytest.mark.parametrize("status", [408, 425, 500, 501, 502, 503, 504, 520, 599])
def test_a_server_error_may_have_been_applied(status: int) -> None:
    body = json.dumps({"error": "back end capped out"}).encode()
    assert judge(answer(status, body)) == Ambiguous(f"answered {status}: back end capped out", status)


@pytest.mark.parametrize("status", [400, 404, 405, 409, 410, 413, 415, 422, 451])
def test_any_other_4xx_concerns_the_row_and_has_the_server_s_words(status: int) -> None:
    assert judge(answer(status, b'{"errors": ["no", "never"]}')) == Rejected(status, ("no", "never"))


def test_429_is_a_throttle_with_the_pause_it_asks_for() -> None:
    assert judge(answer(429)) == Throttled(None)
    assert judge(answer(429, retry_after="12")) == Throttled(12.0)
    assert judge(answer(429, x_ratelimit_reset="7")) == Throttled(7.0)
    assert judge(answer(429, retry_after="12", x_ratelimit_reset="7")) == Throttled(12.0)


def test_a_503_may_ask_for_a_pause_but_not_with_its_rate_limit_s_reset() -> None:
    assert judge(answer(503, retry_after="12")) == Ambiguous("answered 503", 503, 12.0)
    assert judge(answer(503, x_ratelimit_reset="3000")) == Ambiguous("answered 503", 503, None)


def test_no_other_answer_can_ask_for_a_pause() -> None:
    assert judge(answer(500, retry_after="3000")) == Ambiguous("answered 500", 500, None)
    assert isinstance(judge(answer(201, retry_after="3000")), Accepted)


def test_an_absurd_pause_stops_the_run_and_a_throttled_request_was_not_applied() -> None:
    reason = StopReason(sending.LONG_PAUSE_ASKED, "the service asks for a pause of 60 minutes")
    assert judge(answer(429, retry_after="3600")) == Stop(reason, may_be_applied=False, status=429)
    assert judge(answer(503, retry_after="3600")) == Stop(reason, may_be_applied=True, status=503)
    assert isinstance(judge(answer(429, retry_after="900")), Throttled)


def test_401_403_and_407_have_verdicts_of_their_own() -> None:
    assert judge(answer(401, b'{"error": "You need to sign in"}')) == SignedOut(("You need to sign in",))
    assert judge(answer(403)) == Forbidden(())
    assert judge(answer(407)) == Stop(StopReason.of(sending.PROXY_REFUSED, why="answered 407"), status=407)


def test_a_status_without_words_is_reported_without_words() -> None:
    assert status_line(422, ()) == "answered 422"
    assert status_line(422, ("a", "b")) == "answered 422: a; b"


@given(
    st.integers(100, 999),
    st.binary(max_size=60),
    st.dictionaries(
        st.sampled_from(["retry-after", "date", "content-type", "x-ratelimit-reset"]), st.text(max_size=30)
    ),
)
def test_every_answer_has_a_verdict_and_only_a_refusal_denies_that_it_was_applied(
    status: int, body: bytes, headers: dict[str, str]
) -> None:
    verdict = judge(Answer(status, headers, body))
    if isinstance(verdict, Throttled | Rejected | Forbidden | SignedOut):
        assert 400 <= status < 500
    assert not isinstance(verdict, NotApplied)


@pytest.mark.parametrize("status", [200, 302, 401, 403, 408, 422, 500, 503])
def test_the_message_about_any_unsuccessful_answer_has_its_request_id(status: int) -> None:
    body = b'{"errors": ["no"]}'
    assert "(request id 7f3a)" in describe(judge(answer(status, body, x_request_id="7f3a")))
    assert "request id" not in describe(judge(answer(status, body)))


def test_an_incomplete_answer_has_its_request_id_and_a_proxy_s_refusal_has_none() -> None:
    assert judge(Lost(Loss.NO_ANSWER, "why", 201, "7f3a")) == Ambiguous("why (request id 7f3a)", 201)
    assert "request id" not in describe(judge(answer(407, x_request_id="7f3a")))
