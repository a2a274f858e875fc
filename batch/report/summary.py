"""`summary.json`: what a scheduler, a dashboard or an auditor reads of a run; pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

import pandas as pd

from batch.cloudhealth.verdict import Throttled
from batch.events import (
    SCHEMA_VERSION,
    Answered,
    Audited,
    CustomerRead,
    Intent,
    JournalLine,
    RunFinished,
    RunStarted,
    Settled,
    is_rehearsal,
    stops_the_run,
)
from batch.report.causes import Cause, rule_of
from batch.report.service import service_of
from batch.report.wording import headline
from batch.statuses import Status

_AUDITED = ("findings", "accepted", "changes", "compared_with")

_MANY = frozenset({Intent.name, Answered.name, Settled.name})
"""Events of which each row has some; the others are few, and looked through as often as it takes."""


def summary(
    report: pd.DataFrame,
    events: Sequence[JournalLine],
    causes: Sequence[Cause],
    apply_command: str,
    warnings: Sequence[Cause] = (),
) -> dict[str, Any]:
    """The summary as one JSON object; `summary.schema.json` describes it for machines.

    `apply_command` is what would send the plan of the run, if it is one that can be sent.

    `schema_version` · `headline`: what happened, in one sentence · `run`, `command`, `version`, `base_url`, `sandbox` ·
    `started_at`, `finished_at`, `seconds` (null for a killed run, as is `exit_code`) · `stopped`: `code`, `reason` and
    `next_step`, or null · `apply_command`: what sends the plan of a `plan`, or null · `rows`, `counts` by status (each
    has its number) · `audit`: `findings`, `accepted`, `changes` and `compared_with` as the `audited` event has them,
    null for other commands and for an audit that was killed · `root_causes` · `warnings` ·
    `customers`: what was read ·
    `requests`: `sent`, `reads`, `writes`, `throttled`, and `minimum`, the least that this run could have taken ·
    `service`: what was met where its documents are silent, by trait a value or several ·
    `settings` · `inputs` with their SHA-256; the caller adds `outputs` with theirs.
    """
    few = [event for event in events if event["event"] not in _MANY]
    started = _one(few, RunStarted.name)
    finished = _one(few, RunFinished.name)
    audited = _one(few, Audited.name)
    stopped = [event for event in few if stops_the_run(event)]
    counts = Counter(report["status"].tolist())
    known: dict[str, Any] = {
        **{name: started.get(name) for name in ("run", "command", "version", "base_url")},
        "sandbox": is_rehearsal(few),
        "started_at": started.get("at"),
        "finished_at": finished.get("at"),
        "seconds": finished.get("seconds"),
        "exit_code": finished.get("exit_code"),
        "stopped": _stopped(stopped[-1]) if stopped else None,
        # The plan of a run that was stopped early is refused: what it would do is not known completely.
        "apply_command": apply_command
        if started["command"] == "plan" and counts[Status.PLANNED] and not stopped
        else None,
        "rows": len(report),
        "counts": {status.value: counts[status] for status in Status},
        "audit": {name: audited[name] for name in _AUDITED} if audited else None,
        "root_causes": [asdict(cause) for cause in causes],
        "warnings": [asdict(warning) for warning in warnings],
        "customers": [
            {name: event[name] for name in ("client_api_id", "state", "accounts", "linkages", "reason")}
            | {"left_out": event.get("left_out", "")}
            for event in few
            if event["event"] == CustomerRead.name
        ],
        "requests": count_requests(events),
        "service": service_of(events),
        "settings": started.get("settings"),
        "inputs": started.get("inputs"),
    }
    return {"schema_version": SCHEMA_VERSION, "headline": headline(known), **known}


def count_requests(events: Iterable[JournalLine]) -> dict[str, int]:
    """What was sent, beside the least that was needed: a sweep of each customer, and one write for each row sent."""
    sent = reads = throttled = minimum = 0
    rows = set()
    for event in events:
        match event["event"]:
            case Answered.name:
                sent += 1
                reads += event["method"] == "GET"
                throttled += event["verdict"] == Throttled.__name__
            case CustomerRead.name:
                minimum += event.get("requests", 0)
            case Intent.name:
                rows.add(event["row"])
    return {
        "sent": sent,
        "reads": reads,
        "writes": sent - reads,
        "throttled": throttled,
        "minimum": minimum + len(rows),
    }


def _stopped(event: JournalLine) -> dict[str, str]:
    return {"code": event["code"], "reason": event["reason"], "next_step": rule_of(event["code"]).remedy}


def _one(events: Iterable[JournalLine], name: str) -> JournalLine:
    return next((event for event in events if event["event"] == name), {})
