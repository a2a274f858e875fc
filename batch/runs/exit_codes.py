"""Which exit code a run ends with; pure."""

from collections.abc import Collection

from batch.errors import Exit
from batch.statuses import FIX, Status
from batch.stopping import Reason

_ATTENTION = FIX | {Status.FAILED, Status.UNKNOWN}


def exit_code(statuses: Collection[str], reason: Reason | None, *, tell_changes: bool) -> Exit:
    """The code for a run whose rows ended with these statuses; `reason` says why it ended early, if it did.

    `tell_changes` is `--exit-code`: rows that `apply` would send are told apart from a mapping that is in sync.
    """
    if reason is not None:
        return reason.exit_code
    found = set(statuses)
    if Status.NOT_ATTEMPTED in found:
        return Exit.STOPPED
    if found & _ATTENTION:
        return Exit.ATTENTION
    return Exit.CHANGES_PENDING if tell_changes and Status.PLANNED in found else Exit.OK
