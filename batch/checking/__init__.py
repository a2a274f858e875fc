"""Check a mapping against the rules before CloudHealth is asked anything: rows in, problems out, nothing repaired."""

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from batch.checking.contradictions import Claims
from batch.checking.customers import NamedCustomers
from batch.checking.rows import RowCheck
from batch.diagnostics import Place, Problem
from batch.mapping import ReadOptions, Row, Source, read
from batch.mapping.record import Default, Record
from batch.mapping.rows import KEYS
from batch.rules import between, files, records

if TYPE_CHECKING:
    from batch.aws import AwsList

__all__ = ["Checked", "check", "load"]

_NOTHING = ("",) * len(KEYS)
_ONE_CUSTOMER = (
    "No row of the file names one. Add a column client_api_id; in YAML, a key of this name at the top serves all rows. "
    "`govlink fix --find-customers` finds the ids by the accounts, and by the names in a column customer_name."
)


class Checked(NamedTuple):
    """A mapping and its problems."""

    rows: list[Row]
    """Every row of every file in order, invalid ones with what could be read; empty if `check` kept none."""
    problems: list[Problem]
    """All problems in file order; `Problem.row` counts across all files, and is None for a problem of the file."""
    file_count: int
    row_count: int
    invalid_count: int
    """Rows that have an error."""
    refusals: Sequence[Problem]
    """The problems for which files can't be read as a whole, so that nothing may be sent."""

    @property
    def unreadable(self) -> bool:
        """Whether a file can't be read as a whole."""
        return bool(self.refusals)


def load(sources: Sequence[Source], options: ReadOptions, aws: "AwsList | None" = None) -> Checked:
    """Read and check the sources, and keep their rows; raises UsageError if a file vanishes or can't be read.

    With AWS's own list of pairs, a pair that contradicts it is an error.
    """
    for source in sources:
        source.takes_digest = True
    return _Check(options, aws, keeps_rows=True).run(sources)


def check(sources: Sequence[Source], options: ReadOptions, aws: "AwsList | None" = None) -> Checked:
    """Check like `load`, but in little memory: no row is kept."""
    return _Check(options, aws, keeps_rows=False).run(sources)


class _Check:
    """One run over the files: each record becomes a row and is checked, then rows are checked against each other."""

    def __init__(self, options: ReadOptions, aws: "AwsList | None", *, keeps_rows: bool) -> None:
        self._options = options
        self._row_check = RowCheck(options, aws)
        self._keeps_rows = keeps_rows
        self._claims = Claims()
        self._rows: list[Row] = []
        self._problems: list[Problem] = []
        self._lines = array("L")
        """The line of each row, across all files."""
        self._files: list[tuple[int, str]] = []
        """The number of each file's first row, and the file's name."""
        self._invalid: set[int] = set()
        self._of_unread_customer: set[int] = set()
        """Rows whose customer could not be read, which is a problem of the file: they may repeat other rows or not."""
        self._refusals: list[Problem] = []
        self._refused: set[str] = set()
        """Files that can't be read as a whole."""

    def run(self, sources: Sequence[Source]) -> Checked:
        for source in sources:
            self._read(source)
        self._between_rows()
        order = {source.name: number for number, source in enumerate(sources)}
        self._problems.sort(key=lambda found: (order[found.source], found.line, found.column or 0, found.rule.id))
        return Checked(
            self._rows,
            self._problems,
            len(sources),
            len(self._lines),
            len(self._invalid),
            self._refusals,
        )

    def _read(self, source: Source) -> None:
        first, problems_above = len(self._lines), len(self._problems)
        names_customer = False
        customers = NamedCustomers()
        self._files.append((first, source.name))
        for item in read(source, self._options):
            if isinstance(item, Record):
                names_customer |= self._take(item, customers)
            elif isinstance(item, Default):
                names_customer = True
                self._problems += self._row_check.check_default(item)
            else:
                self._about_file(item)
        if len(self._lines) == first and source.name not in self._refused:
            self._about_file(files.NO_ROWS.problem(source.name, 1))
        if customers.are_mixed and not self._options.direct_customer:
            self._refuse_rows_without(customers, source.name, problems_above)
        elif not names_customer:
            self._advise_to_name_one(problems_above)

    def _about_file(self, problem: Problem) -> None:
        self._problems.append(problem)
        if problem.is_error:
            self._refusals.append(problem)
            self._refused.add(problem.source)

    def _advise_to_name_one(self, above: int) -> None:
        """Add a hint to the first such problem of a file without customers: what would name one for all rows."""
        for at in range(above, len(self._problems)):
            if self._problems[at].rule is records.NO_CUSTOMER:
                self._problems[at] = self._problems[at]._replace(hint=_ONE_CUSTOMER)
                return

    def _refuse_rows_without(self, customers: NamedCustomers, source: str, above: int) -> None:
        """Report the rows without a customer in a file whose other rows name one; a default doesn't apply to them."""
        for row in customers.without:
            self._claims.forget_customer(row)
            if self._keeps_rows:
                self._rows[row] = self._rows[row]._replace(client_api_id="")
        found = list(customers.problems(source, self._lines))
        reported = {problem.row for problem in found}
        self._problems[above:] = [
            problem
            for problem in self._problems[above:]
            if problem.rule is not records.NO_CUSTOMER or problem.row not in reported
        ]
        for problem in found:
            self._about_row(problem)

    def _take(self, record: Record, customers: NamedCustomers) -> bool:
        """Check a record as a row; returns whether it names a customer."""
        row = len(self._lines)
        checked = self._row_check.check(record)
        self._lines.append(record.line)
        if self._keeps_rows:
            self._rows.append(checked.columns.row(record, checked.values))
        for problem in checked.problems:
            self._about_row(problem._replace(row=row))
        customers.add(row, record, checked)
        if checked.is_of_unread_customer:
            self._of_unread_customer.add(row)
        # In a ragged row, or in a file that is refused, values may be in the wrong columns.
        claims_nothing = not record.is_sure and (record.source in self._refused or _is_ragged(record))
        self._claims.add(*(_NOTHING if claims_nothing else checked.claims))
        return checked.names_customer

    def _about_row(self, problem: Problem) -> None:
        self._problems.append(problem)
        if problem.is_error and problem.row is not None:
            self._invalid.add(problem.row)

    def _between_rows(self) -> None:
        """Check the rows against each other."""
        contradictions, duplicates = self._claims.found(self._invalid | self._of_unread_customer)
        for found in contradictions:
            others = tuple(map(self._place, found.others))
            message = found.describe(found.rule, found.named, others)
            field, value = found.accounts[0]
            at = self._place(found.row)
            self._about_row(
                Problem(
                    found.rule, at.source, at.line, message, row=found.row, field=field, value=value, related=others
                )
            )
        for row, original in duplicates.items():
            at, first = self._place(row), self._place(original)
            self._about_row(between.DUPLICATE_ROW.problem(at.source, at.line, row=row, related=(first,), place=first))

    def _place(self, row: int) -> Place:
        _first, source = self._files[bisect_right(self._files, row, key=itemgetter(0)) - 1]
        return Place(source, self._lines[row])


def _is_ragged(record: Record) -> bool:
    return any(problem.rule is records.RAGGED_ROW for problem in record.problems)
