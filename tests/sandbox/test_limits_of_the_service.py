"""Rate limits: which requests pass, and what the others are answered."""

from email.utils import parsedate_to_datetime
from typing import Any

import pytest
from asking import ACCOUNTS, Client, FakeClock, client, world
from hypothesis import given, settings
from hypothesis import strategies as st

START = 1_700_000_000.0 - 1_700_000_000.0 % 60
"""A full minute, when a fixed window begins."""


def limited(clock: FakeClock, *limits: dict[str, Any]) -> Client:
    clock.now = START
    return client(world(limits=list(limits)), clock=clock)


def passed(asking: Client, times: int) -> int:
    return sum(asking.ask("GET", ACCOUNTS).status == 200 for _ in range(times))


def test_a_fixed_window_starts_again_on_the_minute() -> None:
    clock = FakeClock()
    asking = limited(clock, {"requests": 3, "seconds": 60})
    clock.now += 59.9
    assert passed(asking, 5) == 3
    clock.now += 0.1
    assert passed(asking, 5) == 3


def test_a_fixed_window_ends_at_the_announced_time_despite_rounding() -> None:
    clock = FakeClock()
    asking = limited(clock, {"requests": 1, "seconds": 0.1})
    for window in range(60):
        clock.now = window * 0.1
        assert passed(asking, 2) == 1


def test_a_sliding_window_forgets_one_request_at_a_time() -> None:
    clock = FakeClock()
    asking = limited(clock, {"requests": 2, "seconds": 60, "kind": "sliding-window"})
    assert passed(asking, 1) == 1
    clock.now += 40
    assert passed(asking, 2) == 1
    clock.now += 19.9
    assert passed(asking, 1) == 0
    clock.now += 0.1
    assert passed(asking, 2) == 1


def test_a_bucket_lets_a_burst_through_and_then_its_rate() -> None:
    clock = FakeClock()
    asking = limited(clock, {"requests": 1, "seconds": 2, "kind": "token-bucket", "burst": 4})
    assert passed(asking, 9) == 4
    clock.now += 2
    assert passed(asking, 9) == 1
    clock.now += 100
    assert passed(asking, 9) == 4


def test_refused_requests_count_if_the_service_is_strict() -> None:
    clock = FakeClock()
    lenient, strict = (
        limited(clock, {"requests": 1, "seconds": 60, "kind": "sliding-window", "count_refused": strict})
        for strict in (False, True)
    )
    for asking, expected in ((lenient, 1), (strict, 0)):
        clock.now = START
        passed(asking, 1)
        clock.now += 30
        passed(asking, 1)
        clock.now += 31
        assert passed(asking, 1) == expected


def test_reads_may_be_free() -> None:
    asking = limited(FakeClock(), {"requests": 1, "count_reads": False})
    assert passed(asking, 5) == 5
    assert asking.post(11, 12).status == 201
    assert asking.post(13, 14).status == 429
    assert len(asking.cloud.linkages) == 1


@pytest.mark.parametrize(("per", "others"), [("key", 0), ("client", 1)])
def test_a_limit_is_per_key_or_per_client(per: str, others: int) -> None:
    asking = limited(FakeClock(), {"requests": 1, "per": per})
    assert passed(asking, 2) == 1
    assert passed(Client(asking.cloud, client_api_id=2), 2) == others
    assert passed(Client(asking.cloud, client_api_id=1, key="another"), 2) == 1 - others


def test_several_limits_apply_together() -> None:
    clock = FakeClock()
    asking = limited(clock, {"requests": 2, "seconds": 1}, {"requests": 3, "seconds": 60})
    assert passed(asking, 3) == 2
    clock.now += 1
    assert passed(asking, 3) == 1
    clock.now += 1
    assert passed(asking, 3) == 0


def test_a_breach_is_answered_429_and_logged_as_such() -> None:
    asking = limited(FakeClock(), {"requests": 1})
    passed(asking, 2)
    last = asking.cloud.requests[-1]
    assert (last.status, last.fault) == (429, "rate-limit")


def test_a_refusal_may_give_the_time_to_wait() -> None:
    clock = FakeClock()
    for style, kind in (("none", "fixed-window"), ("seconds", "sliding-window"), ("date", "token-bucket")):
        asking = limited(clock, {"requests": 1, "seconds": 60, "kind": kind, "retry_after": style})
        clock.now += 10.5
        passed(asking, 1)
        told = asking.ask("GET", ACCOUNTS).headers.get("Retry-After")
        match style:
            case "none":
                assert told is None
            case "seconds":
                assert told == "60"
            case _:
                assert told is not None
                assert parsedate_to_datetime(told).timestamp() == START + 71


@pytest.mark.parametrize(
    ("reset", "told"),
    [("seconds", 50), ("epoch", int(START) + 60), ("milliseconds", (int(START) + 60) * 1000), ("none", None)],
)
def test_a_refusal_may_have_rate_limit_headers(reset: str, told: int | None) -> None:
    clock = FakeClock()
    asking = limited(clock, {"requests": 1, "seconds": 60, "reset": reset})
    clock.now += 10
    passed(asking, 1)
    headers = asking.ask("GET", ACCOUNTS).headers
    assert headers.get("X-RateLimit-Reset") == (None if told is None else str(told))
    assert headers.get("X-RateLimit-Remaining") == (None if told is None else "0")


def test_an_answer_s_date_is_from_the_limits_clock() -> None:
    asking = limited(FakeClock())
    assert parsedate_to_datetime(asking.ask("GET", ACCOUNTS).headers["Date"]).timestamp() == START


@settings(deadline=None)
@given(
    kind=st.sampled_from(["fixed-window", "sliding-window", "token-bucket"]),
    requests=st.integers(1, 5),
    burst=st.integers(1, 5),
    gaps=st.lists(st.floats(0, 30), max_size=60),
)
def test_a_request_after_the_given_time_passes(kind: str, requests: int, burst: int, gaps: list[float]) -> None:
    clock = FakeClock()
    limit = {"requests": requests, "seconds": 10, "kind": kind, "burst": burst, "retry_after": "seconds"}
    asking = limited(clock, limit)
    for gap in gaps:
        clock.now += gap
        answer = asking.ask("GET", ACCOUNTS)
        if answer.status == 429:
            clock.now += int(answer.headers["Retry-After"])
            assert asking.ask("GET", ACCOUNTS).status == 200
