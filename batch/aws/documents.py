"""Split the text of an AWS list into entries and their shapes: JSON pages, lists, DynamoDB's wrappers, or a table.

A file may have several JSON documents in a row, like pages that come through a pipe.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from batch.aws.arguments import NUMBER
from batch.aws.entry import Entry
from batch.aws.pages import ListPage
from batch.aws.shapes import SHAPES
from batch.aws.shapes.shape import Shape
from batch.aws.tables import SEPARATORS, rows_of
from batch.diagnostics import shown
from batch.errors import UsageError

_WRAPPERS = tuple(wrapper for shape in SHAPES for wrapper in shape.wrappers)
_COLUMNS = tuple(shape.column for shape in SHAPES if shape.column)
_MORE = ("NextToken", "LastEvaluatedKey")
_MARK = "\ufeff"
"""A byte order mark; if files with one are joined by `cat`, it is in the middle of the text."""
_KEYS_NAMED = 8
_SOURCES = " or ".join(", ".join(shape.source for shape in reversed(SHAPES)).rsplit(", ", 1))
_AS_AWS_PRINTS = "print it again with --output json and without --query"
_NUMBER_WITHIN = re.compile(rf"(?<![0-9]){NUMBER.pattern}(?![0-9])")
_LANDING_ZONE = re.compile(r"^(?:mandatory|workload)Accounts\s*:", re.MULTILINE)


class Entries(NamedTuple):
    """The entries of a file in order, each with its shape, and the file's pages."""

    entries: Sequence[tuple[Shape, Entry]]
    pages: Sequence[ListPage] = ()


def entries_of(name: str, text: str) -> Entries:
    """Split the text of the file `name` into entries; raises UsageError with the place if it is no known list."""
    begin = text.lstrip(f" \t\r\n{_MARK}")
    if begin[:1] in {"{", "["}:
        return _from_json(name, list(_documents(name, text)))
    header = begin.partition("\n")[0].casefold()
    if any(column in header for column in _COLUMNS):
        return Entries([(_shape_of(entry), entry) for entry in rows_of(name, text.removeprefix(_MARK))])
    if not begin:
        raise UsageError(f"{name}: the file is empty")
    if _LANDING_ZONE.search(begin):
        raise UsageError(
            f"{name}: this is the Landing Zone Accelerator's accounts-config.yaml, which has no numbers of commercial "
            "accounts; export its table of accounts, or give what `aws organizations list-create-account-status` prints"
        )
    if _NUMBER_WITHIN.search(header):
        raise UsageError(
            f"{name}: the file has account numbers without a header or keys, so neither the side of an account nor its "
            f"other account is known; {_AS_AWS_PRINTS}"
        )
    is_table = any(separator in header for separator in SEPARATORS)
    hint = " (a table of your own may already be a mapping; try `govlink check`)" if is_table else ""
    raise UsageError(f"{name}: the file is neither JSON nor the table of a known list; {_AS_AWS_PRINTS}{hint}")


def _documents(name: str, text: str) -> Iterator[object]:
    decoder = json.JSONDecoder()
    at = 0
    while at < len(text):
        if text[at].isspace() or text[at] == _MARK:
            at += 1
            continue
        try:
            document, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:  # ValueError also for a number of thousands of digits
            line = text.count("\n", 0, getattr(error, "pos", at)) + 1
            raise UsageError(f"{name}:{line}: this is not the JSON that AWS's tools print, or not all of it") from error
        yield document


def _from_json(name: str, documents: Sequence[object]) -> Entries:
    entries: list[tuple[Shape, Entry]] = []
    pages: list[ListPage] = []
    waiting = [*reversed(documents)]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting.extend(reversed(item))
            continue
        place = f"{name}: entry {len(entries) + 1}"
        if isinstance(item, dict):
            entry = Entry(place, {key: _untyped(value) for key, value in item.items()})
            wrapped = [key for key in _WRAPPERS if isinstance(item.get(key), (list, dict))]
            if wrapped and not _recognized(entry):
                more = next((token for token in _MORE if item.get(token)), "")
                pages.extend(ListPage(key, _owner(item[key]), name, more) for key in wrapped)
                waiting.extend(item[key] for key in reversed(wrapped))
            else:
                entries.append((_shape_of(entry), entry))
        else:
            raise UsageError(f"{place} is {_what(item)}, not an object that names accounts; {_AS_AWS_PRINTS}")
    return Entries(entries, pages)


def _what(item: object) -> str:
    if isinstance(item, str) and NUMBER.fullmatch(item):
        return "only an account number, without its side or its other account"
    return "null" if item is None else "a text" if isinstance(item, str) else "a number"


def _owner(wrapped: object) -> str:
    """Return the part before the resource in the ARN of a page's first entry, "" if there is none."""
    first = wrapped[0] if isinstance(wrapped, list) and wrapped else wrapped
    arn = first.get("Arn") or first.get("ARN") if isinstance(first, dict) else None
    return ":".join(str(arn).split(":")[:5]) if arn else ""


def _recognized(entry: Entry) -> Shape | None:
    return next((shape for shape in SHAPES if shape.recognizes(entry.fields)), None)


def _shape_of(entry: Entry) -> Shape:
    shape = _recognized(entry)
    _refuse_misspelled_keys(entry, [shape] if shape else SHAPES)
    if shape is None:
        keys = ", ".join(map(shown, sorted(entry.fields)[:_KEYS_NAMED])) or "no keys"
        raise UsageError(
            f"{entry.place} has {keys} and belongs to no known list of pairs; give all of one of these: {_SOURCES}"
        )
    return shape


def _refuse_misspelled_keys(entry: Entry, shapes: Sequence[Shape]) -> None:
    """Refuse keys that are right except for their case, because their values would be ignored."""
    right = {key.casefold(): key for shape in shapes for key in shape.keys if key not in entry.fields}
    for key in entry.fields:
        if meant := right.get(key.casefold()):
            raise UsageError(f"{entry.place} has {shown(key)}; did you mean {meant}?")


def _untyped(value: object) -> object:
    """Return the text of a DynamoDB attribute such as {"S": "text"}, None for {"NULL": true}, others as they are."""
    if isinstance(value, dict) and len(value) == 1:
        (kind, held), *_ = value.items()
        if kind == "S":
            return held
        if kind == "NULL":
            return None
    return value
