"""Read CSV text as records: `csv.reader` over whole physical lines, which are kept to explain wrong quotes."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from batch.counting import first_few
from batch.diagnostics import Problem, Rule, shown
from batch.mapping.looks import is_number
from batch.mapping.table import TableRecord
from batch.mapping.text import count_breaks, split_lines
from batch.rules import files, records

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
"""What may separate the columns of a mapping, with its name."""
_ID = re.compile("[0-9]+(?:[-.][0-9]+)*")
_QUOTE_AFTER_SPACE = re.compile(r'\s+"')
_SURELY = 2
"""This many ids in key columns are no accident."""
_NAMED = 10
"""How many lines a message names."""


class CsvRecord(TableRecord):
    """A record of a CSV file; `text` is the physical line on which it starts."""

    __slots__ = ("separator", "text")

    text: str

    def place(self, cell: int) -> tuple[int, int | None]:
        """Return the line on which the record starts, and a cell's column unless the cell is on a later line."""
        starts = _starts(self.text, _any_cell(self.separator))
        return self.line, starts[cell] + 1 if cell < len(starts) else None

    def why_ragged(self, width: int) -> str | None:
        """Return a hint if the record would fit with another separator than the header's."""
        for separator, called in SEPARATORS.items():
            if separator != self.separator and width > 1 and self.text.count(separator) == width - 1:
                return f"It is separated by {called}, and the header by {SEPARATORS[self.separator]}."
        return None


class CsvRecords:
    """Reads the records of one file, once; blank lines and comments are left out.

    A quote inside an unquoted cell is part of its value. A misplaced quote in a quoted cell affects only its record, if
    the record is on one line. If quotes leave it open on which line a record ends, reading ends there: the lines below
    might be part of that record, and must not be read as rows.

    `key_cells` are the key columns (from 0), empty while they aren't known. `problems` receives the problems of the
    file. Whoever reads the text may add more; all of them are yielded in order.
    """

    def __init__(
        self, name: str, lines: Iterable[str], separator: str, key_cells: Sequence[int], problems: list[Problem]
    ) -> None:
        self.ended_at: CsvRecord | None = None
        """The record at which reading ended before the end of the file, as far as it can be read."""
        self._name = name
        self._lines = lines
        self._separator = separator
        self._key_cells = key_cells
        self._problems = problems
        self._line = 0
        self._under_way: list[str] = []
        """The physical lines of the current record; the first one is line `_line`."""
        self._is_over = False

    def __iter__(self) -> Iterator[CsvRecord | Problem]:
        name, separator = self._name, self._separator
        lines, problems = self._under_way, self._problems
        reader = csv.reader(self._fed(), delimiter=separator, strict=True)
        while not (self._is_over or self.ended_at):
            try:
                for cells in reader:
                    if cells:
                        first = lines[0]
                        record = CsvRecord(name, self._line, (), cells)
                        record.text = first
                        record.separator = separator
                        if '"' in first and (len(lines) > 1 or '"' in "".join(cells)):
                            self._check_quotes(record)
                        if problems:
                            yield from problems
                            problems.clear()
                        yield record
                    lines.clear()
            except csv.Error as error:
                broken = self._broken(is_too_long=str(error).startswith("field larger"))
                yield from problems
                problems.clear()
                if broken:
                    yield broken
                lines.clear()
        yield from problems
        problems.clear()

    def _fed(self) -> Iterator[str]:
        """Yield the lines for the parser, without comments."""
        lines = self._under_way
        for number, line in enumerate(self._lines, start=1):
            if not lines:
                if line[0] == "#":
                    self._check_comment(number, line)
                    continue
                self._line = number
            lines.append(line)
            yield line
        self._is_over = True

    def _check_comment(self, number: int, text: str) -> None:
        """Report a comment that may be a row: it has several cells, and a number in a key column."""
        cells = text.removeprefix("#").split(self._separator)
        if len(cells) > 1 and any(is_number(cells[cell]) for cell in self._key_cells if cell < len(cells)):
            problem = records.ROW_AS_COMMENT.problem(self._name, number, column=1, text=shown(text.rstrip()))
            self._problems.append(problem)

    def _check_quotes(self, record: CsvRecord) -> None:
        """Note a quote that the parser reads as part of a value, and report rows that it reads as part of a cell."""
        lines, text = self._under_way, "".join(self._under_way)
        if any(cell.count('"') % 2 and _QUOTE_AFTER_SPACE.match(cell) for cell in record.cells):
            # LibreOffice lets this quote open a cell; Excel and csv.reader read it as part of the value.
            record.problems += (self._problem(records.STRAY_QUOTE, text, where="preceded by a space"),)
            record.is_sure = False
        elif not _well_formed(self._separator).fullmatch(text):
            record.problems += (self._problem(records.QUOTE_IN_CELL, text, rows="this row has"),)
        within = rows_within(record.cells, self._separator, self._key_cells) if len(lines) > 1 else ()
        if rows := [record.line + at for at in within]:
            named = first_few(rows, _NAMED)
            read = f"lines {named} look like rows" if len(rows) > 1 else f"line {named} looks like a row"
            record.problems += (self._problem(records.SWALLOWED_ROWS, record.text, lines=read),)
            record.is_sure = False

    def _broken(self, *, is_too_long: bool) -> CsvRecord | None:
        """Report why the parser refuses the current record; return the record if it is still a row."""
        text, limit = "".join(self._under_way), csv.field_size_limit()
        if is_too_long and text[_starts(text, _cell(self._separator))[-1] :][:1] != '"':
            ends = not _well_formed(self._separator).fullmatch(text)
            rest = "; the rest of the file is not read" if ends else ""
            problem = files.LINE_TOO_LONG.problem(self._name, self._line, what="a cell", limit=limit, rest=rest)
        elif self._is_over or is_too_long:
            ends, closed = True, f"not closed within {limit:,} characters" if is_too_long else "never closed"
            problem = self._problem(files.UNCLOSED_QUOTE, text, closed=closed)
        elif len(self._under_way) > 1:
            ends, last = True, self._line + len(self._under_way) - 1
            problem = self._problem(files.BROKEN_QUOTES, text, last=last)
        else:
            ends, problem = (
                False,
                self._problem(records.STRAY_QUOTE, text, where="inside a quoted cell and is not doubled"),
            )
        first = self._under_way[0]
        cells = _split(first.rstrip("\r\n"), self._separator)
        record = CsvRecord(self._name, self._line, (), cells, problems=(problem,), is_sure=False)
        record.text, record.separator = first, self._separator
        if problem.rule is records.STRAY_QUOTE:
            return record
        self._problems.append(problem)
        self.ended_at = record if ends else None
        return None

    def _problem(self, rule: Rule, text: str, **facts: object) -> Problem:
        """Return a problem at the first wrong quote in the text, with its column if it is on the first line."""
        column = text.find('"', _starts(text, _cell(self._separator))[-1]) + 1
        is_on_first_line = 0 < column <= len(self._under_way[0])
        return rule.problem(self._name, self._line, column=column if is_on_first_line else None, **facts)  # type: ignore[arg-type]


def rows_within(cells: Sequence[str], separator: str, key_cells: Sequence[int]) -> Iterator[int]:
    """Yield the lines (0 is the record's first) on which the text within a quoted cell is certainly a row.

    Only text within the quotes counts: the last line of a cell also has the cells that follow it.
    """
    first = 0
    for cell in cells:
        for at, text in enumerate(split_lines(cell)[1:], start=first + 1):
            if _reads_as_row(text, separator, key_cells):
                yield at
        first += count_breaks(cell)


def _reads_as_row(line: str, separator: str, key_cells: Sequence[int]) -> bool:
    """Whether the key columns of a line have ids and nothing else."""
    cells = line.split(separator)
    held = [text for cell in key_cells if cell < len(cells) and (text := cells[cell].strip("\"'\r\n"))]
    return len(held) >= _SURELY and all(map(_ID.fullmatch, held))


def _split(text: str, separator: str) -> list[str]:
    """Split a broken record: keep cells with correct quotes whole, and split the rest at every separator."""
    pattern = rf'(?:^|{separator})(?:"((?:[^"]|"")*+)"(?={separator}|$)|([^{separator}]*+))'
    found = re.finditer(pattern, text)
    return [cell[2] if cell[1] is None else cell[1].replace('""', '"') for cell in found]


@lru_cache(maxsize=1)
def _starts(text: str, cell: re.Pattern[str]) -> list[int]:
    """Return where cells start (from 0), as far as they match; cached, because a wide header asks for each cell."""
    starts = [0]
    while (end := cell.match(text, starts[-1])) and end[1]:
        starts.append(end.end())
    return starts


@cache
def _cell(separator: str) -> re.Pattern[str]:
    """Match a cell that follows the quoting rules of RFC 4180, and the separator after it as group 1."""
    return re.compile(rf'(?:"(?:[^"]|"")*+"|[^"{separator}\r\n]*+)({separator}?)')


@cache
def _any_cell(separator: str) -> re.Pattern[str]:
    """Match the same, or an unquoted cell with a quote inside."""
    return re.compile(rf'(?:"(?:[^"]|"")*+"|[^"{separator}\r\n][^{separator}\r\n]*+|)({separator}?)')


@cache
def _well_formed(separator: str) -> re.Pattern[str]:
    """Match a record that follows the quoting rules of RFC 4180."""
    cell = rf'(?:"(?:[^"]|"")*+"|[^"{separator}\r\n]*+)'
    return re.compile(rf"{cell}(?:{separator}{cell})*+(?:\r\n|\r|\n)?")
