"""CSV to blocks of rows: each record's cells in the places that the header gives them."""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from batch.diagnostics import Problem, shown
from batch.mapping.blocks import Block
from batch.mapping.columns import folded
from batch.mapping.csv.cells import cell_column
from batch.mapping.csv.header_check import SEPARATORS
from batch.mapping.csv.layout import Layout, find_layout
from batch.mapping.csv.parsing import RecordReader
from batch.mapping.csv.pieces import whole_lines
from batch.mapping.csv.records import Records
from batch.mapping.options import ReadOptions
from batch.mapping.rows import KEYS
from batch.mapping.sources import Format, Source
from batch.mapping.text import Refusal, count_breaks, read_text
from batch.rules import files, records
from batch.spreadsheet import restore

_BETWEEN_VERSIONS = re.compile("={7,}")
"""The mark in the middle of a conflict; whoever resolves one by hand may forget it."""


def read_csv(source: Source, options: ReadOptions) -> Iterator[Block]:
    """Read the rows of a CSV or TSV source; what is wrong with the file stands among the blocks' problems."""
    flaws: list[Problem] = []
    try:
        for block in _blocks(source, options, flaws):
            yield block
            if flaws:
                yield _of_file(source, flaws)
                flaws.clear()
        yield _of_file(source, flaws)
    except Refusal as refusal:
        yield _of_file(source, [*flaws, refusal.problem])


def _blocks(source: Source, options: ReadOptions, flaws: list[Problem]) -> Iterator[Block]:
    """Read the blocks; `flaws` receives what is no text, and reading goes on where there is a header at all."""
    usual = "\t" if source.format is Format.TSV else ","
    pieces = whole_lines(source.name, read_text(source, flaws.append))
    skipped: list[str] = []
    line = 1
    layout = None
    for text in pieces:
        skipped.append(text)
        if layout := find_layout(source.name, text, line, usual, options):
            break
        line += count_breaks(text)
    if layout is None or (flaws and not layout.is_known):
        return
    yield _of_file(source, layout.problems)
    if any(problem.code is files.NOT_A_TABLE for problem in layout.problems):
        return
    places = [place for place in layout.places if place is not None]
    undecided = layout.undecided
    for found in RecordReader(itertools.chain(skipped, pieces), layout.separator, len(layout.header), places):
        placed = _Placed(source.name, layout, found.below(layout.header_line))
        yield placed.block(options.client_api_id or "")
        meant = [one for one in undecided if one[1].holds_for(placed.column(one[0]))]
        undecided = tuple(one for one in undecided if one not in meant)
        yield _of_file(source, [problem for _, _, problem in meant])


def _of_file(source: Source, problems: Iterable[Problem]) -> Block:
    return Block(source.name, problems=[(None, problem) for problem in problems])


def _is_between_versions(row: Sequence[str]) -> bool:
    return _BETWEEN_VERSIONS.fullmatch(row[0]) is not None and not any(map(str.strip, row[1:]))


class _Placed:
    """Records of one file under its header."""

    def __init__(self, name: str, layout: Layout, found: Records) -> None:
        self._name = name
        self._layout = layout
        self._header = tuple(map(folded, layout.header))
        self._problems: list[tuple[int | None, Problem]] = []
        self._broken: set[int] = set()
        self._found = self._even(found)
        self._find_merges()

    def column(self, place: int) -> list[str]:
        """Give the cells of all rows in one place."""
        return self._found.column(place)

    def block(self, client: str) -> Block:
        """Make the block; `client` is the customer of rows that name none."""
        found = self._found
        for flaw in found.broken:
            problem = Problem(flaw.code, self._name, flaw.line, flaw.message, flaw.column)
            self._problems.append((flaw.at, problem))
            if flaw.at is not None and problem.is_error:
                self._broken.add(flaw.at)
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
            if "".join(row).strip():
                kept.append(at)
            elif len(row) > 1:
                message = "the line has separators but no values; it is skipped"
                self._problems.append((None, Problem(records.EMPTY_ROW, self._name, found.lines[at], message)))
        found = found.select(kept)
        already = {flaw.at for flaw in found.broken}
        for at in range(len(kept)):
            row = found.row(at)
            if len(row) != width:
                if self._layout.is_known and not _is_between_versions(row):
                    odd = None if at in already else self._odd_row(found, at)
                    self._problems.append((at, odd or self._ragged(found, at)))
                self._broken.add(at)
                row.extend([""] * (width - len(row)))
                # Cells that are too many stay with the last one: all that stood here must come back in fix.csv.
                row[width - 1 :] = [self._layout.separator.join(row[width - 1 :])]
        return found

    def _find_merges(self) -> None:
        """Refuse the file at each line that stood between two versions; a spreadsheet adds separators to it."""
        for at, cell in enumerate(self.column(0)):
            if cell.startswith("=") and _is_between_versions(self._found.row(at)):
                message = "this line is what a merge conflict leaves between the rows of two versions"
                problem = Problem(files.MERGE_CONFLICT, self._name, self._found.lines[at], message)
                self._problems.append((None, problem))
                self._broken.add(at)

    def _ragged(self, found: Records, at: int) -> Problem:
        width, count = len(self._layout.header), len(found.row(at))
        message = f"the row has {count} cell{'s' if count > 1 else ''}, the header has {width}"
        column = self._column(found, at, min(count - 1, width))
        hint = self._other_way(found, at)
        return Problem(records.RAGGED_ROW, self._name, found.lines[at], message, column, hint=hint)

    def _other_way(self, found: Records, at: int) -> str | None:
        """Say of a ragged row that it is separated in another way than the header, where that makes it fit."""
        line, width = found.first_line(at), len(self._layout.header)
        for separator, called in SEPARATORS.items():
            if separator != self._layout.separator and width > 1 and line.count(separator) == width - 1:
                return f"It is separated by {called}, and the header by {SEPARATORS[self._layout.separator]}."
        return None

    def _odd(self, at: int) -> Problem | None:
        return self._odd_row(self._found, at)

    def _odd_row(self, found: Records, at: int) -> Problem | None:
        from batch.mapping.csv.odd_rows import oddity  # noqa: PLC0415 - most files have no such row

        row = found.row(at)
        odd = oddity(row, self._header)
        if odd is None:
            return None
        column, value = self._column(found, at, odd.place), shown(row[odd.place])
        return Problem(odd.code, self._name, found.lines[at], odd.message, column, value=value)

    def _extras(self, at: int) -> dict[str, str]:
        row = self._found.row(at)
        if self._layout.defused:
            return {name: restore(row[place]) for place, name in self._layout.own}
        return {name: row[place] for place, name in self._layout.own}

    def _column_of(self, at: int, key: str) -> int | None:
        place = self._layout.places[KEYS.index(key)]
        return None if place is None else self._column(self._found, at, place)

    def _column(self, found: Records, at: int, place: int) -> int | None:
        return cell_column(found.first_line(at), self._layout.separator, place)
