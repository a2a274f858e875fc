"""The cells of a sheet, which openpyxl takes from its XML row by row.

The loop over the rows is govlink's. openpyxl's own loop keeps part of each row (2 GB for two million empty ones),
creates the rows and cells that a sheet only claims to have, and doesn't show hidden rows, merged cells, or formulas
without a result. The parser of a single row has no public name, so the extra requires versions that have it.
"""

import io
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse
from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.worksheet._reader import COL_TAG, FORMULA_TAG, ROW_TAG, VALUE_TAG, WorkSheetParser
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.xml.constants import SHEET_MAIN_NS

from batch.mapping.workbook.book import Book, ListedSheet
from batch.mapping.workbook.seen import Seen, seen_in

_MERGED_TAG = f"{{{SHEET_MAIN_NS}}}mergeCell"
_TRUE = {"1", "true", "on"}
_MOST_ELEMENTS = 200_000
"""Per row: sheets have 16,384 columns."""
_DEPTH = 2
"""The depth of a row, a column, and a merged range in the XML of a sheet."""


class SheetRow(NamedTuple):
    """A row of a sheet that shows any text."""

    number: int
    """From 1."""
    cells: dict[int, Seen]
    """By column (from 1)."""
    is_hidden: bool


class SheetCells:
    """The rows of a sheet, which can be read once; raises `Refusal` if they can't be read."""

    def __init__(self, book: Book, sheet: ListedSheet) -> None:
        self._book = book
        self._sheet = sheet
        self.merged = self._merged()
        """The merged ranges, ordered by first row."""
        self.hidden_columns: list[range] = []
        """The hidden columns that are listed above the rows read so far."""

    def rows(self) -> Iterator[SheetRow]:
        """Yield the rows in order, with only the first of merged cells."""
        parser = WorkSheetParser(io.BytesIO(), self._book.strings, data_only=True)
        left, merged, last = deque(self.merged), list[CellRange](), 0
        with self._damage():
            for element in self._entries():
                if element.tag == COL_TAG and element.get("hidden") in _TRUE:
                    self.hidden_columns.append(range(int(element.attrib["min"]), int(element.attrib["max"]) + 1))
                if element.tag != ROW_TAG:
                    continue
                number, found = parser.parse_row(element)  # type: ignore[arg-type]
                parser.row_dimensions.clear()
                if number <= last:
                    raise ValueError(f"row {number} is out of order")
                last = number
                while left and left[0].min_row <= number:
                    merged.append(left.popleft())
                merged = [each for each in merged if each.max_row >= number]
                cells = {cell.column: seen_in(cell, self._book.epoch) for cell in self._filled(element, found)}
                seen = {at: each for at, each in cells.items() if not each.text.isspace()}
                if merged:
                    seen = {at: each for at, each in seen.items() if not _is_below(merged, number, at)}
                if seen:
                    yield SheetRow(number, seen, element.get("hidden") in _TRUE)

    def _filled(self, row: Element, cells: Iterable[dict[str, Any]]) -> Iterator[ReadOnlyCell]:
        """Yield the cells that aren't empty, with type `f` for a formula without a result."""
        for element, cell in zip(row, cells, strict=True):
            if cell["value"] is None:
                formula = element.find(FORMULA_TAG)
                if formula is None or (element.get("t") == "str" and element.find(VALUE_TAG) is not None):
                    continue
                cell.update(value=f"={formula.text or ''}", data_type="f")
            if cell["value"] != "":
                yield ReadOnlyCell(self._sheet, **cell)  # type: ignore[arg-type]

    def _merged(self) -> list[CellRange]:
        """Read the merged ranges first, because the XML has them after the rows."""
        if not self._book.package.has(self._sheet.part, b"mergeCell"):
            return []
        with self._damage():
            found = [CellRange(element.attrib["ref"]) for element in self._entries() if element.tag == _MERGED_TAG]
        return sorted(found, key=lambda each: each.min_row)

    def _entries(self) -> Iterator[Element]:
        """Yield each column, row, and merged range when it ends, then free it."""
        above: list[Element] = []
        count = 0
        with self._book.package.open(self._sheet.part) as stream:
            for event, element in iterparse(stream, ("start", "end"), forbid_dtd=True):
                if event == "start":
                    above.append(element)
                    count += 1
                    if count > _MOST_ELEMENTS:
                        raise ValueError(f"a row has more than {_MOST_ELEMENTS:,} elements")
                else:
                    above.pop()
                    if len(above) <= _DEPTH:
                        yield element
                        (above[-1] if above else element).clear()
                        count = 0

    def _damage(self) -> AbstractContextManager[None]:
        return self._book.package.damage(f"{self._sheet.part} can't be read")


def _is_below(merged: Sequence[CellRange], row: int, column: int) -> bool:
    """Whether a cell is covered by merged cells, and is not the first of them."""
    return any(
        each.min_col <= column <= each.max_col and (row, column) != (each.min_row, each.min_col) for each in merged
    )
