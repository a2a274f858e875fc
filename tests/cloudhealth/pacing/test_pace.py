"""The pure pacer, one behavior at a time, with the test's own clock."""

from copy import deepcopy
from itertools import pairwise

import pytest

from batch.cloudhealth.pacing import parse_rates
from batch.cloudhealth.pacing.answers import Grant, Wait, Why
from batch.cloudhealth.pacing.pace import Pace
from batch.cloudhealth.pacing.speed import SCATTER
from batch.cloudhealth.pacing.windows import LONGEST_UPLINK


def pace(rates: str = "60/min", burst: int = 1, chance: float = 0.0) -> Pace:
    return Pace(parse_rates(rates) if rates else (), burst=burst, random=lambda: chance)


def granted(pace: Pace, now: float) -> Grant:
    answer = pace.ask(now)
    assert isinstance(answer, Grant), answer
    return answer


def waits(pace: Pace, now: float) -> Wait:
    answer = pace.ask(now)
    assert isinstance(answer, Wait), answer
    return answer


def next_grant(pace: Pace, now: float) -> Grant:
    while isinstance(answer := pace.ask(now), Wait):
        assert answer.until is not None
        now = answer.until
    return answer


def rate(ours: Pace, now: float) -> float:
    """Requests per second after this, measured on a copy that sends as early as possible and is answered at once."""
    copied, times = deepcopy(ours), [now]
    for _ in range(3):
        grant = next_grant(copied, times[-1])
        copied.answered(grant, grant.at)
        times.append(grant.at)
    return 1 / (times[-1] - times[-2])


def test_requests_are_evenly_spaced() -> None:
    ours = pace("30/min")
    granted(ours, 100.0)
    assert waits(ours, 100.0) == Wait(Why.SPACING, 102.0)
    grants = [next_grant(ours, 100.0) for _ in range(10)]
    assert grants[-1].at - grants[0].at == pytest.approx(18.0)


def test_the_request_after_a_late_one_comes_at_most_a_quarter_interval_early() -> None:
    ours = pace("30/min")
    granted(ours, 0.0)
    granted(ours, 100.0)
    assert waits(ours, 100.0).until == pytest.approx(101.5)


def test_a_place_in_a_window_is_free_a_window_after_the_answer_not_after_the_send() -> None:
    ours = pace("2/min", burst=2)
    first, second = granted(ours, 0.0), granted(ours, 0.0)
    ours.answered(first, 3.0)
    ours.answered(second, 4.0)
    wait = waits(ours, 50.0)
    assert wait.why is Why.WINDOW_FULL
    assert wait.until == pytest.approx(63.0, abs=0.1)


def test_a_hanging_request_keeps_its_place_no_longer_than_the_network_can() -> None:
    ours = pace("1/min")
    granted(ours, 0.0)
    wait = waits(ours, 59.9)
    assert wait.why is Why.WINDOW_FULL
    assert wait.until == pytest.approx(60 + LONGEST_UPLINK, abs=0.1)
    assert next_grant(ours, 59.9).at == wait.until


def test_a_burst_goes_at_once_and_the_even_pace_follows_after_a_rest() -> None:
    ours = pace("60/min", burst=3)
    for _ in range(3):
        granted(ours, 0.0)
    assert [next_grant(ours, 0.0).at for _ in range(3)] == [1.0 + SCATTER, 2.0 + SCATTER, 3.0 + SCATTER]


def test_a_throttle_stops_all_requests_until_its_retry_after_and_then_one_probe_goes_first() -> None:
    ours = pace()
    refused = granted(ours, 0.0)
    assert ours.throttled(refused, 0.5, retry_after=12.0)
    assert waits(ours, 0.5) == Wait(Why.THROTTLED, 12.5)
    probe = granted(ours, 12.5)
    assert probe.probe
    assert waits(ours, 100.0) == Wait(Why.PROBE, None)
    assert ours.answered(probe, 100.0)
    assert not granted(ours, 100.0).probe


def test_refused_probes_wait_1_2_4_and_at_most_60_seconds() -> None:
    ours = pace("")
    now, waited = 0.0, []
    for _ in range(9):
        ours.throttled(granted(ours, now), now)
        until = waits(ours, now).until
        assert until is not None
        waited.append(until - now)
        now = until
    assert waited == [pytest.approx(seconds) for seconds in (1, 2, 4, 8, 16, 32, 60, 60, 60)]


def test_backoff_is_lengthened_by_chance_and_never_shortens_a_retry_after() -> None:
    ours = pace("", chance=0.8)
    ours.throttled(granted(ours, 0.0), 0.0)
    assert waits(ours, 0.0).until == pytest.approx(1.2)
    ours.throttled(granted(ours, 1.2), 1.2, retry_after=1.0)
    assert waits(ours, 1.2).until == pytest.approx(1.2 + 2.4)
    ours.throttled(granted(ours, 3.6), 3.6, retry_after=30.0)
    assert waits(ours, 3.6).until == pytest.approx(33.6)


def test_a_lost_probe_proves_nothing_and_the_next_request_probes() -> None:
    ours = pace("")
    ours.throttled(granted(ours, 0.0), 0.0)
    assert ours.lost(granted(ours, 1.0), 5.0)
    assert granted(ours, 5.0).probe


def test_later_refusals_of_requests_in_flight_can_lengthen_the_wait_but_not_cut_the_rate_again() -> None:
    ours = pace("60/min", burst=3)
    first, second, third = (granted(ours, 0.0) for _ in range(3))
    ours.throttled(first, 1.0)
    cut = rate(ours, 1.0)
    assert cut < 1.0
    ours.throttled(second, 1.1)
    assert waits(ours, 1.1).until == pytest.approx(2.0)
    ours.throttled(third, 1.2, retry_after=5.0)
    assert waits(ours, 1.2).until == pytest.approx(6.2)
    assert rate(ours, 1.2) == pytest.approx(cut, rel=1e-2)


def test_a_throttle_older_than_the_probe_that_got_through_changes_nothing() -> None:
    ours = pace("")
    first, straggler = granted(ours, 0.0), granted(ours, 0.0)
    ours.throttled(first, 0.1)
    ours.answered(granted(ours, 2.0), 2.1)
    ours.throttled(straggler, 2.2, retry_after=60.0)
    assert ours.closed(2.2) is None
    assert not granted(ours, 2.2).probe


def test_a_pause_has_a_reason_and_is_not_ended_by_the_answer_that_asked_for_it() -> None:
    ours = pace("")
    request = granted(ours, 0.0)
    ours.pause(0.0, 20.0, "CloudHealth is down")
    assert not ours.answered(request, 0.0)
    assert waits(ours, 5.0) == ours.closed(5.0) == Wait(Why.PAUSED, 20.0, "CloudHealth is down")
    probe = granted(ours, 20.0)
    ours.pause(21.0, 30.0, "still down")
    assert not ours.answered(probe, 21.0)
    assert waits(ours, 50.0).reason == "still down"
    assert ours.answered(granted(ours, 51.0), 51.0)


def test_a_shorter_pause_does_not_end_a_longer_one() -> None:
    ours = pace("")
    ours.pause(0.0, 20.0, "long")
    ours.pause(0.0, 5.0, "short")
    assert waits(ours, 6.0) == Wait(Why.PAUSED, 20.0, "long")


def test_a_pause_keeps_the_rate_and_the_refusal_of_its_probe_cuts_it() -> None:
    ours = pace("60/min")
    ours.pause(0.0, 20.0, "down")
    assert rate(ours, 20.0) == pytest.approx(1.0)
    ours.throttled(granted(ours, 20.0), 20.0)
    assert rate(ours, 20.0) < 1.0


def throttle_at_rate(ours: Pace, now: float) -> float:
    """Refuse one request and let the probe through; returns the time after that."""
    refused = next_grant(ours, now)
    ours.throttled(refused, refused.at)
    probe = next_grant(ours, refused.at)
    assert ours.answered(probe, probe.at)
    return probe.at


def test_a_single_throttle_after_a_good_run_costs_a_tenth_that_recovers_in_minutes() -> None:
    ours, now = pace("60/min"), 0.0
    for _ in range(130):
        grant = next_grant(ours, now)
        now = grant.at
        ours.answered(grant, now)
    now = throttle_at_rate(ours, now)
    assert rate(ours, now) == pytest.approx(0.9, abs=0.01)
    assert rate(ours, now + 60) == pytest.approx(0.92, abs=0.01)
    assert rate(ours, now + 600) == pytest.approx(1.0)


def test_throttles_in_a_row_halve_the_rate_at_most_and_never_leave_less_than_a_tenth() -> None:
    ours, now = pace("60/min"), 0.0
    rates = [1.0]
    for _ in range(8):
        now = throttle_at_rate(ours, now)
        rates.append(rate(ours, now))
    assert all(after >= before / 2 for before, after in pairwise(rates))
    assert rates[-1] == pytest.approx(0.1, abs=0.01)


def regained(ours: Pace, since: float) -> float:
    """Return the rate that recovers in the next minute."""
    return rate(ours, since + 60) - rate(ours, since)


def test_a_relapse_slows_recovery_down() -> None:
    once, again = pace("60/min"), pace("60/min")
    first = throttle_at_rate(once, 0.0)
    second = throttle_at_rate(again, throttle_at_rate(again, 0.0))
    assert 0 < regained(again, second) < 0.6 * regained(once, first)


def test_a_long_quiet_time_speeds_up_recovery_until_the_given_rate_is_reached() -> None:
    ours, now = pace("60/min"), 0.0
    for _ in range(8):
        now = throttle_at_rate(ours, now)
    at_first = regained(ours, now)
    assert regained(ours, now + 1800) > 2 * at_first > 0
    assert rate(ours, now + 4 * 3600) == pytest.approx(1.0)


def test_a_burst_is_given_up_while_the_limit_is_in_doubt() -> None:
    ours = pace("60/min", burst=10)
    now = throttle_at_rate(ours, 0.0) + 60
    granted(ours, now)
    assert waits(ours, now).why is Why.SPACING


def test_without_a_rate_everything_goes_at_once_except_at_the_gate() -> None:
    ours = pace("")
    for _ in range(100):
        ours.answered(granted(ours, 0.0), 5.0)
    now = throttle_at_rate(ours, 10.0)
    for _ in range(100):
        granted(ours, now)


def test_a_clock_that_goes_back_counts_as_stopped() -> None:
    ours = pace("60/min")
    granted(ours, 1000.0)
    assert waits(ours, 10.0).until == pytest.approx(1001.0)
    assert granted(ours, 1001.0).at == 1001.0


def test_a_burst_of_less_than_one_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        pace(burst=0)
