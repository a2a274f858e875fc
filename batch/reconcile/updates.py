"""Decide which linkage each conflicting row repoints, and in which order, so that accounts are free when needed; pure.

CloudHealth has no delete: an account leaves a linkage only when that linkage is repointed. So a row can be solved if
earlier rows repoint all of the linkages that have its accounts, or all except one. Rows that wait for each other (a
cycle) can't be solved.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

_Linkage = TypeVar("_Linkage")


@dataclass(frozen=True, slots=True)
class Step:
    """What one row does: repoint `linkage_id`, or create ("") once the linkages that had its accounts are repointed.

    `after` are the rows that must succeed first.
    """

    linkage_id: str
    after: frozenset[int] = field(default=frozenset())


def arrange(held_by: Mapping[int, Collection[_Linkage]]) -> dict[int, tuple[_Linkage | None, frozenset[int]]]:
    """Arrange conflicting rows, each given with the linkages (one or more) that have its accounts.

    Each row that can be solved gets the linkage that it repoints (None if other rows repoint all of them), and the rows
    that must go first. Rows without a solution are missing. The checks ensure that no two rows want the same account.
    """
    arranged: dict[int, tuple[_Linkage | None, frozenset[int]]] = {}
    mover: dict[_Linkage, int] = {}
    rows_with: dict[_Linkage, list[int]] = defaultdict(list)
    unmoved = {row: len(set(linkages)) for row, linkages in held_by.items()}
    for row, linkages in held_by.items():
        for linkage in set(linkages):
            rows_with[linkage].append(row)
    ready = deque(row for row, count in unmoved.items() if count <= 1)
    while ready:
        row = ready.popleft()
        left = [linkage for linkage in held_by[row] if linkage not in mover]
        before = frozenset(mover[linkage] for linkage in held_by[row] if linkage in mover)
        arranged[row] = (left[0] if left else None, before)
        for linkage in set(left):
            mover[linkage] = row
            for other in rows_with[linkage]:
                unmoved[other] -= 1
                if unmoved[other] == 1:
                    ready.append(other)
    return arranged
