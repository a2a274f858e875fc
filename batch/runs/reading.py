"""Reads what CloudHealth has: which customers are asked about, and what remains if reading ends early."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from batch.clock import SystemClock
from batch.cloudhealth.connection import Connection
from batch.cloudhealth.errors import CustomerRefusedError, ReadFailedError, StopError
from batch.cloudhealth.session import CloudHealth, connected
from batch.console import View
from batch.counting import counted
from batch.errors import EndedEarlyError
from batch.events import Emit, Stopped
from batch.exhaustion import exhausted
from batch.inventory import Account, Customer, CustomerInventory, ReadState, Remote
from batch.runs.forecast import of_requests
from batch.runs.lock import alone
from batch.stopping import InterruptedWaitError, Stopping, StopReason

_WORTH_A_NOTE = 10.0
"""Seconds: a shorter sweep needs no announcement."""


@dataclass(frozen=True)
class Reading:
    """What reading CloudHealth requires."""

    cloudhealth: CloudHealth
    remote: Remote
    """Where inventories come from: `cloudhealth`, or a snapshot."""
    emit: Emit
    view: View
    stopping: Stopping


@contextmanager
def reading_alone(connection: Connection, command: str, view: View, stopping: Stopping) -> Iterator[Reading]:
    """Hold the lock, and yield what a command without a run folder needs to read.

    Raises `LockedError`.
    """
    clock = SystemClock(stopping)
    with (
        alone(connection, command, clock, view.note),
        connected(connection, clock, stopping, view.event) as cloudhealth,
    ):
        yield Reading(cloudhealth, cloudhealth, view.event, view, stopping)


def nothing_written(reason: StopReason) -> str:
    """Return the message of a command without a run folder that stops early."""
    return f"stopped early; nothing is written: {reason.words} (see `govlink explain {reason.rule.id}`)"


def refuse_part(stopping: Stopping) -> None:
    """Raise `EndedEarlyError` if reading ended early: a command without a run folder writes no partial result."""
    if reason := stopping.reason:
        raise EndedEarlyError(nothing_written(reason), reason.exit_code)


def all_customers(reading: Reading) -> list[Customer]:
    """Return every customer that the key can see; if they can't be listed, the run stops, and there are none."""
    customers: list[Customer] = []
    with ended_by(reading.stopping):
        customers += reading.remote.customers()
    return customers


def accounts_of(reading: Reading, customer: str) -> tuple[Sequence[Account], str]:
    """Return the customer's accounts as far as they can be read, and why some are missing ("" if none are).

    Raises `StopError` and `InterruptedWaitError`.
    """
    try:
        listed = reading.cloudhealth.accounts(customer)
    except (CustomerRefusedError, ReadFailedError) as error:
        return (), str(error)
    return listed.items, listed.left_out


def read_inventories(
    reading: Reading, customers: Sequence[str], *, with_names: bool = False
) -> list[CustomerInventory]:
    """Run `read_all`, and announce it if it will take long."""
    # At least one page of accounts and one of linkages.
    forecast = of_requests([2 for _ in customers], reading.cloudhealth.connection)
    if forecast.seconds >= _WORTH_A_NOTE and reading.remote is reading.cloudhealth:
        reading.view.note(f"reading {counted(len(customers), 'customer')} first: at least {forecast.words}")
    return read_all(reading.remote, customers, reading.emit, reading.stopping, with_names=with_names)


def read_all(
    remote: Remote, customers: Sequence[str], emit: Emit, stopping: Stopping, *, with_names: bool = False
) -> list[CustomerInventory]:
    """Return one inventory per customer; after a stop, those not yet read are incomplete, with its reason.

    Names are read last: by then it is certain that CloudHealth can be reached and accepts the key.
    """
    inventories: list[CustomerInventory] = []
    with ended_by(stopping):
        for inventory in remote.sweep(customers):
            inventories.append(inventory)  # noqa: PERF402 - one by one, to keep those before an early end
        names = remote.names(customers) if with_names else {}
        inventories = [replace(each, name=names.get(each.client_api_id, "")) for each in inventories]
    if reason := stopping.reason:
        emit(Stopped(reason.rule.id, reason.words))
        unread = customers[len(inventories) :]
        inventories += [
            CustomerInventory(customer, ReadState.INCOMPLETE, reason=reason.words, code=reason.rule.id)
            for customer in unread
        ]
    return inventories


@contextmanager
def ended_by(stopping: Stopping) -> Iterator[None]:
    """End the block at a `StopError` or a stop without raising it; `stopping` has the reason."""
    try:
        yield
    except StopError as stop:
        stopping.stop(stop.reason)
    except InterruptedWaitError:
        pass
    except (MemoryError, RuntimeError) as error:
        if not (reason := exhausted(error)):
            raise
        stopping.stop(reason)
