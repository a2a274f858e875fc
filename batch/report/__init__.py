"""Reports: renderings of a run's plan and journal, and nothing else.

`render` is what `apply` ends with and what `govlink report` repeats: the same bytes from the same plan and journal.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from batch.errors import GovlinkError
from batch.events import JournalLine, RunStarted
from batch.report.audited import audited
from batch.report.causes import Cause, causes
from batch.report.commands import follow_up, go_on_with, run_folder
from batch.report.outcomes import join
from batch.report.page import PAGE_FILE, page
from batch.report.summary import summary
from batch.report.tables import as_written, mapping_table, sha256, to_csv
from batch.statuses import FIX, RETRY

PLAN_FILE = "plan.csv"
SUMMARY_FILE = "summary.json"
AUDIT_FILE = "audit.csv"


class UntoldError(GovlinkError):
    """The journal lacks its beginning, without which no report can be made."""


@dataclass(frozen=True)
class Rendered:
    """A run's reports: `files` by name in the order in which they are to be written, and what they were made of."""

    files: Mapping[str, bytes]
    report: pd.DataFrame
    facts: pd.DataFrame | None
    """`batch.frames.AUDIT`, of an audit."""
    causes: Sequence[Cause]
    summary: Mapping[str, Any]


def render(plan: pd.DataFrame, events: Sequence[JournalLine]) -> Rendered:
    """Make every report of a run from its plan (as `plan.csv` holds it) and its journal.

    Raises `UntoldError` where the journal doesn't begin with the run.
    """
    if not events or events[0]["event"] != RunStarted.name:
        raise UntoldError("the journal has no run_started event, so no report can be made")
    report = join(as_written(plan), events)
    rolled = causes(report, partial(_go_on, events[0]))
    files = {
        "report.csv": to_csv(report),
        "retry.csv": to_csv(mapping_table(report, RETRY)),
        "fix.csv": to_csv(mapping_table(report, FIX)),
    }
    facts = audited(events)
    if facts is not None:
        files[AUDIT_FILE] = to_csv(facts)
    summed_up = summary(report, events, rolled)
    files[PAGE_FILE] = page(report, events, rolled, summed_up, facts)
    outputs = [{"file": name, "sha256": sha256(content)} for name, content in files.items()]
    complete = {**summed_up, "outputs": outputs}
    files[SUMMARY_FILE] = json.dumps(complete, indent=2, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
    return Rendered(files, report, facts, rolled, complete)


def _go_on(started: JournalLine, file: str, code: str) -> str:
    return go_on_with(run_folder(started) / file, follow_up(code, started["command"]), started["settings"])
