"""Which account is assigned to which customer, in each version of the list."""

from collections.abc import Iterator
from dataclasses import dataclass

from batch.sandbox.inventory import Inventory
from batch.sandbox.scenario import Customer
from batch.sandbox.switches import Assignments, Switches

_FIRST_ID = 7_000_001
"""The first id of an assignment; assignments have ids of their own."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """An AWS account number and the customer that it is assigned to."""

    id: int
    owner_id: str
    customer: Customer


def assignments(inventory: Inventory, switches: Switches, version: int) -> list[Assignment] | None:
    """Return the assignments in this version of the list; None if there is no such version."""
    offered = switches.assignments
    if offered not in {Assignments.BOTH, Assignments.V1 if version == 1 else Assignments.V2}:
        return None
    is_shared = offered is not Assignments.V2
    return [
        assignment
        for assignment in _all(inventory, switches)
        if not is_shared or assignment.customer.is_moved == (version == 2)  # noqa: PLR2004 - the second version
    ]


def _all(inventory: Inventory, switches: Switches) -> Iterator[Assignment]:
    for number, known in enumerate(inventory.accounts.values(), _FIRST_ID):
        customer = inventory.customers.get(known.customer_id)
        is_assigned = not (switches.unassigned_govcloud and known.account.in_govcloud)
        if customer is not None and known.account.owner_id is not None and is_assigned:
            yield Assignment(number, known.account.owner_id, customer)
