"""How far a run is, counted from its events; pure but for the clock that is handed in."""

from collections import Counter
from collections.abc import Callable

from batch.events import Answered, CustomerRead, Event, Paused, Planned, Settled

_MINUTE = 60.0
_STEADY = 15.0
"""Seconds: before that, a rate would be one of a few requests, and look like a breach of the pace."""


class Tally:
    """Counts what has happened, for a display. `clock` gives seconds that never run backwards."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._began = clock()
        self._sending_since: float | None = None
        self._customers = 0
        self._requests = 0
        self._waits_for = ""
        self._until = 0.0
        self.rows = 0
        """Rows to be sent, once the plan is made."""
        self.settled: Counter[str] = Counter()

    def event(self, event: Event) -> None:
        """Count one event."""
        match event:
            case CustomerRead():
                self._customers += 1
            case Planned(counts):
                self.rows = counts.get("planned", 0)
                self._sending_since = self._clock()
            case Settled(status=status):
                self.settled[status] += 1
            case Answered():
                self._requests += 1
            case Paused(reason, seconds):
                self._waits_for, self._until = reason, self._clock() + seconds

    def words(self) -> str:
        """Where it stands: counts by status, the rate of requests, and why it waits if it does."""
        elapsed = self._clock() - self._began
        sent = "1 request" if self._requests == 1 else f"{self._requests:,} requests"
        rate = f"{self._requests / elapsed * _MINUTE:,.0f} requests/min" if elapsed >= _STEADY else sent
        left = self._until - self._clock()
        waits = [f"{self._waits_for}, next try in {left:.0f} s"] if left > 0 else []
        if self._sending_since is None:
            customers = "1 customer" if self._customers == 1 else f"{self._customers:,} customers"
            return ", ".join([f"{customers} read", rate, *waits])
        counts = [f"{count:,} {status.replace('_', ' ')}" for status, count in self.settled.items()]
        return ", ".join([*counts, rate, *waits])

    def remaining(self) -> str:
        """How long it will still take at the pace so far; "" where that can't be said."""
        done = self.settled.total()
        if self._sending_since is None or not done or done >= self.rows:
            return ""
        seconds = (self._clock() - self._sending_since) / done * (self.rows - done)
        minutes = round(seconds / _MINUTE)
        return f"about {minutes:,} min left" if minutes > 1 else f"about {max(1, round(seconds))} s left"
