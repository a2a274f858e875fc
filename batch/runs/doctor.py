"""Checks whether govlink can work here: what this machine has, and what CloudHealth answers to a few reads."""

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
"""Per journal; reading them takes some seconds."""


def this_machine(reports: Path) -> Machine:
    """Return what can be found out without the network."""
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
    """Add to the facts which address will be asked, and how."""
    proxy = str(connection.proxy or "")
    return replace(facts, base_url=connection.base_url, proxy=proxy, rates=connection.rates)


def asked(
    facts: Facts, connection: Connection, most: int, stopping: Stopping, emit: Emit, note: Callable[[str], None]
) -> Facts:
    """Add what CloudHealth answers to at most `most` reads, or the lock's holder if another run holds it."""
    clock = SystemClock(stopping)
    try:
        with alone(connection, "doctor", clock, note), closing(http_transport(connection)) as transport:
            note(f"asking {connection.base_url}, at most {of_reads(most, connection)}")
            observed = ObservedTransport(transport, clock)
            return with_answers(
                facts, CloudHealth(connection, observed, clock, stopping, observed.note(emit)), observed, most
            )
    except LockedError as locked:
        return replace(facts, holder=locked.holder)


def with_answers(facts: Facts, cloudhealth: CloudHealth, observed: "ObservedTransport", most: int) -> Facts:
    """Add the answers to at most `most` questions; those that arrived before an early end are kept."""
    exchanges: list[Exchange] = []

    def ask(question: Question) -> Exchange:
        verdict = cloudhealth.client.ask(question.request, question.customer)
        return Exchange(question, *observed.last, describe(verdict))

    with suppress(InterruptedWaitError, StopError):
        for exchange in islice(interview(ask, facts.wanted), most):
            exchanges.append(exchange)  # noqa: PERF402 - one by one, to keep those before an early end
    return replace(facts, exchanges=exchanges, noticed=observed.noticed)


def with_earlier_runs(facts: Facts, reports: Path, world: str) -> Facts:
    """Add what the newest runs against the same CloudHealth recorded in their journals."""
    now = datetime.now(UTC)
    runs = [run for command in _RUNS for run in survey(reports, command, now).runs if run.world == world]
    newest = sorted(runs, key=lambda run: run.began, reverse=True)[:_RUNS_AT_MOST]
    return replace(facts, earlier=earlier_in(_lines(run.folder) for run in newest))


def _lines(folder: Path) -> Iterator[Line]:
    """Yield a journal's events as far as it can be read."""
    with suppress(OSError):
        yield from islice(JournalReader(folder), _LINES_AT_MOST)


class ObservedTransport:
    """A transport that keeps the last request's answer with its start and end, and all noticed traits."""

    def __init__(self, transport: Transport, clock: Clock) -> None:
        self._transport = transport
        self._clock = clock
        self.last: tuple[Answer | Lost, datetime, datetime]
        self.noticed: list[tuple[str, str]] = []

    def send(self, request: Request, timeout: float) -> Answer | Lost:
        """Send the request, and keep its answer and its times."""
        sent = self._clock.now()
        happened = self._transport.send(request, timeout)
        self.last = happened, sent, self._clock.now()
        return happened

    def note(self, emit: Emit) -> Emit:
        """Keep noticed traits, and pass every event on."""

        def noting(event: Event) -> None:
            if isinstance(event, Noticed):
                self.noticed.append((event.trait, event.value))
            emit(event)

        return noting


def _folder(reports: Path) -> tuple[str, int]:
    """Return why no run can create its folder there ("" if it can), and the free space in bytes."""
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
