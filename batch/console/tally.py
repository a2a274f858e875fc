"""The progress of a run, counted from its events; pure, except for the clock that is passed in."""

from collections import Counter
from collections.abc import Callable

from batch.cloudhealth.verdict import Ambiguous, NotApplied, Throttled
from batch.events import Answered, CustomerRead, Event, Intent, Paused, Planned, Settled
from batch.report.wording import lasting
from batch.statuses import Status

_MINUTE = 60.0
_STEADY = 15.0
"""Seconds; before that, the rate of a few requests would look like a breach of the limit."""

_LONG = 10.0
"""Seconds; longer waits are shown with their duration so far."""

_WAITING = frozenset(verdict.__name__ for verdict in (Throttled, NotApplied, Ambiguous))
"""Verdicts on answers that do not end a wait."""


class Tally:
    """Counts what has happened, for a display. `clock` returns seconds that never run backwards."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._began = self._last_event = self._last_row = clock()
        self._sending_since: float | None = None
        self._customers = 0
        self._requests = 0
        self._waits_for = ""
        self._waiting_since = 0.0
        self._until = 0.0
        self._waited = 0.0
        """Seconds of past waits since sending began."""
        self.rows = 0
        """Rows to be sent, once the plan is made."""
        self.settled: Counter[str] = Counter()
        self._has_sent = False

    def event(self, event: Event) -> None:
        """Count one event."""
        now = self._last_event = self._clock()
        match event:
            case CustomerRead():
                self._customers += 1
            case Planned(counts):
                self.rows = counts.get(Status.PLANNED, 0)
                self._sending_since = self._last_row = now
            case Intent() if not self._has_sent:
                # The time before that is what a person took to answer the question.
                self._has_sent = True
                self._sending_since = self._last_row = now
            case Settled(status=status):
                self.settled[status] += 1
                self._last_row = now
            case Answered(verdict=verdict):
                self._requests += 1
                if verdict not in _WAITING and now >= self._until:
                    self._ends_wait(now)
            case Paused(reason, seconds):
                self._waiting_since = self._waiting_since if self._waits_for else now
                self._waits_for, self._until = reason, now + seconds

    def _ends_wait(self, now: float) -> None:
        if self._waits_for and self._sending_since is not None:
            self._waited += now - max(self._waiting_since, self._sending_since)
        self._waits_for = ""

    def waits(self) -> str:
        """What the run waits for, for how long so far, and when it continues; "" if it doesn't wait."""
        now = self._clock()
        if self._waits_for:
            lasted, left = now - self._waiting_since, self._until - now
            goes_on = f"next try in {left:.0f} s" if left > 0 else "trying again"
            already = f" ({lasting(lasted)} so far)" if lasted >= _LONG else ""
            return f"{self._waits_for}, {goes_on}{already}"
        silence = now - self._last_event
        return f"no answer for {lasting(silence)}" if silence >= _LONG else ""

    def words(self) -> str:
        """The progress: counts by status, and what the run waits for, or else the rate of requests."""
        elapsed = self._clock() - self._began
        sent = "1 request" if self._requests == 1 else f"{self._requests:,} requests"
        rate = f"{self._requests / elapsed * _MINUTE:,.0f} requests/min" if elapsed >= _STEADY else sent
        pace = self.waits() or rate
        if self._sending_since is None:
            customers = "1 customer" if self._customers == 1 else f"{self._customers:,} customers"
            # Not every command reads customers, and some read only a part of each.
            return f"{customers} read, {pace}" if self._customers else pace
        counts = [f"{count:,} {status.replace('_', ' ')}" for status, count in self.settled.items()]
        return ", ".join([*counts, pace])

    def remaining(self) -> str:
        """The time left at the pace so far, or "" if it can't be estimated."""
        done = self.settled.total()
        if self._sending_since is None or not done or done >= self.rows or self.waits():
            return ""
        # If the current row takes longer than the estimate, there is no estimate.
        each = max(self._last_row - self._sending_since - self._waited, 0.0) / done
        seconds = each * (self.rows - done) - (self._clock() - self._last_row)
        minutes = round(seconds / _MINUTE)
        if minutes > 1:
            return f"about {minutes:,} min left"
        return f"about {round(seconds)} s left" if seconds >= 1 else ""
