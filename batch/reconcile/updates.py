"""Which linkage each conflicting row repoints, and in which order, so that accounts are free when needed; pure.

CloudHealth has no delete: an account leaves a linkage only when that linkage is repointed. So a row can be solved
when all linkages but one that hold its accounts are repointed by other rows before it. What waits for itself (a
cycle) can't be.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Step:
    """What one row does: repoint `linkage_id`, or create where all that held its accounts has moved ("").

    `after` are the rows that must have succeeded before.
    """

    linkage_id: str
    after: frozenset[int] = field(default=frozenset())


def arrange(held_by: Mapping[int, Collection[str]]) -> dict[int, Step]:
    """Arrange conflicting rows, each given with the ids of the linkages that hold its accounts (one or more).

    Rows that are missing in the result have no solution. No two rows may want the same account: the checks see to it.
    """
    steps: dict[int, Step] = {}
    mover: dict[str, int] = {}
    waiting = dict(held_by)
    progress = True
    while progress:
        progress = False
        for row, linkages in list(waiting.items()):
            still = [linkage for linkage in linkages if linkage not in mover]
            if len(still) > 1:
                continue
            after = frozenset(mover[linkage] for linkage in linkages if linkage in mover)
            steps[row] = Step(still[0] if still else "", after)
            mover.update(dict.fromkeys(still, row))
            del waiting[row]
            progress = True
    return steps
