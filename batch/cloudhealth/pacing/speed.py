"""How fast requests may follow each other: the given rate, less after a throttle, and slowly more again.

Between two throttles a server lets through just what its limit gives. So the goodput since the last throttle is the
best estimate of a limit that is lower than the given one, and one or two cuts find it. A throttle while the rate was
still coming back is a relapse: it halves the speed of the return, so that a limit that stays low is not met all the
time.
"""

import math
from collections import deque
from collections.abc import Sequence

from batch.cloudhealth.pacing.rates import Rate, spacing

MOST_AFTER_CUT, LEAST_AFTER_CUT = 0.9, 0.5
"""Shares of the rate before a throttle between which the goodput decides."""

FLOOR = 0.1
"""The share of the given rate that is never undercut."""

RETURN = 0.02 / 60
"""Share of the given rate that comes back per second without a throttle; less after relapses."""

SLOWEST_RETURN = RETURN / 8
"""However often it relapsed."""

QUIET = 1800.0
"""Seconds without a throttle after which the return is twice as fast: whatever took the quota has gone."""

MEMORY = 120.0
"""Seconds over which goodput is measured at most."""

CATCH_UP = 0.25
"""Share of an interval that a send may follow a late one sooner. Without it every hold-up would lengthen the run."""


SCATTER = 1.0
"""Seconds of rest after a burst: its requests arrive scattered, and a token bucket refills only from the first."""


class Speed:
    """Even spacing of sends; `burst` of them may go at once where none went before. Without a rate, no spacing."""

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
        """When the next send has its turn."""
        return self._next

    def sent(self, now: float) -> None:
        """Note a send, which takes its turn."""
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
        """Note a request that was not refused."""
        self._good.append(now)
        while self._good[0] < now - MEMORY:
            self._good.popleft()

    def cut(self, now: float) -> None:
        """Go on with less after a throttle."""
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
