"""The log of sends: how many of them the server may still count in each of its windows.

When a request reached the server is not known, but it was no later than its answer's arrival. So a send occupies a
place until the whole window has passed since its **answer**. That needs no guess about the network: whatever the
latencies, and wherever the server's window begins, it never sees more than the given number. The cost is about one
latency per window; a fixed margin that is always safe would cost its full length every time.
"""

from collections import deque
from collections.abc import Sequence

from batch.cloudhealth.pacing.rates import Rate

LONGEST_UPLINK = 5.0
"""Seconds after which a request without an answer counts as arrived, or as never arriving.

Without this limit a request that hangs would keep its place until its timeout. Two lost SYN packets cost 3 s.
"""

CLOCK_DRIFT = 5e-4
"""Seconds by which two clocks may drift apart per second: NTP slews a clock by at most 500 parts per million."""


class _Window:
    """One rate's window: when each occupied place becomes free again, in order."""

    def __init__(self, rate: Rate) -> None:
        self._count = rate.count
        self._length = rate.seconds * (1 + CLOCK_DRIFT)
        self._free_at: deque[float] = deque()

    def arrived(self, at: float) -> None:
        self._free_at.append(at + self._length)

    def room_at(self, now: float, travelling: int, oldest: float) -> float:
        while self._free_at and self._free_at[0] <= now:
            self._free_at.popleft()
        if len(self._free_at) + travelling < self._count:
            return now
        return self._free_at[0] if self._free_at else oldest + LONGEST_UPLINK + self._length


class SendLog:
    """All windows of one pacer. Times must never go back from call to call."""

    def __init__(self, rates: Sequence[Rate]) -> None:
        self._windows = [_Window(rate) for rate in rates]
        self._travelling: dict[int, float] = {}
        """Requests that may not have arrived: when each was sent, by the grant's number, in order of sending."""

    def sent(self, number: int, now: float) -> None:
        """Record a request that is sent."""
        self._travelling[number] = now

    def arrived(self, number: int, now: float) -> None:
        """Record that its answer arrived, or that nobody waits for it any more."""
        self._settle(now)
        if self._travelling.pop(number, None) is not None:
            self._log(now)

    def room_at(self, now: float) -> float:
        """Return when the next request may go as far as the windows are concerned: `now`, or the next time to ask."""
        self._settle(now)
        oldest = next(iter(self._travelling.values()), now)
        return max((window.room_at(now, len(self._travelling), oldest) for window in self._windows), default=now)

    def _settle(self, now: float) -> None:
        while self._travelling:
            number, sent = next(iter(self._travelling.items()))
            if sent + LONGEST_UPLINK > now:
                return
            del self._travelling[number]
            self._log(sent + LONGEST_UPLINK)

    def _log(self, at: float) -> None:
        for window in self._windows:
            window.arrived(at)
