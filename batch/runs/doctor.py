"""Finding out whether govlink can work here: what this machine has, and what CloudHealth answers to a few reads."""

import os
import platform
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import yaml

from batch import __version__
from batch.archive.files import file_kind
from batch.archive.journal import JournalReader
from batch.archive.runs import survey
from batch.clock import Clock, SystemClock
from batch.cloudhealth.calls import Request
from batch.cloudhealth.client import describe
from batch.cloudhealth.connection import Connection
from batch.cloudhealth.errors import StopError
from batch.cloudhealth.session import CloudHealth, http_transport
from batch.cloudhealth.transport import Transport
from batch.cloudhealth.verdict import Lost
from batch.cloudhealth.wire import Answer
from batch.doctor.facts import Exchange, Facts, Machine, Question, earlier_in
from batch.doctor.questions import interview
from batch.errors import LockedError
from batch.events import Emit, Event, Line, Noticed
from batch.extras import EXTRAS, has_extra
from batch.runs.forecast import of_reads
from batch.runs.lock import alone
from batch.stopping import InterruptedWaitError, Stopping

_RUNS = ("plan", "apply", "audit")
_RUNS_AT_MOST = 20
_LINES_AT_MOST = 100_000
"""Of one journal: some seconds."""


def this_machine(reports: Path) -> Machine:
    """What can be found out without the network."""
    fault, free = _folder(reports)
    return Machine(
        version=__version__,
        python=f"{platform.python_implementation()} {platform.python_version()}",
        system=f"{platform.system()} {platform.machine()}",
        has_libyaml=hasattr(yaml, "CBaseLoader"),
        extras={extra: has_extra(extra) for extra in EXTRAS},
        reports=str(reports),
        reports_fault=fault,
        free=free,
    )


def with_connection(facts: Facts, connection: Connection) -> Facts:
    """The facts, with what is to be asked, and how."""
    proxy = str(connection.proxy or "")
    return replace(facts, base_url=connection.base_url, proxy=proxy, rates=connection.rates)


def asked(
    facts: Facts, connection: Connection, most: int, stopping: Stopping, emit: Emit, note: Callable[[str], None]
) -> Facts:
    """The facts, with what CloudHealth answers to so many reads at most; with the lock's holder where it is held."""
    clock = SystemClock(stopping)
    try:
        with alone(connection, "doctor", clock, note), closing(http_transport(connection)) as transport:
            note(f"asking {connection.base_url}, at most {of_reads(most, connection)}")
            heard = HeardTransport(transport, clock)
            return with_answers(facts, CloudHealth(connection, heard, clock, stopping, heard.note(emit)), heard, most)
    except LockedError as locked:
        return replace(facts, holder=locked.holder)


def with_answers(facts: Facts, cloudhealth: CloudHealth, heard: "HeardTransport", most: int) -> Facts:
    """The facts, with what came of so many questions at most; what was answered before an end stays."""
    exchanges: list[Exchange] = []

    def ask(question: Question) -> Exchange:
        verdict = cloudhealth.client.ask(question.request, question.customer)
        return Exchange(question, *heard.last, describe(verdict))

    with suppress(InterruptedWaitError, StopError):
        for exchange in islice(interview(ask, facts.wanted), most):
            exchanges.append(exchange)  # noqa: PERF402 - one by one, as above
    return replace(facts, exchanges=exchanges, noticed=heard.noticed)


def with_earlier_runs(facts: Facts, reports: Path, world: str) -> Facts:
    """The facts, with what the newest runs against the same CloudHealth left in their journals."""
    now = datetime.now(UTC)
    runs = [run for command in _RUNS for run in survey(reports, command, now).runs if run.world == world]
    newest = sorted(runs, key=lambda run: run.began, reverse=True)[:_RUNS_AT_MOST]
    return replace(facts, earlier=earlier_in(_lines(run.folder) for run in newest))


def _lines(folder: Path) -> Iterator[Line]:
    """A journal's events, as far as it can be read."""
    with suppress(OSError):
        yield from islice(JournalReader(folder), _LINES_AT_MOST)


class HeardTransport:
    """A transport that keeps what came of the last request, when it was sent and ended, and all traits noticed."""

    def __init__(self, transport: Transport, clock: Clock) -> None:
        self._transport = transport
        self._clock = clock
        self.last: tuple[Answer | Lost, datetime, datetime]
        self.noticed: list[tuple[str, str]] = []

    def send(self, request: Request, timeout: float) -> Answer | Lost:
        """Send it as the transport does."""
        sent = self._clock.now()
        happened = self._transport.send(request, timeout)
        self.last = happened, sent, self._clock.now()
        return happened

    def note(self, emit: Emit) -> Emit:
        """Keep the traits that are noticed, and pass every event on."""

        def noting(event: Event) -> None:
            if isinstance(event, Noticed):
                self.noticed.append((event.trait, event.value))
            emit(event)

        return noting


def _folder(reports: Path) -> tuple[str, int]:
    """Why runs can't make their folders in it, "" where they can, and the bytes that are free."""
    folder = reports.absolute()
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        if not folder.is_dir():
            return f"{folder}: {file_kind(folder.stat().st_mode)}", 0
        fault = "" if os.access(folder, os.W_OK | os.X_OK) else f"{folder} is not writable"
        return fault, shutil.disk_usage(folder).free
    except OSError as error:
        return error.strerror or str(error), 0
