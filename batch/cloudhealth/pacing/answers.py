"""What the pacer says to a request that asks to be sent: go, or wait until then and for this reason."""

from dataclasses import dataclass
from enum import StrEnum


class Why(StrEnum):
    """What a request waits for, in words for a person."""

    SPACING = "spacing"
    WINDOW_FULL = "window full"
    THROTTLED = "throttled"
    PAUSED = "paused"
    PROBE = "probe in flight"


@dataclass(frozen=True, slots=True)
class Grant:
    """Leave to send one request, now. What became of it must be reported to the pacer, once."""

    number: int
    """Counts the grants of one pacer from 1."""
    at: float
    """When it was given, on the pacer's clock."""
    probe: bool = False
    """It goes alone, after a throttle or a pause; the others wait for its answer."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Not yet. `until` is on the pacer's clock; None where only an event, the probe's answer, can end the wait."""

    why: Why
    until: float | None
    reason: str = ""
    """For a pause: why, in the words of whoever asked for it."""
