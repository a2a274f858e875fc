"""What is shown of an audit, as lines of text: what changed first, then what holds and why; pure."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from batch.audit import Change, Finding, attention
from batch.report import AUDIT_FILE
from batch.report.causes import decisive, kind_of
from batch.report.wording import address, counted, kind_words, lasting, plain

CHANGES = 30
"""So many changes are shown of each kind; all of them stand in `audit.csv`."""

_CUSTOMERS = 6
_TITLES = {Change.NEW: "New since the last audit", Change.RESOLVED: "Resolved since the last audit"}


def audit_lines(summary: Mapping[str, Any], facts: pd.DataFrame, folder: Path) -> Iterator[str]:
    """What an audit found; `summary` as `batch.report.summary` has it, `facts` as `batch.frames.AUDIT`."""
    where = address(summary["base_url"], is_sandbox=summary["sandbox"])
    sent = counted(summary["requests"]["sent"], "request")
    took = "" if summary["seconds"] is None else f" in {lasting(summary['seconds'])}"
    yield summary["headline"]
    yield f"{counted(len(summary['customers']), 'customer')} of {where}, {sent}{took}."
    waking = facts[attention(facts)]
    if summary["audit"] and summary["audit"]["compared_with"]:
        resolved = facts[(facts["change"] == Change.RESOLVED) & (facts["finding"] != Finding.IN_SYNC)]
        yield from _changed(Change.NEW, waking[waking["change"] == Change.NEW])
        yield from _changed(Change.RESOLVED, resolved)
    if len(waking):
        yield ""
        yield "What needs attention:"
        yield from _rolled_up(waking)
    yield ""
    yield f"Facts: {folder / AUDIT_FILE}"


def _changed(change: Change, facts: pd.DataFrame) -> Iterator[str]:
    if facts.empty:
        return
    yield ""
    yield f"{_TITLES[change]} ({len(facts):,}):"
    for _, fact in facts.head(CHANGES).iterrows():
        yield f"  {_subject(fact)} ({fact['message']})"
    if len(facts) > CHANGES:
        yield f"  … and {len(facts) - CHANGES:,} more: see {AUDIT_FILE}"


def _subject(fact: "pd.Series[str]") -> str:
    sides = [
        f"{name} {fact[f'{side}_owner_id'] or fact[f'{side}_acct_id']} {fact[f'{side}_name']}".rstrip()
        for side, name in (("commercial", "commercial"), ("govcloud", "GovCloud"))
        if fact[f"{side}_owner_id"] or fact[f"{side}_acct_id"]
    ]
    return f"{plain(fact['finding'])}, {_customer(fact['client_api_id'])}: {' with '.join(sides)}".removesuffix(": ")


def _rolled_up(waking: pd.DataFrame) -> Iterator[str]:
    """Findings of one kind and customer in a line, the kinds in their own order, each with its next step once."""
    deciding = waking["codes"].map(lambda codes: decisive(codes).id)
    for finding in Finding:
        for code, facts in waking[waking["finding"] == finding].groupby(deciding, sort=False):
            kind = kind_of(str(code))
            yield f"  {len(facts):,} {plain(finding)}: {kind_words(kind.name)}{f' ({kind.id})' if kind.id else ''}"
            yield f"      where  {_where(facts)}"
            yield f"      next   {kind.remedy}"


def _where(facts: pd.DataFrame) -> str:
    customers = facts["client_api_id"].value_counts()
    named = [f"{count:,} of {_customer(str(customer))}" for customer, count in customers.head(_CUSTOMERS).items()]
    more = [f"{counted(len(customers) - _CUSTOMERS, 'further customer')}"] if len(customers) > _CUSTOMERS else []
    return ", ".join(named + more)


def _customer(client_api_id: str) -> str:
    return f"customer {client_api_id}" if client_api_id else "the key's own customer"
