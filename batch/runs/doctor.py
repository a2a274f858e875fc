"""Finding out whether govlink can work here: what this machine has, and what CloudHealth answers to a few reads."""

import importlib.util
import os
import platform
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from batch import __version__
from batch.archive.files import kind_of
from batch.clock import Clock, SystemClock
from batch.cloudhealth.calls import Request
from batch.cloudhealth.client import describe
from batch.cloudhealth.connection import Connection
from batch.cloudhealth.errors import HaltError
from batch.cloudhealth.session import CloudHealth, http_transport
from batch.cloudhealth.transport import Transport
from batch.cloudhealth.verdict import Lost
from batch.cloudhealth.wire import Answer
from batch.doctor.facts import Exchange, Facts, Machine, Question
from batch.doctor.questions import interview
from batch.errors import LockedError
from batch.events import Emit
from batch.report.wording import counted
from batch.runs.forecast import of_requests
from batch.runs.lock import alone
from batch.stopping import InterruptedWaitError, Stopping

if TYPE_CHECKING:
    from datetime import datetime

_EXTRAS: Mapping[str, Sequence[str]] = {"sandbox": ("starlette", "uvicorn", "cattrs", "fastjsonschema")}
"""The optional parts that people install, and the packages that come with each."""


def this_machine(reports: Path) -> Machine:
    """What can be found out without the network."""
    fault, free = _folder(reports)
    return Machine(
        version=__version__,
        python=f"{platform.python_implementation()} {platform.python_version()}",
        system=f"{platform.system()} {platform.machine()}",
        has_libyaml=hasattr(yaml, "CBaseLoader"),
        extras={name: all(map(importlib.util.find_spec, packages)) for name, packages in _EXTRAS.items()},
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
    exchanges: list[Exchange] = []
    try:
        with alone(connection, "doctor", clock, note), closing(http_transport(connection)) as transport:
            note(f"asking {connection.base_url}: {counted(most, 'request')} at most{_lasting(most, connection)}")
            heard = _Heard(transport, clock)
            client = CloudHealth(connection, heard, clock, stopping, emit).client

            def ask(question: Question) -> Exchange:
                verdict = client.ask(question.request, question.customer)
                return Exchange(question, *heard.last, describe(verdict))

            for exchange in islice(interview(ask, facts.wanted), most):
                exchanges.append(exchange)  # noqa: PERF402 - one by one: what was answered before an end stays
    except LockedError as locked:
        return replace(facts, holder=locked.holder)
    except (InterruptedWaitError, HaltError):
        pass
    return replace(facts, exchanges=exchanges)


def _lasting(requests: int, connection: Connection) -> str:
    words = of_requests([requests], connection).words
    return f", {words.partition('(')[0]}" if words else ""


class _Heard:
    """A transport that keeps what came of the last request, and when it was sent and ended."""

    def __init__(self, transport: Transport, clock: Clock) -> None:
        self._transport = transport
        self._clock = clock
        self.last: tuple[Answer | Lost, datetime, datetime]

    def send(self, request: Request, timeout: float) -> Answer | Lost:
        """Send it as the transport does."""
        sent = self._clock.now()
        happened = self._transport.send(request, timeout)
        self.last = happened, sent, self._clock.now()
        return happened


def _folder(reports: Path) -> tuple[str, int]:
    """Why runs can't make their folders in it, "" where they can, and the bytes that are free."""
    folder = reports.absolute()
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        if not folder.is_dir():
            return f"{folder}: {kind_of(folder.stat().st_mode)}", 0
        fault = "" if os.access(folder, os.W_OK | os.X_OK) else f"{folder} is not writable"
        return fault, shutil.disk_usage(folder).free
    except OSError as error:
        return error.strerror or str(error), 0
