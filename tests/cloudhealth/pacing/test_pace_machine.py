"""Events in any order: a state machine plays client, server, and clock against the pure pacer.

The oracle knows only sends and answers. It plays the worst possible server: each request arrives at the moment between
the two that makes the windows fullest.
"""

import math
from copy import deepcopy

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from batch.cloudhealth.pacing import Rate, parse_rates
from batch.cloudhealth.pacing.answers import Grant, Wait, Why
from batch.cloudhealth.pacing.pace import Pace
from batch.cloudhealth.pacing.windows import LONGEST_UPLINK

RATES = ("30/min", "60/min,500/10min", "1/s", "3/10s", "5/2s,7/10s", "2/min")
EPSILON = 1e-6


class PaceMachine(RuleBasedStateMachine):
    """One pacer, its requests in flight, and what an observer can know about its limits."""

    @initialize(rates=st.sampled_from(RATES), burst=st.sampled_from([1, 1, 2, 5]), chance=st.floats(0, 0.999))
    def start(self, rates: str, burst: int, chance: float) -> None:
        self.rates = parse_rates(rates)
        self.burst = burst
        self.pace = Pace(self.rates, burst=burst, random=lambda: chance)
        self.now = 1000.0
        self.in_flight: list[Grant] = []
        self.sent: list[float] = []
        self.arrived_by: list[float] = []
        self.not_before = -math.inf
        self.must_probe = self.refused = False
        self.probe: Grant | None = None
        self.opened_by = 0

    @rule(seconds=st.floats(0, 2) | st.floats(0, 700))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds

    @precondition(lambda self: self.sent)
    @rule(data=st.data(), shift=st.sampled_from([-EPSILON, 0.0, EPSILON]))
    def the_edge_of_a_window_comes(self, data: st.DataObject, shift: float) -> None:
        rate = data.draw(st.sampled_from(self.rates))
        moments = self.sent[-rate.count :] + self.arrived_by[-rate.count :]
        since = data.draw(st.sampled_from([moment for moment in moments if moment < math.inf]))
        self.now = max(self.now, since + rate.seconds + shift)

    @rule(shift=st.sampled_from([-EPSILON, 0.0, EPSILON]))
    def the_wait_is_over(self, shift: float) -> None:
        answer = self.ask()
        if isinstance(answer, Wait) and answer.until is not None:
            self.now = max(self.now, answer.until + shift)

    @rule(times=st.integers(1, 12))
    def requests_ask(self, times: int) -> None:
        for _ in range(times):
            self.ask()

    def ask(self) -> Grant | Wait:
        closed = self.pace.closed(self.now)
        answer = self.pace.ask(self.now)
        if isinstance(answer, Wait):
            assert closed is None or answer == closed
            assert answer.until is None or answer.until > self.now, "a wait that is over is a grant"
            assert (answer.until is None) == (answer.why is Why.PROBE)
            return answer
        assert closed is None
        assert answer.number == len(self.sent) + 1
        assert answer.at == self.now
        self.check_gate(answer)
        self.check_spacing()
        self.sent.append(self.now)
        self.arrived_by.append(math.inf)
        self.in_flight.append(answer)
        self.check_windows()
        return answer

    def check_gate(self, grant: Grant) -> None:
        assert self.now >= self.not_before, "the gate was closed"
        assert grant.probe == self.must_probe
        assert self.probe is None, "two probes, or a request next to the probe"
        if grant.probe:
            self.probe = grant

    def check_spacing(self) -> None:
        interval = max(rate.interval for rate in self.rates)
        for back, at in enumerate(reversed(self.sent[-20:]), start=1):
            assert self.now - at >= (back - (self.burst - 1) - 0.25) * interval - EPSILON

    def check_windows(self) -> None:
        for rate in self.rates:
            assert self.fullest(rate) <= rate.count, f"{rate} overrun"

    def fullest(self, rate: Rate) -> int:
        """The most requests that can share a window with the one sent now, on the worst server."""
        latest = (min(by, sent + LONGEST_UPLINK) for sent, by in zip(self.sent, self.arrived_by, strict=True))
        return sum(1 for at in latest if at > self.now - rate.seconds)

    def come_back(self, data: st.DataObject) -> Grant:
        grant = data.draw(st.sampled_from(self.in_flight))
        self.in_flight.remove(grant)
        self.arrived_by[grant.number - 1] = self.now
        return grant

    @precondition(lambda self: self.in_flight)
    @rule(data=st.data())
    def a_request_is_answered(self, data: st.DataObject) -> None:
        grant = self.come_back(data)
        opened = self.pace.answered(grant, self.now)
        if grant is self.probe:
            self.probe = None
            assert opened == (self.not_before <= grant.at)
            if opened:
                self.gate_opens(grant)
        else:
            assert not opened

    def gate_opens(self, grant: Grant) -> None:
        self.must_probe = self.refused = False
        self.opened_by = grant.number

    @precondition(lambda self: self.in_flight)
    @rule(data=st.data())
    def a_request_is_lost(self, data: st.DataObject) -> None:
        grant = self.come_back(data)
        self.pace.lost(grant, self.now)
        if grant is self.probe:
            self.probe = None

    @precondition(lambda self: self.in_flight)
    @rule(data=st.data(), retry_after=st.none() | st.floats(0, 100))
    def a_request_is_throttled(self, data: st.DataObject, retry_after: float | None) -> None:
        grant = self.come_back(data)
        self.pace.throttled(grant, self.now, retry_after)
        was_probe = grant is self.probe
        if was_probe:
            self.probe = None
        if grant.number < self.opened_by:
            return
        if was_probe or not self.refused:
            least = 1.0 if retry_after is None else retry_after
            self.not_before = max(self.not_before, self.now + least)
        elif retry_after is not None:
            self.not_before = max(self.not_before, self.now + retry_after)
        self.must_probe = self.refused = True

    @rule(seconds=st.floats(0.001, 100))
    def the_service_is_down(self, seconds: float) -> None:
        self.pace.pause(self.now, seconds, "the service is down")
        self.not_before = max(self.not_before, self.now + seconds)
        self.must_probe = True

    @rule(data=st.data())
    def what_is_told_twice_changes_nothing(self, data: st.DataObject) -> None:
        told = [number for number, by in enumerate(self.arrived_by, start=1) if by < math.inf]
        if told:
            before = deepcopy(self.pace).ask(self.now)
            grant = Grant(data.draw(st.sampled_from(told)), 0.0)
            assert not self.pace.throttled(grant, self.now, 99.0)
            assert not self.pace.answered(grant, self.now)
            assert not self.pace.lost(grant, self.now)
            assert deepcopy(self.pace).ask(self.now) == before

    @rule()
    def every_waiter_gets_through(self) -> None:
        for grant in tuple(self.in_flight):
            self.in_flight.remove(grant)
            self.arrived_by[grant.number - 1] = self.now
            opened = self.pace.answered(grant, self.now)
            if opened:
                self.gate_opens(grant)
        self.probe = None
        for _ in range(10):
            answer = self.ask()
            if isinstance(answer, Grant):
                return
            assert answer.until is not None, "no probe is in flight"
            self.now = answer.until
        raise AssertionError("ten waits in a row")

    @invariant()
    def the_rate_stays_between_the_told_one_and_a_tenth_of_it(self) -> None:
        if hasattr(self, "pace"):
            assert 0.1 <= self.pace._speed._share_at(self.now) <= 1


def test_no_order_of_events_breaks_a_limit_or_leaves_a_waiter_behind() -> None:
    run_state_machine_as_test(PaceMachine, settings=settings(max_examples=150, stateful_step_count=50, deadline=None))


@pytest.mark.slow
def test_no_long_order_of_events_breaks_a_limit_or_leaves_a_waiter_behind() -> None:
    run_state_machine_as_test(PaceMachine, settings=settings(max_examples=1500, stateful_step_count=100, deadline=None))
