"""The cells of a sheet as its XML has them, row by row; nothing is kept of those that are empty."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from batch.mapping.workbook.package import Package
from batch.mapping.workbook.parts import is_true, whole
from batch.mapping.workbook.texts import DamageError, TextHandler, local

_MOST_COLUMNS = 16_384
_LETTERS = re.compile("[A-Z]{1,3}")
_DIGITS = "0123456789"
_MOST_RANGES = 250_000


class Cell(NamedTuple):
    """A cell that has something in it."""

    column: int
    """From 1."""
    kind: str
    """What `value` is, as the XML has it: `n` a number, `s` the number of a shared text, and so on."""
    style: int
    value: str | None
    """None where there is a formula and no result of it."""
    formula: str | None


class SheetRow(NamedTuple):
    """A row of a sheet that has a cell with something in it."""

    number: int
    """From 1."""
    cells: list[Cell]
    is_hidden: bool


class Range(NamedTuple):
    """Cells that are merged; columns and rows count from 1, and the last are among them."""

    first_column: int
    first_row: int
    last_column: int
    last_row: int

    def has_column(self, column: int) -> bool:
        """Whether cells of a column are among them."""
        return self.first_column <= column <= self.last_column

    def covers(self, row: int, column: int) -> bool:
        """Whether a cell is hidden below the first one."""
        is_in = self.first_row <= row <= self.last_row and self.has_column(column)
        return is_in and (row, column) != (self.first_row, self.first_column)


class SheetHandler(TextHandler):
    """Takes the rows of a sheet, its hidden columns, and what is merged, which comes behind the rows."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[SheetRow] = []
        """Those that were read since somebody took them."""
        self.hidden_columns: list[range] = []
        self._row = self._column = 0
        self._is_hidden = False
        self._cells: list[Cell] = []
        self._kind = "n"
        self._style = 0
        self._value: str | None = None
        self._formula: str | None = None

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        """Begin a row, a cell, or what a cell has."""
        if ":" in name:
            name = local(name)
        if name == "c":
            self._begin_cell(attrs)
        elif name in {"v", "f"}:
            self.begin()
            self._is_text = True
        elif name == "is":
            self.begin()
        elif name == "row":
            self._begin_row(attrs)
        elif name == "col" and is_true(attrs.get("hidden")):
            self.hidden_columns.append(range(whole(attrs.get("min")), whole(attrs.get("max")) + 1))
        else:
            super().startElement(name, attrs)

    def endElement(self, name: str) -> None:
        """End what was begun."""
        if ":" in name:
            name = local(name)
        if name == "c":
            if self._value is not None or self._formula is not None:
                self._cells.append(Cell(self._column, self._kind, self._style, self._value, self._formula))
        elif name in {"v", "is"}:
            self._is_text = False
            # Without a type, nothing is no value: it is how a formula is kept whose result nobody has computed.
            self._value = self.collected() or (None if self._kind == "n" else "")
        elif name == "f":
            self._is_text = False
            self._formula = self.collected()
        elif name == "row":
            if self._cells:
                self.rows.append(SheetRow(self._row, self._cells, self._is_hidden))
        else:
            super().endElement(name)

    def _begin_row(self, attrs: AttributesImpl) -> None:
        number = attrs.get("r")
        row = whole(number) if number else self._row + 1
        if row <= self._row:
            raise DamageError(f"row {row} is out of order")
        self._row, self._column, self._cells, self._is_hidden = row, 0, [], is_true(attrs.get("hidden"))

    def _begin_cell(self, attrs: AttributesImpl) -> None:
        place = attrs.get("r")
        column = _column(place.rstrip(_DIGITS)) if place else self._column + 1
        if not self._column < column <= _MOST_COLUMNS:
            raise DamageError(f"in row {self._row}, cells are out of order or too many")
        self._column, self._kind = column, attrs.get("t", "n")
        self._style = whole(style) if (style := attrs.get("s")) else 0
        self._value = self._formula = None


class _MergeHandler(ContentHandler):
    """Takes what is merged in a sheet."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Range] = []

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        """Take a range."""
        if local(name) == "mergeCell":
            first, _, last = attrs.get("ref", "").partition(":")
            self.found.append(Range(*_place(first), *_place(last or first)))
            if len(self.found) > _MOST_RANGES:
                raise DamageError(f"more than {_MOST_RANGES:,} ranges are merged")


def rows_of(package: Package, part: str, handler: SheetHandler) -> Iterator[SheetRow]:
    """Give the rows of a sheet in order; the handler is a new one, and has what else is found."""
    for taken in package.parsed(part, handler):
        yield from taken.rows
        taken.rows.clear()


def merged_in(package: Package, part: str) -> list[Range]:
    """Give what is merged in a sheet, before its rows are read: the XML has it behind them."""
    if not package.has(part, b"mergeCell"):
        return []
    handler = _MergeHandler()
    for _ in package.parsed(part, handler):
        pass
    return handler.found


def _place(name: str) -> tuple[int, int]:
    """Give column and row of a cell's name; raises `DamageError`."""
    letters = name.rstrip(_DIGITS)
    return _column(letters), whole(name[len(letters) :])


@lru_cache(maxsize=1000)
def _column(letters: str) -> int:
    """Give the number (from 1) of a column; raises `DamageError`."""
    if not _LETTERS.fullmatch(letters):
        raise DamageError(f"{letters[:20]!r} is not the name of a column")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column
