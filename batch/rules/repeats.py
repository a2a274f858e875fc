"""Find the accounts that stand in more than one row, or on both sides of one."""

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from array import array

_MANY = 250_000
"""Rows from which on sorting with numpy gains more than its import, a tenth of a second, costs."""

Claimants = list[tuple[int, int]]
"""Rows that claim one account, each with its side (0 commercial, 1 GovCloud), in order."""


def repeats(commercial: "array[int]", govcloud: "array[int]", absent: int) -> dict[int, Claimants]:
    """Give every account that occurs more than once in the two columns, with its claimants."""
    find = _sorted_out if len(commercial) >= _MANY else _counted
    claims: dict[int, Claimants] = {}
    for side, column, rows in find(commercial, govcloud, absent):
        for row in rows:
            claims.setdefault(column[row], []).append((row, side))
    for claimants in claims.values():
        claimants.sort()
    return claims


Found = list[tuple[int, "array[int]", list[int]]]
"""Per side its column and the rows whose account is claimed again somewhere."""


def _counted(commercial: "array[int]", govcloud: "array[int]", absent: int) -> Found:
    counts = Counter(chain(commercial, govcloud))
    counts[absent] = 0
    if len(counts) - 1 == counts.total():
        return []
    sides = enumerate((commercial, govcloud))
    return [(side, column, [row for row, key in enumerate(column) if counts[key] > 1]) for side, column in sides]


def _sorted_out(commercial: "array[int]", govcloud: "array[int]", absent: int) -> Found:
    import numpy as np  # noqa: PLC0415 - see _MANY

    views = [np.frombuffer(column, dtype=np.int64) for column in (commercial, govcloud)]
    accounts = np.concatenate(views)
    accounts.sort()
    again = np.unique(accounts[1:][accounts[1:] == accounts[:-1]])
    again = again[again != absent]
    if not again.size:
        return []
    found: Found = []
    for side, (column, view) in enumerate(zip((commercial, govcloud), views, strict=True)):
        nearest = again[np.minimum(np.searchsorted(again, view), again.size - 1)]
        found.append((side, column, np.flatnonzero(nearest == view).tolist()))
    return found
