"""A run's requests over time, counted in equal spans, and its pauses; pure."""

import math
from dataclasses import dataclass
from datetime import datetime

from batch.cloudhealth.verdict import Throttled
from batch.events import Answered, Line, Paused

SPANS_AT_MOST = 72
"""The most bars that a phone can show separately."""

_DAY = 86400.0
_NICE_SECONDS = (
    *(0.1, 0.2, 0.5, 1, 2, 3, 5, 10, 15, 20, 30),
    *(60 * minutes for minutes in (1, 2, 3, 5, 10, 15, 20, 30)),
    *(3600 * hours for hours in (1, 2, 3, 6, 12, 24)),
)


@dataclass(slots=True)
class Span:
    """The requests that ended within one span of time."""

    writes: int = 0
    reads: int = 0
    throttled: int = 0
    troubled: int = 0
    """Without an answer, or answered with an error other than a throttle."""

    @property
    def total(self) -> int:
        """All of them."""
        return self.writes + self.reads + self.throttled + self.troubled

    def add(self, other: "Span") -> None:
        """Add the requests of another span."""
        self.writes += other.writes
        self.reads += other.reads
        self.throttled += other.throttled
        self.troubled += other.troubled


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which every request waited: its start and length in seconds, and the reason."""

    start: float
    seconds: float
    reason: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """`spans` of `width` seconds each, starting with the run's first event; `seconds` is the time to its last event."""

    seconds: float
    width: float
    spans: tuple[Span, ...]
    pauses: tuple[Pause, ...]

    @property
    def highest(self) -> int:
        """The most requests in one span."""
        return max((span.total for span in self.spans), default=0)


class Traffic:
    """A run's requests by the time they ended, in tenths of a second; every span is a whole number of these."""

    def __init__(self) -> None:
        self._first: float | None = None
        self._last = 0.0
        self._tenths: dict[int, Span] = {}
        self._pauses: list[Pause] = []

    def take(self, line: Line) -> None:
        """Take in the next event; one without a readable time is skipped."""
        if (at := _seconds(line.at)) is None:
            return
        if self._first is None:
            self._first = self._last = at
        self._last = max(at, self._last)
        match line.event:
            case Answered() as answered:
                tenth = round(1000 * (at - self._first)) // 100
                _count(self._tenths.get(tenth) or self._tenths.setdefault(tenth, Span()), answered)
            case Paused() as paused:
                self._pauses.append(Pause(at - self._first, paused.seconds, paused.reason))

    def timeline(self) -> Timeline:
        """The requests and pauses so far."""
        lasted = self._last - (self._first or 0.0)
        width = _width(lasted)
        spans = [Span() for _ in range(int(lasted / width) + 1)]
        for tenth, span in self._tenths.items():
            spans[min(max(tenth // round(10 * width), 0), len(spans) - 1)].add(span)
        return Timeline(lasted, width, tuple(spans), tuple(self._pauses))


def _count(span: Span, answered: Answered) -> None:
    status = answered.http_status
    if answered.verdict == Throttled.__name__:
        span.throttled += 1
    elif status is None or status >= 300:  # noqa: PLR2004 - HTTP's limit of success
        span.troubled += 1
    elif answered.method == "GET":
        span.reads += 1
    else:
        span.writes += 1


def _width(seconds: float) -> float:
    """The shortest round length of a span that keeps the number of bars within its limit."""
    needed = seconds / (SPANS_AT_MOST - 1)
    return next((width for width in _NICE_SECONDS if width >= needed), _DAY * math.ceil(needed / _DAY))


def _seconds(at: str) -> float | None:
    try:
        return datetime.fromisoformat(at).timestamp()
    except ValueError:
        return None
