"""CSV to blocks of rows: each record's cells in the places that the header gives them."""

import itertools
import re
from collections.abc import Iterator

from batch.codes import records
from batch.diagnostics import Code, Problem, shown
from batch.mapping.blocks import Block
from batch.mapping.columns import folded
from batch.mapping.csv_parsing import RecordReader
from batch.mapping.csv_pieces import whole_lines
from batch.mapping.csv_records import Records
from batch.mapping.layout import Layout, find_layout
from batch.mapping.options import ReadOptions
from batch.mapping.rows import KEYS
from batch.mapping.sources import Format, Source
from batch.mapping.text import Refusal, count_breaks, read_text
from batch.spreadsheet import restore

_TOTALS = re.compile(r"(grand |sub)?-?totals?\b|sum\b|count\b|summe\b|gesamt", re.IGNORECASE)


def read_csv(source: Source, options: ReadOptions) -> Iterator[Block]:
    """Read the rows of a CSV or TSV source; what is wrong with the file stands among the blocks' problems."""
    usual = "\t" if source.format is Format.TSV else ","
    try:
        pieces = whole_lines(source.name, read_text(source))
        skipped: list[str] = []
        line = 1
        layout = None
        for text in pieces:
            skipped.append(text)
            if layout := find_layout(source.name, text, line, usual, options):
                break
            line += count_breaks(text)
        if layout is None:
            return
        yield Block(source.name, problems=[(None, problem) for problem in layout.problems])
        for found in RecordReader(itertools.chain(skipped, pieces), layout.separator, len(layout.header)):
            yield _Placed(source.name, layout, found.below(layout.header_line)).block(options.client_api_id or "")
    except Refusal as refusal:
        yield Block(source.name, problems=[(None, refusal.problem)])


class _Placed:
    """Records of one file under its header."""

    def __init__(self, name: str, layout: Layout, found: Records) -> None:
        self._name = name
        self._layout = layout
        self._problems: list[tuple[int | None, Problem]] = []
        self._broken: set[int] = set()
        self._found = self._even(found)

    def block(self, client: str) -> Block:
        """Make the block; `client` is the customer of rows that name none."""
        found = self._found
        for flaw in found.broken:
            problem = Problem(flaw.code, self._name, flaw.line, flaw.message)
            self._problems.append((flaw.at, problem))
            self._broken.update(() if flaw.at is None else (flaw.at,))
        if not self._layout.is_trusted:
            self._broken.update(range(len(found.lines)))
        absent = [""] * len(found.lines)
        cells: list[list[str]] = [absent if place is None else found.column(place) for place in self._layout.places]
        if client:
            cells[0] = [cell or client for cell in cells[0]]
        return Block(
            self._name,
            found.lines,
            tuple(cells),
            self._problems,
            frozenset(self._broken),
            self._column_of,
            self._extras,
            self._odd,
        )

    def _even(self, found: Records) -> Records:
        """Leave out rows without a value, and give every other as many cells as the header has."""
        width = len(self._layout.header)
        if found.is_even(width):
            return found
        kept = []
        for at in range(len(found.lines)):
            row = found.row(at)
            if any(row) and not (len(row) == 1 and not row[0].strip()):
                kept.append(at)
            elif len(row) > 1:
                message = "the line has separators but no values; it is skipped"
                self._problems.append((None, self._problem(records.EMPTY_ROW, found.lines[at], message)))
        found = found.select(kept)
        already = {flaw.at for flaw in found.broken}
        for at in range(len(kept)):
            row = found.row(at)
            if len(row) != width:
                if at not in already:
                    self._problems.append((at, self._ragged(row, found.lines[at])))
                self._broken.add(at)
                row.extend([""] * (width - len(row)))
                # Cells that are too many stay with the last one: all that stood here must come back in fix.csv.
                row[width - 1 :] = [self._layout.separator.join(row[width - 1 :])]
        return found

    def _ragged(self, row: list[str], line: int) -> Problem:
        width = len(self._layout.header)
        message = f"the row has {len(row)} cells, the header has {width}"
        return self._not_a_linkage(row, line) or self._problem(records.RAGGED_ROW, line, message)

    def _odd(self, at: int) -> Problem | None:
        return self._not_a_linkage(self._found.row(at), self._found.lines[at])

    def _not_a_linkage(self, row: list[str], line: int) -> Problem | None:
        first = next((cell for cell in row if cell.strip()), "")
        if _TOTALS.match(first.strip()):
            return self._problem(records.TOTALS_ROW, line, f"this looks like a totals row: {shown(first)}", first)
        header = self._layout.header
        if folded(row[0]) == folded(header[0]) and [*map(folded, row)] == [*map(folded, header)]:
            return self._problem(records.REPEATED_HEADER, line, "the header stands here again")
        return None

    def _problem(self, code: Code, line: int, message: str, value: str | None = None) -> Problem:
        return Problem(code, self._name, line, message, value=value and shown(value))

    def _extras(self, at: int) -> dict[str, str]:
        row = self._found.row(at)
        if self._layout.defused:
            return {name: restore(row[place]) for place, name in self._layout.own}
        return {name: row[place] for place, name in self._layout.own}

    def _column_of(self, at: int, key: str) -> int | None:
        place = self._layout.places[KEYS.index(key)]
        if place is None:
            return None
        cell = re.compile(rf'"(?:[^"]|"")*+"|[^{self._layout.separator}\r\n]*+')
        line, start = self._found.first_line(at), 0
        for _ in range(place):
            end = cell.match(line, start)
            start = end.end() + 1 if end else len(line) + 1
            if start > len(line) or line[start - 1] != self._layout.separator:
                return None  # the cell starts on a later line of the record
        return start + 1
