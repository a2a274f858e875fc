"""Which rows of a table name a customer. If only some do, the others' cells were probably merged with theirs.

A default customer applies to files that name none at all. In YAML, a row without a customer gets that of its group or
file. If there is neither, an empty `client_api_id` counts as such a cell, and a row without the key gets the default.
"""

from array import array
from collections.abc import Iterator, Sequence

from batch.checking.rows import CheckedRow
from batch.diagnostics import Problem, is_sheet, shown
from batch.mapping.keys import CLIENT
from batch.mapping.names import folded
from batch.mapping.record import Record
from batch.mapping.rows import KEYS, RESERVED_PREFIX
from batch.rules import records

_CODES = folded(f"{RESERVED_PREFIX}codes")
_NO_LINKAGE = (records.TOTALS_ROW, records.REPEATED_HEADER)
_NO_ACCOUNTS = (records.NO_COMMERCIAL_ACCOUNT, records.NO_GOVCLOUD_ACCOUNT)


class NamedCustomers:
    """The rows of one file, by whether they name a customer themselves."""

    def __init__(self) -> None:
        self.without = array("L")
        """The rows that name none."""
        self._left_empty = array("L")
        """Those of them that are linkages, as far as is known."""
        self._named = 0
        self._is_table = True
        self._was_left_empty = False
        """Whether one comes from a file whose other rows name a customer, according to govlink's report of it."""
        self._names: dict[int, str] = {}
        """By row, the customer's name, if the row has a name but no id."""
        self._column: int | None = None
        """The column of the empty cells in a sheet."""

    def add(self, row: int, record: Record, checked: CheckedRow) -> None:
        """Add the next row."""
        if checked.names_customer and not checked.problems:  # the usual case
            self._named += 1
            return
        broken = {problem.rule for problem in checked.problems}
        if not broken.isdisjoint(_NO_LINKAGE):
            return
        if checked.names_customer:
            self._named += 1
        elif _has_cell(record, checked):
            self.without.append(row)
            self._is_table = not record.is_yaml
            self._was_left_empty |= _was_left_empty(record, checked)
            if record.is_sure and not broken.issuperset(_NO_ACCOUNTS):
                self._note(row, record, checked)
                self._left_empty.append(row)

    def _note(self, row: int, record: Record, checked: CheckedRow) -> None:
        columns = checked.columns
        cell = columns.cells[CLIENT]
        if not self._left_empty and cell is not None and is_sheet(record.source):
            self._column = record.place(cell)[1]
        if columns.customer_name is not None and (name := record.cells[columns.customer_name].strip()):
            self._names[row] = name

    @property
    def are_mixed(self) -> bool:
        """Whether some rows name a customer and others don't, here or in the file that they come from."""
        return bool(self.without and (self._named or self._was_left_empty))

    def problems(self, source: str, lines: Sequence[int]) -> Iterator[Problem]:
        """Yield a problem for each row that is left empty; `lines` has the line of each row."""
        total = self._named + len(self._left_empty)
        named = f"{self._named:,} of {total:,} rows {'names' if self._named == 1 else 'name'} a customer"
        if not self._named:
            named = "other rows of the file that this one comes from name a customer"
        guess = " (merged cells?)" if self._is_table else ""
        for row in self._left_empty:
            name = self._names.get(row)
            hint = f"`govlink fix --find-customers` finds the id of {shown(name)}." if name else None
            yield records.CUSTOMER_LEFT_EMPTY.problem(
                source,
                lines[row],
                column=self._column,
                row=row,
                field=KEYS[CLIENT],
                hint=hint,
                named=named,
                guess=guess,
            )


def _has_cell(record: Record, checked: CheckedRow) -> bool:
    """Whether a row without a customer has an empty cell for one that no group or file in YAML fills."""
    return not record.is_yaml or (checked.columns.cells[CLIENT] is not None and record.default is None)


def _was_left_empty(record: Record, checked: CheckedRow) -> bool:
    """Whether govlink noted in the row that it was left empty, which doesn't show without the other rows."""
    return (checked.columns.is_defused or record.is_yaml) and any(
        folded(name) == _CODES and records.CUSTOMER_LEFT_EMPTY.id in cell.split()
        for name, cell in zip(record.names, record.cells, strict=True)
    )
