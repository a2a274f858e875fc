"""Reports: renderings of a run's plan and journal, and of nothing else.

A run ends with `render`, and `govlink report` repeats it: the same plan and journal give the same bytes.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from batch.audit import Finding
from batch.report.causes import Cause, causes, causes_of_findings, warnings_of, warnings_of_facts
from batch.report.commands import Continuation, run_folder
from batch.report.page import PAGE_FILE, page
from batch.report.story import Story
from batch.report.summary import summary
from batch.report.tables import AUDIT_FILE, REPORT_FILE, mapping_table, sha256, to_csv
from batch.report.taking_up import FIX_FILE, MAY_APPEAR, RETRY_FILE, WORKBOOK_FILE
from batch.report.workbook import as_workbook, holds

PLAN_FILE = "plan.csv"
"""Every row with its action, complete on disk before the first write is sent."""
SUMMARY_FILE = "summary.json"
"""Counts by status, root causes, timing, requests, the exit code, and hashes of inputs and outputs, for programs."""
REPORT_FILES = (REPORT_FILE, RETRY_FILE, FIX_FILE, AUDIT_FILE, PAGE_FILE, WORKBOOK_FILE, SUMMARY_FILE)
"""All that `render` can make."""
MAPPING_FILES = (RETRY_FILE, FIX_FILE, WORKBOOK_FILE)
"""The files that people edit."""


@dataclass(frozen=True)
class Rendered:
    """A run's reports: `files` by name in the order in which to write them, and what they were made from."""

    files: Mapping[str, bytes]
    report: pd.DataFrame
    facts: pd.DataFrame | None
    """`batch.frames.AUDIT` for an audit, otherwise None."""
    causes: Sequence[Cause]
    warnings: Sequence[Cause]
    summary: Mapping[str, Any]
    going_on: Continuation


def render(report: pd.DataFrame, story: Story, *, with_workbook: bool) -> Rendered:
    """Make every report of a run from its rows (from `join`, with the plan as in `plan.csv`) and its journal.

    A workbook needs XlsxWriter. Raises `NoBeginningError` if the journal doesn't begin with the run.
    """
    facts = story.facts
    to_retry, to_fix = mapping_table(report, RETRY_FILE), mapping_table(report, FIX_FILE)
    to_edit = WORKBOOK_FILE if with_workbook and holds(to_fix) else FIX_FILE
    stopped = story.stopped.code if story.stopped else ""
    going_on, folder = Continuation(story.started, report, to_edit, stopped), run_folder(story.started)
    rolled = roll_up(report, facts, going_on, folder, story.names)
    warnings = warnings_of(report, story.names) if facts is None else warnings_of_facts(facts, story.names)
    files = {REPORT_FILE: to_csv(report), RETRY_FILE: to_csv(to_retry), FIX_FILE: to_csv(to_fix)}
    if facts is not None:
        files[AUDIT_FILE] = to_csv(facts)
    summed_up = summary(report, story, rolled, going_on.with_plan(folder), warnings)
    files[PAGE_FILE] = page(
        report, story, rolled, summed_up, facts, warnings, to_edit=to_edit, has_workbook=with_workbook
    )
    if with_workbook:
        files[WORKBOOK_FILE] = as_workbook(report, to_fix, to_retry, story, rolled, summed_up, facts, warnings)
    outputs = [{"file": name, "sha256": sha256(content)} for name, content in files.items()]
    complete = {**summed_up, "outputs": outputs}
    files[SUMMARY_FILE] = json.dumps(complete, indent=2, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
    return Rendered(files, report, facts, rolled, warnings, complete, going_on)


def roll_up(
    report: pd.DataFrame, facts: pd.DataFrame | None, going_on: Continuation, folder: Path, names: Mapping[str, str]
) -> list[Cause]:
    """Why rows, or the `facts` of an audit if there are any, need attention.

    Commands name `folder`, and titles call customers by their `names`.
    """
    if facts is None:
        return causes(report, lambda file, code: going_on.with_file(folder, file, code), going_on.to_edit, names)

    def take_up(finding: str, code: str) -> str:
        match finding:
            case Finding.MISSING:
                return going_on.with_mapping()
            case Finding.GONE if code in MAY_APPEAR:
                return going_on.with_file(folder, RETRY_FILE, code)
            case Finding.CONFLICT | Finding.GONE | Finding.INVALID:
                return going_on.with_file(folder, going_on.to_edit, code)
        return ""

    return causes_of_findings(facts, take_up)
