"""The end of a run: what became of its rows, the last event, the reports, and which earlier runs go."""

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
    """How a run ended; `summary` as in `summary.json`, None where there is none."""

    code: Exit
    summary: Mapping[str, Any] | None = None


def conclude(run: RunContext, plan: Plan) -> pd.DataFrame:
    """What became of every row, as `batch.frames.REPORT`; a stop that came between two stages is in no event yet."""
    story = run.story.take(run.evidence)
    if (reason := run.stopping.reason) and not story.stopped:
        run.emit(Stopped(reason.rule.id, reason.words))
        story.take(run.evidence)
    return join(as_written(plan.frame), story.outcomes)


def finish(run: RunContext, code: Exit) -> None:
    """Close the story."""
    run.emit(RunFinished(code, run.story.requests, round(run.clock.monotonic() - run.began, 3)))


def report(run: RunContext, rows: pd.DataFrame, code: Exit) -> RunEnd:
    """Make the reports of a run whose journal is closed; the code is worse where they can't be written."""
    if not run.story.take(run.evidence).has_begun:
        run.view.warn(
            f"{run.folder} is gone, and the run's record with it; run the same command again: what is linked by now "
            "is found, and not sent twice"
        )
        return RunEnd(max(code, Exit.STOPPED))
    try:
        rendered = file_reports(run.folder, rows, run.story)
        file_manifest(run.folder, rendered, run.story)
    except (OSError, MemoryError) as error:
        if reason := run.stopping.reason:
            run.view.warn(f"stopped early, and rows may have been sent by then: {reason.words}")
        why = NO_MEMORY if isinstance(error, MemoryError) else error.strerror
        run.view.warn(
            f"the reports can't be written: {why}; once that is put right, `{rebuilding(run.folder)}` "
            "makes them from the plan and the journal"
        )
        return RunEnd(max(code, Exit.STOPPED))
    if run.settings.command != "plan" or run.stopping.reason is None:
        # `apply --plan reports/latest-plan` must not meet a plan that was cut short.
        _point_latest(run)
    _prune(run)
    run.view.result(rendered, run.folder)
    return RunEnd(code, rendered.summary)


def _point_latest(run: RunContext) -> None:
    try:
        point_latest(run.folder, run.settings.command)
    except OSError as error:
        pointer = latest(run.folder, run.settings.command)
        run.view.warn(f"{pointer} does not lead to this run: {in_words(error)}; name {run.folder} instead")


def _prune(run: RunContext) -> None:
    """Remove old runs of the command, where the user asked for it; what unexpectedly stays is reported."""
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
                    f"the old run {old.folder} is not removed, since somebody worked in it: {'; '.join(work)}"
                )
            else:
                remove(old)
        except OSError as error:
            run.view.warn(f"the old run {old.folder} can't be removed: {in_words(error)}")
