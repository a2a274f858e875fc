"""Compare a new plan with a reviewed one: only rows that are the same in both are sent; pure."""

from collections.abc import Collection
from dataclasses import replace

import pandas as pd

from batch.frames import PLAN, REPLACED, has_code, own_name, problems_frame, with_more
from batch.mapping.rows import COLUMNS, Row
from batch.reconcile.plan import Plan
from batch.rules import between, linkages
from batch.statuses import FIX, Action, Status

_SETTLED = frozenset({Status.INVALID, Status.DUPLICATE})
"""Statuses that the first plan decided from the mapping alone, so they still apply."""

_SAME = ("action", "commercial_acct_id", "govcloud_acct_id", *REPLACED)


def rows_of(reviewed: pd.DataFrame) -> list[Row]:
    """Return the mapping rows of a plan (`PLAN`, `REPLACED`, the user's own), with accounts named as it found them."""
    own = {column: own_name(column) for column in reviewed.columns if column not in {*PLAN, *REPLACED}}
    return [
        Row(
            source=row["source"],
            line=int(row["line"]),
            **{key: row[key] for key in COLUMNS},
            extra={name: row[column] for column, name in own.items()},
        )
        for row in reviewed.to_dict("records")
    ]


def problems_of(reviewed: pd.DataFrame) -> pd.DataFrame:
    """Return what the reviewed plan found in the mapping itself, as `batch.frames.PROBLEMS`."""
    kept = reviewed[reviewed["status"].isin(_SETTLED)]
    columns = zip(kept.index, kept["status"], kept["codes"], kept["message"], strict=True)
    return problems_frame((row, status, codes.split(" ")[0], message) for row, status, codes, message in columns)


def limited_to(plan: Plan, reviewed: pd.DataFrame) -> Plan:
    """Return the plan, in which only rows that the reviewed plan has in the same form are still sent."""
    now, then = plan.frame["status"], reviewed["status"]
    differs = (plan.frame[list(_SAME)] != reviewed[list(_SAME)]).any(axis=1)
    unreviewed = (now == Status.PLANNED) & ((then != Status.PLANNED) | differs)
    # A row that contradicts AWS's own list was wrong when it was reviewed: it needs an edit, not a new plan.
    is_wrong = has_code(plan.frame, between.AWS_SAYS_OTHERWISE)
    no_longer = (then == Status.PLANNED) & now.isin(FIX) & ~is_wrong
    stale = set(plan.frame.index[unreviewed | no_longer])
    blocked = _blocked(plan, stale)
    frame = plan.frame.copy()
    for row in sorted(stale | blocked.keys()):
        if row in stale:
            rule = linkages.STALE
            message = rule.describe(then=_description(reviewed, row), now=_description(plan.frame, row))
        else:
            rule = linkages.BLOCKED_BY_ANOTHER_ROW
            message = rule.describe(row=blocked[row] + 1, end="is not sent")
        codes, before = (str(cell) for cell in frame.loc[row, ["codes", "message"]])
        extended = (with_more("codes", rule.id, codes), with_more("message", message, before))
        frame.loc[row, ["status", "action", "codes", "message"]] = (Status.CONFLICT, Action.NONE, *extended)
    steps = {row: step for row, step in plan.steps.items() if row not in stale | blocked.keys()}
    return replace(plan, frame=frame, steps=steps)


def _blocked(plan: Plan, stale: Collection[int]) -> dict[int, int]:
    """Return the rows that wait for a stale one, directly or not, each with the first row that it waits for."""
    gone, blocked = set(stale), dict[int, int]()
    while more := {
        row: min(step.after & gone) for row, step in plan.steps.items() if step.after & gone and row not in gone
    }:
        blocked |= more
        gone |= more.keys()
    return blocked


def _description(frame: pd.DataFrame, row: int) -> str:
    columns = ["status", "action", "commercial_acct_id", "govcloud_acct_id", "linkage_id"]
    status, action, commercial, govcloud, linkage_id = (str(cell) for cell in frame.loc[row, columns])
    if status != Status.PLANNED:
        return status
    linkage = f" in linkage {linkage_id}" if action == Action.UPDATE else ""
    return f"{action} {commercial} with {govcloud}{linkage}"
