"""CloudHealth as a run sees it: a sweep of what it has, then a linker for what is to be sent."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from random import random as any_random

from batch import __version__
from batch.clock import Clock
from batch.cloudhealth.client import Client
from batch.cloudhealth.connection import Connection
from batch.cloudhealth.linking import CloudHealthLinker
from batch.cloudhealth.naming import read_names
from batch.cloudhealth.noticing import NoticingTransport
from batch.cloudhealth.pacing import Pacer, Pacers, RateScope
from batch.cloudhealth.pages import Enough, Listed
from batch.cloudhealth.sweep import read_accounts, read_assignments, read_customers, sweep
from batch.cloudhealth.transport import HttpTransport, Transport
from batch.cloudhealth.writes import SweptCustomer
from batch.events import CustomersNamed, Emit, Paused
from batch.inventory import Account, Assignment, Customer, CustomerInventory, Direction
from batch.stopping import Stopping

_LIVE_BACKOFF = 1.0
_SANDBOX_BACKOFF = 0.05
"""Seconds of the first pause between attempts: a rehearsal should not make its user wait."""


@contextmanager
def connected(connection: Connection, clock: Clock, stopping: Stopping, emit: Emit) -> Iterator["CloudHealth"]:
    """CloudHealth over HTTP, for as long as the block lasts; when it ends, nothing may be under way."""
    with closing(http_transport(connection)) as transport:
        yield CloudHealth(connection, transport, clock, stopping, emit)


def http_transport(connection: Connection) -> HttpTransport:
    """What sends to this address; to be closed."""
    return HttpTransport(
        connection.base_url,
        connection.key,
        proxy=connection.proxy,
        ca_bundle=connection.ca_bundle,
        user_agent=f"govlink/{__version__}",
    )


class CloudHealth:
    """One run's conversation.

    `random` gives numbers in [0, 1), and `condition` what threads wait on for their turn.
    """

    def __init__(
        self,
        connection: Connection,
        transport: Transport,
        clock: Clock,
        stopping: Stopping,
        emit: Emit,
        *,
        random: Callable[[], float] = any_random,
        condition: Callable[[], threading.Condition] = threading.Condition,
    ) -> None:
        self.connection = connection
        self.clock = clock
        self._emit = emit
        pacers = Pacers(
            RateScope(connection.rate_scope),
            lambda: Pacer(
                connection.rates,
                burst=connection.burst,
                clock=clock.monotonic,
                random=random,
                condition=condition(),
                on_pause=self._emit_pause,
            ),
        )
        stopping.on_stop(pacers.stop)
        self._transport = NoticingTransport(transport, emit)
        self.client = Client(
            transport if connection.is_sandbox else self._transport,
            pacers.of,
            clock,
            stopping,
            emit,
            timeout=connection.timeout,
            max_attempts=connection.max_attempts,
            backoff=_SANDBOX_BACKOFF if connection.is_sandbox else _LIVE_BACKOFF,
            random=random,
        )
        self._customer_ids: dict[str, frozenset[str]] = {}
        self._listed: Mapping[str, str] | None = None
        """The names of all customers, once these were listed."""

    def _emit_pause(self, reason: str, seconds: float) -> None:
        self._emit(Paused(reason, round(seconds, 1)))

    @property
    def is_sandbox(self) -> bool:
        """Whether it is a sandbox, as far as is known by now."""
        return self.connection.is_sandbox or self._transport.has_met_sandbox

    def customers(self) -> list[Customer]:
        """Every customer that the key can see; raises `StopError` where that can't be known for sure."""
        listed = read_customers(self.client)
        self._listed = {found.client_api_id: found.name for found in listed}
        return listed

    def names(self, customers: Sequence[str]) -> Mapping[str, str]:
        """What these customers are called, as far as it can be learned; raises `InterruptedWaitError`."""
        if self._listed is None:
            found = read_names(self.client, customers)
        else:
            found = CustomersNamed({each: self._listed[each] for each in customers if each in self._listed})
        if found.names or found.requests:
            self._emit(found)
        return found.names

    def assignments(self, version: int, enough: Enough[Assignment]) -> None:
        """Give `enough` the pages of a list of account assignments; raises as `Listing.read` does, and `StopError`."""
        read_assignments(self.client, version, enough)

    def accounts(self, customer: str) -> Listed[Account]:
        """The customer's accounts alone; raises as `assignments` does."""
        return read_accounts(self.client, customer)

    def sweep(self, customers: Sequence[str]) -> Iterator[CustomerInventory]:
        """Read each customer's accounts and linkages; raises `StopError` and `InterruptedWaitError`."""
        for inventory in sweep(self.client, customers, self._emit):
            named = frozenset(linkage.customer_id for linkage in inventory.linkages if linkage.customer_id)
            self._customer_ids[inventory.client_api_id] = named
            yield inventory

    def linker(self, directions: Mapping[str, Direction]) -> CloudHealthLinker:
        """A linker for these customers, which have been read."""
        known = {
            customer: SweptCustomer(customer, direction, self._customer_ids[customer])
            for customer, direction in directions.items()
        }
        return CloudHealthLinker(self.client, self.clock, self._emit, known)
