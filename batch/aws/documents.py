"""The text of AWS's own list to entries: JSON in pages, lists and DynamoDB's wrappings, or a table as CSV.

A file may hold several JSON documents, one after the other, as pages in a pipe are.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from batch.errors import UsageError

_WRAPPERS = ("CreateAccountStatuses", "CreateAccountStatus", "Items", "Item")
_MORE = ("NextToken", "LastEvaluatedKey")
_MARK = "\ufeff"
"""A byte order mark; files with one that are joined by `cat` have it in their midst."""
_TABLE_HAS = "commercialaccountid"
_SEPARATORS = ",;\t"
_AS_AWS_PRINTS = "print it again with --output json and without --query"


class Entry(NamedTuple):
    """What the list has of one account or of one request, and its place."""

    place: str
    fields: Mapping[str, object]


class Entries(NamedTuple):
    """The entries of a file in order; `more` names the token by which its last page announces others, or ""."""

    entries: Sequence[Entry]
    more: str = ""


def entries_of(name: str, text: str) -> Entries:
    """Take the text of the file `name` apart; raises UsageError with the place where it is not what AWS prints."""
    begin = text.lstrip(f" \t\r\n{_MARK}")
    if begin[:1] in {"{", "["}:
        return _from_json(name, list(_documents(name, text)))
    if _TABLE_HAS in begin.partition("\n")[0].casefold():
        return Entries(list(_from_table(name, text.removeprefix(_MARK))))
    if not begin:
        raise UsageError(f"{name}: the file is empty")
    raise UsageError(f"{name}: is neither JSON nor the Landing Zone Accelerator's table; {_AS_AWS_PRINTS}")


def _documents(name: str, text: str) -> Iterator[object]:
    decoder = json.JSONDecoder()
    at = 0
    while at < len(text):
        if text[at].isspace() or text[at] == _MARK:
            at += 1
            continue
        try:
            document, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:  # the former also for a number of thousands of digits
            line = text.count("\n", 0, getattr(error, "pos", at)) + 1
            raise UsageError(f"{name}:{line}: is not the JSON that AWS's tools print, or not all of it") from error
        yield document


def _from_json(name: str, documents: Sequence[object]) -> Entries:
    entries: list[Entry] = []
    more = ""
    waiting = [*reversed(documents)]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting.extend(reversed(item))
        elif isinstance(item, dict) and (wrapped := [item[key] for key in _WRAPPERS if key in item]):
            more = next((token for token in _MORE if item.get(token)), "")
            waiting.extend(reversed(wrapped))
        else:
            entries.append(_entry(f"{name}: entry {len(entries) + 1}", item))
    return Entries(entries, more)


def _entry(place: str, item: object) -> Entry:
    if not isinstance(item, dict):
        what = "null" if item is None else "a text" if isinstance(item, str) else "a number"
        raise UsageError(f"{place} is {what}, not an object that names accounts; {_AS_AWS_PRINTS}")
    return Entry(place, {key: _untyped(value) for key, value in item.items()})


def _untyped(value: object) -> object:
    """Give the text of a DynamoDB attribute such as {"S": "text"}, None for {"NULL": true}, else the value as it is."""
    if isinstance(value, dict) and len(value) == 1:
        (kind, held), *_ = value.items()
        if kind == "S":
            return held
        if kind == "NULL":
            return None
    return value


def _from_table(name: str, text: str) -> Iterator[Entry]:
    first = text.lstrip().partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    header: list[str] = []
    ended = 0
    try:
        for cells in lines:
            place, ended = f"{name}:{ended + 1}", lines.line_num
            if not any(cells):
                continue
            if not header:
                header = _header(place, cells)
            elif len(cells) != len(header):
                raise UsageError(f"{place}: the row has {len(cells)} cells, the header {len(header)}; export it again")
            else:
                yield Entry(place, dict(zip(header, cells, strict=True)))
    except csv.Error as error:
        raise UsageError(f"{name}:{lines.line_num}: is not CSV: {error}") from error


def _header(place: str, cells: Sequence[str]) -> list[str]:
    header = [cell.strip() for cell in cells]
    for cell in header:
        if header.count(cell) > 1:
            raise UsageError(f"{place}: the table has two columns {cell!r}")
    return header
