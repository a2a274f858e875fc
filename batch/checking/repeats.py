"""Find the accounts that stand in more than one row, or on both sides of one."""

from collections import Counter
from collections.abc import Iterable
from itertools import chain
from typing import TypeVar

from batch.checking.account_columns import ABSENT, Ids, Numbers

_MANY = 250_000
"""Rows from which on sorting with numpy gains more than its import, a tenth of a second, costs."""

Column = TypeVar("Column", Ids, Numbers)
Claimants = list[tuple[int, int]]
"""Rows that claim one account, each with its side (0 commercial, 1 GovCloud), in order."""


def repeats(commercial: Column, govcloud: Column) -> dict[int | str, Claimants]:
    """Give every account that occurs more than once in the two columns, with its claimants."""
    find = _sorted_out if len(commercial) >= _MANY else _counted
    claims: dict[int | str, Claimants] = {}
    for side, (column, rows) in enumerate(zip((commercial, govcloud), find(commercial, govcloud), strict=True)):
        for row in rows:
            claims.setdefault(column[row], []).append((row, side))
    for claimants in claims.values():
        claimants.sort()
    return claims


def _counted(commercial: Column, govcloud: Column) -> tuple[Iterable[int], Iterable[int]]:
    """Give per side the rows whose account occurs again."""
    distinct: set[int | str] = {*commercial, *govcloud}
    distinct.discard(commercial.absent)
    if len(distinct) == commercial.count_known() + govcloud.count_known():
        return (), ()
    counts = Counter[int | str](chain(commercial, govcloud))
    again = {account for account in distinct if counts[account] > 1}
    return _rows(commercial, again), _rows(govcloud, again)


def _rows(column: Column, accounts: set[int | str]) -> list[int]:
    return [row for row, account in enumerate(column) if account in accounts]


def _sorted_out(commercial: Column, govcloud: Column) -> tuple[Iterable[int], Iterable[int]]:
    """Do the same by sorting."""
    import numpy as np  # noqa: PLC0415 - see _MANY

    columns = commercial.as_integers(), govcloud.as_integers()
    accounts = np.concatenate(columns)
    accounts.sort()
    again = np.unique(accounts[1:][accounts[1:] == accounts[:-1]])
    again = again[again != ABSENT]
    if not again.size:
        return (), ()
    nearest = [again[np.minimum(np.searchsorted(again, column), again.size - 1)] for column in columns]
    one, other = (np.flatnonzero(near == column).tolist() for near, column in zip(nearest, columns, strict=True))
    return one, other
