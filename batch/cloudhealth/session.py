"""CloudHealth for one run: a sweep that reads everything, then a linker that sends."""

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
"""Seconds of the first pause between attempts; short in a rehearsal, so that its user doesn't wait."""


@contextmanager
def connected(connection: Connection, clock: Clock, stopping: Stopping, emit: Emit) -> Iterator["CloudHealth"]:
    """Yield CloudHealth over HTTP; when the block ends, no request may be in flight."""
    with closing(http_transport(connection)) as transport:
        yield CloudHealth(connection, transport, clock, stopping, emit)


def http_transport(connection: Connection) -> HttpTransport:
    """Return a transport for this connection; the caller closes it."""
    return HttpTransport(
        connection.base_url,
        connection.key,
        proxy=connection.proxy,
        ca_bundle=connection.ca_bundle,
        user_agent=f"govlink/{__version__}",
    )


class CloudHealth:
    """The requests of one run.

    `random` returns numbers in [0, 1), and `condition` creates the condition on which threads wait for their turn.
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
        """The names of all customers, once they have been listed."""

    def _emit_pause(self, reason: str, seconds: float) -> None:
        self._emit(Paused(reason, round(seconds, 1)))

    @property
    def is_sandbox(self) -> bool:
        """Whether it is a sandbox, according to the options or to an answer so far."""
        return self.connection.is_sandbox or self._transport.has_met_sandbox

    def customers(self) -> list[Customer]:
        """Return every customer that the key can see; raises `StopError` if the list may be incomplete."""
        listed = read_customers(self.client)
        self._listed = {found.client_api_id: found.name for found in listed}
        return listed

    def names(self, customers: Sequence[str]) -> Mapping[str, str]:
        """Return the names of these customers that can be found; raises `InterruptedWaitError`."""
        if self._listed is None:
            found = read_names(self.client, customers)
        else:
            found = CustomersNamed({each: self._listed[each] for each in customers if each in self._listed})
        if found.names or found.requests:
            self._emit(found)
        return found.names

    def assignments(self, version: int, enough: Enough[Assignment]) -> None:
        """Pass the pages of account assignments to `enough`; raises as `Listing.read` does, and `StopError`."""
        read_assignments(self.client, version, enough)

    def accounts(self, customer: str) -> Listed[Account]:
        """Return only the customer's accounts; raises as `assignments` does."""
        return read_accounts(self.client, customer)

    def sweep(self, customers: Sequence[str]) -> Iterator[CustomerInventory]:
        """Read each customer's accounts and linkages; raises `StopError` and `InterruptedWaitError`."""
        for inventory in sweep(self.client, customers, self._emit):
            named = frozenset(linkage.customer_id for linkage in inventory.linkages if linkage.customer_id)
            self._customer_ids[inventory.client_api_id] = named
            yield inventory

    def linker(self, directions: Mapping[str, Direction]) -> CloudHealthLinker:
        """Return a linker for these customers, which must have been read."""
        known = {
            customer: SweptCustomer(customer, direction, self._customer_ids[customer])
            for customer, direction in directions.items()
        }
        return CloudHealthLinker(self.client, self.clock, self._emit, known)
