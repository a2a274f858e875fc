"""One request from permission to verdict, and what an outage, a throttle, or a refused key does to a run."""

from collections.abc import Callable

import pytest
from worlds import World, customer, world

from batch.cloudhealth.calls import Request, create_linkage, get_linkage, list_linkages
from batch.cloudhealth.errors import CustomerRefusedError, NotThereError, ReadFailedError, StopError
from batch.cloudhealth.verdict import Accepted, Ambiguous, Forbidden, Loss, Lost, NotApplied, Rejected
from batch.cloudhealth.wire import Answer, parse_linkages
from batch.events import Answered, Paused
from batch.rules import sending
from batch.stopping import InterruptedWaitError, StopReason

GET = list_linkages("4001")
POST = create_linkage("4001", govcloud_field="400100001", commercial_field="400100002")


def world_of(*faults: dict[str, object], has_answered: bool = True) -> World:
    customers = [customer(4001, 2), customer(4002, 1)]
    return world({"name": "t", "customers": customers, "faults": list(faults)}, has_answered=has_answered)


def status(code: int, **more: object) -> dict[str, object]:
    return {"kind": "status", "status": code, **more}


def verdicts(made: World) -> list[str]:
    return [event.verdict for event in made.events if isinstance(event, Answered)]


def answers(*given: Answer | Lost | None) -> Callable[[Request], Answer | Lost | None]:
    """What comes instead of the stand-in's own answer (None: that answer), one per request."""
    left = list(given)
    return lambda _request: left.pop(0) if left else None


def test_a_read_is_repeated_until_it_can_be_read() -> None:
    made = world_of(
        status(500, last=1), {"kind": "broken-json", "first": 2, "last": 2}, {"kind": "reset", "first": 3, "last": 3}
    )
    assert made.client.read(GET, "4001", parse_linkages).items == ()
    assert verdicts(made)[-1] == "Accepted"
    assert made.clock.waits[:2] == [1.5, 2.5]


def test_a_read_that_always_fails_reports_how_the_last_attempt_ended() -> None:
    made = world_of(status(500, customer=4001))
    with pytest.raises(ReadFailedError, match="answered 500: Simulated by the sandbox"):
        made.client.read(GET, "4001", parse_linkages)
    assert len(made.asked("GET", "linkages")) == 5


def test_a_read_of_something_missing_reports_that() -> None:
    made = world_of()
    with pytest.raises(NotThereError, match="answered 404"):
        made.client.read(get_linkage("4001", "77"), "4001", lambda answer: answer)


def test_a_read_that_the_customer_refuses_is_not_repeated() -> None:
    made = world_of(status(403, customer=4001))
    with pytest.raises(CustomerRefusedError, match="answered 403"):
        made.client.read(GET, "4001", parse_linkages)
    assert len(made.log) == 1


def test_a_redirect_of_a_read_stops_the_run() -> None:
    made = world_of({"kind": "login-redirect"})
    with pytest.raises(StopError, match="a redirect to another address") as stopped:
        made.client.read(GET, "4001", parse_linkages)
    assert stopped.value.reason.rule == sending.NOT_THE_API
    assert len(made.log) == 1


def test_a_throttled_request_is_sent_again_as_often_as_it_takes_and_is_one_attempt() -> None:
    made = world_of(status(429, last=7, headers={"Retry-After": "3"}))
    assert isinstance(made.client.send(POST, "4001", 1), Accepted)
    assert verdicts(made) == ["Throttled"] * 7 + ["Accepted"]
    assert made.clock.monotonic() >= 3


def test_a_throttle_is_reported_as_a_pause_of_all_requests() -> None:
    made = world_of(status(429, last=1, headers={"Retry-After": "3"}))
    made.client.send(POST, "4001", 1)
    assert [event for event in made.events if isinstance(event, Paused)] == [Paused("throttled", 3.0)]


def test_throttles_without_end_stop_the_run_after_a_quarter_of_an_hour() -> None:
    made = world_of(status(429))
    with pytest.raises(StopError, match="throttled for 15 minutes") as stopped:
        made.client.send(POST, "4001", 1)
    assert stopped.value.reason.rule == sending.SERVICE_DOWN
    assert 900 <= made.clock.monotonic() <= 1100


def test_an_absurd_pause_stops_the_run_without_waiting_and_no_other_request_goes() -> None:
    made = world_of(status(429, last=1, headers={"Retry-After": "3600"}))
    with pytest.raises(StopError) as stopped:
        made.client.read(GET, "4001", parse_linkages)
    assert stopped.value.reason.rule == sending.LONG_PAUSE_ASKED
    assert made.clock.monotonic() == 0
    made.client.send(GET, "4001")
    assert made.clock.monotonic() >= 900


def test_a_503_s_pause_applies_to_all_requests() -> None:
    made = world_of(status(503, last=1, headers={"Retry-After": "40"}))
    assert isinstance(made.client.send(POST, "4001", 1), Ambiguous)
    assert isinstance(made.client.send(GET, "4001"), Accepted)
    assert made.clock.monotonic() == pytest.approx(40)


def test_a_first_401_is_not_an_attempt_and_a_second_is_about_the_key() -> None:
    made = world_of(status(401, method="POST", last=1))
    assert isinstance(made.client.send(POST, "4001", 1), Accepted)
    assert verdicts(made) == ["SignedOut", "Accepted", "Accepted"]
    made = world_of(status(401, method="POST"))
    with pytest.raises(StopError, match="answered 401") as stopped:
        made.client.send(POST, "4001", 1)
    assert stopped.value.reason.rule == sending.KEY_REFUSED
    assert len(made.asked("POST")) == 2


def test_a_key_that_is_signed_out_for_reads_too_stops_the_run_at_once() -> None:
    made = world_of(status(401))
    with pytest.raises(StopError) as stopped:
        made.client.send(POST, "4001", 1)
    assert stopped.value.reason.rule == sending.KEY_REFUSED
    assert len(made.asked("POST")) == 1


@pytest.mark.parametrize(
    ("confirming", "verdict"),
    [(status(403), Forbidden), (status(500), NotApplied), ({"kind": "reset"}, NotApplied)],
)
def test_a_signed_out_answer_that_can_t_be_confirmed_proves_nothing(
    confirming: dict[str, object], verdict: type[object]
) -> None:
    made = world_of(status(401, method="POST", last=1), {**confirming, "method": "GET"})
    assert isinstance(made.client.send(POST, "4001", 1), verdict)


def test_a_redirect_in_place_of_the_confirmation_stops_the_run() -> None:
    made = world_of(status(401, method="POST"), {"kind": "login-redirect", "method": "GET"})
    with pytest.raises(StopError) as stopped:
        made.client.send(POST, "4001", 1)
    assert stopped.value.reason.rule == sending.NOT_THE_API


def test_rejections_are_not_failures_of_the_service() -> None:
    made = world_of(status(422, method="POST"))
    for row in range(1, 20):
        assert isinstance(made.client.send(POST, "4001", row), Rejected)
    assert not [event for event in made.events if isinstance(event, Paused)]


def test_one_customer_s_failing_reads_do_not_delay_others_for_long() -> None:
    made = world_of(status(500, customer=4001))
    for _ in range(10):
        with pytest.raises(ReadFailedError):
            made.client.read(GET, "4001", parse_linkages)
        assert made.client.read(list_linkages("4002"), "4002", parse_linkages).items == ()
    assert made.clock.monotonic() < 10 * 60


def test_an_outage_is_waited_out_with_a_harmless_read_and_costs_the_row_no_attempts() -> None:
    made = world_of()
    made.client.send(GET, "4001")
    down = made.clock.monotonic() + 400
    made.transport.before = lambda _: None if made.clock.monotonic() > down else Lost(Loss.NOT_CONNECTED, "refused")
    assert made.client.read(GET, "4001", parse_linkages).items == ()
    assert 400 < made.clock.monotonic() < 500
    pauses = [event.seconds for event in made.events if isinstance(event, Paused)]
    assert pauses[:8] == [1, 2, 4, 8, 16, 32, 60, 60]
    asked = [event for event in made.events if isinstance(event, Answered)]
    assert [event.path for event in asked if event.verdict == "NotApplied"].count("/api/v1/govcloud_linkages") == 3
    assert asked[-2].path == "/v1/customers"


def test_an_outage_that_does_not_end_stops_the_run_after_a_quarter_of_an_hour() -> None:
    made = world_of()
    made.client.send(GET, "4001")
    made.transport.before = lambda _: Lost(Loss.NO_ANSWER, "reset")
    with pytest.raises(StopError, match="reset") as stopped:
        made.client.read(GET, "4001", parse_linkages)
    assert stopped.value.reason.rule == sending.SERVICE_DOWN
    assert 800 <= made.clock.monotonic() <= 900


@pytest.mark.parametrize(
    ("takes", "loss"),
    [(0, Loss.NOT_CONNECTED), (8, Loss.NOT_CONNECTED), (25, Loss.NO_ANSWER)],
    ids=["refused", "black hole", "never answers"],
)
def test_a_host_that_never_answered_is_given_up_within_half_a_minute(takes: float, loss: Loss) -> None:
    made = world_of(has_answered=False)

    def never(_request: Request) -> Lost:
        made.clock.pass_by(takes)
        return Lost(loss, "silence")

    made.transport.before = never
    with pytest.raises(StopError) as stopped:
        made.client.read(GET, "4001", parse_linkages)
    assert stopped.value.reason.rule == sending.SERVICE_DOWN
    assert made.clock.monotonic() <= 30


def test_a_first_request_has_less_time_than_later_ones() -> None:
    made = world_of(has_answered=False)
    seen: list[float] = []
    send = made.transport.send

    def spy(request: Request, timeout: float) -> Answer | Lost:
        seen.append(timeout)
        return send(request, timeout)

    made.transport.send = spy  # type: ignore[method-assign]
    made.client.send(GET, "4001")
    made.client.send(GET, "4001")
    assert seen == [25, 60]


def test_a_service_that_answers_nothing_but_errors_from_the_start_gets_the_full_patience() -> None:
    made = world_of(status(500), has_answered=False)
    with pytest.raises(StopError):
        made.client.read(GET, "4001", parse_linkages)
    assert made.clock.monotonic() > 800


def test_if_only_writes_fail_they_are_slowed_down_and_given_up() -> None:
    made = world_of(status(500, method="POST"))
    rows: list[int] = []

    def go_on() -> None:
        for row in range(1, 1000):
            assert isinstance(made.client.send(POST, "4001", row), Ambiguous)
            assert isinstance(made.client.send(GET, "4001", row), Accepted)
            rows.append(row)

    with pytest.raises(StopError) as stopped:
        go_on()
    assert stopped.value.reason.rule == sending.SERVICE_DOWN
    assert made.clock.monotonic() <= 900
    assert len(rows) < 30


def test_one_row_that_fails_every_time_does_not_slow_the_others_down() -> None:
    made = world_of(status(500, method="POST"))
    for _ in range(20):
        made.client.send(POST, "4001", 7)
        made.client.send(GET, "4001", 7)
    assert made.clock.monotonic() == 0


def test_writes_that_work_again_go_at_full_speed() -> None:
    made = world_of(status(500, method="POST", last=6), status(422, method="POST", first=7))
    for row in range(6):
        made.client.send(POST, "4001", row + 1)
        made.client.send(GET, "4001")
    paused = made.clock.monotonic()
    assert paused == 1
    assert isinstance(made.client.send(POST, "4001", 7), Rejected)
    slept = made.clock.monotonic()
    assert isinstance(made.client.send(POST, "4001", 8), Rejected)
    assert made.clock.monotonic() == slept


def test_a_probe_that_meets_a_redirect_stops_the_run() -> None:
    made = world_of()
    made.client.send(GET, "4001")
    made.transport.before = answers(*[Lost(Loss.NO_ANSWER, "reset")] * 3, Answer(302, {}, b""))
    with pytest.raises(StopError) as stopped:
        made.client.read(GET, "4001", parse_linkages)
    assert stopped.value.reason.rule == sending.NOT_THE_API


def test_a_run_that_stops_ends_every_wait() -> None:
    made = world_of(status(500))
    made.stopping.stop(StopReason(sending.INTERRUPTED, "interrupted by SIGINT"))
    with pytest.raises(InterruptedWaitError, match="SIGINT"):
        made.client.read(GET, "4001", parse_linkages)
    assert not made.log


def test_every_request_is_reported_with_its_row_and_result() -> None:
    made = world_of(status(422, method="POST", errors="text"))
    made.client.send(POST, "4001", 7)
    (event,) = [event for event in made.events if isinstance(event, Answered)]
    assert (event.method, event.row, event.http_status, event.verdict) == ("POST", 7, 422, "Rejected")
    assert event.request_id == made.log[-1].request_id
    assert event.detail == f"answered 422: Simulated by the sandbox (request id {event.request_id})"


def test_a_transport_that_raises_returns_its_grant() -> None:
    made = world_of()

    def breaks(_request: Request) -> None:
        raise RuntimeError

    made.transport.before = breaks
    with pytest.raises(RuntimeError):
        made.client.send(GET, "4001")
    made.transport.before = None
    assert isinstance(made.client.send(GET, "4001"), Accepted)
