"""One block of rows: each value by its key, each row by what it must have."""

from array import array
from collections.abc import Container, Iterable, Iterator
from typing import TYPE_CHECKING

from batch.checking.account_columns import ABSENT, ABSENT_NUMBER
from batch.checking.ids import EXAMPLE_NUMBERS, TWELVE_DIGITS, mismatches
from batch.checking.slips import judge
from batch.diagnostics import Place, Problem, Rule, Severity, shown
from batch.mapping import KEYS, OWNER_DIGITS, Block
from batch.rules import records, values

if TYPE_CHECKING:
    from batch.aws import AwsList

_CLIENT = 0
_SIDES = (
    (1, 2, records.NO_COMMERCIAL_ACCOUNT, "commercial account"),
    (3, 4, records.NO_GOVCLOUD_ACCOUNT, "GovCloud account"),
)


class BlockCheck:
    """Checks a block; whole columns first, so that only what is wrong costs time."""

    def __init__(
        self, block: Block, first_row: int, *, direct_customer: bool = False, record: "AwsList | None" = None
    ) -> None:
        self._block = block
        self._first_row = first_row
        self._by_row: dict[int, list[Problem]] = {}
        self.clients = self._ids("client_api_id")
        self.ids = self._ids("commercial_acct_id"), self._ids("govcloud_acct_id")
        self.numbers = self._numbers("commercial_owner_id"), self._numbers("govcloud_owner_id")
        if direct_customer:
            self._no_customer_allowed()
        else:
            self._customer_needed()
        self._both_sides_needed()
        if record:
            self._compare(record)

    def withdraw(self, rows: Iterable[int]) -> None:
        """Let rows of the block claim nothing."""
        for row in rows:
            self.clients[row] = self.ids[0][row] = self.ids[1][row] = ABSENT
            self.numbers[0][row] = self.numbers[1][row] = ABSENT_NUMBER

    def problems(self) -> Iterator[Problem]:
        """Give what is wrong; the block's first row is row `first_row` of the run."""
        for row, found in self._by_row.items():
            if row in self._block.broken:
                continue  # its values may stand in the wrong columns: what the reader said is enough
            odd = self._block.odd(row) if any(problem.is_error for problem in found) else None
            if odd:
                yield odd._replace(row=self._first_row + row)
            else:
                yield from found

    def _is_reported(self, row: int, *keys: str) -> bool:
        """Say whether the reader told of one of these keys of a row."""
        return not set(keys).isdisjoint(self._block.reported.get(row, ()))

    def _ids(self, key: str) -> "array[int]":
        """Check a column of CloudHealth's ids; gives their values, ABSENT where there is none or a wrong one."""
        cells = self._block.cells[KEYS.index(key)]
        distinct = list({*cells} - {""})
        if not distinct:
            return array("q", [ABSENT]) * len(cells)
        # A customer's id stands in many rows, so distinct values are judged, not cells.
        known = dict.fromkeys((distinct[at] for at in mismatches(KEYS.index(key), distinct)), ABSENT)
        if known:
            self._judge(key, _where(cell in known for cell in cells))
        if OWNER_DIGITS in map(len, distinct):
            self._warn_of_twelve_digits(key, known)
        known |= {cell: int(cell) for cell in distinct if cell not in known} | {"": ABSENT}
        return array("q", map(known.__getitem__, cells))

    def _numbers(self, key: str) -> list[str]:
        """Check a column of AWS account numbers; gives them, ABSENT_NUMBER where there is none or a wrong one."""
        cells = self._block.cells[KEYS.index(key)]
        if not any(cells):
            return [ABSENT_NUMBER] * len(cells)
        wrong = mismatches(KEYS.index(key), cells)
        self._judge(key, wrong)
        self._warn_of_examples(key)
        numbers = [cell or ABSENT_NUMBER for cell in cells] if "" in cells else list(cells)
        for row in wrong:
            numbers[row] = ABSENT_NUMBER
        return numbers

    def _judge(self, key: str, wrong: Iterable[int]) -> None:
        cells = self._block.cells[KEYS.index(key)]
        for row in wrong:
            verdict = judge(key, cells[row], in_yaml=self._block.is_yaml)
            self._note(row, verdict.code, verdict.message, key, verdict.hint)

    def _warn_of_examples(self, key: str) -> None:
        cells = self._block.cells[KEYS.index(key)]
        if not EXAMPLE_NUMBERS.isdisjoint(cells):
            for row in _where(cell in EXAMPLE_NUMBERS for cell in cells):
                message = f"{key} {cells[row]} is an example number from documentation"
                self._note(row, values.EXAMPLE_NUMBER, message, key)

    def _warn_of_twelve_digits(self, key: str, wrong: Container[str]) -> None:
        cells = self._block.cells[KEYS.index(key)]
        for row in _where(len(cell) == OWNER_DIGITS for cell in cells):
            if cells[row] not in wrong:
                self._note(row, values.TWELVE_DIGIT_ID, TWELVE_DIGITS.format(key, cells[row]), key)

    def _no_customer_allowed(self) -> None:
        clients = self._block.cells[_CLIENT]
        for row in _where(client != "" for client in clients):
            message = f"the row names the customer {shown(clients[row])}, though --direct-customer was said"
            self._note(row, records.CUSTOMER_NOT_ALLOWED, message, "client_api_id")

    def _customer_needed(self) -> None:
        clients = self._block.cells[_CLIENT]
        if "" in clients:
            for row in _where(client == "" for client in clients):
                if not self._is_reported(row, KEYS[_CLIENT]):
                    self._note(row, records.NO_CUSTOMER, "the row names no customer (client_api_id)")

    def _both_sides_needed(self) -> None:
        cells = self._block.cells
        for acct, owner, code, what in _SIDES:
            if "" in cells[acct] and "" in cells[owner]:
                for row in _where(not (one or other) for one, other in zip(cells[acct], cells[owner], strict=True)):
                    if not self._is_reported(row, KEYS[acct], KEYS[owner]):
                        self._note(row, code, f"the row names no {what} ({KEYS[owner]} or {KEYS[acct]})")

    def _compare(self, record: "AwsList") -> None:
        """Hold the pairs against AWS's own list; of rows with errors, only what contradicts it is worth telling."""
        from batch.checking.aws_objection import objection_to  # noqa: PLC0415 - most checks have no record

        for row, pair in enumerate(zip(*self.numbers, strict=True)):
            commercial, govcloud = ("" if number == ABSENT_NUMBER else number for number in pair)
            objection = objection_to(record, commercial, govcloud)
            if objection and (objection.code.severity is Severity.ERROR or not self._is_wrong(row)):
                self._note(row, objection.code, objection.message, objection.field)

    def _is_wrong(self, row: int) -> bool:
        return any(problem.is_error for problem in self._by_row.get(row, ()))

    def _note(self, row: int, code: Rule, message: str, key: str | None = None, hint: str | None = None) -> None:
        block = self._block
        if key and self._is_reported(row, key):
            return
        problem = Problem(
            code,
            block.source,
            block.lines[row],
            message,
            block.column_of(row, key) if key else None,
            self._first_row + row,
            key,
            shown(block.cells[KEYS.index(key)][row]) if key else None,
            hint,
        )
        if key:
            problem = _elsewhere(problem, block.line_of(row, key))
        self._by_row.setdefault(row, []).append(problem)


def _elsewhere(problem: Problem, line: int | None) -> Problem:
    """Add to a row's problem the line on which the value itself stands, if that is another one."""
    if line is None or line == problem.line:
        return problem
    return problem._replace(message=f"{problem.message} (line {line})", related=(Place(problem.source, line),))


def _where(flags: Iterable[bool]) -> Iterator[int]:
    return (row for row, flag in enumerate(flags) if flag)
