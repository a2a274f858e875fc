"""The records of a table in any format, matched with its header: each gets its names, and one cell per name."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from batch.counting import counted
from batch.diagnostics import Problem, Rule
from batch.mapping.header import Header
from batch.mapping.no_linkage import no_linkage
from batch.mapping.record import Item, Record
from batch.mapping.short_rows import Again, ShortRows
from batch.rules import files, records

_BETWEEN_VERSIONS = re.compile("={7,}")
"""The marker in the middle of a merge conflict; people who resolve a conflict by hand may forget it."""
_NOTED_ONCE = (records.SHORT_ROW, records.QUOTE_IN_CELL)
"""Notes that spreadsheets can cause in thousands of rows."""


class TableRecord(Record):
    """A line of a table, with as many cells as it happens to have until the header is found."""

    __slots__ = ()

    separator = "; "
    """Joins surplus cells in one."""

    def why_ragged(self, width: int) -> str | None:  # noqa: ARG002 - for formats in which it shows
        """Return a hint why the number of cells isn't `width`, if there is one."""
        return None


def under_header(
    header: Header[TableRecord],
    about_header: Sequence[Problem],
    found: Iterable[TableRecord | Problem],
    again: Again = lambda: (),
) -> Iterator[Item]:
    """Yield the rows below the header, and the problems of the file; `found` begins above the header.

    Rows without a value are left out. If the problems in `about_header` leave unclear which columns hold the keys, no
    row is sure. `again` yields the cells below the header once more, to decide about short rows.
    """
    names, width, written = header.names, len(header.names), len(header.record.cells)
    is_trusted = header.is_trusted(about_header)
    short_rows, noted = ShortRows(header, again), _Noted()
    is_below = False
    for record in found:
        if isinstance(record, Problem):
            yield record
            continue
        if not is_below:
            is_below = record.line >= header.record.line
            continue
        cells = record.cells
        first = cells[0]
        if (not first or first[0] == "=" or first.isspace()) and (nothing := _nothing(record)) is not None:
            yield from nothing
            continue
        if len(cells) != width or width < written:
            _even(record, header, short_rows)
        if record.problems:
            record.problems = noted.apart(record.problems)
        record.names = names
        if not is_trusted:
            record.is_sure = False
        if header.undecided:
            yield from header.decide(record.cells)
        yield record
    yield from noted.problems() if is_trusted else ()


def _nothing(record: TableRecord) -> Sequence[Problem] | None:
    """Return the problems of a line that has no value or is a conflict marker; None for a row."""
    first, *others = map(str.strip, record.cells)
    if any(others):
        return None
    if not first:
        return [records.EMPTY_ROW.problem(record.source, record.line)] if others else []
    if _BETWEEN_VERSIONS.fullmatch(first):
        return [files.MERGE_CONFLICT.problem(record.source, record.line, rest="")]
    return None


def _even(record: TableRecord, header: Header[TableRecord], short_rows: ShortRows) -> None:
    """Give a record as many cells as the header has, and add the problem of its length, if there is one."""
    cells, width = list(record.cells), len(header.names)
    surplus, missing = cells[width:], [""] * (width - len(cells))
    if len(cells) >= width and not any(map(str.strip, surplus)):
        written = len(header.record.cells)
        if len(cells) < written and short_rows.why_slipped(cells):
            record.problems += (_ragged(record, written, short_rows),)
            record.is_sure = False
        record.cells = cells[:width]
        return
    problem = _about_length(record, header, short_rows)
    if problem:
        record.problems += (problem,)
    if not problem or problem.is_error:
        record.is_sure = False
    # Surplus cells are kept in the last one: everything in the record must come back in fix.csv.
    record.cells = [*cells[: width - 1], record.separator.join(cells[width - 1 :])] if surplus else cells + missing


def _about_length(record: TableRecord, header: Header[TableRecord], short_rows: ShortRows) -> Problem | None:
    """Return the problem of a record with more or fewer cells than the header; None if the header isn't known."""
    if not header.is_known:
        return None
    if not any(problem.is_error for problem in record.problems) and (other := no_linkage(record, header.names)):
        return other
    if short_rows.lacks_own_cells_only(record.cells):
        return records.SHORT_ROW.problem(record.source, record.line, rows=_rows(1))
    return _ragged(record, len(header.names), short_rows)


def _ragged(record: TableRecord, width: int, short_rows: ShortRows) -> Problem:
    count = len(record.cells)
    is_long = count > width
    hint = record.why_ragged(width) or (None if is_long else short_rows.why_slipped(record.cells))
    return records.RAGGED_ROW.problem(
        record.source,
        record.line,
        column=record.place(min(count - 1, width))[1],
        hint=hint,
        cells=counted(count, "cell"),
        width=width,
    )


class _Noted:
    """Notes that are reported once per file for all its rows."""

    def __init__(self) -> None:
        self._first: dict[Rule, Problem] = {}
        self._rows: Counter[Rule] = Counter()

    def apart(self, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
        """Count those of a row's problems that are reported once per file, and return the others."""
        for problem in problems:
            if problem.rule in _NOTED_ONCE:
                self._first.setdefault(problem.rule, problem)
                self._rows[problem.rule] += 1
        return tuple(problem for problem in problems if problem.rule not in _NOTED_ONCE)

    def problems(self) -> Iterator[Problem]:
        """Yield the notes."""
        for rule, first in self._first.items():
            yield first._replace(message=rule.describe(rows=_rows(self._rows[rule])))


def _rows(count: int) -> str:
    return "this row has" if count == 1 else f"{count:,} rows, starting with this one, have"
