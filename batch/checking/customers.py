"""Which rows of a table name a customer: where only some do, the cells of the others were probably merged with theirs.

A default customer serves files that name none at all. In YAML a row without a customer has that of its group or file.
"""

from array import array
from collections.abc import Iterator, Sequence

from batch.checking.rows import CheckedRow
from batch.diagnostics import Problem, is_sheet, shown
from batch.mapping.keys import CLIENT
from batch.mapping.record import Record
from batch.mapping.rows import KEYS
from batch.rules import records

_NO_LINKAGE = (records.TOTALS_ROW, records.REPEATED_HEADER)
_NO_ACCOUNTS = (records.NO_COMMERCIAL_ACCOUNT, records.NO_GOVCLOUD_ACCOUNT)


class NamedCustomers:
    """The rows of one file, by whether they name a customer themselves."""

    def __init__(self) -> None:
        self.without = array("L")
        """The rows of a table that name none."""
        self._left_empty = array("L")
        """Those of them that are linkages, as far as is known."""
        self._named = 0
        self._names: dict[int, str] = {}
        """By row the customer's name, where it has one and no id."""
        self._column: int | None = None
        """The column of the cells in a sheet."""

    def add(self, row: int, record: Record, checked: CheckedRow) -> None:
        """Add the next row."""
        if checked.names_customer and not checked.problems:  # most rows are so
            self._named += 1
            return
        broken = {problem.rule for problem in checked.problems}
        if not broken.isdisjoint(_NO_LINKAGE):
            return
        if checked.names_customer:
            self._named += 1
        elif not record.is_yaml:
            self.without.append(row)
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
        """Whether some rows name a customer, and others don't."""
        return bool(self._named and self.without)

    def problems(self, source: str, lines: Sequence[int]) -> Iterator[Problem]:
        """Give a problem for each row that is left empty; `lines` has the line of each row."""
        total = self._named + len(self._left_empty)
        named = f"{self._named:,} of {total:,} rows {'names' if self._named == 1 else 'name'} a customer"
        for row in self._left_empty:
            name = self._names.get(row)
            hint = f"`govlink fix --find-customers` finds the id of {shown(name)}." if name else None
            yield records.CUSTOMER_LEFT_EMPTY.problem(
                source, lines[row], column=self._column, row=row, field=KEYS[CLIENT], hint=hint, named=named
            )
