"""The stages that all kinds of runs share, from the lock to the plan."""

import socket
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from batch import __version__
from batch.archive.folder import FolderError, make_run_folder, write_whole
from batch.archive.journal import Journal, JournalReader, Recorder
from batch.archive.pruning import Keep
from batch.archive.snapshot import SNAPSHOT_FILE, Replay, Snapshot, snapshot_lines
from batch.clock import Clock, SystemClock
from batch.cloudhealth.connection import Connection
from batch.cloudhealth.session import connected
from batch.console import View
from batch.errors import ExhaustedError
from batch.events import Planned, RunStarted
from batch.exhaustion import exhausted
from batch.inventory import CustomerInventory
from batch.reconcile import Plan, reconcile
from batch.reconcile.reviewed import limited_to
from batch.report import PLAN_FILE
from batch.report.commands import rebuilding
from batch.report.story import Story
from batch.report.tables import sha256, to_csv
from batch.runs.forecast import Forecast, fit, of_requests
from batch.runs.lock import alone
from batch.runs.lock.users import user_name
from batch.runs.options import Output, Safety
from batch.runs.reading import Reading, read_inventories
from batch.runs.signals import time_limited
from batch.runs.wanted import Wanted
from batch.statuses import Status
from batch.stopping import Stopping


@dataclass(frozen=True, slots=True)
class Settings:
    """The limits of a run, and how it was called, for the record."""

    command: str
    safety: Safety
    output: Output
    snapshot: Snapshot | None = None
    """What an earlier run saw, used in place of CloudHealth."""
    to_repeat: Mapping[str, object] = field(default_factory=dict)
    """The options that a command that continues this run needs, without secrets."""
    no_names: bool = False
    """Whether to skip the requests for customers' names."""
    given: Mapping[str, object] = field(default_factory=dict)
    """All options as the user gave them, for the record, without secrets."""

    @property
    def keep(self) -> Keep:
        """How many old runs of the command to keep."""
        return Keep(self.output.keep, self.output.keep_days)


@dataclass(frozen=True)
class RunContext(Reading):
    """What the stages of a run share. `began` is the value of `clock.monotonic` when the run began.

    `story` is what its journal has, as far as `evidence` has been read.
    """

    settings: Settings
    folder: Path
    clock: Clock
    began: float
    evidence: JournalReader
    story: Story = field(default_factory=Story)


@contextmanager
def locked(settings: Settings, connection: Connection, view: View, clock: Clock) -> Iterator[None]:
    """Hold the connection's lock, except for a replay; raises `LockedError` before anything is read or written."""
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

    Raises `FolderError`, and `ExhaustedError` if the machine runs out of resources.
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
    """If the machine runs out of resources, raise `ExhaustedError`, which reports what can still be done."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if not (reason := exhausted(error)):
            raise
        left = (
            f"after fixing that, run `{rebuilding(folder)}` to make the reports from the plan and the journal"
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
    """Compare the wanted rows with what was read, and write the whole plan to disk; raises `FolderError`."""
    safety = run.settings.safety
    asked = (wanted.rows, wanted.problems, inventories, wanted.aws_list)
    elsewhere = run.settings.snapshot.inventories.values() if run.settings.snapshot else ()
    plan = reconcile(*asked, forced=safety.forced, allow_update=safety.allow_update, elsewhere=elsewhere)
    if wanted.reviewed is not None:
        plan = limited_to(plan, wanted.reviewed)
    content = to_csv(plan.frame)
    _write_first(run.folder / PLAN_FILE, content)
    forecast = _sending(run, plan)
    counts = dict(Counter(plan.frame["status"]))
    run.emit(Planned(counts, forecast.requests, round(forecast.seconds, 1), sha256(content)))
    return plan


def show_plan(run: RunContext, plan: Plan) -> None:
    """Show the plan, and how long sending it will take."""
    forecast = _sending(run, plan)
    run.view.plan(plan.frame, [forecast.words, fit(forecast, run.settings.safety.max_duration)])


def _sending(run: RunContext, plan: Plan) -> Forecast:
    planned = plan.frame.loc[plan.frame["status"] == Status.PLANNED, "client_api_id"]
    return of_requests(Counter(planned).values(), run.cloudhealth.connection)


def take_snapshot(run: RunContext, customers: Sequence[str], *, are_all: bool = False) -> list[CustomerInventory]:
    """Run `read_inventories`, and keep the result as the run's snapshot.

    `are_all`: the key can see no other customers. Raises `FolderError`.
    """
    inventories = read_inventories(run, customers, with_names=not run.settings.no_names)
    _write_first(run.folder / SNAPSHOT_FILE, snapshot_lines(inventories, all_customers=are_all))
    return inventories


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
        options=settings.given,
        world=connection.world,
        user=user_name(),
        host=socket.gethostname(),
        snapshot=settings.snapshot.run.folder.name if settings.snapshot else "",
    )
