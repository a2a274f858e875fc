"""Which linkage each conflicting row repoints, and in which order, so that accounts are free when needed; pure.

CloudHealth has no delete: an account leaves a linkage only when that linkage is repointed. So a row can be solved
when all linkages but one that hold its accounts are repointed by other rows before it. What waits for itself (a
cycle) can't be.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

_Linkage = TypeVar("_Linkage")


@dataclass(frozen=True, slots=True)
class Step:
    """What one row does: repoint `linkage_id`, or create where all that held its accounts has moved ("").

    `after` are the rows that must have succeeded before.
    """

    linkage_id: str
    after: frozenset[int] = field(default=frozenset())


def arrange(held_by: Mapping[int, Collection[_Linkage]]) -> dict[int, tuple[_Linkage | None, frozenset[int]]]:
    """Arrange conflicting rows, each given with the linkages that hold its accounts (one or more).

    Each row that can be solved gets the linkage that it repoints (None where others have moved all of them), and the
    rows that must go before. The others have no solution. No two rows may want the same account: the checks see to it.
    """
    arranged: dict[int, tuple[_Linkage | None, frozenset[int]]] = {}
    mover: dict[_Linkage, int] = {}
    holding: dict[_Linkage, list[int]] = defaultdict(list)
    unmoved = {row: len(set(linkages)) for row, linkages in held_by.items()}
    for row, linkages in held_by.items():
        for linkage in set(linkages):
            holding[linkage].append(row)
    ready = deque(row for row, count in unmoved.items() if count <= 1)
    while ready:
        row = ready.popleft()
        left = [linkage for linkage in held_by[row] if linkage not in mover]
        before = frozenset(mover[linkage] for linkage in held_by[row] if linkage in mover)
        arranged[row] = (left[0] if left else None, before)
        for linkage in set(left):
            mover[linkage] = row
            for other in holding[linkage]:
                unmoved[other] -= 1
                if unmoved[other] == 1:
                    ready.append(other)
    return arranged
