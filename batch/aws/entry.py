"""An entry of an AWS list: its place, its values by key, and how such a value is read."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from batch.aws.arguments import NUMBER
from batch.diagnostics import shown
from batch.errors import UsageError
from batch.ids import OWNER_DIGITS

_ZEROS_LOST = range(8, OWNER_DIGITS)


class Entry(NamedTuple):
    """One account, one request, or one pair in a list, or a whole state of Terraform; `place` is for messages."""

    place: str
    fields: Mapping[str, object]


def number(entry: Entry, key: str) -> str:
    """Return an account number of 12 digits; raises UsageError if there is none."""
    value = entry.fields.get(key)
    if isinstance(value, str) and NUMBER.fullmatch(value):
        return value
    if value is None or value == "":
        raise UsageError(f"{entry.place} has no {key}")
    if not isinstance(value, str):
        raise UsageError(
            f"{entry.place}: {key} {shown(str(value))} has no quotes, so its leading zeros may be lost; AWS prints "
            "account numbers in quotes, so print it again"
        )
    likely = ""
    if value.isascii() and value.isdecimal() and len(value) in _ZEROS_LOST:
        likely = f"; it was probably {value:0>12}, and a spreadsheet dropped the zeros; export it again"
    raise UsageError(f"{entry.place}: {key} {shown(value)} is not an AWS account number of 12 digits{likely}")


def one_of(entry: Entry, key: str, known: Sequence[str]) -> str:
    """Return one of the known texts, except ""; raises UsageError for any other."""
    value = entry.fields[key]
    if isinstance(value, str) and value and value in known:
        return value
    raise UsageError(f"{entry.place}: {key} {shown(str(value))} is not one of {', '.join(filter(None, known))}")


def text(entry: Entry, key: str) -> str:
    """Return a text that a mapping can hold, "" if it is not given; raises UsageError for any other value."""
    value = entry.fields.get(key)
    if value is None:
        return ""
    if isinstance(value, str) and "\0" not in value and not any("\ud800" <= char <= "\udfff" for char in value):
        return value
    raise UsageError(f"{entry.place}: {key} {shown(str(value))} is not a name that can be written to a file")


def time(entry: Entry, key: str) -> str:
    """Return a time of AWS's CLI (epoch seconds or ISO 8601, by version) as ISO 8601 in UTC, "" if not given."""
    value = entry.fields.get(key)
    if value is None:
        return ""
    try:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            moment = datetime.fromtimestamp(value, UTC)
        else:
            given = datetime.fromisoformat(str(value))
            moment = given.astimezone(UTC) if given.tzinfo else given.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(f"{entry.place}: {key} {shown(str(value))} is not a time in AWS's format") from error
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
