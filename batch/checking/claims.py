"""Which row claims which account, over all files of a run: duplicates, and accounts that are claimed twice.

Packed columns and not rows: a million rows take some tens of megabytes. A value that is absent or wrong clashes with
nothing: whether an id and a number mean the same account is seen only when the inventory was read, and a wrong value
is told as such. The sound values of a row that is wrong for other reasons do clash: the row still means these accounts.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from enum import Enum
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from batch.checking.account_columns import Ids, Numbers
from batch.checking.repeats import Claimants, repeats

if TYPE_CHECKING:
    from array import array

_SIDES = ("commercial", "govcloud")
_BOTH = 2
"""The side of a row that has an account on both."""
_NAMED = 10
"""Other rows that a message names."""


class Kind(Enum):
    """How claims of one account contradict each other."""

    TWO_PAIRS = "two pairs"
    BOTH_SIDES = "both sides"
    TWO_CUSTOMERS = "two customers"
    SELF_LINK = "self-link"


class Clash(NamedTuple):
    """Row `row` claims accounts against other rows: `others` are the first few of them, `more` counts the rest."""

    row: int
    kind: Kind
    others: tuple[int, ...]
    more: int
    accounts: list[tuple[str, str]]
    """The accounts that all these rows claim: the key under which the row has each, and its id or number."""


_Others = tuple[tuple[int, ...], int]
"""The first rows that say otherwise, and how many more do."""


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
        """Find every row whose account is claimed otherwise too; a row that clashes with the same rows often is one."""
        found: dict[tuple[int, Kind, tuple[int, ...], int], list[tuple[str, str]]] = {}
        for kind_of_id, account, claimants in self._repeated:
            for row, side, kind, others in self._clashes_of(claimants):
                found.setdefault((row, kind, *others), []).append((f"{_SIDES[side]}_{kind_of_id}", account))
        return [Clash(*clash, accounts) for clash, accounts in found.items()]

    def duplicates(self, invalid: Container[int]) -> dict[int, int]:
        """Give per row that repeats an earlier one that earlier row; `invalid` rows neither repeat nor are repeated."""
        originals: dict[int, int] = {}
        for *_, claimants in self._repeated:
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
    def _repeated(self) -> list[tuple[str, str, Claimants]]:
        """Accounts that are claimed more than once; looked for when all rows are added."""
        found = {"acct_id": repeats(*self._ids), "owner_id": repeats(*self._numbers)}
        return [(kind, str(account), rows) for kind, claims in found.items() for account, rows in claims.items()]

    def _clashes_of(self, claimants: Claimants) -> Iterator[tuple[int, int, Kind, _Others]]:
        """Give row, side, kind and the other rows."""
        sides: dict[int, int] = {}
        for row, side in claimants:
            if row in sides:
                yield row, side, Kind.SELF_LINK, ((), 0)
            sides[row] = _BOTH if row in sides else side
        if len(sides) > 1:
            for kind, contradicted in self._contradictions(sides):
                for row, others in contradicted.items():
                    yield row, min(sides[row], 1), kind, others

    def _contradictions(self, sides: dict[int, int]) -> Iterator[tuple[Kind, dict[int, _Others]]]:
        rows = list(sides)
        side, *other_sides = set(sides.values())
        if other_sides:
            yield Kind.BOTH_SIDES, _contradicted(rows, list(sides.values()), None)
        elif side != _BOTH:
            yield Kind.TWO_PAIRS, self._partners_apart(rows, 1 - side)
        yield Kind.TWO_CUSTOMERS, _contradicted(rows, [self._clients[row] for row in rows], Ids.absent)

    def _partners_apart(self, rows: list[int], side: int) -> dict[int, _Others]:
        found: dict[int, _Others] = {}
        for column in (self._ids[side], self._numbers[side]):
            partners = [column[row] for row in rows]
            for row, others in _contradicted(rows, partners, column.absent).items():
                if row not in found or column[row] != column.absent:
                    found[row] = others
        return found


def _contradicted(rows: list[int], values: Sequence[int | str], absent: int | str | None) -> dict[int, _Others]:
    """Give for each row those others that have another value; nothing where no two values are known.

    Takes time in proportion to the rows: what is named depends on the value alone.
    """
    if len({*values} - {absent}) <= 1:
        return {}
    known = [(row, value) for row, value in zip(rows, values, strict=True) if value != absent]
    count = Counter(value for _row, value in known)
    first = {
        value: tuple(islice((row for row, other in known if other != value), _NAMED)) for value in {*count, absent}
    }
    return {
        row: (first[value], len(known) - count[value] - len(first[value]))
        for row, value in zip(rows, values, strict=True)
    }
