"""Read how long a server asks clients to wait, from whichever header has it; pure.

CloudHealth documents none of these headers. `Retry-After` comes as whole or decimal seconds or as an HTTP date;
`X-RateLimit-Reset` and `RateLimit-Reset` as seconds from now, or as epoch seconds or milliseconds. A value that can't
be read is ignored.
"""

import re
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{1,9})?")
_EPOCH_SECONDS = 1e9
_EPOCH_MILLISECONDS = 1e12


def seconds_to_wait(headers: Mapping[str, str]) -> float | None:
    """Return the seconds after the answer's own time, or None without a readable header. Names are in lower case."""
    value = headers.get("retry-after", "").strip()
    if _NUMBER.fullmatch(value):
        return float(value)
    if value and (epoch := _epoch(value)) is not None:
        return _until(epoch, headers)
    return None


def seconds_to_reset(headers: Mapping[str, str]) -> float | None:
    """Return the seconds until the rate limit's next window, if the answer has them; only meaningful for a 429."""
    for name in ("x-ratelimit-reset", "ratelimit-reset"):
        reset = headers.get(name, "").strip()
        if _NUMBER.fullmatch(reset):
            return _from_reset(float(reset), headers)
    return None


def _from_reset(value: float, headers: Mapping[str, str]) -> float | None:
    if value < _EPOCH_SECONDS:
        return value
    return _until(value / 1000 if value >= _EPOCH_MILLISECONDS else value, headers)


def _until(epoch: float, headers: Mapping[str, str]) -> float | None:
    # Clocks differ, so a date is measured against the answer's own; without one it is ignored.
    now = _epoch(headers.get("date", ""))
    return None if now is None else max(0.0, epoch - now)


def _epoch(text: str) -> float | None:
    try:
        date = parsedate_to_datetime(text)
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
