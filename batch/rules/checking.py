"""Blocks of rows to problems: each value by its key, each row by what it needs, then the rows against each other."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from batch.codes import between, files, records, severity, values
from batch.diagnostics import Code, Place, Problem, Severity, shown
from batch.mapping import KEYS, OWNER_DIGITS, Block, ReadOptions
from batch.rules.claims import Claims, Clash, Kind, of_id, of_number, written
from batch.rules.ids import EXAMPLE_NUMBERS, PATTERNS, judge

_CLIENT = 0
_SIDES = (
    (1, 2, records.NO_COMMERCIAL_ACCOUNT, "commercial account"),
    (3, 4, records.NO_GOVCLOUD_ACCOUNT, "GovCloud account"),
)
_OWNERS = frozenset(at for at, key in enumerate(KEYS) if key.endswith("_owner_id"))


class Checker:
    """Takes the blocks of all files in order, and gathers what is wrong with them; keeps no row."""

    def __init__(self, options: ReadOptions) -> None:
        self.problems: list[Problem] = []
        self.unreadable = False
        self._direct = options.direct_customer
        self._claims = Claims()
        self._invalid: set[int] = set()
        self._lines = array("L")
        self._files: list[tuple[int, str]] = []
        self._sound = True

    @property
    def row_count(self) -> int:
        """How many rows were taken."""
        return len(self._lines)

    def begin(self, source: str) -> None:
        """Begin with a file."""
        self._files.append((self.row_count, source))
        self._sound = True

    def end(self) -> None:
        """End a file; one that has no row, and nothing else that says why, is refused."""
        first, source = self._files[-1]
        if self._sound and self.row_count == first:
            self._file_problem(Problem(files.NO_ROWS.id, source, 1, "the file has no rows", hint=files.NO_ROWS.remedy))

    def take(self, block: Block) -> None:
        """Check the rows of the next block."""
        base = self.row_count
        self._lines.extend(block.lines)
        for index, problem in block.problems:
            if index is None:
                self._file_problem(problem)
            else:
                self._add(replace(problem, row=base + index))
        if not block.lines:
            return
        found = _Found(block)
        numbers = [self._column(found, at) for at in range(len(KEYS))]
        self._completeness(found)
        for at in block.broken:
            for column in numbers:
                column[at] = 0
        self._claims.add(*numbers)
        for index, problems in found.by_row.items():
            odd = block.odd(index)
            for problem in [odd] if odd else problems:
                self._add(replace(problem, row=base + index))

    def finish(self) -> dict[int, int]:
        """Check the rows against each other; gives per duplicate row the earlier one."""
        for clash in self._claims.clashes():
            self._add(self._about_clash(clash))
        duplicates = self._claims.duplicates(self._invalid)
        for row, original in duplicates.items():
            place, first = self._place(row), self._place(original)
            message = f"the same customer and pair stands in {first}; it is sent once"
            code = between.DUPLICATE_ROW
            self._add(_problem(code, place, message, row=row, related=(first,)))
        order = {source: number for number, (_row, source) in enumerate(self._files)}
        self.problems.sort(key=lambda found: (order[found.source], found.line, found.column or 0, found.code))
        return duplicates

    def _add(self, problem: Problem) -> None:
        self.problems.append(problem)
        if problem.row is not None and severity(problem.code) is Severity.ERROR:
            self._invalid.add(problem.row)

    def _file_problem(self, problem: Problem) -> None:
        self.problems.append(problem)
        if severity(problem.code) is Severity.ERROR:
            self.unreadable = True
            self._sound = False

    def _column(self, found: "_Found", at: int) -> list[int]:
        """Check all values of one key; gives each as a claim's number, 0 where it is absent or wrong."""
        cells, key = found.block.cells[at], KEYS[at]
        if not any(cells):
            return [0] * len(cells)
        matches = list(map(PATTERNS[at].fullmatch, cells))
        of = of_number if at in _OWNERS else of_id
        if at in _OWNERS:
            if not EXAMPLE_NUMBERS.isdisjoint(cells):
                for index in _where(cell in EXAMPLE_NUMBERS for cell in cells):
                    message = f"{key} {cells[index]} is an example from documentation"
                    found.value(index, values.EXAMPLE_NUMBER, key, message)
        elif OWNER_DIGITS in map(len, cells):
            for index in _where(
                len(cell) == OWNER_DIGITS and match is not None for cell, match in zip(cells, matches, strict=True)
            ):
                message = f"{key} {cells[index]} has 12 digits, as an AWS account number has"
                found.value(index, values.TWELVE_DIGIT_ID, key, message)
        if all(matches):
            return [of(number) for number in map(int, cells)]
        for index in _where(not match and cell != "" for cell, match in zip(cells, matches, strict=True)):
            verdict = judge(key, cells[index])
            found.value(index, verdict.code, key, verdict.message, verdict.hint)
        return [of(int(cell)) if match else 0 for cell, match in zip(cells, matches, strict=True)]

    def _completeness(self, found: "_Found") -> None:
        cells = found.block.cells
        if self._direct:
            for index in _where(cell != "" for cell in cells[_CLIENT]):
                message = (
                    f"the row names the customer {shown(cells[_CLIENT][index])}, though --direct-customer was said"
                )
                found.row(index, records.CUSTOMER_NOT_ALLOWED, message)
        elif "" in cells[_CLIENT]:
            for index in _where(cell == "" for cell in cells[_CLIENT]):
                found.row(index, records.NO_CUSTOMER, "the row names no customer (client_api_id)")
        for acct, owner, code, what in _SIDES:
            if "" in cells[acct] and "" in cells[owner]:
                for index in _where(not (one or other) for one, other in zip(cells[acct], cells[owner], strict=True)):
                    found.row(index, code, f"the row names no {what} ({KEYS[owner]} or {KEYS[acct]})")

    def _place(self, row: int) -> Place:
        file = bisect_right(self._files, row, key=lambda entry: entry[0]) - 1
        return Place(self._files[file][1], self._lines[row])

    def _about_clash(self, clash: Clash) -> Problem:
        side = ("commercial", "GovCloud")
        others = tuple(map(self._place, clash.others))
        named = ", ".join(map(str, others)) + (f" and {clash.more:,} more" if clash.more else "")
        account = f"{side[clash.side]} account {written(clash.account)}"
        code, message = {
            Kind.TWO_PAIRS: (between.TWO_PAIRS, f"the {account} stands in another pair in {named}"),
            Kind.BOTH_SIDES: (between.BOTH_SIDES, f"the {account} stands on the other side too: {named}"),
            Kind.TWO_CUSTOMERS: (between.TWO_CUSTOMERS, f"the {account} stands under another customer in {named}"),
            Kind.SELF_LINK: (between.SELF_LINK, f"the row links account {written(clash.account)} to itself"),
        }[clash.kind]
        return _problem(code, self._place(clash.row), message, row=clash.row, related=others)


class _Found:
    """What is wrong with the rows of one block, by row."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self.by_row: dict[int, list[Problem]] = {}

    def value(self, index: int, code: Code, key: str, message: str, hint: str | None = None) -> None:
        value = shown(self.block.cells[KEYS.index(key)][index])
        self._add(index, code, message, self.block.column_of(index, key), key, value, hint)

    def row(self, index: int, code: Code, message: str) -> None:
        self._add(index, code, message)

    def _add(
        self,
        index: int,
        code: Code,
        message: str,
        column: int | None = None,
        key: str | None = None,
        value: str | None = None,
        hint: str | None = None,
    ) -> None:
        if index in self.block.broken:
            return
        problem = Problem(
            code.id,
            self.block.source,
            self.block.lines[index],
            message,
            column=column,
            field=key,
            value=value,
            hint=hint or code.remedy,
        )
        self.by_row.setdefault(index, []).append(problem)


def _where(flags: Iterable[bool]) -> Iterator[int]:
    return (index for index, flag in enumerate(flags) if flag)


def _problem(code: Code, place: Place, message: str, *, row: int, related: Sequence[Place]) -> Problem:
    return Problem(code.id, place.source, place.line, message, row=row, hint=code.remedy, related=tuple(related))
