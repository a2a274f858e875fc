"""The figures at the top of the page, about a run's rows or an audit's findings; pure."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from batch.audit import Change, Finding, tally
from batch.counting import counted
from batch.report.coverage import asked_about
from batch.report.wording import lasting, needing_attention
from batch.statuses import Status

_EXIT_WORDS = {
    0: "nothing needs attention",
    1: "something needs attention",
    3: "stopped early or refused",
    5: "changes are pending",
    129: "hung up",
    130: "interrupted",
    143: "terminated",
}
_STEADY = 15.0
"""Seconds; the rate of a shorter run means little, and its few requests would look like a breach of the limit."""

Figure = tuple[str, str, str]
"""Label, value, and remark."""


def figures(
    summary: Mapping[str, Any], report: pd.DataFrame, facts: pd.DataFrame | None, lasted: float
) -> list[Figure]:
    """What a reader sees first; `lasted` is the time from the journal's first event to its last, in seconds."""
    first = _of_rows(summary, report) if facts is None else _of_findings(summary, report, facts)
    return [*first, *_of_requests(summary, lasted)]


def _of_rows(summary: Mapping[str, Any], report: pd.DataFrame) -> list[Figure]:
    counts = summary["counts"]
    linked = sum(counts[status] for status in (Status.CREATED, Status.UPDATED, Status.IN_SYNC))
    return [
        _rows(report),
        ("Linked now", f"{linked:,}", f"{counts[Status.IN_SYNC]:,} before this run"),
        ("Need attention", f"{needing_attention(counts):,}", "see the root causes"),
    ]


def _of_findings(summary: Mapping[str, Any], report: pd.DataFrame, facts: pd.DataFrame) -> list[Figure]:
    audit = tally(facts, (summary["audit"] or {}).get("compared_with", ()))
    in_sync, accepted = audit.findings[Finding.IN_SYNC], sum(audit.accepted.values())
    needing = sum(audit.findings.values()) - in_sync - accepted
    asked, unread = asked_about(summary, facts)
    shown = [
        ("As mapped", f"{in_sync:,}", "linkage" if in_sync == 1 else "linkages"),
        ("Need attention", f"{needing:,}", "see the root causes"),
        ("Accepted", f"{accepted:,}", "no attention needed"),
        ("Customers", f"{asked:,}", f"{unread:,} unreadable" if unread else ""),
    ]
    if audit.compared_with:
        shown += [
            (name.capitalize(), f"{audit.changes[name]:,}", "since the last audit")
            for name in (Change.NEW, Change.RESOLVED)
        ]
    return [*shown, _rows(report)] if len(report) else shown


def _rows(report: pd.DataFrame) -> Figure:
    return "Rows", f"{len(report):,}", f"in {counted(report['source'].nunique(), 'file')}"


def _of_requests(summary: Mapping[str, Any], lasted: float) -> list[Figure]:
    requests = summary["requests"]
    seconds = lasted if summary["seconds"] is None else summary["seconds"]
    shown = [
        ("Took", lasting(seconds), "" if summary["finished_at"] else "as far as the journal shows"),
        ("Requests", f"{requests['sent']:,}", f"minimum: {requests['minimum']:,}"),
    ]
    if seconds >= _STEADY:
        limit = f"limit: {rate}" if (rate := summary["settings"].get("rate")) else "on average"
        shown.append(("Requests per minute", f"{60 * requests['sent'] / seconds:,.0f}", limit))
    shown.append(("Throttled", f"{requests['throttled']:,}", "answered 429"))
    code = summary["exit_code"]
    return shown if code is None else [*shown, ("Exit code", str(code), _EXIT_WORDS.get(code, ""))]
