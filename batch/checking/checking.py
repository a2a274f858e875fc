"""The blocks of all files of a run to problems: each block by itself, then the rows against each other."""

from array import array
from bisect import bisect_right
from typing import TYPE_CHECKING

from batch.checking.block_check import BlockCheck
from batch.checking.claims import Claims, Clash, Kind
from batch.checking.defaults import flaws
from batch.diagnostics import Place, Problem, Rule
from batch.mapping import KEYS, Block, ReadOptions
from batch.rules import between, files, records

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from batch.aws import AwsList

_BETWEEN = {
    Kind.TWO_PAIRS: (between.TWO_PAIRS, "{stands} in another pair in {where}"),
    Kind.BOTH_SIDES: (between.BOTH_SIDES, "{stands} on the other side in {where}"),
    Kind.TWO_CUSTOMERS: (between.TWO_CUSTOMERS, "{stands} under another customer in {where}"),
    Kind.SELF_LINK: (between.SELF_LINK, "is linked to itself"),
}

_ONE_CUSTOMER = (
    "No row of the file names one; a column client_api_id (in YAML, a line of this name on top) would serve them all."
)


class Checker:
    """Takes the blocks of all files in order, and gathers what is wrong with them; keeps no row."""

    def __init__(self, options: ReadOptions, record: "AwsList | None" = None) -> None:
        self.problems: list[Problem] = []
        self.unreadable = False
        self.row_count = 0
        self._direct = options.direct_customer
        self._record = record
        self._claims = Claims()
        self.invalid: set[int] = set()
        self._of_no_known_customer: set[int] = set()
        """Rows whose customer could not be read, of which the file is told: they repeat nothing for certain."""
        self.first_rows: dict[str, int] = {}
        """By source the number of its first row."""
        self._spans: list[tuple[int, str, Sequence[int]]] = []
        self._said_why = False
        self._names_customer = False
        self._file_problems = 0

    def begin(self, source: str) -> None:
        """Begin with a file."""
        self.first_rows[source] = self.row_count
        self._said_why = self._names_customer = False
        self._file_problems = len(self.problems)

    def end(self, source: str) -> None:
        """End a file; one that has no row, and nothing else that says why, is refused."""
        if not self._said_why and self.row_count == self.first_rows[source]:
            self._about_file(Problem(files.NO_ROWS, source, 1, "the file has no rows"))
        if not self._names_customer:
            self._advise_to_name_one()

    def take(self, block: Block) -> None:
        """Check the rows of the next block."""
        for row, problem in block.problems:
            if row is None:
                self._about_file(problem)
            else:
                self._about_row(problem._replace(row=self.row_count + row))
        if block.defaults:
            self._names_customer = True
            self.problems.extend(flaws(block.source, block.defaults, direct_customer=self._direct))
        if not block.lines:
            return
        self._names_customer = self._names_customer or any(block.cells[KEYS.index("client_api_id")])
        check = BlockCheck(block, self.row_count, direct_customer=self._direct, record=self._record)
        for problem in check.problems():
            self._about_row(problem)
        # Where cells are too many or too few, or the header is not understood, values may stand in the wrong columns.
        check.withdraw(row for row, problem in block.problems if row is not None and problem.code is records.RAGGED_ROW)
        if self._said_why:
            check.withdraw(block.broken)
        reported = block.reported.items()
        self._of_no_known_customer.update(self.row_count + row for row, keys in reported if "client_api_id" in keys)
        self._claims.add(check.clients, check.ids, check.numbers)
        lines = block.lines if isinstance(block.lines, range) else array("L", block.lines)
        self._spans.append((self.row_count, block.source, lines))
        self.row_count += len(block.lines)

    def finish(self) -> dict[int, int]:
        """Check the rows against each other; gives per duplicate row the earlier one."""
        for clash in self._claims.clashes():
            self._about_clash(clash)
        duplicates = self._claims.duplicates(self.invalid | self._of_no_known_customer)
        for row, original in duplicates.items():
            first = self._place(original)
            message = f"the same customer and pair stands in {first}; that row is used"
            self._about_row(self._between(row, between.DUPLICATE_ROW, message, (first,)))
        return duplicates

    def _advise_to_name_one(self) -> None:
        """Say once in a file that names no customer anywhere what would do for all its rows."""
        for at in range(self._file_problems, len(self.problems)):
            if self.problems[at].code is records.NO_CUSTOMER:
                self.problems[at] = self.problems[at]._replace(hint=_ONE_CUSTOMER)
                return

    def _about_file(self, problem: Problem) -> None:
        self.problems.append(problem)
        if problem.is_error:
            self.unreadable = self._said_why = True

    def _about_row(self, problem: Problem) -> None:
        self.problems.append(problem)
        if problem.row is not None and problem.is_error:
            self.invalid.add(problem.row)

    def _about_clash(self, clash: Clash) -> None:
        code, how = _BETWEEN[clash.kind]
        others = tuple(map(self._place, clash.others))
        where = ", ".join(map(str, others)) + (f" and {clash.more:,} more" if clash.more else "")
        names = list(_named(clash.accounts))
        said = how.format(stands="stand" if len(names) > 1 else "stands", where=where)
        problem = self._between(clash.row, code, f"{' and '.join(names)} {said}", others)
        field, account = clash.accounts[0]
        self._about_row(problem._replace(field=field, value=account))

    def _between(self, row: int, code: Rule, message: str, related: tuple[Place, ...]) -> Problem:
        place = self._place(row)
        return Problem(code, place.source, place.line, message, row=row, related=related)

    def _place(self, row: int) -> Place:
        first, source, lines = self._spans[bisect_right(self._spans, row, key=lambda span: span[0]) - 1]
        return Place(source, lines[row - first])


def _named(accounts: "Sequence[tuple[str, str]]") -> "Iterator[str]":
    """Say which account of each side is meant; one that is named by id and by number is one account."""
    for prefix, side in (("commercial_", "commercial"), ("govcloud_", "GovCloud")):
        first, *more = [account for field, account in accounts if field.startswith(prefix)] or [""]
        if first:
            yield f"the {side} account {first}" + "".join(f" ({number})" for number in more)
