"""How fast requests may follow each other: the given rate, slower after a throttle, then gradually faster again.

Between two throttles a server lets through exactly what its limit allows. So the goodput since the last throttle is the
best estimate of a limit that is lower than the given rate, and one or two cuts find it. A throttle while the rate is
still recovering is a relapse: it halves the speed of recovery, so that a limit that stays low isn't hit repeatedly.
"""

import math
from collections import deque
from collections.abc import Sequence

from batch.cloudhealth.pacing.rates import Rate, spacing

MOST_AFTER_CUT, LEAST_AFTER_CUT = 0.9, 0.5
"""Bounds of a cut, as shares of the rate before the throttle; between them the goodput decides."""

FLOOR = 0.1
"""The lowest share of the given rate."""

RETURN = 0.02 / 60
"""Share of the given rate that recovers per second without a throttle; less after relapses."""

SLOWEST_RETURN = RETURN / 8
"""The slowest recovery, after any number of relapses."""

QUIET = 1800.0
"""Seconds without a throttle after which recovery is twice as fast: whatever used the quota is gone."""

MEMORY = 120.0
"""The longest period, in seconds, over which goodput is measured."""

CATCH_UP = 0.25
"""Share of an interval by which a send after a late one may come early. Without it every delay lengthens the run."""


SCATTER = 1.0
"""Seconds of rest after a burst: its requests arrive scattered, and a token bucket refills only after the first."""


class Speed:
    """Even spacing of sends; `burst` of them may go at once at the start. Without a rate, no spacing."""

    def __init__(self, rates: Sequence[Rate], burst: int) -> None:
        self._interval = spacing(rates)
        self._burst = burst
        self._share = 1.0  # of the given rate, at the time of the last cut
        self._return = RETURN
        self._cut_at = -math.inf
        self._began: float | None = None
        self._next = -math.inf
        self._bursting = False
        self._good: deque[float] = deque()

    def next_at(self) -> float:
        """Return when the next send has its turn."""
        return self._next

    def sent(self, now: float) -> None:
        """Record a send, which uses its turn."""
        if self._began is None:
            self._began = now
            self._next = now - (self._burst - 1) * self._interval
        self._bursting = self._bursting or now - self._next > CATCH_UP * self._interval
        share = self._share_at(now)
        credit = self._burst - 1 if share >= 1.0 else 0  # a burst is for a limit that is known
        self._next = max(self._next, now - (credit + CATCH_UP) * self._interval) + self._interval / share
        if self._next > now and self._bursting:
            self._next += SCATTER if credit else 0.0
            self._bursting = False

    def succeeded(self, now: float) -> None:
        """Record a request that was not refused."""
        self._good.append(now)
        while self._good[0] < now - MEMORY:
            self._good.popleft()

    def cut(self, now: float) -> None:
        """Slow down after a throttle."""
        share = self._share_at(now)
        self._return = max(SLOWEST_RETURN, self._return / 2) if share < 1.0 else RETURN
        found = max(LEAST_AFTER_CUT * share, self._goodput(now) * self._interval)
        self._share = max(FLOOR, min(MOST_AFTER_CUT * share, found))
        self._cut_at = now
        self._next = max(self._next, now + self._interval / self._share)

    def _share_at(self, now: float) -> float:
        quiet = now - self._cut_at
        return min(1.0, self._share + quiet * self._return * (1 + quiet / QUIET))

    def _goodput(self, now: float) -> float:
        since = max(now - MEMORY, self._cut_at, now if self._began is None else self._began)
        good = sum(1 for at in self._good if at >= since)
        return max(1, good) / max(1.0, now - since)
