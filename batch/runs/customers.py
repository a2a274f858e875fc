"""One run of `customers`: list what the key can see. It only reads, and has no run folder."""

from collections.abc import Sequence

from batch.cloudhealth.connection import Connection
from batch.console import View
from batch.counting import counted
from batch.customer_list import CustomerList, listed
from batch.inventory import Customer, CustomerInventory
from batch.runs.forecast import of_reads
from batch.runs.reading import Reading, all_customers, read_all, reading_alone, refuse_part
from batch.stopping import Stopping


def list_customers(connection: Connection, view: View, stopping: Stopping, *, has_counts: bool) -> CustomerList:
    """Return every customer that the key can see, and with `has_counts` how much each of them has.

    Raises `EndedEarlyError` if reading ends early, and `LockedError`.
    """
    with reading_alone(connection, "customers", view, stopping) as reading:
        customers = all_customers(reading)
        inventories = _inventories(reading, customers) if has_counts and customers else []
        is_sandbox = reading.cloudhealth.is_sandbox
    view.pause()
    refuse_part(stopping)
    read = {inventory.client_api_id: inventory for inventory in inventories}
    lines = [listed(customer, read.get(customer.client_api_id)) for customer in customers]
    return CustomerList(lines, connection.base_url, is_sandbox, has_counts)


def _inventories(reading: Reading, customers: Sequence[Customer]) -> list[CustomerInventory]:
    # At least one page of accounts and one of linkages.
    cost = of_reads(2 * len(customers), reading.cloudhealth.connection)
    reading.view.note(f"reading the accounts and linkages of {counted(len(customers), 'customer')}: at least {cost}")
    ids = [customer.client_api_id for customer in customers]
    return read_all(reading.remote, ids, reading.emit, reading.stopping)
