"""The statuses a row can end with, and what each asks of a person.

The guide shows the text below each status: what it means and, after a blank line, what to do.
"""

from enum import StrEnum


class Status(StrEnum):
    """Every row of the mapping ends in exactly one of these; in the order in which reports list them."""

    CREATED = "created"
    """The linkage was created and confirmed by this run."""
    UPDATED = "updated"
    """The existing linkage was repointed to the row's pair and confirmed by this run."""
    IN_SYNC = "in_sync"
    """The linkage already existed."""
    DUPLICATE = "duplicate"
    """An earlier row names the same pair, and its outcome counts for both rows.

    Remove one of the two rows, or leave both.
    """
    PLANNED = "planned"
    """`apply` would send the row. Only `plan` and `audit` use this status.

    Run `apply`.
    """
    INVALID = "invalid"
    """The row failed the local check and is never sent.

    Correct it in `fix.csv` or in the sheet *To fix* of `report.xlsx`.
    """
    CONFLICT = "conflict"
    """One of the accounts is linked to another account, or is in two linkages.

    Find out which is right: correct the row, or repoint the linkage with `--allow-update`.
    """
    REJECTED = "rejected"
    """CloudHealth's data, or its answer, shows that the pair can't be linked.

    Correct the row in `fix.csv`. If CloudHealth does not have an AWS account number yet, wait or add the account, then
    run `retry.csv`, which has the row too.
    """
    FAILED = "failed"
    """All attempts are used up, and none of them took effect.

    Run `retry.csv`.
    """
    UNKNOWN = "unknown"
    """An attempt may have been applied, and the linkage could not be found.

    Run `retry.csv` later: a linkage that exists by then is found and is not sent twice.
    """
    NOT_ATTEMPTED = "not_attempted"
    """The run stopped before this row, or its customer could not be read completely.

    Run `retry.csv`.
    """


class Action(StrEnum):
    """What a row asks CloudHealth to do."""

    CREATE = "create"
    UPDATE = "update"
    NONE = "none"


SENT = frozenset({Status.CREATED, Status.UPDATED})
RETRY = frozenset({Status.FAILED, Status.UNKNOWN, Status.NOT_ATTEMPTED})
"""Rows to run again as they are."""
FIX = frozenset({Status.INVALID, Status.CONFLICT, Status.REJECTED})
"""Rows that need an edit, or a decision, first."""
