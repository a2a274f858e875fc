"""`summary.json`: a run for schedulers, dashboards, and auditors; pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import pandas as pd

from batch.events import SCHEMA_VERSION, Stopped
from batch.report.causes import Cause
from batch.report.story import Story
from batch.report.taking_up import rule_of
from batch.report.wording import headline
from batch.statuses import Status

_OF_CUSTOMER = ("client_api_id", "state", "accounts", "linkages", "reason", "left_out")


def summary(
    report: pd.DataFrame,
    story: Story,
    causes: Sequence[Cause],
    apply_command: str,
    warnings: Sequence[Cause] = (),
) -> dict[str, Any]:
    """The summary as one JSON object; `summary.schema.json` describes it for machines.

    `apply_command` is the command that would send the run's plan; it is used only if the plan can be sent.

    `schema_version` · `headline`: what happened, in one sentence · `run`, `command`, `version`, `base_url`, `sandbox` ·
    `started_at`, `finished_at`, `seconds` (null for a killed run, as is `exit_code`) · `stopped`: `code`, `reason`, and
    `next_step`, or null · `apply_command`: what sends the plan of a `plan`, or null · `rows`, `counts` by status (every
    status has a number) · `audit`: `findings`, `accepted`, `changes`, and `compared_with` as in the `audited` event,
    null for other commands and for an audit that was killed · `root_causes` · `warnings` · `customers`: what was read ·
    `requests`: `sent`, `reads`, `writes`, `throttled`, and `minimum`, the fewest that this run could have needed ·
    `service`: how it behaved where its documentation is silent, one value or several per trait · `settings` · `inputs`
    with their SHA-256; the caller adds `outputs` with theirs.
    """
    started, finished, stopped = story.started, story.finished, story.stopped
    counts = Counter(report["status"].tolist())
    known: dict[str, Any] = {
        "run": started.run,
        "command": started.command,
        "version": started.version,
        "base_url": started.base_url,
        "sandbox": story.is_rehearsal,
        "started_at": story.started_at,
        "finished_at": story.finished_at,
        "seconds": finished.seconds if finished else None,
        "exit_code": finished.exit_code if finished else None,
        "stopped": _stopped(stopped) if stopped else None,
        # The plan of a run that was stopped early may be incomplete, and is refused.
        "apply_command": apply_command
        if started.command == "plan" and counts[Status.PLANNED] and not stopped
        else None,
        "rows": len(report),
        "counts": {status.value: counts[status] for status in Status},
        "audit": asdict(story.audited) if story.audited else None,
        "root_causes": [asdict(cause) for cause in causes],
        "warnings": [asdict(warning) for warning in warnings],
        "customers": [
            {"name": story.names.get(swept.client_api_id, ""), **{name: getattr(swept, name) for name in _OF_CUSTOMER}}
            for swept in story.swept
        ],
        "requests": story.requests,
        "service": story.service.by_trait,
        "settings": started.settings,
        "inputs": started.inputs,
    }
    return {"schema_version": SCHEMA_VERSION, "headline": headline(known), **known}


def _stopped(stopped: Stopped) -> dict[str, str]:
    return {"code": stopped.code, "reason": stopped.reason, "next_step": rule_of(stopped.code).remedy}
