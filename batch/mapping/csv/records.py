"""CSV text to records: `csv.reader` over whole physical lines, which are at hand where quotes are wrong."""

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
"""Between the columns of a mapping, and how people call them."""
_ID = re.compile("[0-9]+(?:[-.][0-9]+)*")
_QUOTE_BEHIND_SPACE = re.compile(r'\s+"')
_SURELY = 2
"""So many ids in their places are no accident."""
_NAMED = 10
"""Lines that a message names."""


class CsvRecord(TableRecord):
    """A record of a CSV file; `text` is the physical line on which it starts."""

    __slots__ = ("separator", "text")

    text: str

    def place(self, cell: int) -> tuple[int, int | None]:
        """Give the line on which it starts, and the column of a cell unless that is on a later line."""
        starts = _starts(self.text, _any_cell(self.separator))
        return self.line, starts[cell] + 1 if cell < len(starts) else None

    def why_ragged(self, width: int) -> str | None:
        """Say that it is separated in another way than the header, where that makes it fit."""
        for separator, called in SEPARATORS.items():
            if separator != self.separator and width > 1 and self.text.count(separator) == width - 1:
                return f"It is separated by {called}, and the header by {SEPARATORS[self.separator]}."
        return None


class CsvRecords:
    """Reads the records of one file, once; blank lines and comments are left out.

    A quote inside a cell that isn't quoted is itself; one that is out of place in a quoted cell concerns that record
    alone, if it is within a line. Where quotes leave it open on which line a
    record ends, the reading ends with it: what is below might be a part of it, and pass for a row.

    `key_cells` are the columns (from 0) of the keys, none while these are not known. `problems` receives what is found
    wrong with the file, and may receive more from who reads the text: all come out in their turn.
    """

    def __init__(
        self, name: str, lines: Iterable[str], separator: str, key_cells: Sequence[int], problems: list[Problem]
    ) -> None:
        self.ended_at: CsvRecord | None = None
        """The record with which the reading ended above the end of the file, as far as it can be read."""
        self._name = name
        self._lines = lines
        self._separator = separator
        self._key_cells = key_cells
        self._problems = problems
        self._line = 0
        self._under_way: list[str] = []
        """The physical lines of the record under way, the first of which is line `_line`."""
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
        """Give the lines to the parser, comments apart."""
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
        """Report a comment that may be a row: it has several cells, and a number in the place of a key."""
        cells = text.removeprefix("#").split(self._separator)
        if len(cells) > 1 and any(is_number(cells[cell]) for cell in self._key_cells if cell < len(cells)):
            problem = records.ROW_AS_COMMENT.problem(self._name, number, column=1, text=shown(text.rstrip()))
            self._problems.append(problem)

    def _check_quotes(self, record: CsvRecord) -> None:
        """Note a quote that the parser takes as it is, and report rows that it takes for the text of a cell."""
        lines, text = self._under_way, "".join(self._under_way)
        if any(cell.count('"') % 2 and _QUOTE_BEHIND_SPACE.match(cell) for cell in record.cells):
            # LibreOffice takes the quote for one that opens a cell, Excel and csv.reader take it as it is.
            record.problems += (self._problem(records.STRAY_QUOTE, text, where="behind a space"),)
            record.is_sure = False
        elif not _well_formed(self._separator).fullmatch(text):
            record.problems += (self._problem(records.QUOTE_IN_CELL, text, rows="this row has"),)
        within = rows_within(record.cells, self._separator, self._key_cells) if len(lines) > 1 else ()
        if rows := [record.line + at for at in within]:
            named = first_few(rows, _NAMED)
            read = f"lines {named} read as rows" if len(rows) > 1 else f"line {named} reads as a row"
            record.problems += (self._problem(records.SWALLOWED_ROWS, record.text, lines=read),)
            record.is_sure = False

    def _broken(self, *, is_too_long: bool) -> CsvRecord | None:
        """Report why the parser refuses the record under way; give it where it is a row nevertheless."""
        text, limit = "".join(self._under_way), csv.field_size_limit()
        if is_too_long and text[_starts(text, _cell(self._separator))[-1] :][:1] != '"':
            ends = not _well_formed(self._separator).fullmatch(text)
            rest = "; nothing from here on is read" if ends else ""
            problem = files.LINE_TOO_LONG.problem(self._name, self._line, what="a cell", limit=limit, rest=rest)
        elif self._is_over or is_too_long:
            ends, closed = True, f"not within {limit:,} characters" if is_too_long else "never"
            problem = self._problem(files.UNCLOSED_QUOTE, text, closed=closed)
        elif len(self._under_way) > 1:
            ends, last = True, self._line + len(self._under_way) - 1
            problem = self._problem(files.BROKEN_QUOTES, text, last=last)
        else:
            ends, problem = (
                False,
                self._problem(records.STRAY_QUOTE, text, where="inside a quoted cell without being doubled"),
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
        """Make a problem at the first quote that is wrong in the text, whose column is known on the first line."""
        column = text.find('"', _starts(text, _cell(self._separator))[-1]) + 1
        is_on_first_line = 0 < column <= len(self._under_way[0])
        return rule.problem(self._name, self._line, column=column if is_on_first_line else None, **facts)  # type: ignore[arg-type]


def rows_within(cells: Sequence[str], separator: str, key_cells: Sequence[int]) -> Iterator[int]:
    """Give the lines, from 0 for the record's first, on which a quoted cell goes on with what is surely a row.

    Only what is within the quotes counts: the last line of a cell also has the cells that follow it.
    """
    first = 0
    for cell in cells:
        for at, text in enumerate(split_lines(cell)[1:], start=first + 1):
            if _reads_as_row(text, separator, key_cells):
                yield at
        first += count_breaks(cell)


def _reads_as_row(line: str, separator: str, key_cells: Sequence[int]) -> bool:
    """Whether it has ids, and nothing else, in the columns of keys."""
    cells = line.split(separator)
    held = [text for cell in key_cells if cell < len(cells) and (text := cells[cell].strip("\"'\r\n"))]
    return len(held) >= _SURELY and all(map(_ID.fullmatch, held))


def _split(text: str, separator: str) -> list[str]:
    """Split a broken record: cells whose quotes are right as such, the others at every separator."""
    pattern = rf'(?:^|{separator})(?:"((?:[^"]|"")*+)"(?={separator}|$)|([^{separator}]*+))'
    found = re.finditer(pattern, text)
    return [cell[2] if cell[1] is None else cell[1].replace('""', '"') for cell in found]


@lru_cache(maxsize=1)
def _starts(text: str, cell: re.Pattern[str]) -> list[int]:
    """Give where cells start (from 0), as far as they match; remembered, as a wide header asks for each."""
    starts = [0]
    while (end := cell.match(text, starts[-1])) and end[1]:
        starts.append(end.end())
    return starts


@cache
def _cell(separator: str) -> re.Pattern[str]:
    """Match a cell that keeps the rules of RFC 4180 for quotes, and the separator behind it, as group 1."""
    return re.compile(rf'(?:"(?:[^"]|"")*+"|[^"{separator}\r\n]*+)({separator}?)')


@cache
def _any_cell(separator: str) -> re.Pattern[str]:
    """Match the same, or a cell with a quote inside that begins with none."""
    return re.compile(rf'(?:"(?:[^"]|"")*+"|[^"{separator}\r\n][^{separator}\r\n]*+|)({separator}?)')


@cache
def _well_formed(separator: str) -> re.Pattern[str]:
    """Match a record that keeps the rules of RFC 4180 for quotes."""
    cell = rf'(?:"(?:[^"]|"")*+"|[^"{separator}\r\n]*+)'
    return re.compile(rf"{cell}(?:{separator}{cell})*+(?:\r\n|\r|\n)?")
