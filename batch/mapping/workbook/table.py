"""The table in a sheet: its header, the rows below, and notes on what a person may not see."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import chain, islice

from batch.diagnostics import Rule, column_name, shown
from batch.mapping.header import LOOK_AHEAD, Header
from batch.mapping.options import ReadOptions
from batch.mapping.record import Item
from batch.mapping.rows import KEYS
from batch.mapping.table import TableRecord, under_header
from batch.mapping.workbook.book import Book, ListedSheet
from batch.mapping.workbook.cells import SheetCells, SheetRow
from batch.mapping.workbook.seen import Seen
from batch.mapping.workbook.unseen import about_hidden, about_merged
from batch.rules import headers


class SheetRecord(TableRecord):
    """A row of a sheet; `columns` (from 1) has the column of each cell."""

    __slots__ = ("columns",)

    columns: Sequence[int]

    separator = " "

    def place(self, cell: int) -> tuple[int, int | None]:
        """Return the row, and the column of a cell."""
        return self.line, self.columns[cell]


class SheetTable:
    """The table in a sheet of a workbook, which can be read once; raises `Refusal` if it can't be read."""

    def __init__(self, book: Book, sheet: ListedSheet, options: ReadOptions) -> None:
        self._name = book.package.name
        self._options = options
        self._cells = SheetCells(book, sheet)
        self._rows = (row for row in self._cells.rows() if not _is_comment(row.cells))
        self._first: list[SheetRow] = []
        """The rows that are searched for the header."""
        self._columns: Sequence[int] = ()
        """The columns that have a name, from 1."""
        self._unnamed: dict[int, int] = {}
        """By nameless column before the last named one: the first row that has a text there."""
        self._hidden_rows: list[int] = []

    @cached_property
    def header(self) -> Header[SheetRecord] | None:
        """The header, None if no cell has a text."""
        self._first = first = list(islice(self._rows, LOOK_AHEAD))
        if not first:
            return None
        everything = [self._record(row, range(1, max(row.cells) + 1)) for row in first]
        found = Header(everything, self._options).record
        self._columns = [found.columns[cell] for cell, name in enumerate(found.cells) if name.strip()]
        return Header([self._record(row, self._columns) for row in first], self._options)

    def items(self) -> Iterator[Item]:
        """Yield the rows, and the problems of the sheet."""
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
        hidden = self._cells.hidden_columns
        columns = [column for column in self._columns if any(column in each for each in hidden)]
        yield from about_hidden(self._name, header.record.line, self._hidden_rows, columns)
        keyed = [self._columns[cell] for cell, _key in key_cells]
        yield from about_merged(self._name, header.record.line, self._cells.merged, keyed)

    def _records(
        self, header: Header[SheetRecord], key_cells: Sequence[tuple[int, str | None]]
    ) -> Iterator[SheetRecord]:
        """Yield the records, including those above the header, and collect what a person may not see of those below."""
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
        """Add the problem of a cell that can't hold an id."""
        line, column = record.place(cell)
        value = shown(seen.text)
        record.problems += (rule.problem(record.source, line, column=column, field=key, value=value, hint=seen.hint),)
        record.unread += (name,)

    def _record(self, row: SheetRow, columns: Sequence[int]) -> SheetRecord:
        """Return a record of the cells in these columns, and of those beyond the last one."""
        cells = [row.cells[column].text if column in row.cells else "" for column in columns]
        beyond = sorted(column for column in row.cells if column > columns[-1])
        if beyond:
            cells += [row.cells[column].text for column in beyond]
            columns = [*columns, *beyond]
        record = SheetRecord(self._name, row.number, (), cells)
        record.columns = columns
        return record


def _is_comment(cells: dict[int, Seen]) -> bool:
    return len(cells) == 1 and next(iter(cells.values())).text.startswith("#")
