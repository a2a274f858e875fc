"""The guard between a plan and the first write: enforces the user's own limits; pure."""

from collections.abc import Iterator

import pandas as pd

from batch.counting import counted
from batch.runs.options import Safety
from batch.statuses import FIX, Action, Status


def exceeded_limits(plan: pd.DataFrame, safety: Safety) -> Iterator[str]:
    """Yield the reasons why the plan may not be applied, if any.

    `plan` has the columns of `batch.frames.PLAN`.
    """
    planned = plan.loc[plan["status"] == Status.PLANNED, "action"]
    for action, option, most in (
        (Action.CREATE, "--max-creates", safety.max_creates),
        (Action.UPDATE, "--max-updates", safety.max_updates),
    ):
        count = int((planned == action).sum())
        if most is not None and count > most:
            yield f"the plan has {counted(count, 'row')} to {action}, and {option} allows {most:,}"
    unclean = int(plan["status"].isin(FIX | {Status.NOT_ATTEMPTED}).sum())
    if safety.require_clean and unclean:
        yield f"{unclean:,} of {len(plan):,} rows can't be sent, and --require-clean was given"
