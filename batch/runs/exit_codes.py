"""The exit code of each kind of run except `doctor`, in which each check has its own; pure."""

from collections.abc import Collection

import pandas as pd

from batch.audit import Change, Finding, needs_attention
from batch.errors import Exit
from batch.frames import has_code
from batch.rules import accounts
from batch.statuses import FIX, Status
from batch.stopping import StopReason

_ATTENTION = FIX | {Status.FAILED, Status.UNKNOWN}


def exit_code_of_rows(statuses: Collection[str], reason: StopReason | None, *, tell_changes: bool) -> Exit:
    """Return the code for a run whose rows ended with these statuses; `reason` is why it ended early, if it did.

    `tell_changes` is `--exit-code`, which gives pending changes their own code.
    """
    if reason is not None:
        return reason.exit_code
    found = set(statuses)
    if Status.NOT_ATTEMPTED in found:
        return Exit.STOPPED
    if found & _ATTENTION:
        return Exit.ATTENTION
    return Exit.CHANGES_PENDING if tell_changes and Status.PLANNED in found else Exit.OK


def exit_code_of_audit(facts: pd.DataFrame, reason: StopReason | None, *, tell_changes: bool) -> Exit:
    """Return the code for an audit with these facts (`AUDIT`); `reason` and `tell_changes` as above.

    A customer that the key may not see is a finding; one that could not be read leaves the audit unfinished. With
    `tell_changes`, accepted findings that `govlink apply` would change count as pending.
    """
    if reason is not None:
        return reason.exit_code
    waking = facts[needs_attention(facts)]
    unread = (waking["finding"] == Finding.UNREADABLE) & ~has_code(waking, accounts.CUSTOMER_REFUSED)
    if unread.any():
        return Exit.STOPPED
    if not waking.empty:
        return Exit.ATTENTION
    pending = (facts["finding"] == Finding.MISSING) & (facts["change"] != Change.RESOLVED)
    return Exit.CHANGES_PENDING if tell_changes and pending.any() else Exit.OK
