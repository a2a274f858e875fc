"""Which facts of an audit need attention, and how many there are of each kind; pure."""

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from batch.audit.changes import Change
from batch.audit.findings import Finding
from batch.events import Audited
from batch.frames import has_code
from batch.rules import drift


def needs_attention(facts: pd.DataFrame) -> "pd.Series[bool]":
    """Whether each of the facts (`AUDIT`) needs attention."""
    return (facts["finding"] != Finding.IN_SYNC) & (facts["change"] != Change.RESOLVED) & ~accepted(facts)


def accepted(facts: pd.DataFrame) -> "pd.Series[bool]":
    """Whether each of the facts is accepted."""
    return has_code(facts, drift.ACCEPTED) & (facts["change"] != Change.RESOLVED)


def tally(facts: pd.DataFrame, compared_with: Sequence[str]) -> Audited:
    """Count the facts."""
    current = facts[facts["change"] != Change.RESOLVED]
    findings = facts[facts["finding"] != Finding.IN_SYNC]
    return Audited(
        _counts(current["finding"], Finding),
        _counts(current.loc[accepted(current), "finding"], Finding),
        _counts(findings["change"], Change),
        list(compared_with),
    )


def _counts(values: "pd.Series[str]", kinds: type[Finding] | type[Change]) -> dict[str, int]:
    counts = Counter(values)
    return {kind.value: counts[kind] for kind in kinds}
