"""A stand-in without sockets, and a clock that moves only when somebody waits: thousands of rows take a moment."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from batch.cloudhealth.calls import Request, list_customers
from batch.cloudhealth.client import Client
from batch.cloudhealth.connection import Connection
from batch.cloudhealth.headers import PAGE_RELATIONS, page_relations
from batch.cloudhealth.linking import CloudHealthLinker
from batch.cloudhealth.session import CloudHealth
from batch.cloudhealth.verdict import Loss, Lost
from batch.cloudhealth.wire import Answer
from batch.cloudhealth.writes import SweptCustomer
from batch.events import Event
from batch.sandbox import Scenario
from batch.sandbox.cloud import Cloud
from batch.sandbox.ledger import Linkage
from batch.sandbox.log import Entry
from batch.sandbox.messages import Delivery
from batch.sandbox.messages import Request as Asked
from batch.stopping import Stopping

START = datetime(2026, 11, 23, tzinfo=UTC)


class FakeClock:
    """A clock that only waits and `pass_by` move."""

    def __init__(self) -> None:
        self.stopping = Stopping()
        """Ends its sleeps."""
        self.waits: list[float] = []
        self._lock = threading.Lock()
        self._elapsed = 0.0

    def now(self) -> datetime:
        return START + timedelta(seconds=self._elapsed)

    def monotonic(self) -> float:
        return self._elapsed

    def epoch(self) -> float:
        return self.now().timestamp()

    def pass_by(self, seconds: float) -> None:
        with self._lock:
            self._elapsed += seconds

    def sleep(self, seconds: float) -> None:
        if self.stopping.reason:
            raise self.stopping.interruption()
        self.waits.append(seconds)
        self.pass_by(seconds)


class FakeCondition(threading.Condition):
    """The condition that a pacer's threads wait on: a wait with a timeout moves the clock to its end."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self._clock = clock

    def wait(self, timeout: float | None = None) -> bool:
        if timeout is None:
            return super().wait(5)
        self._clock.pass_by(max(0.0, timeout))
        return super().wait(0.0001)


class CloudTransport:
    """Sends to a stand-in in this process; an answer that never arrives takes until the deadline, on the fake clock."""

    def __init__(self, cloud: Cloud, clock: FakeClock, key: str = "any") -> None:
        self._cloud = cloud
        self._clock = clock
        self._key = key
        self.before: Any = None
        """Called with each request before it is handled."""

    def send(self, request: Request, timeout: float) -> Answer | Lost:
        if self.before is not None:
            ended = self.before(request)
            if ended is not None:
                return ended  # type: ignore[no-any-return]
        headers = {"authorization": f"Bearer {self._key}", "content-type": "application/json", "host": "localhost"}
        body = b"" if request.body is None else _json(request.body)
        answer = self._cloud.handle(Asked(request.method, request.path, dict(request.query), headers, body))
        match answer.delivery:
            case Delivery.WHOLE:
                kept = {name.lower(): value for name, value in answer.headers.items()}
                kept[PAGE_RELATIONS] = page_relations(kept.pop("link", ""))
                return Answer(answer.status, kept, answer.body)
            case Delivery.HANG:
                self._clock.pass_by(min(timeout, answer.pause))
            case Delivery.DRIP:
                self._clock.pass_by(timeout)
        began = answer.delivery in {Delivery.TRUNCATED, Delivery.DRIP}
        return Lost(Loss.NO_ANSWER, f"no complete answer ({answer.delivery})", answer.status if began else None)


def _json(body: Mapping[str, int]) -> bytes:
    return ("{" + ",".join(f'"{name}":{value}' for name, value in body.items()) + "}").encode()


@dataclass
class World:
    """A run's connection to a stand-in, and everything that a test may want to see of it."""

    cloud: Cloud
    clock: FakeClock
    transport: CloudTransport
    cloudhealth: CloudHealth
    stopping: Stopping
    events: list[Event]

    @property
    def client(self) -> Client:
        return self.cloudhealth.client

    @property
    def log(self) -> Sequence[Entry]:
        return self.cloud.requests

    def asked(self, method: str, path: str = "") -> list[Entry]:
        return [entry for entry in self.log if entry.method == method and path in entry.path]

    @property
    def pairs(self) -> set[tuple[str, str]]:
        """Every linkage that exists, as (commercial, GovCloud)."""
        return {(str(linkage.commercial), str(linkage.govcloud)) for linkage in self.cloud.linkages}

    @property
    def linkages(self) -> Sequence[Linkage]:
        return self.cloud.linkages

    def linker(self, *customers: SweptCustomer) -> CloudHealthLinker:
        known = {each.client_api_id: each for each in customers or (SweptCustomer("4001"), SweptCustomer("4002"))}
        return CloudHealthLinker(self.client, self.clock, self.events.append, known)

    def restarted(self) -> "World":
        """The same stand-in at the same time, for a new run."""
        return _met(self.cloud, self.clock, self.cloudhealth.connection)


def world(data: Mapping[str, Any] | Scenario, *, has_answered: bool = True, **connection: Any) -> World:
    """Everything except sockets and real time, from a scenario or its data; `connection` as in `Connection`.

    `has_answered` says that the host has answered before, as it has by the time that linkages are sent.
    """
    clock = FakeClock()
    scenario = data if isinstance(data, Scenario) else Scenario.from_dict(data)
    made = _met(Cloud(scenario, clock=clock.epoch), clock, Connection("", "any", **connection))
    if has_answered:
        made.transport.before = lambda _request: Answer(200, {}, b"[]")
        made.client.send(list_customers(1, 1), "")
        made.transport.before = None
        made.events.clear()
    return made


def _met(cloud: Cloud, clock: FakeClock, connection: Connection) -> World:
    clock.stopping = stopping = Stopping()
    transport = CloudTransport(cloud, clock)
    events: list[Event] = []
    cloudhealth = CloudHealth(
        connection,
        transport,
        clock,
        stopping,
        events.append,
        random=lambda: 0.5,
        condition=lambda: FakeCondition(clock),
    )
    return World(cloud, clock, transport, cloudhealth, stopping, events)


def customer(
    customer_id: int, pairs: int, *, linked: Iterable[tuple[int, int]] = (), more: Iterable[dict[str, Any]] = ()
) -> dict[str, Any]:
    """A customer with accounts `…1` (GovCloud) and `…2` (commercial) for each pair, from its own hundred thousands.

    `linked` names linkages by (commercial, GovCloud) numbers of pairs, from 0.
    """
    first = customer_id * 100_000
    accounts = [
        {"id": first + 10 * pair + place, "owner_id": f"{first + 10 * pair + place:012d}", "region": region}
        for pair in range(pairs)
        for place, region in ((1, "govcloud"), (2, "global"))
    ]
    linkages = [
        {"commercial": first + 10 * commercial + 2, "govcloud": first + 10 * govcloud + 1}
        for commercial, govcloud in linked
    ]
    return {"id": customer_id, "accounts": [*accounts, *more], "linkages": linkages}


def pair(customer_id: int, commercial: int, govcloud: int | None = None) -> tuple[str, str]:
    """The (commercial, GovCloud) account ids of a pair of `customer`, or of two halves of pairs."""
    first = customer_id * 100_000
    return str(first + 10 * commercial + 2), str(first + 10 * (commercial if govcloud is None else govcloud) + 1)
