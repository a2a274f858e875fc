"""The pure pacer: at a given time it grants a send, or returns until when and why to wait."""

import math
from collections.abc import Callable, Sequence

from batch.cloudhealth.pacing.answers import Grant, Wait, Why
from batch.cloudhealth.pacing.gate import Gate
from batch.cloudhealth.pacing.rates import Rate
from batch.cloudhealth.pacing.speed import Speed
from batch.cloudhealth.pacing.windows import SendLog


class Pace:
    """Even spacing, the log of sends per window, the gate, and the speed in one state without clock or threads.

    Every method takes the present time in seconds, from any clock that never goes back. The result of a grant is
    reported once: `answered`, `throttled`, or `lost`; later reports of it are ignored.
    """

    def __init__(self, rates: Sequence[Rate], *, random: Callable[[], float], burst: int = 1) -> None:
        if burst < 1:
            raise ValueError("a burst must be at least 1 request")
        self._log = SendLog(rates)
        self._speed = Speed(rates, burst)
        self._gate = Gate(random)
        self._open_grants: set[int] = set()
        self._sent = 0
        self._latest = -math.inf

    def ask(self, now: float) -> Grant | Wait:
        """Return permission to send one request, or what it must wait for."""
        now = self._forward(now)
        wait = self._wait(now)
        if wait is not None:
            return wait
        self._sent += 1
        grant = Grant(self._sent, now, probe=self._gate.passed(self._sent))
        self._open_grants.add(grant.number)
        self._log.sent(grant.number, now)
        self._speed.sent(now)
        return grant

    def answered(self, grant: Grant, now: float) -> bool:
        """Record an answer that isn't a throttle, whether success or failure; true if it opened the gate."""
        now = self._forward(now)
        if not self._is_first_report(grant, now):
            return False
        self._speed.succeeded(now)
        return self._gate.answered(grant.number)

    def throttled(self, grant: Grant, now: float, retry_after: float | None = None) -> bool:
        """Record a refusal because of the rate, with the seconds that the answer gave, if any; true if it is new."""
        now = self._forward(now)
        if not self._is_first_report(grant, now):
            return False
        if self._gate.refused(grant.number, now, retry_after):
            self._speed.cut(now)
        return True

    def lost(self, grant: Grant, now: float) -> bool:
        """Record a request without an answer, which may have reached the server; true if it was the probe."""
        now = self._forward(now)
        return self._is_first_report(grant, now) and self._gate.lost(grant.number)

    def pause(self, now: float, seconds: float, reason: str) -> bool:
        """Close the gate for another reason, such as an outage; afterwards a single probe goes first."""
        self._gate.pause(self._forward(now), seconds, reason)
        return True

    def closed(self, now: float) -> Wait | None:
        """Return what all requests wait for at the gate; None if it is open."""
        return self._gate.wait(self._forward(now))

    def _wait(self, now: float) -> Wait | None:
        wait = self._gate.wait(now)
        if wait is not None:
            return wait
        turn, room = self._speed.next_at(), self._log.room_at(now)
        if max(turn, room) <= now:
            return None
        return Wait(Why.SPACING, turn) if turn >= room else Wait(Why.WINDOW_FULL, room)

    def _is_first_report(self, grant: Grant, now: float) -> bool:
        if grant.number not in self._open_grants:
            return False
        self._open_grants.discard(grant.number)
        self._log.arrived(grant.number, now)
        return True

    def _forward(self, now: float) -> float:
        self._latest = max(self._latest, now)
        return self._latest
