"""Reading what CloudHealth has: which customers are asked about, and what is known where the reading ends early."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from batch.cloudhealth.errors import StopError
from batch.cloudhealth.session import CloudHealth
from batch.console import View
from batch.events import Emit, Stopped
from batch.exhaustion import exhausted
from batch.inventory import Customer, CustomerInventory, ReadState, Remote
from batch.report.wording import counted
from batch.runs.forecast import of_requests
from batch.stopping import InterruptedWaitError, Stopping

_WORTH_A_NOTE = 10.0
"""Seconds: a shorter sweep needs no announcement."""


@dataclass(frozen=True)
class Reading:
    """What it takes to read."""

    cloudhealth: CloudHealth
    remote: Remote
    """Where inventories come from: `cloudhealth`, or a snapshot."""
    emit: Emit
    view: View
    stopping: Stopping


def all_customers(reading: Reading) -> list[Customer]:
    """Every customer that the key can see; none where that can't be had, and the run stops."""
    customers: list[Customer] = []
    with _ended_by(reading.stopping):
        customers += reading.remote.customers()
    return customers


def read_inventories(reading: Reading, customers: Sequence[str]) -> list[CustomerInventory]:
    """What `read_all` gives, announced where it takes long."""
    # Accounts and linkages, a page of each at least.
    forecast = of_requests([2 for _ in customers], reading.cloudhealth.connection)
    if forecast.seconds >= _WORTH_A_NOTE and reading.remote is reading.cloudhealth:
        reading.view.note(f"reading {counted(len(customers), 'customer')} first: at least {forecast.words}")
    return read_all(reading.remote, customers, reading.emit, reading.stopping)


def read_all(remote: Remote, customers: Sequence[str], emit: Emit, stopping: Stopping) -> list[CustomerInventory]:
    """One entry for each customer; those that a stop kept from being read are incomplete, for its reason."""
    inventories: list[CustomerInventory] = []
    with _ended_by(stopping):
        for inventory in remote.sweep(customers):
            inventories.append(inventory)  # noqa: PERF402 - one by one: what was read before an end stays
    if reason := stopping.reason:
        emit(Stopped(reason.rule.id, reason.words))
        unread = customers[len(inventories) :]
        inventories += [
            CustomerInventory(customer, ReadState.INCOMPLETE, reason=reason.words, code=reason.rule.id)
            for customer in unread
        ]
    return inventories


@contextmanager
def _ended_by(stopping: Stopping) -> Iterator[None]:
    """Where a `StopError`, or a stop, ends the block, nothing is raised: `stopping` has the reason."""
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
