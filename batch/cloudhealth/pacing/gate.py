"""The gate: one refusal stops everybody, then a single probe goes alone before the others may follow."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from batch.cloudhealth.pacing.answers import Wait, Why

FIRST_BACKOFF = 1.0
LONGEST_BACKOFF = 60.0
"""Seconds to wait after the first and at most after any refusal that names no time: 1, 2, 4 … 60, jittered."""

JITTER = 0.25
"""Backoffs are lengthened by up to this share, so that several machines do not come back in step."""


@dataclass(frozen=True, slots=True)
class _Open:
    """Everybody may go."""


@dataclass(frozen=True, slots=True)
class _Closed:
    """Nobody may go until `until`; the first after that is the probe."""

    until: float
    why: Why
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Probing:
    """One request is out alone."""

    number: int
    closed: _Closed


class Gate:
    """Open, closed until a time, or waiting for its probe. `random` gives numbers in [0, 1)."""

    def __init__(self, random: Callable[[], float]) -> None:
        self._random = random
        self._state: _Open | _Closed | _Probing = _Open()
        self._refusals = 0
        self._opened_by = 0

    @property
    def is_open(self) -> bool:
        """Nothing stands in the way, and no probe is needed."""
        return isinstance(self._state, _Open)

    def wait(self, now: float) -> Wait | None:
        """Say what a request must wait for at the gate; None if it may pass."""
        match self._state:
            case _Open():
                return None
            case _Closed(until, why, reason):
                return Wait(why, until, reason) if now < until else None
            case _Probing():
                return Wait(Why.PROBE, None)
            case _:
                assert_never(self._state)

    def passed(self, number: int) -> bool:
        """Note that a request goes through; true if it is the probe."""
        if isinstance(self._state, _Closed):
            self._state = _Probing(number, self._state)
            return True
        return False

    def answered(self, number: int) -> bool:
        """Note an answer that is no refusal; true if it opens the gate."""
        if not self._is_probe(number):
            return False
        self._state = _Open()
        self._refusals = 0
        self._opened_by = number
        return True

    def lost(self, number: int) -> None:
        """Note a request without an answer: a lost probe proves nothing, so the next request probes again."""
        if isinstance(self._state, _Probing) and self._state.number == number:
            self._state = self._state.closed

    def refused(self, number: int, now: float, retry_after: float | None) -> bool:
        """Note a throttle: close, or, when it is the probe's, close for longer. True if it closes an open gate.

        A straggler, sent before the gate closed, adds nothing but a later `Retry-After`; one that is older than the
        probe that opened the gate adds nothing at all.
        """
        was_open = self.is_open
        if was_open and number < self._opened_by:
            return False
        if was_open or self._is_probe(number):
            self._refusals += 1
            self._close(now + self._backoff(retry_after), Why.THROTTLED, "")
        elif retry_after is not None:
            self._close(now + retry_after, Why.THROTTLED, "")
        return was_open

    def pause(self, now: float, seconds: float, reason: str) -> None:
        """Close for a reason from outside. The answers of requests already out do not open it."""
        self._close(now + seconds, Why.PAUSED, reason)

    def _is_probe(self, number: int) -> bool:
        return isinstance(self._state, _Probing) and self._state.number == number

    def _backoff(self, retry_after: float | None) -> float:
        if retry_after is not None and self._refusals == 1:
            return retry_after
        backoff = min(LONGEST_BACKOFF, FIRST_BACKOFF * 2.0 ** min(self._refusals - 1, 10))
        return max(backoff * (1 + JITTER * self._random()), retry_after or 0.0)

    def _close(self, until: float, why: Why, reason: str) -> None:
        if isinstance(self._state, _Closed) and self._state.until >= until:
            return
        self._state = _Closed(until, why, reason)
