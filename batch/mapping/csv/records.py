"""Consecutive records of a CSV file, each with the physical line on which it starts."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from operator import itemgetter
from typing import NamedTuple

from batch.diagnostics import Rule

_BLANKS = r"\t\v\f\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""What `str.strip` takes away, line ends excepted."""


class Broken(NamedTuple):
    """What is wrong with the quotes of a record."""

    code: Rule
    line: int
    message: str
    column: int | None = None
    """Where in that line, from 1."""
    at: int | None = None
    """The record's number among the records, or None where it is no row or the whole file is concerned."""


class Records:
    """Records of any shape; blank lines and comments are left out."""

    def __init__(self, cells: list[list[str]], lines: Sequence[int], raw: list[str], broken: list[Broken]) -> None:
        self.lines = lines
        self.broken = broken
        self._cells = cells
        self._raw = raw

    def row(self, at: int) -> list[str]:
        """Give the cells of a record."""
        return self._cells[at]

    def column(self, place: int) -> list[str]:
        """Give the cells of all records in one place; every record must have one there."""
        return list(map(itemgetter(place), self._cells))

    def first_line(self, at: int) -> str:
        """Give the first physical line of a record as it stands in the file."""
        return self._raw[at]

    def is_even(self, width: int) -> bool:
        """Tell whether every record has so many cells, and more than blanks in one of them."""
        return set(map(len, self._cells)) <= {width} and all(map(str.strip, map("".join, self._cells)))

    def below(self, line: int) -> "Records":
        """Give the records that start below a line."""
        first = bisect_right(self.lines, line)
        return self.select(range(first, len(self.lines))) if first else self

    def select(self, kept: Sequence[int]) -> "Records":
        """Give the records of these numbers alone, and what is broken about them or the file."""
        number = {old: new for new, old in enumerate(kept)}
        return Records(
            [self.row(at) for at in kept],
            [self.lines[at] for at in kept],
            [self.first_line(at) for at in kept],
            [
                flaw if flaw.at is None else flaw._replace(at=number[flaw.at])
                for flaw in self.broken
                if flaw.at is None or flaw.at in number
            ],
        )


class Grid(Records):
    """Records of equal length, one a line, as one list of cells: half the work of a list for each."""

    def __init__(self, first_cells: list[str], flat: list[str], width: int, separator: str, first_line: int) -> None:
        super().__init__([], range(first_line, first_line + len(first_cells)), [], [])
        self._first_cells = first_cells
        self._flat = flat
        """All cells; what stands in place of the first ones means nothing."""
        self._width = width
        self._separator = separator

    def row(self, at: int) -> list[str]:
        """Give the cells of a record."""
        return [self._first_cells[at], *self._flat[at * self._width + 1 : (at + 1) * self._width]]

    def column(self, place: int) -> list[str]:
        """Give the cells of all records in one place."""
        return self._flat[place :: self._width] if place else self._first_cells

    def first_line(self, at: int) -> str:
        """Give the physical line of a record, without its end."""
        return self._separator.join(self.row(at))

    def below(self, line: int) -> "Grid":
        """Give the records that start below a line."""
        first = bisect_right(self.lines, line)
        if not first:
            return self
        flat = self._flat[first * self._width :]
        return Grid(self._first_cells[first:], flat, self._width, self._separator, self.lines[0] + first)

    def is_even(self, width: int) -> bool:
        """Tell whether the records have so many cells."""
        return width == self._width


def grid_of(text: str, width: int, separator: str, first_line: int) -> Grid | None:
    """Split lines that end in LF and have no quote; None where one is a comment, has no value or another width."""
    if width == 1 or text[-1] != "\n":
        return None
    first = text[: text.index("\n")]
    if first.startswith("#") or not first.replace(separator, "").strip() or _skipped(separator).search(text):
        return None
    # With a separator before each line end, one split gives all cells, and each line end stands at the start of a cell:
    # the lines are even where these are the first cells, every one of them.
    flat = text.replace("\n", separator + "\n").split(separator)
    flat.pop()  # behind the last line end
    lines = text.count("\n")
    first_cells = "".join(flat[::width]).split("\n")
    if len(flat) != width * lines or len(first_cells) != lines:
        return None
    return Grid(first_cells, flat, width, separator, first_line)


@cache
def _skipped(separator: str) -> re.Pattern[str]:
    """Match the start of a comment, or a line of separators and blanks, with the line end above it: that is fast."""
    return re.compile(rf"\n(?:#|[{_BLANKS}{separator}]*+\n)")
