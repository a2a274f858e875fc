"""The exit code of each kind of run except `doctor`, where each check has its own; pure."""

from collections.abc import Collection

import pandas as pd

from batch.audit import Change, Finding, needs_attention
from batch.errors import Exit
from batch.frames import has_code
from batch.rules import accounts
from batch.statuses import FIX, Status
from batch.stopping import StopReason

_ATTENTION = FIX | {Status.FAILED, Status.UNKNOWN}


def exit_code_of_rows(statuses: Collection[str], reason: StopReason | None, *, code_for_changes: bool) -> Exit:
    """Return the code for a run that left its rows with these statuses; `reason` is why it ended early, if it did.

    `code_for_changes` is `--exit-code`: pending changes have their own code.
    """
    if reason is not None:
        return reason.exit_code
    found = set(statuses)
    if Status.NOT_ATTEMPTED in found:
        return Exit.STOPPED
    if found & _ATTENTION:
        return Exit.ATTENTION
    return Exit.CHANGES_PENDING if code_for_changes and Status.PLANNED in found else Exit.OK


def exit_code_of_audit(facts: pd.DataFrame, reason: StopReason | None, *, code_for_changes: bool) -> Exit:
    """Return the code for an audit with these facts (`AUDIT`); `reason` and `code_for_changes` as above.

    A customer that the key may not see is a finding; one that could not be read leaves the audit unfinished. With
    `code_for_changes`, accepted findings that `govlink apply` would change count as pending.
    """
    if reason is not None:
        return reason.exit_code
    unresolved = facts[needs_attention(facts)]
    unread = (unresolved["finding"] == Finding.UNREADABLE) & ~has_code(unresolved, accounts.CUSTOMER_REFUSED)
    if unread.any():
        return Exit.STOPPED
    if not unresolved.empty:
        return Exit.ATTENTION
    pending = (facts["finding"] == Finding.MISSING) & (facts["change"] != Change.RESOLVED)
    return Exit.CHANGES_PENDING if code_for_changes and pending.any() else Exit.OK
