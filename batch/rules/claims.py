"""Which row claims which account, over all files of a run: duplicates, and accounts that are claimed twice.

Numbers in arrays and not rows: a million rows take some tens of megabytes. What is ABSENT, or broken, clashes with
nothing: whether an id and a number mean the same account is seen only when the inventory was read, and a broken value
is told as such.
"""

from array import array
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from batch.rules.repeats import Claimants, repeats

ABSENT = -1
_NAMED = 3
"""Other rows that a message names."""


class Kind(Enum):
    """How claims of one account contradict each other."""

    TWO_PAIRS = "two pairs"
    BOTH_SIDES = "both sides"
    TWO_CUSTOMERS = "two customers"
    SELF_LINK = "self-link"


@dataclass(frozen=True, slots=True)
class Clash:
    """Row `row` claims `account` against other rows: `others` are the first few of them, `more` counts the rest."""

    row: int
    kind: Kind
    account: int
    is_number: bool
    """Whether the account is given by its AWS account number, else by its CloudHealth id."""
    side: int
    """0 where the row has the account as commercial, 1 as GovCloud account."""
    others: tuple[int, ...] = ()
    more: int = 0


class Claims:
    """The claims of all rows, added in order; row numbers count from 0."""

    def __init__(self) -> None:
        self._clients = array("q")
        self._ids = (array("q"), array("q"))
        self._numbers = (array("q"), array("q"))

    def add(self, clients: Iterable[int], *accounts: Iterable[int]) -> None:
        """Add rows: their customers, then commercial id and number, GovCloud id and number; ABSENT is not known."""
        columns = (self._clients, self._ids[0], self._numbers[0], self._ids[1], self._numbers[1])
        for column, more in zip(columns, (clients, *accounts), strict=True):
            column.extend(array("q", more))

    def clashes(self) -> list[Clash]:
        """Find every row whose account is claimed otherwise too."""
        found: dict[Clash, None] = {}
        for is_number, account, claimants in self._repeats():
            found.update(dict.fromkeys(self._clashes_of(account, claimants, is_number=is_number)))
        return list(found)

    def duplicates(self, invalid: Container[int]) -> dict[int, int]:
        """Give per row that repeats an earlier one that earlier row; `invalid` rows neither repeat nor are repeated."""
        originals: dict[int, int] = {}
        for _is_number, _account, claimants in self._repeats():
            first: dict[tuple[int, int], int] = {}
            for row, side in claimants:
                if side or row in invalid:
                    continue
                for kind, (_commercial, govcloud) in enumerate((self._ids, self._numbers)):
                    partner = (kind, govcloud[row])
                    if govcloud[row] == ABSENT:
                        continue
                    if partner in first:
                        originals.setdefault(row, first[partner])
                    else:
                        first[partner] = originals.get(row, row)
        return originals

    def _repeats(self) -> Iterator[tuple[bool, int, Claimants]]:
        for is_number, columns in ((False, self._ids), (True, self._numbers)):
            for account, claimants in repeats(*columns, ABSENT).items():
                yield is_number, account, claimants

    def _clashes_of(self, account: int, claimants: Claimants, *, is_number: bool) -> Iterator[Clash]:
        side_of: dict[int, int] = {}
        for row, side in claimants:
            if row in side_of:
                yield Clash(row, Kind.SELF_LINK, account, is_number, side)
            side_of[row] = side
        rows = list(side_of)
        if len(rows) == 1:
            return
        for kind in self._contradictions(rows, {side for _row, side in claimants}):
            for row in rows:
                others = tuple(other for other in rows[: _NAMED + 1] if other != row)[:_NAMED]
                yield Clash(row, kind, account, is_number, side_of[row], others, len(rows) - 1 - len(others))

    def _contradictions(self, rows: list[int], sides: set[int]) -> Iterator[Kind]:
        if len(sides) > 1:
            yield Kind.BOTH_SIDES
        else:
            partner = 1 - sides.pop()
            if any(_differ(column, rows) for column in (self._ids[partner], self._numbers[partner])):
                yield Kind.TWO_PAIRS
        if _differ(self._clients, rows):
            yield Kind.TWO_CUSTOMERS


def _differ(column: "array[int]", rows: list[int]) -> bool:
    return len({column[row] for row in rows} - {ABSENT}) > 1
