"""One run of `plan` or `apply`: the order of the stages, and nothing per row."""

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd

from batch import __version__
from batch.clock import SystemClock, iso
from batch.cloudhealth.connection import Connection
from batch.cloudhealth.errors import HaltError
from batch.cloudhealth.pacing import estimate, forecast
from batch.cloudhealth.session import CloudHealth
from batch.console import View
from batch.errors import Exit
from batch.events import Emit, Planned, RunFinished, RunStarted, Stopped
from batch.exit_codes import exit_code
from batch.folder import FolderError, make_run_folder, point_latest, write_whole
from batch.guard import objections
from batch.inventory import CustomerInventory, ReadState
from batch.journal import Journal, read_journal
from batch.lock import one_run_at_a_time
from batch.reconcile import Direction, Plan, reconcile
from batch.reconcile.reviewed import hold_to
from batch.recorder import Recorder
from batch.report import PLAN_FILE, Rendered, render
from batch.report.outcomes import join
from batch.report.summary import requests
from batch.report.tables import to_csv
from batch.settings import Settings
from batch.statuses import Action, Status
from batch.stopping import InterruptedWaitError, Reason, Stopping
from batch.submission import Submission
from batch.submit import Limits, submit
from batch.wanted import Wanted


@dataclass(frozen=True)
class _Stage:
    """What every stage of a run shares."""

    settings: Settings
    folder: Path
    cloudhealth: CloudHealth
    emit: Emit
    view: View
    stopping: Stopping


def execute(
    settings: Settings,
    connection: Connection,
    wanted: Wanted,
    view: View,
    stopping: Stopping,
) -> Exit:
    """Run `plan` or `apply` on what is wanted, from the lock to the reports.

    Raises `LockedError` and `FolderError` before anything is read or sent.
    """
    clock = SystemClock(stopping)
    started = clock.now()
    began = clock.monotonic()
    with one_run_at_a_time(
        connection.base_url,
        connection.key,
        command=f"govlink {settings.command}",
        started_at=iso(started),
        timeout=connection.lock_timeout,
    ):
        folder = make_run_folder(settings.reports, settings.command, started)
        with closing(Journal(folder, clock)) as journal, _deadline(settings.safety.max_duration, stopping):
            emit = Recorder(journal, view.event, stopping)
            emit(_run_started(settings, connection, wanted, folder))
            cloudhealth = CloudHealth(connection, clock, stopping, emit)
            stage = _Stage(settings, folder, cloudhealth, emit, view, stopping)
            plan = _plan(stage, wanted)
            if settings.command == "apply" and stopping.reason is None:
                _apply(stage, plan)
            code = _finish(stage, plan.frame, clock.monotonic() - began)
        return _report(stage, plan.frame, code)


def _plan(stage: _Stage, wanted: Wanted) -> Plan:
    """Read what CloudHealth has, compare, and have the plan complete on disk."""
    local = wanted.findings
    settled = set(local.loc[local["status"] != "", "row"])
    customers = dict.fromkeys(row.client_api_id for at, row in enumerate(wanted.rows) if at not in settled)
    inventories = _inventories(stage, list(customers))
    safety = stage.settings.safety
    plan = reconcile(wanted.rows, local, inventories, told=safety.direction, allow_update=safety.allow_update)
    if wanted.reviewed is not None:
        plan = hold_to(plan, wanted.reviewed)
    try:
        write_whole(stage.folder / PLAN_FILE, to_csv(plan.frame))
    except OSError as error:
        raise FolderError(
            f"the plan can't be written into {stage.folder}: {error.strerror}; nothing was sent"
        ) from error
    planned = int((plan.frame["status"] == Status.PLANNED).sum())
    connection = stage.cloudhealth.connection
    seconds = estimate(planned, connection.rates, connection.burst)
    stage.emit(Planned(dict(Counter(plan.frame["status"])), planned, round(seconds, 1)))
    stage.view.plan(
        plan.frame, forecast(planned, connection.rates, connection.burst) if planned and connection.rates else ""
    )
    return plan


def _inventories(stage: _Stage, customers: Sequence[str]) -> list[CustomerInventory]:
    """One entry for each customer, those that a halt kept from being read among them."""
    inventories: list[CustomerInventory] = []
    try:
        inventories.extend(stage.cloudhealth.sweep(customers))
    except HaltError as halt:
        stage.stopping.stop(Reason(halt.code, halt.reason))
    except InterruptedWaitError:
        pass
    if reason := stage.stopping.reason:
        stage.emit(Stopped(reason.code, reason.words))
        unread = customers[len(inventories) :]
        inventories += [
            CustomerInventory(customer, ReadState.INCOMPLETE, reason=reason.words, code=reason.code)
            for customer in unread
        ]
    return inventories


def _apply(stage: _Stage, plan: Plan) -> None:
    """Send what the plan says, unless a limit or the user says no."""
    submissions = list(_submissions(plan))
    safety = stage.settings.safety
    refused = "; ".join(objections(plan.frame, safety))
    if refused:
        _refuse(stage, Reason("S305", refused))
    elif submissions and not safety.yes and not stage.view.confirm(f"Send these {len(submissions):,} rows?"):
        _refuse(stage, Reason("S303", "declined at the prompt"))
    elif submissions:
        linker = stage.cloudhealth.linker(
            {customer: direction is Direction.SWAPPED for customer, direction in plan.directions.items()}
        )
        limits = Limits(rows=safety.limit, failures=safety.max_failures)
        concurrency = stage.cloudhealth.connection.concurrency
        for _ in submit(submissions, linker, stage.emit, stage.stopping, limits=limits, concurrency=concurrency):
            pass


def _refuse(stage: _Stage, reason: Reason) -> None:
    stage.stopping.stop(reason)
    stage.emit(Stopped(reason.code, reason.words))


def _finish(stage: _Stage, plan: pd.DataFrame, seconds: float) -> Exit:
    """Settle the exit code and close the story."""
    events = list(read_journal(stage.folder))
    statuses = join(plan, events)["status"].unique()
    tell_changes = stage.settings.tell_changes
    code = exit_code(set(statuses), stage.stopping.reason, tell_changes=tell_changes)
    stage.emit(RunFinished(code, requests(events), round(seconds, 3)))
    return code


def _report(stage: _Stage, plan: pd.DataFrame, code: Exit) -> Exit:
    rendered = render(plan, list(read_journal(stage.folder)))
    try:
        write_reports(stage.folder, rendered)
    except OSError as error:
        stage.view.warn(
            f"the reports can't be written: {error.strerror}; once there is room, `govlink report {stage.folder}` "
            "makes them from the plan and the journal"
        )
        return max(code, Exit.STOPPED)
    point_latest(stage.folder, stage.settings.command)
    stage.view.result(rendered, stage.folder)
    return code


def write_reports(folder: Path, rendered: Rendered) -> None:
    """Put every report in place, `summary.json` last; raises `OSError`."""
    for name, content in rendered.files.items():
        write_whole(folder / name, content)


def _submissions(plan: Plan) -> Iterator[Submission]:
    planned = plan.frame[plan.frame["status"] == Status.PLANNED]
    columns = ["client_api_id", "commercial_acct_id", "govcloud_acct_id", "action", "linkage_id"]
    previous = ["previous_commercial_acct_id", "previous_govcloud_acct_id"]
    for row, *cells in planned[[*columns, *previous]].itertuples(name=None):
        client, commercial, govcloud, action, linkage_id, *before = cells
        after = frozenset(other + 1 for other in plan.steps[row].after)
        pair = (before[0], before[1])
        yield Submission(row + 1, client, commercial, govcloud, Action(action), linkage_id, pair, after)


def _run_started(settings: Settings, connection: Connection, wanted: Wanted, folder: Path) -> RunStarted:
    return RunStarted(
        run=folder.name,
        command=settings.command,
        version=__version__,
        base_url=connection.base_url,
        sandbox=connection.is_sandbox,
        inputs=wanted.inputs,
        settings=settings.options,
    )


@contextmanager
def _deadline(seconds: float | None, stopping: Stopping) -> Iterator[None]:
    if seconds is None:
        yield
        return
    reason = Reason("S304", f"--max-duration of {seconds:g} seconds was reached")
    timer = threading.Timer(seconds, partial(stopping.stop, reason))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
