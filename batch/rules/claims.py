"""Which row claims which account, over all files of a run: duplicates, and accounts that are claimed twice.

Numbers in arrays and not rows: a million rows take some tens of megabytes. An account is one integer: `of_id` for a
CloudHealth id, `of_number` for an AWS account number, 0 where it is not known. What is not known clashes with nothing:
whether an id and a number mean the same account is seen only when the inventory was read, and a broken value is told
as such.
"""

from array import array
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import chain

_NAMED = 3
"""Other rows that a message names."""


class Kind(Enum):
    """How claims of one account contradict each other."""

    TWO_PAIRS = "two pairs"
    BOTH_SIDES = "both sides"
    TWO_CUSTOMERS = "two customers"
    SELF_LINK = "self link"


@dataclass(frozen=True, slots=True)
class Clash:
    """Row `row` claims `account` against other rows: `others` are the first few of them, `more` counts the rest."""

    row: int
    kind: Kind
    account: int
    side: int
    """0 where the row has the account as commercial, 1 as GovCloud account."""
    others: tuple[int, ...] = ()
    more: int = 0


def of_id(number: int) -> int:
    """Make the claim's key of a CloudHealth account id."""
    return -number


def of_number(number: int) -> int:
    """Make the claim's key of an AWS account number, 000000000000 among them."""
    return number + 1


def written(account: int) -> str:
    """Give the account as a mapping writes it."""
    return str(-account) if account < 0 else f"{account - 1:012}"


class Claims:
    """The claims of all rows, added in order; row numbers count from 0."""

    def __init__(self) -> None:
        self._clients = array("q")
        self._accounts = tuple(array("q") for _ in range(4))

    def __len__(self) -> int:
        return len(self._clients)

    def add(self, clients: Iterable[int], *accounts: Iterable[int]) -> None:
        """Add rows: their customers, then commercial id and number, GovCloud id and number; 0 is not known."""
        self._clients.extend(clients)
        for column, more in zip(self._accounts, accounts, strict=True):
            column.extend(more)

    def clashes(self) -> list[Clash]:
        """Find every row whose account is claimed otherwise too."""
        found: dict[Clash, None] = {}
        for account, rows, sides in self._groups():
            found.update(dict.fromkeys(self._clashes_of(account, rows, sides)))
        return list(found)

    def duplicates(self, invalid: Container[int]) -> dict[int, int]:
        """Give per row that repeats an earlier one that earlier row; `invalid` rows neither repeat nor are repeated."""
        originals: dict[int, int] = {}
        for _account, rows, sides in self._groups():
            first: dict[int, int] = {}
            for row, side in zip(rows, sides, strict=True):
                if side or row in invalid:
                    continue
                for column in self._accounts[2:]:
                    partner = column[row]
                    if partner in first and first[partner] != row:
                        originals.setdefault(row, first[partner])
                    elif partner:
                        first[partner] = originals.get(row, row)
        return originals

    def _groups(self) -> Iterator[tuple[int, list[int], list[int]]]:
        again = self._repeated()
        if not again:
            return
        groups: dict[int, tuple[list[int], list[int]]] = {account: ([], []) for account in again}
        for row, accounts in enumerate(zip(*self._accounts, strict=True)):
            for place, account in enumerate(accounts):
                if account in groups:
                    groups[account][0].append(row)
                    groups[account][1].append(place // 2)
        for account, (rows, sides) in groups.items():
            yield account, rows, sides

    def _repeated(self) -> set[int]:
        known = sum(len(column) - column.count(0) for column in self._accounts)
        seen = set(chain.from_iterable(self._accounts))
        seen.discard(0)
        if len(seen) == known:
            return set()
        seen.clear()
        again: set[int] = set()
        for account in chain.from_iterable(self._accounts):
            (again if account in seen else seen).add(account)
        return again - {0}

    def _clashes_of(self, account: int, rows: Sequence[int], sides: Sequence[int]) -> Iterator[Clash]:
        side_of: dict[int, int] = {}
        for row, side in zip(rows, sides, strict=True):
            if row in side_of:
                yield Clash(row, Kind.SELF_LINK, account, side)
            side_of[row] = side
        distinct = list(side_of)
        if len(distinct) == 1:
            return
        partners = self._accounts[:2] if sides[0] else self._accounts[2:]
        kinds = []
        if len(set(sides)) > 1:
            kinds.append(Kind.BOTH_SIDES)
        elif any(len(self._known(column, distinct)) > 1 for column in partners):
            kinds.append(Kind.TWO_PAIRS)
        if len(self._known(self._clients, distinct)) > 1:
            kinds.append(Kind.TWO_CUSTOMERS)
        for kind in kinds:
            for row in distinct:
                others = tuple(other for other in distinct[: _NAMED + 1] if other != row)[:_NAMED]
                yield Clash(row, kind, account, side_of[row], others, len(distinct) - 1 - len(others))

    @staticmethod
    def _known(column: "array[int]", rows: Iterable[int]) -> set[int]:
        return {column[row] for row in rows} - {0}
