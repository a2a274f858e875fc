"""An audit's result as lines of text: first what changed, then what needs attention and why; pure."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from batch.audit import Change, Finding
from batch.console.words import more, warning_lines
from batch.counting import counted
from batch.report.causes import Cause
from batch.report.coverage import asked_about
from batch.report.tables import AUDIT_FILE
from batch.report.wording import address, customer, is_direct, lasting, most_of, names_of, plain
from batch.rules.drift import ACCEPTED

CHANGES = 30
"""The most changes of each kind that are shown; `audit.csv` has all of them."""


def audit_lines(
    summary: Mapping[str, Any],
    facts: pd.DataFrame,
    causes: Sequence[Cause],
    folder: Path,
    warnings: Sequence[Cause] = (),
) -> Iterator[str]:
    """Yield what an audit found; `summary` is from `batch.report.summary`, `facts` is `batch.frames.AUDIT`."""
    service = address(summary["base_url"], is_sandbox=summary["sandbox"])
    sent = counted(summary["requests"]["sent"], "request")
    took = "" if summary["seconds"] is None else f" in {lasting(summary['seconds'])}"
    direct, names = is_direct(summary), names_of(summary)
    yield summary["headline"]
    asked, unread = asked_about(summary, facts)
    yield f"{counted(asked, 'customer')}{f' ({unread:,} unreadable)' if unread else ''}; {sent} to {service}{took}."
    if summary["audit"] and summary["audit"]["compared_with"]:
        changed = facts[facts["finding"] != Finding.IN_SYNC]
        for change in (Change.NEW, Change.RESOLVED):
            yield from _changed(change, changed[changed["change"] == change], direct=direct)
    if causes:
        yield ""
        yield "What needs attention:"
    for cause in causes:
        yield f"  {cause.title}{f' ({cause.code})' if cause.code else ''}"
        yield f"      whose  {', '.join(most_of(cause.customers, names, direct=direct))}"
        if cause.places:
            yield f"      where  {', '.join(cause.places)}{more(cause)}"
        if example := _example(cause, facts):
            yield f"      what   {'such as: ' if cause.rows > 1 else ''}{example}"
        yield f"      next   {cause.next_step}"
        if cause.command:
            yield f"      then   {cause.command}"
    yield from warning_lines(warnings, names, direct=direct)
    yield ""
    yield f"All findings: {folder / AUDIT_FILE}"


def _changed(change: Change, facts: pd.DataFrame, *, direct: bool) -> Iterator[str]:
    if facts.empty:
        return
    yield ""
    yield f"{change.capitalize()} since the last audit ({len(facts):,}):"
    for _, fact in facts.head(CHANGES).iterrows():
        yield f"  {_subject(fact, direct=direct)} ({fact['message']})"
    if len(facts) > CHANGES:
        yield f"  … and {len(facts) - CHANGES:,} more: see {AUDIT_FILE}"


def _subject(fact: "pd.Series[str]", *, direct: bool) -> str:
    owner = customer(fact["client_api_id"], fact["customer_name"], direct=direct)
    return f"{plain(fact['finding'])}, {owner}: {_accounts(fact)}".removesuffix(": ")


def _accounts(fact: "pd.Series[str]") -> str:
    sides = [
        f"{called} {number}{f' {name}' if name != number else ''}".rstrip()
        for side, called in (("commercial", "commercial"), ("govcloud", "GovCloud"))
        if (number := fact[f"{side}_owner_id"] or fact[f"{side}_acct_id"])
        for name in [fact[f"{side}_name"]]
    ]
    return " with ".join(sides)


def _example(cause: Cause, facts: pd.DataFrame) -> str:
    """The first fact of a cause, with its accounts."""
    for _, fact in facts[facts["finding"] == cause.status].iterrows():
        codes = fact["codes"].split()
        if cause.code in codes and ACCEPTED.id not in codes:
            accounts = _accounts(fact)
            return f"{accounts} ({fact['message']})" if accounts else fact["message"]
    return ""
