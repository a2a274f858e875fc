"""Read all accounts and linkages of each customer; only what is shown to be complete counts as read."""

from collections.abc import Iterator, Sequence
from functools import partial

from batch.cloudhealth.calls import (
    ASSIGNMENTS_PER_PAGE,
    ITEMS_PER_PAGE,
    list_accounts,
    list_assignments,
    list_customers,
    list_linkages,
)
from batch.cloudhealth.client import Client
from batch.cloudhealth.errors import CustomerRefusedError, IncompleteError, ReadFailedError, StopError
from batch.cloudhealth.pages import Enough, Listed, Listing
from batch.cloudhealth.wire import parse_accounts, parse_assignments, parse_customers, parse_linkages
from batch.events import CustomerRead, Emit
from batch.inventory import Account, Assignment, Customer, CustomerInventory, Linkage, ReadState
from batch.rules import sending
from batch.stopping import StopReason

_REFUSALS_BEFORE_DOUBT = 3
"""If this many customers refuse the key before one accepts it, the key itself may be refused."""


def sweep(client: Client, customers: Sequence[str], emit: Emit) -> Iterator[CustomerInventory]:
    """Read each customer once, in order; "" is a direct customer.

    Raises `StopError` if the key itself is refused; until that is ruled out, no customer is yielded.
    """
    held_back: list[CustomerInventory] = []
    key_is_good = False
    for customer in customers:
        inventory, requests = _sweep_customer(client, customer)
        counts = len(inventory.accounts), len(inventory.linkages)
        emit(CustomerRead(customer, inventory.state, *counts, inventory.reason, requests, inventory.left_out))
        held_back.append(inventory)
        if inventory.state is not ReadState.FORBIDDEN:
            key_is_good = True
        elif not key_is_good and len(held_back) == min(_REFUSALS_BEFORE_DOUBT, len(customers)):
            if _is_the_key(client, is_every_customer=len(held_back) == len(customers)):
                raise StopError(StopReason.of(sending.KEY_REFUSED, answer=f"for every customer, {inventory.reason}"))
            key_is_good = True
        if key_is_good:
            yield from held_back
            held_back.clear()


def _is_the_key(client: Client, *, is_every_customer: bool) -> bool:
    """Whether the key itself is refused: then it may not even list its customers."""
    try:
        client.read(list_customers(1, 0), "", lambda answer: answer)
    except CustomerRefusedError:
        return True
    except ReadFailedError:
        return is_every_customer
    return False


def _sweep_customer(client: Client, customer: str) -> tuple[CustomerInventory, int]:
    """Return what was read of the customer, and the fewest requests that this takes."""
    requests = 0
    try:
        accounts = _accounts(customer).read(client, customer)
        requests = accounts.requests
        linkages = _linkages(customer).read(client, customer)
    except CustomerRefusedError as error:
        return CustomerInventory(customer, ReadState.FORBIDDEN, reason=str(error)), requests + 1
    except ReadFailedError as error:
        return CustomerInventory(customer, ReadState.INCOMPLETE, reason=str(error)), requests + 1
    inventory = CustomerInventory(
        customer, ReadState.COMPLETE, accounts.items, linkages.items, left_out=accounts.left_out
    )
    return inventory, requests + linkages.requests


def read_customers(client: Client) -> list[Customer]:
    """Return every customer that the key can see.

    Raises `StopError` if the list can't be shown to be complete: a part must never pass for the whole.
    """
    listing = Listing("customers", list_customers, parse_customers, lambda found: found.client_api_id, ITEMS_PER_PAGE)
    try:
        return list(listing.read(client, "").items)
    except CustomerRefusedError as error:
        why = f"the key may not list them, {error}; a direct customer has none, and a user's key may see none"
        raise StopError(StopReason.of(sending.CUSTOMERS_NOT_LISTED, why=why)) from error
    except (IncompleteError, ReadFailedError) as error:
        raise StopError(StopReason.of(sending.CUSTOMERS_NOT_LISTED, why=error)) from error


def read_accounts(client: Client, customer: str) -> Listed[Account]:
    """Return all accounts of a customer; raises as `Listing.read` does."""
    return _accounts(customer).read(client, customer)


def read_assignments(client: Client, version: int, enough: Enough[Assignment]) -> None:
    """Pass the pages of this version's list to `enough` until it needs no more; raises as `Listing.read` does.

    Unreadable items prove nothing, and are left out.
    """
    Listing(
        "account assignments",
        partial(list_assignments, version),
        parse_assignments,
        lambda found: found.assignment_id or f"account {found.owner_id}",
        ASSIGNMENTS_PER_PAGE,
        leaves_out=True,
    ).read(client, "", enough=enough)


def read_linkages(client: Client, customer: str, row: int = 0) -> tuple[Linkage, ...]:
    """Return all linkages of a customer; raises as `Listing.read` does. `row` is the row that needs them, or 0."""
    return _linkages(customer).read(client, customer, row).items


def _accounts(customer: str) -> Listing[Account]:
    request = partial(list_accounts, customer)
    # An account without an id can't be linked, so it may be left out; an unreadable linkage may be of any account.
    return Listing("accounts", request, parse_accounts, lambda found: found.acct_id, ITEMS_PER_PAGE, leaves_out=True)


def _linkages(customer: str) -> Listing[Linkage]:
    return Listing(
        "linkages", lambda page, _: list_linkages(customer, page), parse_linkages, lambda linkage: linkage.linkage_id
    )
