"""A row on its way into the fixed mapping, and the changes made to it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from batch.checking.ids import is_valid
from batch.diagnostics import Place, Problem, Rule, is_sheet, shown
from batch.ids import MARK_OF_DOUBT
from batch.mapping import KEYS, ReadOptions
from batch.mapping.keys import Columns, Keys
from batch.mapping.record import Item, Record
from batch.mapping.rows import CUSTOMER_NAME
from batch.mapping.text import count_breaks
from batch.mapping.yaml.scalars import NULLS
from batch.rules import records

_NO_LINKAGE = frozenset({records.TOTALS_ROW.id, records.REPEATED_HEADER.id})

_NOTHING = '""'


class Correction(NamedTuple):
    """A value that replaces another one."""

    place: Place
    field: str
    before: str
    after: str
    why: str
    """The code of the rule that the old value broke, or the option that asked for the change."""

    def __str__(self) -> str:
        place = self.place if is_sheet(self.place.source) else self.place._replace(column=None)
        return f'{place}: {self.field} "{shown(self.before)}" → {self.after or _NOTHING} ({self.why})'


@dataclass(slots=True, eq=False)
class Draft:
    """A row: its record, the `problems` found in it, and the values of its keys as they will be written."""

    record: Record
    columns: Columns
    values: dict[str, str]
    """By key, with the customer's name; a customer that the file names above the row is included."""
    problems: Sequence[Problem]
    is_changed: bool = False
    is_marked: bool = False
    """Whether it must have the mark of doubt, whatever its problems."""
    suggested: dict[str, str] = field(default_factory=dict)
    """By key, a value for a person to confirm, since it isn't certain; no problem of the row suggests it."""
    found_in: str = ""
    """Where those were found, for messages."""
    left: Sequence[Problem] = ()
    """The problems of the row as it is written, once they are known."""
    no_customer: str = ""
    """Why no customer was found for the row, if one was looked for."""

    @property
    def is_doubted(self) -> bool:
        """Whether its cells may have been misread, and could look valid once they are written."""
        if self.is_marked or not self.record.is_sure or not records.NOT_READ_SURELY.isdisjoint(self._codes):
            return True
        about_cells = (problem for problem in self.record.problems if problem.is_error and problem.field)
        return any(is_valid(str(problem.field), self.values[str(problem.field)]) for problem in about_cells)

    @property
    def is_open(self) -> bool:
        """Whether it may be changed at all: it is a linkage, and its cells were read reliably."""
        has_mark = any(self.values[key].lstrip().startswith(MARK_OF_DOUBT) for key in KEYS)
        return not (self.is_doubted or has_mark or self.is_no_linkage)

    @property
    def is_no_linkage(self) -> bool:
        """Whether it is another kind of row, such as totals."""
        return not self._codes.isdisjoint(_NO_LINKAGE)

    @property
    def is_comment_in_a_sheet(self) -> bool:
        """Whether a workbook would be read without this row, because its only cell begins with #."""
        filled = [cell for cell in self.record.cells if cell.strip()]
        return len(filled) == 1 and filled[0].startswith("#")

    @property
    def passes_for_linkage(self) -> bool:
        """Whether it isn't a linkage but would be read as one as it is written, for example among other columns."""
        return self.is_no_linkage and _NO_LINKAGE.isdisjoint(problem.rule.id for problem in self.left)

    @property
    def next_line(self) -> int:
        """The line, or the row of the sheet, just below it."""
        record = self.record
        return record.line + 1 + (0 if is_sheet(record.source) else sum(map(count_breaks, record.cells)))

    def breaks(self, rule: Rule) -> bool:
        """Whether it broke a rule when it was read."""
        return rule.id in self._codes

    @property
    def _codes(self) -> set[str]:
        return {problem.rule.id for problem in self.problems}

    def has_column(self, key: str) -> bool:
        """Whether its file has a column for a key, or for the customer's name."""
        return self._cell(key) is not None

    def has_own(self, key: str) -> bool:
        """Whether the row itself has the value of a key, not something above it."""
        return bool(_given(self.record, self._cell(key)))

    def place_of(self, key: str) -> Place:
        """Return the place where the value of a key is, or would be."""
        cell = self._cell(key)
        if cell is None:
            return Place(self.record.source, self.record.line)
        return Place(self.record.source, *self.record.place(cell))

    def _cell(self, key: str) -> int | None:
        return self.columns.customer_name if key == CUSTOMER_NAME else self.columns.cells[KEYS.index(key)]

    def change(self, key: str, after: str, why: str) -> Correction:
        """Write another value, and return the change to report."""
        change = Correction(self.place_of(key), key, self.values[key], after, why)
        self.values[key] = after
        self.is_changed = True
        return change


def drafts_of(read: Iterable[Item], problems: Sequence[Problem], options: ReadOptions) -> list[Draft]:
    """Return a draft of each record that was read; `problems` are those of all files."""
    by_row: dict[int, list[Problem]] = {}
    for problem in problems:
        if problem.row is not None:
            by_row.setdefault(problem.row, []).append(problem)
    keys = Keys(options.columns)
    found = (item for item in read if isinstance(item, Record))
    return [_draft(record, keys.of(record), by_row.get(row, ())) for row, record in enumerate(found)]


def _draft(record: Record, columns: Columns, problems: Sequence[Problem]) -> Draft:
    given = {key: _given(record, cell) for key, cell in zip(KEYS, columns.cells, strict=True)}
    if record.default and not given["client_api_id"]:
        given["client_api_id"] = record.default.client_api_id
    given[CUSTOMER_NAME] = columns.name_in(record)
    return Draft(record, columns, given, problems)


def _given(record: Record, cell: int | None) -> str:
    if cell is None:
        return ""
    text = record.cells[cell]
    is_nothing = record.is_yaml and text in NULLS and record.is_plain(cell)
    return "" if is_nothing else text
