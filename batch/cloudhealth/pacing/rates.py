"""Rates as users write them: `30/min`, or several that apply together, `60/min,500/10min`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_UNIT_SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86400}
_UNIT_NAMES = {
    "s": ("s", "sec", "secs", "second", "seconds"),
    "min": ("m", "min", "mins", "minute", "minutes"),
    "h": ("h", "hr", "hour", "hours"),
    "d": ("d", "day", "days"),
}
_UNITS = {name: unit for unit, names in _UNIT_NAMES.items() for name in names}
_RATE = re.compile(r"(?P<count>[0-9]{1,9}) */ *(?P<length>[0-9]{0,9}) *(?P<unit>[a-z]+)", re.IGNORECASE)
_LONGEST = 366 * _UNIT_SECONDS["d"]
"""Seconds: a longer window is a mistake, and no timer could be set for it."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A limit: at most `count` requests within any `seconds`; `str` writes it as users do, `30/min`."""

    count: int
    seconds: int

    def __post_init__(self) -> None:
        if self.count < 1 or self.seconds < 1:
            raise ValueError("a rate must allow at least one request in at least one second")

    @property
    def interval(self) -> float:
        """Seconds between two requests that are evenly spaced."""
        return self.seconds / self.count

    def __str__(self) -> str:
        unit = max(
            (unit for unit, size in _UNIT_SECONDS.items() if self.seconds % size == 0), key=_UNIT_SECONDS.__getitem__
        )
        length = self.seconds // _UNIT_SECONDS[unit]
        return f"{self.count}/{length if length > 1 else ''}{unit}"


def parse_rates(text: str) -> tuple[Rate, ...]:
    """Read one rate, or several that apply together (`30/min`, `60/min,500/10min`); a ValueError has what is wrong."""
    return tuple(_parse_rate(part.strip()) for part in text.split(","))


def _parse_rate(text: str) -> Rate:
    match = _RATE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a rate: write requests per time, such as 30/min, 500/10min, or 1/s")
    unit = _UNITS.get(match["unit"].lower())
    if unit is None:
        raise ValueError(f"{text!r} has the unknown unit of time {match['unit']!r}: use s, min, h, or d")
    count, length = int(match["count"]), int(match["length"] or 1)
    if count == 0 or length == 0:
        raise ValueError(f"{text!r} would never let a request through: both numbers must be at least 1")
    seconds = length * _UNIT_SECONDS[unit]
    if seconds > _LONGEST:
        raise ValueError(f"{text!r} has a window of more than a year: write at most 366d")
    return Rate(count, seconds)


def spacing(rates: Sequence[Rate]) -> float:
    """Return the seconds between two evenly spaced requests that keep all rates; 0 without a rate."""
    return max((rate.interval for rate in rates), default=0.0)
