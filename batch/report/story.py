"""A run's journal, read once, event by event: together with the plan, all that its reports are made from; pure."""

from collections.abc import Iterable, Mapping
from typing import Self

import pandas as pd

from batch.cloudhealth.verdict import Throttled
from batch.errors import GovlinkError
from batch.events import (
    Answered,
    Audited,
    CustomerRead,
    CustomersNamed,
    FactFound,
    Intent,
    Line,
    Planned,
    RunFinished,
    RunStarted,
    Stopped,
    shows_sandbox,
)
from batch.frames import AUDIT, text_frame
from batch.report.outcomes import Outcomes
from batch.report.service import Observed
from batch.report.timeline import Traffic


class NoBeginningError(GovlinkError):
    """The beginning of the journal is missing, without which no report can be made."""


class Story:
    """What a journal shows about its run; keeps what the reports need, not the events themselves."""

    def __init__(self) -> None:
        self._started: RunStarted | None = None
        self._is_at_start = True
        self.started_at = ""
        self.finished: RunFinished | None = None
        self.finished_at: str | None = None
        """None for a killed run."""
        self.planned: Planned | None = None
        self.audited: Audited | None = None
        self.stopped: Stopped | None = None
        """Why the whole run ended early, if it did."""
        self.is_rehearsal = False
        """Whether the run used a sandbox: an embedded one, or one at its base URL."""
        self.swept: list[CustomerRead] = []
        self.names: Mapping[str, str] = {}
        """The customers' names in CloudHealth, as far as they are known."""
        self.outcomes = Outcomes()
        self.service = Observed()
        self.traffic = Traffic()
        self._facts: list[FactFound] = []
        self._sent = self._reads = self._throttled = self._least_reads = 0
        self._rows: set[int] = set()

    @property
    def has_begun(self) -> bool:
        """Whether the journal begins with the run."""
        return self._started is not None

    @property
    def started(self) -> RunStarted:
        """The first event; raises `NoBeginningError` if the journal begins otherwise."""
        if self._started is None:
            raise NoBeginningError("the journal has no run_started event, so no report can be made")
        return self._started

    @property
    def facts(self) -> pd.DataFrame | None:
        """Every fact that an audit found, as `batch.frames.AUDIT`; None for other runs."""
        if self.started.command != "audit":
            return None
        return text_frame(AUDIT, ([getattr(fact, name) for name in AUDIT] for fact in self._facts))

    @property
    def requests(self) -> dict[str, int]:
        """The requests sent, and the minimum for reading the customers and their names and for sending the rows."""
        return {
            "sent": self._sent,
            "reads": self._reads,
            "writes": self._sent - self._reads,
            "throttled": self._throttled,
            "minimum": self._least_reads + len(self._rows),
        }

    def take(self, lines: Iterable[Line]) -> Self:
        """Take in the lines of a journal, or those added since the last call."""
        for line in lines:
            self._take(line)
            for part in (self.outcomes, self.service, self.traffic):
                part.take(line)
            self._is_at_start = False
        return self

    def _take(self, line: Line) -> None:
        match line.event:
            case Answered() as answered:
                self._sent += 1
                self._reads += answered.method == "GET"
                self._throttled += answered.verdict == Throttled.__name__
            case Intent() as intent:
                self._rows.add(intent.row)
            case RunStarted() as started if self._is_at_start:
                self._started, self.started_at = started, line.at
            case CustomerRead() | CustomersNamed() as read:
                self._take_read(read)
            case Planned() as planned:
                self.planned = planned
            case FactFound() as fact:
                self._facts.append(fact)
            case Audited() as audited:
                self.audited = audited
            case Stopped(client_api_id=None) as stopped:
                self.stopped = stopped
            case RunFinished() as finished:
                self.finished, self.finished_at = finished, line.at
        self.is_rehearsal = self.is_rehearsal or shows_sandbox(line.event)

    def _take_read(self, read: CustomerRead | CustomersNamed) -> None:
        self._least_reads += read.requests
        if isinstance(read, CustomersNamed):
            self.names = {customer: name for customer, name in read.names.items() if name}
        else:
            self.swept.append(read)
