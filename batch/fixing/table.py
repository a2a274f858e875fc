"""The fixed rows as one table: the columns of all files in order of appearance, and every cell of each row."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from batch.diagnostics import Problem
from batch.fixing.draft import Draft
from batch.ids import MARK_OF_DOUBT
from batch.mapping import KEYS
from batch.mapping.names import is_reserved, key_of
from batch.mapping.rows import ACCT_IDS, CUSTOMER_NAME, OWNER_IDS, RESERVED_PREFIX
from batch.spreadsheet import restore
from batch.statuses import Status
from batch.writing.columns import distinct_names

_CLIENT = KEYS[0]


class _Column(NamedTuple):
    """A column of the result, whatever its name in the files."""

    is_key: bool
    """Whether it is for a key or for the customer's name."""
    name: str
    """The key, or the name of one of the user's own columns or of govlink's."""


_CUSTOMER = _Column(is_key=True, name=_CLIENT)
_CODES, _MESSAGE = (_Column(is_key=False, name=f"{RESERVED_PREFIX}{name}") for name in ("codes", "message"))

_Line = dict[_Column, str]
_Shape = tuple[tuple[_Column, int], ...]
"""The columns of a record, each with its cell."""


class Table(NamedTuple):
    """The table to write."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    renamed: Mapping[str, str]
    """Columns that were renamed: the user's name and the new one."""
    doubted: Sequence[int]
    """The rows (from 0) with the mark of doubt."""


def table_of(drafts: Sequence[Draft]) -> Table:
    """Return the rows as they are written.

    A row that was not read reliably may look valid, so it gets the mark of doubt before its first id, and its problems
    in columns. So does an empty row, which would otherwise not be read as a row.
    """
    shapes: dict[tuple[tuple[str, ...], bool], _Shape] = {}
    names: dict[_Column, str] = {}
    lines = []
    for draft in drafts:
        record = draft.record
        shape = shapes.get((record.names, record.is_yaml))
        if shape is None:
            shape = shapes[record.names, record.is_yaml] = _shape(draft, names)
        lines.append(_line(draft, shape))
    _complete(lines)
    keys = [key for key in KEYS if any(_Column(is_key=True, name=key) in line for line in lines)] or [_CLIENT]
    doubted = [at for at, draft in enumerate(drafts) if draft.is_doubted or not any(map(str.strip, lines[at].values()))]
    for at in doubted:
        _mark(lines[at], drafts[at], keys)
    columns = list(dict.fromkeys(column for line in lines for column in line))
    if drafts and drafts[0].columns.cells[0] is None:
        # Even if a customer was found only for a later row, its column belongs at the front.
        columns.sort(key=_CUSTOMER.__ne__)
    header, renamed = _header(columns, names)
    return Table(header, [[line.get(column, "") for column in columns] for line in lines], renamed, doubted)


def _shape(draft: Draft, names: dict[_Column, str]) -> _Shape:
    """Return the columns of a record, and remember the first name of each."""
    keys = dict(zip((draft.columns.customer_name, *draft.columns.cells), (CUSTOMER_NAME, *KEYS), strict=True))
    own = dict(draft.columns.own)
    shape = []
    for cell, name in enumerate(draft.record.names):
        if cell in keys:
            column = _Column(is_key=True, name=keys[cell])
        elif cell in own or is_reserved(name):
            column = _Column(is_key=False, name=own.get(cell, name))
        else:
            continue  # a name that is given twice
        names.setdefault(column, name if column.is_key else column.name)
        shape.append((column, cell))
    return tuple(shape)


def _line(draft: Draft, shape: _Shape) -> _Line:
    cells, is_defused = draft.record.cells, draft.columns.is_defused
    line: _Line = {}
    if draft.values[_CLIENT] and draft.columns.cells[0] is None:
        line[_CUSTOMER] = draft.values[_CLIENT]
    for column, cell in shape:
        if column.is_key:
            line[column] = draft.values[column.name]
        elif draft.is_changed and is_reserved(column.name):
            line[column] = _columns_about(draft.left).get(column.name, "")  # the old text is about the row as it was
        else:
            line[column] = restore(cells[cell]) if is_defused else cells[cell]
    return line


def _complete(lines: Sequence[_Line]) -> None:
    """Add a column for each side that no row has one for: without it, the table could not be read as a whole."""
    there = {column.name for line in lines for column in line if column.is_key}
    for acct_id, owner_id in zip(ACCT_IDS, OWNER_IDS, strict=True):
        if there.isdisjoint((acct_id, owner_id)):
            for line in lines:
                line[_Column(is_key=True, name=owner_id)] = ""


def _columns_about(problems: Sequence[Problem]) -> dict[str, str]:
    """Return what govlink writes about a row, by column."""
    suggested = {problem.field: problem.suggestion.value for problem in problems if problem.suggestion}
    return {
        "govlink_status": Status.INVALID if any(problem.is_error for problem in problems) else "",
        _CODES.name: " ".join(dict.fromkeys(problem.rule.id for problem in problems)),
        _MESSAGE.name: "; ".join(problem.statement for problem in problems),
        "govlink_suggestion": " ".join(f"{key}={value}" for key, value in suggested.items()),
    }


def _mark(line: _Line, draft: Draft, keys: Sequence[str]) -> None:
    first = next((key for key in keys if line.get(_Column(is_key=True, name=key))), keys[0])
    column = _Column(is_key=True, name=first)
    line[column] = MARK_OF_DOUBT + line.get(column, "")
    about = _columns_about(draft.problems)
    for column in (_CODES, _MESSAGE):
        line[column] = about[column.name]


def _header(columns: Sequence[_Column], names: Mapping[_Column, str]) -> tuple[list[str], dict[str, str]]:
    """Return the columns' names, which are the user's unless a reader would then take one column for another."""
    called = {column: names.get(column, column.name) for column in columns}
    taken = []
    for column in columns:
        if column.is_key:
            known = called[column]
            taken.append(known if key_of(known, {}) == column.name else column.name)
    own = distinct_names([called[column] for column in columns if not column.is_key])
    of_keys, of_others = iter(taken), iter(own)
    header = [next(of_keys) if column.is_key else next(of_others) for column in columns]
    renamed = {old: new for old, new in zip(called.values(), header, strict=True) if old != new}
    return header, renamed
