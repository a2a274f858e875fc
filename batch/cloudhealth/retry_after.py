"""How long a server asks to be left alone, from whichever header says it; pure.

CloudHealth documents none of these headers. `Retry-After` comes as whole or decimal seconds or as an HTTP date;
`X-RateLimit-Reset` and `RateLimit-Reset` as seconds from now, or as epoch seconds or milliseconds. What can't be read
is ignored.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_NUMBER = re.compile(r"[0-9]{1,15}(\.[0-9]{1,9})?")
_EPOCH_SECONDS = 1e9
_EPOCH_MILLISECONDS = 1e12


def seconds_to_wait(headers: Mapping[str, str]) -> float | None:
    """Seconds from the answer's own time; None where nothing readable is said. Header names are in lower case."""
    said = headers.get("retry-after", "").strip()
    if _NUMBER.fullmatch(said):
        return float(said)
    if said and (date := _date(said)) is not None:
        return _until(date, headers)
    for name in ("x-ratelimit-reset", "ratelimit-reset"):
        reset = headers.get(name, "").strip()
        if _NUMBER.fullmatch(reset):
            return _from_reset(float(reset), headers)
    return None


def _from_reset(value: float, headers: Mapping[str, str]) -> float | None:
    if value < _EPOCH_SECONDS:
        return value
    epoch = value / 1000 if value >= _EPOCH_MILLISECONDS else value
    return _until(datetime.fromtimestamp(epoch, UTC), headers)


def _until(moment: datetime, headers: Mapping[str, str]) -> float | None:
    # Clocks differ: a date is measured against the answer's own, and says nothing where the answer has none.
    now = _date(headers.get("date", ""))
    return None if now is None else max(0.0, (moment - now).total_seconds())


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
