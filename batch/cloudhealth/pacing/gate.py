"""The gate: one refusal stops all requests, then a single probe goes alone before the others may follow."""

from collections.abc import Callable
from dataclasses import dataclass

from batch.cloudhealth.pacing.answers import Wait, Why

FIRST_BACKOFF = 1.0
LONGEST_BACKOFF = 60.0
"""Seconds to wait after the first refusal, and at most after any, if it names no time: 1, 2, 4 … 60, jittered."""

JITTER = 0.25
"""Backoffs are lengthened by up to this share, so that several machines don't return in step."""


@dataclass(frozen=True, slots=True)
class _Closed:
    """No request may go before `until`; the first one after it is the probe."""

    until: float
    why: Why
    reason: str


@dataclass(frozen=True, slots=True)
class _Probe:
    """The request that finds out whether this closing is over."""

    number: int
    closing: _Closed


class Gate:
    """Open, or closed with at most one probe in flight. `random` returns numbers in [0, 1).

    Requests are identified by the number of their grant.
    """

    def __init__(self, random: Callable[[], float]) -> None:
        self._random = random
        self._closed: _Closed | None = None
        self._probe: _Probe | None = None
        self._refusals = 0
        self._opened_by = 0

    def wait(self, now: float) -> Wait | None:
        """Return what a request must wait for at the gate; None if it may pass."""
        if self._closed is None:
            return None
        if now < self._closed.until:
            return Wait(self._closed.why, self._closed.until, self._closed.reason)
        return Wait(Why.PROBE, None) if self._probe else None

    def passed(self, number: int) -> bool:
        """Record that a request goes through; true if it is the probe."""
        if self._closed is None:
            return False
        self._probe = _Probe(number, self._closed)
        return True

    def answered(self, number: int) -> bool:
        """Record an answer that isn't a refusal; true if it opens the gate.

        Only the probe's answer does, unless the gate was closed again while the probe was in flight.
        """
        probe = self._back(number)
        if probe is None or probe.closing is not self._closed:
            return False
        self._closed = None
        self._refusals = 0
        self._opened_by = number
        return True

    def lost(self, number: int) -> bool:
        """Record a request without an answer; true if it was the probe: it proves nothing, so the next one probes."""
        return self._back(number) is not None

    def refused(self, number: int, now: float, retry_after: float | None) -> bool:
        """Record a throttle: close the gate, or keep it closed longer if it was the probe's. True if it is the first.

        A request that was sent before the gate closed adds at most a later `Retry-After`; one that is older than the
        probe that opened the gate adds nothing.
        """
        probe = self._back(number)
        if number < self._opened_by:
            return False
        if self._refusals == 0 or probe:
            self._refusals += 1
            self._close(now + self._backoff(retry_after), Why.THROTTLED, "")
            return self._refusals == 1
        if retry_after is not None:
            self._close(now + retry_after, Why.THROTTLED, "")
        return False

    def pause(self, now: float, seconds: float, reason: str) -> None:
        """Close the gate for another reason. Answers to requests that are in flight don't open it."""
        self._close(now + seconds, Why.PAUSED, reason)

    def _back(self, number: int) -> _Probe | None:
        """Return the probe if this is its number, and let another one go."""
        if self._probe is None or self._probe.number != number:
            return None
        probe, self._probe = self._probe, None
        return probe

    def _backoff(self, retry_after: float | None) -> float:
        if retry_after is not None and self._refusals == 1:
            return retry_after
        backoff = min(LONGEST_BACKOFF, FIRST_BACKOFF * 2.0 ** min(self._refusals - 1, 10))
        return max(backoff * (1 + JITTER * self._random()), retry_after or 0.0)

    def _close(self, until: float, why: Why, reason: str) -> None:
        if self._closed is None or until > self._closed.until:
            self._closed = _Closed(until, why, reason)
