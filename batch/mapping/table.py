"""The records of a table, whatever it is written in, under its header: each gets its names, and as many cells."""

import re
from collections.abc import Iterable, Iterator, Sequence

from batch.diagnostics import Problem
from batch.mapping.header import Header
from batch.mapping.no_linkage import no_linkage
from batch.mapping.record import Item, Record
from batch.rules import files, records

_BETWEEN_VERSIONS = re.compile("={7,}")
"""The mark in the middle of a conflict; whoever resolves one by hand may forget it."""


class TableRecord(Record):
    """A line of a table, of as many cells as it happens to have until its header is found."""

    __slots__ = ()

    separator = "; "
    """Joins surplus cells."""

    def why_ragged(self, width: int) -> str | None:  # noqa: ARG002 - for formats in which it shows
        """Give a hint why it has not so many cells."""
        return None


def under_header(
    header: Header[TableRecord], about_header: Sequence[Problem], found: Iterable[TableRecord | Problem]
) -> Iterator[Item]:
    """Give the rows below the header, and the problems of the file; `found` begins above it.

    Rows without a value are left out. With what `about_header` has, the keys may not be where the header has them; then
    no row is sure.
    """
    names, width = header.names, len(header.names)
    is_trusted = header.is_trusted(about_header)
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
        if len(cells) != width:
            _even(record, header)
        record.names = names
        if not is_trusted:
            record.is_sure = False
        if header.undecided:
            yield from header.decide(record.cells)
        yield record


def _nothing(record: TableRecord) -> Sequence[Problem] | None:
    """Give the problems of a line that is no row: it has no value, or is a mark; None of a row."""
    first, *others = map(str.strip, record.cells)
    if any(others):
        return None
    if not first:
        return [records.EMPTY_ROW.problem(record.source, record.line)] if others else []
    if _BETWEEN_VERSIONS.fullmatch(first):
        return [files.MERGE_CONFLICT.problem(record.source, record.line, rest="")]
    return None


def _even(record: TableRecord, header: Header[TableRecord]) -> None:
    """Give a record as many cells as the header has, and report what is wrong with it."""
    cells, width = list(record.cells), len(header.names)
    if header.is_known:
        other = None if record.problems else no_linkage(record, header.names)
        record.problems += (other or _ragged(record, width),)
    record.is_sure = False
    cells.extend([""] * (width - len(cells)))
    # Surplus cells stay with the last one: everything in the record must come back in fix.csv.
    record.cells = [*cells[: width - 1], record.separator.join(cells[width - 1 :])]


def _ragged(record: TableRecord, width: int) -> Problem:
    count = len(record.cells)
    return records.RAGGED_ROW.problem(
        record.source,
        record.line,
        column=record.place(min(count - 1, width))[1],
        hint=record.why_ragged(width),
        cells=f"{count} cell{'s' if count > 1 else ''}",
        width=width,
    )
