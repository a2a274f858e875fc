"""What an audit comes to: its counts and its exit code; pure."""

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from batch.audit.changes import Change
from batch.audit.findings import Finding
from batch.errors import Exit
from batch.events import Audited
from batch.frames import has_code
from batch.rules import accounts, drift
from batch.stopping import Reason


def attention(facts: pd.DataFrame) -> "pd.Series[bool]":
    """Which facts (`AUDIT`) need somebody's attention."""
    return (facts["finding"] != Finding.IN_SYNC) & (facts["change"] != Change.RESOLVED) & ~accepted(facts)


def accepted(facts: pd.DataFrame) -> "pd.Series[bool]":
    """Which facts are meant to be so."""
    return has_code(facts, drift.ACCEPTED) & (facts["change"] != Change.RESOLVED)


def tally(facts: pd.DataFrame, compared_with: Sequence[str]) -> Audited:
    """The counts."""
    holding = facts[facts["change"] != Change.RESOLVED]
    findings = facts[facts["finding"] != Finding.IN_SYNC]
    return Audited(
        _counts(holding["finding"], Finding),
        _counts(holding.loc[accepted(holding), "finding"], Finding),
        _counts(findings["change"], Change),
        list(compared_with),
    )


def exit_code(facts: pd.DataFrame, reason: Reason | None, *, tell_changes: bool) -> Exit:
    """The exit code; `reason` says why the audit ended early, if it did.

    A customer that the key may not see is a finding; one that could not be read leaves the audit unfinished. With
    `tell_changes`, accepted findings that `govlink apply` would change are told apart from a mapping in sync.
    """
    if reason is not None:
        return reason.exit_code
    waking = facts[attention(facts)]
    unread = (waking["finding"] == Finding.UNREADABLE) & ~has_code(waking, accounts.CUSTOMER_REFUSED)
    if unread.any():
        return Exit.STOPPED
    if not waking.empty:
        return Exit.ATTENTION
    pending = (facts["finding"] == Finding.MISSING) & (facts["change"] != Change.RESOLVED)
    return Exit.CHANGES_PENDING if tell_changes and pending.any() else Exit.OK


def _counts(values: "pd.Series[str]", kinds: type[Finding] | type[Change]) -> dict[str, int]:
    counts = Counter(values)
    return {kind.value: counts[kind] for kind in kinds}
