"""A run's requests over time, counted in equal spans, and when everything waited; pure."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from batch.cloudhealth.verdict import Throttled
from batch.events import Answered, JournalLine, Paused

SPANS_AT_MOST = 72
"""As many bars as a phone can still show apart."""

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


@dataclass(frozen=True, slots=True)
class Pause:
    """Every request waited: from when, for how long (seconds), and why."""

    start: float
    seconds: float
    reason: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """`spans` of `width` seconds each from the run's first event on; `seconds` is how long its story lasts."""

    seconds: float
    width: float
    spans: tuple[Span, ...]
    pauses: tuple[Pause, ...]

    @property
    def highest(self) -> int:
        """The most requests in one span."""
        return max((span.total for span in self.spans), default=0)


def timeline(events: Iterable[JournalLine]) -> Timeline:
    """The story of the requests; events without a readable time are passed over."""
    first = last = None
    answered: list[tuple[float, JournalLine]] = []
    pauses: list[Pause] = []
    for event in events:
        at = _seconds(event["at"])
        if at is None:
            continue
        first = at if first is None else first
        last = at if last is None else max(at, last)
        match event["event"]:
            case Answered.name:
                answered.append((at - first, event))
            case Paused.name:
                pauses.append(Pause(at - first, event["seconds"], event["reason"]))
    lasted = 0.0 if first is None or last is None else last - first
    width = _width(lasted)
    spans = [Span() for _ in range(int(lasted / width) + 1)]
    for at, event in answered:
        _count(spans[min(max(int(at / width), 0), len(spans) - 1)], event)
    return Timeline(lasted, width, tuple(spans), tuple(pauses))


def _count(span: Span, event: JournalLine) -> None:
    status = event["http_status"]
    if event["verdict"] == Throttled.__name__:
        span.throttled += 1
    elif status is None or status >= 300:  # noqa: PLR2004 - HTTP's own border of success
        span.troubled += 1
    elif event["method"] == "GET":
        span.reads += 1
    else:
        span.writes += 1


def _width(seconds: float) -> float:
    """The narrowest span of a round length that keeps the bars few enough."""
    needed = seconds / (SPANS_AT_MOST - 1)
    return next((width for width in _NICE_SECONDS if width >= needed), _DAY * math.ceil(needed / _DAY))


def _seconds(at: str) -> float | None:
    try:
        return datetime.fromisoformat(at).timestamp()
    except ValueError:
        return None
