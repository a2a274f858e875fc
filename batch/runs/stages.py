"""The stages that runs of every kind share, from the lock to the reports; nothing per row."""

import socket
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from batch import __version__
from batch.archive.files import in_words
from batch.archive.filing import file_manifest, file_reports
from batch.archive.folder import FolderError, make_run_folder, write_whole
from batch.archive.journal import Journal, JournalReader, Recorder
from batch.archive.latest import latest, point_latest
from batch.archive.pruning import outdated, remove, work_in
from batch.archive.runs import survey
from batch.archive.snapshot import SNAPSHOT_FILE, Replay, snapshot_lines
from batch.clock import Clock, SystemClock
from batch.cloudhealth.connection import Connection
from batch.cloudhealth.session import connected
from batch.console import View
from batch.errors import ExhaustedError, Exit
from batch.events import Planned, RunFinished, RunStarted, Stopped
from batch.exhaustion import NO_MEMORY, exhausted
from batch.inventory import CustomerInventory
from batch.reconcile import Plan, reconcile
from batch.reconcile.reviewed import hold_to
from batch.report import PLAN_FILE
from batch.report.commands import rebuilding
from batch.report.outcomes import join
from batch.report.story import Story
from batch.report.tables import as_written, sha256, to_csv
from batch.runs.forecast import Forecast, fit, of_requests
from batch.runs.lock import alone
from batch.runs.lock.users import user_name
from batch.runs.reading import Reading, read_inventories
from batch.runs.settings import Settings
from batch.runs.signals import time_limited
from batch.runs.wanted import Wanted
from batch.statuses import Status
from batch.stopping import Stopping


@dataclass(frozen=True)
class RunContext(Reading):
    """What the stages of a run share. `began` is the reading of `clock.monotonic` when the run began.

    `story` is what its journal says, as far as `evidence` was read by then.
    """

    settings: Settings
    folder: Path
    clock: Clock
    began: float
    evidence: JournalReader
    story: Story = field(default_factory=Story)


@dataclass(frozen=True)
class RunEnd:
    """How a run ended; `summary` as in `summary.json`, None where there is none."""

    code: Exit
    summary: Mapping[str, Any] | None = None


@contextmanager
def locked(settings: Settings, connection: Connection, view: View, clock: Clock) -> Iterator[None]:
    """Hold the connection's lock, unless it isn't used; raises `LockedError` before anything is read or written."""
    if settings.snapshot:
        yield
        return
    with alone(connection, settings.command, clock, view.note):
        yield


@contextmanager
def opened(
    settings: Settings,
    connection: Connection,
    inputs: Sequence[Mapping[str, object]],
    view: View,
    stopping: Stopping,
) -> Iterator[RunContext]:
    """Open a folder and a journal for the run, and close the journal at the end.

    Raises `FolderError`, and `ExhaustedError` where the machine gives no more.
    """
    clock = SystemClock(stopping)
    folder = make_run_folder(settings.output.reports, settings.command, clock.now())
    began = clock.monotonic()
    with (
        _exhaustion_reported(folder),
        closing(_journal(folder, clock)) as journal,
        time_limited(settings.safety.max_duration, stopping),
    ):
        emit = Recorder(journal, view.event, stopping)
        emit(_run_started(settings, connection, inputs, folder))
        with connected(connection, clock, stopping, emit) as cloudhealth:
            remote = Replay(settings.snapshot, emit) if settings.snapshot else cloudhealth
            evidence = JournalReader(folder)
            yield RunContext(cloudhealth, remote, emit, view, stopping, settings, folder, clock, began, evidence)


@contextmanager
def _exhaustion_reported(folder: Path) -> Iterator[None]:
    """Have a machine that gives no more end the run with a word on how its reports can be made."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if not (reason := exhausted(error)):
            raise
        left = (
            f"once that is put right, `{rebuilding(folder)}` makes the reports from the plan and the journal"
            if (folder / PLAN_FILE).exists()
            else "the run ended before its plan, and nothing was sent"
        )
        raise ExhaustedError(f"{reason.words}; {left}") from error


def _journal(folder: Path, clock: Clock) -> Journal:
    try:
        return Journal(folder, clock)
    except OSError as error:
        raise FolderError(f"the journal can't be started in {folder}: {error.strerror}; nothing was sent") from error


def make_plan(run: RunContext, wanted: Wanted, inventories: Sequence[CustomerInventory]) -> Plan:
    """Compare what is wanted with what was read, and have the plan complete on disk; raises `FolderError`."""
    safety = run.settings.safety
    asked = (wanted.rows, wanted.problems, inventories, wanted.aws_list)
    plan = reconcile(*asked, forced=safety.forced, allow_update=safety.allow_update)
    if wanted.reviewed is not None:
        plan = hold_to(plan, wanted.reviewed)
    content = to_csv(plan.frame)
    _write_first(run.folder / PLAN_FILE, content)
    forecast = _sending(run, plan)
    counts = dict(Counter(plan.frame["status"]))
    run.emit(Planned(counts, forecast.requests, round(forecast.seconds, 1), sha256(content)))
    return plan


def show_plan(run: RunContext, plan: Plan) -> None:
    """Show the plan, and how long sending it takes."""
    forecast = _sending(run, plan)
    run.view.plan(plan.frame, [forecast.words, fit(forecast, run.settings.safety.max_duration)])


def _sending(run: RunContext, plan: Plan) -> Forecast:
    planned = plan.frame.loc[plan.frame["status"] == Status.PLANNED, "client_api_id"]
    return of_requests(Counter(planned).values(), run.cloudhealth.connection)


def take_snapshot(run: RunContext, customers: Sequence[str], *, are_all: bool = False) -> list[CustomerInventory]:
    """What `read_inventories` gives, kept as the run's snapshot.

    `are_all` says that the key can see no other customers. Raises `FolderError`.
    """
    inventories = read_inventories(run, customers)
    _write_first(run.folder / SNAPSHOT_FILE, snapshot_lines(inventories, all_customers=are_all))
    return inventories


def conclude(run: RunContext, plan: Plan) -> pd.DataFrame:
    """What became of every row, as `batch.frames.REPORT`; a stop that came between two stages is in no event yet."""
    story = run.story.take(run.evidence)
    if (reason := run.stopping.reason) and not story.stopped:
        run.emit(Stopped(reason.code.id, reason.words))
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


def _write_first(path: Path, content: bytes) -> None:
    """Write what must be on disk before anything is sent; raises `FolderError`."""
    try:
        write_whole(path, content)
    except OSError as error:
        raise FolderError(f"{path} can't be written: {error.strerror}; nothing was sent") from error


def _run_started(
    settings: Settings, connection: Connection, inputs: Sequence[Mapping[str, object]], folder: Path
) -> RunStarted:
    return RunStarted(
        run=folder.name,
        command=settings.command,
        version=__version__,
        base_url=connection.base_url,
        sandbox=connection.is_sandbox,
        inputs=[*inputs, *([settings.snapshot.as_input] if settings.snapshot else [])],
        settings=settings.to_repeat,
        options=settings.said,
        world=connection.world,
        user=user_name(),
        host=socket.gethostname(),
        snapshot=settings.snapshot.run.folder.name if settings.snapshot else "",
    )
