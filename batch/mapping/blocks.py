"""What a reader hands on: consecutive rows of one file, column by column, with what the reader found wrong.

Columns and not rows, because whole columns are checked at the speed of C; a block is small, so a file of any length
passes through in little memory.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from batch.diagnostics import Problem
from batch.mapping.rows import KEYS, Row


class Default(NamedTuple):
    """A customer that stands above the rows which it is meant for."""

    client_api_id: str
    line: int
    column: int


class Block(NamedTuple):
    """Rows `0 … len(lines)-1` of the block, in file order."""

    source: str
    lines: Sequence[int] = ()
    """Per row the physical line (from 1) on which its record starts."""
    cells: tuple[Sequence[str], ...] = ((),) * len(KEYS)
    """Per key of KEYS the values of all rows, "" where absent."""
    problems: Sequence[tuple[int | None, Problem]] = ()
    """What the reader found: the row's number within the block, or None for the file as a whole."""
    broken: frozenset[int] = frozenset()
    """Rows that were not read surely; the reader has said why, and judging their values would only make noise."""
    column_of: Callable[[int, str], int | None] = lambda _row, _key: None
    """Finds the column (from 1) at which a row's value of a key starts, where that is known."""
    extras: Callable[[int], dict[str, str]] = lambda _row: {}
    """Gives the user's own columns of a row."""
    odd: Callable[[int], Problem | None] = lambda _row: None
    """Tells of a row with something wrong whether it is no linkage at all, a totals row, say."""
    line_of: Callable[[int, str], int | None] = lambda _row, _key: None
    """Finds the line on which a row's value of a key stands, where that is known and may be another than the row's.

    A customer may stand above, for a group or the file.
    """
    is_yaml: bool = False
    """Whether another program may have read the numbers as YAML 1.1 has them, where a leading zero means octal."""
    defaults: Sequence[Default] = ()
    """Customers that the file names for rows of any block, or for none."""
    reported: Mapping[int, Collection[str]] = MappingProxyType({})
    """Keys by row whose values the reader's problems tell of: these are neither judged nor missed nor claimed."""

    def rows(self, first_record: int) -> list[Row]:
        """Make the block's rows, the first of which is the file's row `first_record` (from 1)."""
        return [
            Row(self.source, line, first_record + index, *values, self.extras(index))  # type: ignore[call-arg]
            for index, (line, values) in enumerate(zip(self.lines, zip(*self.cells, strict=True), strict=True))
        ]
