"""Which row claims which account, over all files of a run: duplicates, and accounts that are claimed twice.

Packed columns and not rows: a million rows take some tens of megabytes. What is absent, or broken, clashes with
nothing: whether an id and a number mean the same account is seen only when the inventory was read, and a broken value
is told as such.
"""

from collections.abc import Container, Iterable, Iterator
from enum import Enum
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from batch.rules.account_columns import Ids, Numbers
from batch.rules.repeats import Claimants, repeats

if TYPE_CHECKING:
    from array import array

_NAMED = 3
"""Other rows that a message names."""


class Kind(Enum):
    """How claims of one account contradict each other."""

    TWO_PAIRS = "two pairs"
    BOTH_SIDES = "both sides"
    TWO_CUSTOMERS = "two customers"
    SELF_LINK = "self-link"


class Clash(NamedTuple):
    """Row `row` claims `account` against other rows: `others` are the first few of them, `more` counts the rest."""

    row: int
    kind: Kind
    account: str
    """Its id or number as the row writes it."""
    side: int
    """0 where the row has the account as commercial, 1 as GovCloud account."""
    others: tuple[int, ...] = ()
    more: int = 0


class Claims:
    """The claims of all rows, added in order; row numbers count from 0."""

    def __init__(self) -> None:
        self._clients = Ids()
        self._ids = (Ids(), Ids())
        self._numbers = (Numbers(), Numbers())

    def add(
        self,
        clients: "array[int]",
        ids: "tuple[array[int], array[int]]",
        numbers: tuple[Iterable[str], Iterable[str]],
    ) -> None:
        """Add rows: their customers, then the ids and the numbers of commercial and GovCloud account."""
        self._clients.extend(clients)
        for side in (0, 1):
            self._ids[side].extend(ids[side])
            self._numbers[side].extend(numbers[side])

    def clashes(self) -> list[Clash]:
        """Find every row whose account is claimed otherwise too."""
        found: dict[Clash, None] = {}
        for account, claimants in self._repeated:
            found.update(dict.fromkeys(self._clashes_of(account, claimants)))
        return list(found)

    def duplicates(self, invalid: Container[int]) -> dict[int, int]:
        """Give per row that repeats an earlier one that earlier row; `invalid` rows neither repeat nor are repeated."""
        originals: dict[int, int] = {}
        for _account, claimants in self._repeated:
            first: dict[int | str, int] = {}
            for row, side in claimants:
                if side or row in invalid:
                    continue
                for column in (self._ids[1], self._numbers[1]):
                    partner = column[row]
                    if partner in first:
                        originals.setdefault(row, first[partner])
                    elif partner != column.absent:
                        first[partner] = originals.get(row, row)
        return originals

    @cached_property
    def _repeated(self) -> list[tuple[str, Claimants]]:
        """Accounts that are claimed more than once; looked for when all rows are added."""
        found = chain(repeats(*self._ids).items(), repeats(*self._numbers).items())
        return [(str(account), claimants) for account, claimants in found]

    def _clashes_of(self, account: str, claimants: Claimants) -> Iterator[Clash]:
        side_of: dict[int, int] = {}
        for row, side in claimants:
            if row in side_of:
                yield Clash(row, Kind.SELF_LINK, account, side)
            side_of[row] = side
        rows = list(side_of)
        if len(rows) == 1:
            return
        for kind in self._contradictions(rows, {side for _row, side in claimants}):
            for row in rows:
                others = tuple(other for other in rows[: _NAMED + 1] if other != row)[:_NAMED]
                yield Clash(row, kind, account, side_of[row], others, len(rows) - 1 - len(others))

    def _contradictions(self, rows: list[int], sides: set[int]) -> Iterator[Kind]:
        if len(sides) > 1:
            yield Kind.BOTH_SIDES
        else:
            partner = 1 - sides.pop()
            if any(_differ(column, rows) for column in (self._ids[partner], self._numbers[partner])):
                yield Kind.TWO_PAIRS
        if _differ(self._clients, rows):
            yield Kind.TWO_CUSTOMERS


def _differ(column: Ids | Numbers, rows: list[int]) -> bool:
    return len({column[row] for row in rows} - {column.absent}) > 1
