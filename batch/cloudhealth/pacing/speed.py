"""How fast requests may follow each other: the told rate, less after a throttle, and slowly more again."""

import math
from collections import deque
from collections.abc import Sequence

from batch.cloudhealth.pacing.rates import Rate, spacing

CUT = 0.9
"""A throttle leaves at most this share of the rate that led to it."""

FLOOR = 0.1
"""The share of the told rate that is never undercut."""

RECOVERY = 0.02 / 60
"""Share of the told rate that comes back per second without a throttle."""

MEMORY = 120.0
"""Seconds over which goodput, the rate of requests that were not refused, is measured."""

SLACK = 0.25
"""Share of an interval that a late send may be followed sooner. Without it every hold-up would lengthen the run."""


class Speed:
    """Even spacing of sends; `burst` of them may go at once where none went before."""

    def __init__(self, rates: Sequence[Rate], burst: int) -> None:
        self._interval = spacing(rates)
        self._top = 1.0 if self._interval else math.inf
        self._burst = burst
        self._share = 1.0
        self._changed = 0.0
        self._began: float | None = None
        self._next = 0.0
        self._good: deque[float] = deque()

    def next_at(self, now: float) -> float:
        """When the next send has its turn."""
        return now if self._began is None else self._next

    def sent(self, now: float) -> None:
        """Note a send, which takes its turn."""
        if self._began is None:
            self._began = self._changed = now
            self._next = now - (self._burst - 1) * self._interval
        share = self._grown(now)
        extra = self._burst - 1 if share >= 1.0 else 0
        self._next = max(self._next, now - (extra + SLACK) * self._interval) + self._interval / share

    def rate(self, now: float) -> float:
        """Give the requests per second at present; infinite while nothing limits them."""
        return self._grown(now) / self._interval if self._interval else math.inf

    def succeeded(self, now: float) -> None:
        """Note a request that was not refused."""
        self._good.append(now)
        while self._good[0] < now - MEMORY:
            self._good.popleft()

    def cut(self, now: float) -> None:
        """Go on with less after a throttle. Without a told rate the first throttle teaches one."""
        goodput = self._goodput(now)
        if not self._interval:
            self._interval = 1 / goodput
        self._share = max(FLOOR, min(CUT * self._grown(now), goodput * self._interval))
        self._changed = now

    def _grown(self, now: float) -> float:
        return min(self._top, self._share + RECOVERY * (now - self._changed))

    def _goodput(self, now: float) -> float:
        began = now if self._began is None else self._began
        since = max(began, now - MEMORY)
        good = sum(1 for at in self._good if at >= since)
        return max(1, good) / max(1.0, now - since)
