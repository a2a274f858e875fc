"""The stand-in's core: requests in, answers out, in order; without sockets, and with the caller's clock.

Chaos tests drive it in virtual time; the server drives it over HTTP.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from email.utils import formatdate
from pathlib import Path
from random import Random
from threading import Lock
from uuid import UUID

from batch.sandbox.disturbance import disturbed
from batch.sandbox.faults import FaultPlan, Subject
from batch.sandbox.inventory import Inventory, KnownAccount
from batch.sandbox.ledger import Ledger, Linkage
from batch.sandbox.limits import Limiter
from batch.sandbox.log import Entry, opened
from batch.sandbox.messages import Answer, Delivery, Request
from batch.sandbox.pairs import named_accounts
from batch.sandbox.refusals import Reason, Refused, refusal_answer
from batch.sandbox.replica import Replica
from batch.sandbox.scenario import Scenario
from batch.sandbox.service import Service
from batch.sandbox.views import linkage_view


class Cloud:
    """A complete stand-in for CloudHealth. Every method may be called from any thread."""

    def __init__(
        self, scenario: Scenario, *, state: Path | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        """Start with `scenario`; `state` is a file that keeps its state, and `clock` returns epoch seconds."""
        self.scenario = scenario
        self._clock = clock
        self._ledger = Ledger(state, clock)
        self._inventory = Inventory(scenario, self._ledger)
        replica = Replica(self._ledger, scenario.read_lag, self._draws("read_lag"), clock)
        self._service = Service(scenario, self._inventory, self._ledger, replica)
        self._limiter = Limiter(scenario.limits)
        self._plan = FaultPlan(scenario.faults, seed=scenario.seed)
        self._chance = self._draws("latency")
        self._lateness = self._draws("late")
        self._ids = self._draws("request_id")
        self._entries: list[Entry] = []
        self._late: list[tuple[float, Request, int]] = []
        self._lock = Lock()

    def handle(self, request: Request) -> Answer:
        """Log a request and serve it, unless a limit or a fault prevents that."""
        with self._lock:
            now = self._clock()
            self._settle(now)
            index = len(self._entries)
            request_id = "" if self.scenario.switches.hide_request_ids else self._new_id()
            self._entries.append(opened(index + 1, request_id, now, request))
            answer = self._answered(request, now, index)
            unanswered = answer.delivery in {Delivery.RESET, Delivery.HANG}
            self._note(index, status=None if unanswered else answer.status, delivery=answer.delivery)
            latency = self.scenario.latency
            named = {"X-Request-Id": request_id} if request_id else {}
            return replace(
                answer,
                headers={"Date": formatdate(now, usegmt=True), **named, **answer.headers},
                delay=0.0 if latency is None else latency.draw(self._chance),
            )

    @property
    def requests(self) -> tuple[Entry, ...]:
        """Every request so far, in order of arrival."""
        with self._lock:
            self._settle(self._clock())
            return tuple(self._entries)

    @property
    def linkages(self) -> tuple[Linkage, ...]:
        """Every linkage that exists, with its true roles, oldest first."""
        with self._lock:
            self._settle(self._clock())
            return tuple(self._ledger.linkages())

    @property
    def accounts(self) -> tuple[KnownAccount, ...]:
        """Every account with its id."""
        return tuple(self._inventory.accounts.values())

    def close(self) -> None:
        """Close the state file."""
        with self._lock:
            self._ledger.close()

    def _answered(self, request: Request, now: float, index: int) -> Answer:
        wait_headers = self._limiter.refusal(request, now)
        if wait_headers is not None:
            self._note(index, fault="rate-limit")
            answer = self._refusal(Refused(429, Reason("Too many requests")))
            return replace(answer, headers={**answer.headers, **wait_headers})
        fault = self._plan.strike(self._subject(request), now)
        if fault is None:
            return self._served(request, index)
        self._note(index, fault=fault.kind.value)
        if fault.late is not None:
            self._late.append((now + fault.late.draw(self._lateness), request, index))
        works = fault.commit and fault.late is None
        return disturbed(fault, self._served(request, index) if works or request.is_read else None, self.scenario)

    def _served(self, request: Request, index: int) -> Answer:
        try:
            served = self._service.serve(request)
        except Refused as refused:
            return self._refusal(refused)
        if served.committed is not None:
            self._note(index, committed=linkage_view(served.committed, self.scenario.switches))
        return served.answer

    def _settle(self, now: float) -> None:
        """Do the delayed work that is due, as of the time it was due."""
        due = [work for work in self._late if work[0] <= now]
        self._late = [work for work in self._late if work[0] > now]
        for _, request, index in sorted(due, key=lambda work: work[0]):
            self._served(request, index)

    def _new_id(self) -> str:
        return str(UUID(int=self._ids.getrandbits(128), version=4))

    def _draws(self, what: str) -> Random:
        """Return a random source for one purpose, so that drawing from one doesn't change another."""
        return Random(f"{self.scenario.seed}/{what}")  # noqa: S311 - not a secret

    def _subject(self, request: Request) -> Subject:
        tenant = self._inventory.tenant(request.client_api_id)
        named = named_accounts(request) if not request.is_read else ()
        names = frozenset(name for account_id in named for name in self._inventory.names_of(account_id))
        return Subject(request.method, request.path, tenant.id if tenant else None, names)

    def _refusal(self, refused: Refused) -> Answer:
        return refusal_answer(refused, self.scenario.switches.errors)

    def _note(self, index: int, **changes: object) -> None:
        self._entries[index] = replace(self._entries[index], **changes)  # type: ignore[arg-type]
