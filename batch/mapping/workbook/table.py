"""The table in a sheet: its header, the rows below, and what a person may not see of them."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, islice
from operator import attrgetter
from typing import NamedTuple

from batch.diagnostics import Rule, column_name, shown
from batch.mapping.header import LOOK_AHEAD, Header
from batch.mapping.options import ReadOptions
from batch.mapping.record import Item
from batch.mapping.rows import KEYS
from batch.mapping.table import TableRecord, under_header
from batch.mapping.workbook.book import Book, ListedSheet
from batch.mapping.workbook.cells import Range, SheetHandler, SheetRow, merged_in, rows_of
from batch.mapping.workbook.seen import Display, Seen
from batch.mapping.workbook.texts import DamageError
from batch.mapping.workbook.unseen import about_hidden, about_merged
from batch.rules import headers


class SheetRecord(TableRecord):
    """A row of a sheet; `columns` (from 1) are those of its cells."""

    __slots__ = ("columns",)

    columns: Sequence[int]

    separator = " "

    def place(self, cell: int) -> tuple[int, int | None]:
        """Give the row, and the column of a cell."""
        return self.line, self.columns[cell]


class _SeenRow(NamedTuple):
    """A row that has a text in it, by column."""

    number: int
    cells: dict[int, Seen]
    is_hidden: bool


class SheetTable:
    """The table in a sheet of a workbook, for reading it once; raises `Refusal` where that can't be done."""

    def __init__(self, book: Book, sheet: ListedSheet, options: ReadOptions) -> None:
        self._name = book.package.name
        self._damaged = book.package.damaged
        self._options = options
        self._display = Display(book.strings, book.formats, counts_from_1904=book.counts_from_1904)
        self._merged = sorted(merged_in(book.package, sheet.part), key=attrgetter("first_row"))
        self._handler = SheetHandler()
        self._rows = self._seen_rows(rows_of(book.package, sheet.part, self._handler))
        self._first: list[_SeenRow] = []
        """Those among which the header is looked for."""
        self._columns: Sequence[int] = ()
        """Those that have a name, from 1."""
        self._unnamed: dict[int, int] = {}
        """By column among or before these in which there is a text: the first row that has one."""
        self._hidden_rows: list[int] = []

    @cached_property
    def header(self) -> Header[SheetRecord] | None:
        """The header, None where no cell has a text."""
        self._first = first = list(islice(self._rows, LOOK_AHEAD))
        if not first:
            return None
        everything = [self._record(row, range(1, max(row.cells) + 1)) for row in first]
        found = Header(everything, self._options).record
        self._columns = [found.columns[cell] for cell, name in enumerate(found.cells) if name.strip()]
        return Header([self._record(row, self._columns) for row in first], self._options)

    def items(self) -> Iterator[Item]:
        """Give the rows, and the problems of the sheet."""
        header = self.header
        if header is None:
            return
        about_header = list(header.problems())
        yield from about_header
        key_cells = [(cell, key) for cell, key in enumerate(header.keys) if key in KEYS]
        checked = key_cells if header.is_trusted(about_header) else []
        yield from under_header(header, about_header, self._records(header, checked))
        for column, row in self._unnamed.items():
            yield headers.BLANK_COLUMN.problem(self._name, row, column=column, number=column_name(column))
        hidden = self._handler.hidden_columns
        columns = [column for column in self._columns if any(column in each for each in hidden)]
        yield from about_hidden(self._name, header.record.line, self._hidden_rows, columns)
        keyed = [self._columns[cell] for cell, _key in key_cells]
        yield from about_merged(self._name, header.record.line, self._merged, keyed)

    def _records(
        self, header: Header[SheetRecord], key_cells: Sequence[tuple[int, str | None]]
    ) -> Iterator[SheetRecord]:
        """Give the records from above the header on, and note what a person may not see of those below."""
        line, last = header.record.line, self._columns[-1]
        named = set(self._columns)
        for row in chain(self._first, self._rows):
            record = self._record(row, self._columns)
            if row.number > line:
                for cell, key in key_cells:
                    seen = row.cells.get(self._columns[cell])
                    if seen and seen.rule:
                        self._refuse(record, header.names[cell], cell, str(key), seen, seen.rule)
                for column in row.cells:
                    if column < last and column not in named:
                        self._unnamed.setdefault(column, row.number)
                if row.is_hidden:
                    self._hidden_rows.append(row.number)
            yield record

    def _refuse(self, record: SheetRecord, name: str, cell: int, key: str, seen: Seen, rule: Rule) -> None:
        """Say why no id can be taken from a cell."""
        line, column = record.place(cell)
        value = shown(seen.text)
        record.problems += (rule.problem(record.source, line, column=column, field=key, value=value, hint=seen.hint),)
        record.unread += (name,)

    def _record(self, row: _SeenRow, columns: Sequence[int]) -> SheetRecord:
        """Make a record of what is in these columns, and of what is beyond them."""
        cells = [row.cells[column].text if column in row.cells else "" for column in columns]
        beyond = sorted(column for column in row.cells if column > columns[-1])
        if beyond:
            cells += [row.cells[column].text for column in beyond]
            columns = [*columns, *beyond]
        record = SheetRecord(self._name, row.number, (), cells)
        record.columns = columns
        return record

    def _seen_rows(self, rows: Iterable[SheetRow]) -> Iterator[_SeenRow]:
        """Give the rows that have a text, comments apart."""
        left = iter(self._merged)
        coming = next(left, None)
        merged: list[Range] = []
        for row in rows:
            while coming and coming.first_row <= row.number:
                merged.append(coming)
                coming = next(left, None)
            merged = [each for each in merged if each.last_row >= row.number]
            try:
                cells = self._texts(row, merged)
            except DamageError as error:
                raise self._damaged(f"row {row.number}: {error}") from error
            if cells and not _is_comment(cells):
                yield _SeenRow(row.number, cells, row.is_hidden)

    def _texts(self, row: SheetRow, merged: Sequence[Range]) -> dict[int, Seen]:
        show = self._display.seen
        cells = {}
        for cell in row.cells:
            seen = show(cell)
            if seen.text and not seen.text.isspace():
                cells[cell.column] = seen
        if merged:
            number = row.number
            return {at: seen for at, seen in cells.items() if not any(each.covers(number, at) for each in merged)}
        return cells


def _is_comment(cells: dict[int, Seen]) -> bool:
    return len(cells) == 1 and next(iter(cells.values())).text.startswith("#")
