"""Where things stand within a line of CSV, and whether a line could be a row of its own."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import islice

from batch.mapping.text import count_breaks, split_lines

_DIGIT = re.compile("[0-9]")
_ID = re.compile("[0-9]+(?:[-.][0-9]+)*")
_NUMBER = re.compile(r"[\s\"'=]*[0-9][0-9.eE+\s-]*[\"']?\s*")
_SURELY = 2
"""So many ids in their places are no accident."""


def cell_columns(line: str, separator: str) -> Iterator[int]:
    """Give the columns (from 1) at which the cells start.

    `line` is the first line of a record; a quoted line break carries the later cells to the lines below.
    """
    cell, start = _cell(separator), 0
    yield 1
    while (end := cell.match(line, start)) and line.startswith(separator, end.end()):
        start = end.end() + 1
        yield start + 1


def cell_column(line: str, separator: str, place: int) -> int | None:
    """Give the column (from 1) at which the cell at `place` (from 0) starts; None where the line ends before it."""
    return next(islice(cell_columns(line, separator), place, None), None)


def stray_quote_column(line: str, separator: str) -> int | None:
    """Give the column (from 1) of the first quote that stands where it must not; None where the line has none."""
    *_, last = cell_columns(line, separator)
    return line.find('"', last - 1) + 1 or None


def split_cells(text: str, separator: str) -> list[str]:
    """Split a broken record: cells whose quotes are right as such, the others at every separator."""
    cells = []
    at = -1
    while at < len(text):
        at += 1
        if quoted := _quoted(separator).match(text, at):
            cells.append(quoted[1].replace('""', '"'))
            at = quoted.end()
        else:
            end = text.find(separator, at)
            end = len(text) if end < 0 else end
            cells.append(text[at:end])
            at = end
    return cells


def could_be_row(line: str, separator: str, places: Sequence[int]) -> bool:
    """Tell whether a line below a broken quote may be a row: it has all columns of keys, or a digit in one of them."""
    cells = line.split(separator)
    if len(cells) == 1:
        return False
    return len(cells) > max(places) or any(_DIGIT.search(cells[place]) for place in places if place < len(cells))


def rows_within(cells: Sequence[str], separator: str, places: Sequence[int]) -> Iterator[int]:
    """Give the lines, from 0 for the record's first, on which a quoted cell goes on with what is surely a row.

    Only what stands within the quotes counts: the last line of a cell also holds the cells that follow it.
    """
    first = 0
    for cell in cells:
        for at, text in enumerate(split_lines(cell)[1:], start=first + 1):
            if _reads_as_row(text, separator, places):
                yield at
        first += count_breaks(cell)


def _reads_as_row(line: str, separator: str, places: Sequence[int]) -> bool:
    """Tell whether it has ids, and nothing else, in the columns of keys."""
    cells = line.split(separator)
    held = [cell for place in places if place < len(cells) and (cell := cells[place].strip("\"'\r\n"))]
    return len(held) >= _SURELY and all(map(_ID.fullmatch, held))


def comment_reads_as_row(line: str, separator: str, places: Sequence[int]) -> bool:
    """Tell whether a line that begins with # may be a row: it has several cells, and a number in the place of a key."""
    cells = line.removeprefix("#").split(separator)
    return len(cells) > 1 and any(_NUMBER.fullmatch(cells[place]) for place in places if place < len(cells))


@cache
def _quoted(separator: str) -> re.Pattern[str]:
    return re.compile(rf'"((?:[^"]|"")*+)"(?={separator}|$)')


@cache
def _cell(separator: str) -> re.Pattern[str]:
    return re.compile(rf'"(?:[^"]|"")*+"|[^"{separator}\r\n]*+')


@cache
def well_formed(separator: str) -> re.Pattern[str]:
    """Match a record that keeps the rules of RFC 4180 for quotes."""
    cell = rf'(?:"(?:[^"]|"")*+"|[^"{separator}\r\n]*+)'
    return re.compile(rf"{cell}(?:{separator}{cell})*+(?:\r\n|\r|\n)?")
