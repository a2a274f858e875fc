"""The end of a run: what became of its rows, the last event, the reports, and which earlier runs are removed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from batch.archive.files import in_words
from batch.archive.filing import file_manifest, file_reports
from batch.archive.latest import latest, point_latest
from batch.archive.pruning import outdated, remove, work_in
from batch.archive.runs import survey
from batch.errors import Exit
from batch.events import RunFinished, Stopped
from batch.exhaustion import NO_MEMORY
from batch.reconcile import Plan
from batch.report.commands import rebuilding
from batch.report.outcomes import join
from batch.report.tables import as_written
from batch.runs.stages import RunContext


@dataclass(frozen=True)
class RunEnd:
    """How a run ended; `summary` is the content of `summary.json`, or None."""

    code: Exit
    summary: Mapping[str, Any] | None = None


def conclude(run: RunContext, plan: Plan) -> pd.DataFrame:
    """Return what became of every row, as `batch.frames.REPORT`; also emits a stop that happened between two stages."""
    story = run.story.take(run.evidence)
    if (reason := run.stopping.reason) and not story.stopped:
        run.emit(Stopped(reason.rule.id, reason.words))
        story.take(run.evidence)
    return join(as_written(plan.frame), story.outcomes)


def finish(run: RunContext, code: Exit) -> None:
    """Emit the run's last event."""
    run.emit(RunFinished(code, run.story.requests, round(run.clock.monotonic() - run.began, 3)))


def report(run: RunContext, rows: pd.DataFrame, code: Exit) -> RunEnd:
    """Write the reports after the journal is closed; if that fails, the exit code is at least `STOPPED`."""
    if not run.story.take(run.evidence).has_begun:
        run.view.warn(
            f"{run.folder} is gone, and the run's record with it; run the same command again: linkages that exist by "
            "then are found and are not sent twice"
        )
        return RunEnd(max(code, Exit.STOPPED))
    try:
        rendered = file_reports(run.folder, rows, run.story)
        file_manifest(run.folder, rendered, run.story)
    except (OSError, MemoryError) as error:
        if reason := run.stopping.reason:
            run.view.warn(f"stopped early, and some rows may have been sent before that: {reason.words}")
        why = NO_MEMORY if isinstance(error, MemoryError) else error.strerror
        run.view.warn(
            f"the reports can't be written: {why}; after fixing that, run `{rebuilding(run.folder)}` to make them from "
            "the plan and the journal"
        )
        return RunEnd(max(code, Exit.STOPPED))
    if run.settings.command != "plan" or run.stopping.reason is None:
        # `apply --plan reports/latest-plan` must never find an incomplete plan.
        _point_latest(run)
    _prune(run)
    run.view.result(rendered, run.folder)
    return RunEnd(code, rendered.summary)


def _point_latest(run: RunContext) -> None:
    try:
        point_latest(run.folder, run.settings.command)
    except OSError as error:
        pointer = latest(run.folder, run.settings.command)
        run.view.warn(f"{pointer} does not point to this run: {in_words(error)}; use {run.folder} instead")


def _prune(run: RunContext) -> None:
    """Remove old runs of the command if the user asked for it; report those that can't or must not be removed."""
    keep, now = run.settings.keep, run.clock.now()
    if not keep.is_limited:
        return
    found = survey(run.settings.output.reports, run.settings.command, now)
    for remark in found.remarks:
        run.view.warn(remark)
    for old in outdated(found.runs, keep, now, run.folder):
        try:
            if work := work_in(old.folder):
                run.view.warn(
                    f"the old run {old.folder} is not removed, because its files were changed: {'; '.join(work)}"
                )
            else:
                remove(old)
        except OSError as error:
            run.view.warn(f"the old run {old.folder} can't be removed: {in_words(error)}")
