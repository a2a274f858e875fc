"""What the pacer answers to a request: send it, or wait until a given time and for a given reason."""

from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """What a request waits for, in words that users read."""

    SPACING = "spacing"
    WINDOW_FULL = "window full"
    THROTTLED = "throttled"
    PAUSED = "paused"
    PROBE = "probe in flight"


@dataclass(frozen=True, slots=True)
class Grant:
    """Permission to send one request now. Its result must be reported to the pacer, once."""

    number: int
    """Counts the grants of one pacer from 1."""
    at: float
    """When it was granted, on the pacer's clock."""
    probe: bool = False
    """Whether it goes alone, after a throttle or a pause, while the others wait for its answer."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Not yet. `until` is on the pacer's clock; None if only an event, the probe's answer, can end the wait."""

    why: Why
    until: float | None
    reason: str = ""
    """For a pause: the reason that its caller gave."""
