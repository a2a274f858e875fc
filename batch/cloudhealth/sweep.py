"""One sweep of a customer: all its accounts and linkages, counted as read only when they are shown to be complete."""

from collections.abc import Iterator, Sequence
from itertools import count

from batch.cloudhealth.client import Client
from batch.cloudhealth.errors import CustomerRefusedError, HaltError, ReadFailedError
from batch.cloudhealth.wire import (
    ACCOUNTS_PER_PAGE,
    DEFAULT_PER_PAGE,
    list_accounts,
    list_customers,
    list_linkages,
    parse_accounts,
    parse_linkages,
)
from batch.events import CustomerRead, Emit
from batch.inventory import Account, CustomerInventory, PlacedLinkage, ReadState

_PLAUSIBLE_PAGE_SIZES = frozenset({30, 100, 1000})
"""A linkage list of such a length is worth one look at page 2: it may be paged without saying so (not documented)."""

_REFUSALS_BEFORE_DOUBT = 3


class _IncompleteError(Exception):
    """What was read can't be shown to be all there is."""


def sweep(client: Client, customers: Sequence[str], emit: Emit) -> Iterator[CustomerInventory]:
    """Read each customer once; "" stands for a direct customer. Raises `HaltError`, also where all are refused."""
    refused: list[str] = []
    read_any = False
    for customer in customers:
        inventory = _sweep_customer(client, customer)
        reason = inventory.reason
        emit(CustomerRead(customer, inventory.state, len(inventory.accounts), len(inventory.linkages), reason))
        if inventory.state is ReadState.FORBIDDEN:
            refused.append(reason)
        else:
            read_any = True
        if not read_any and _is_the_key(client, len(refused), len(customers)):
            raise HaltError("S201", f"refused for every customer: {refused[0]}")
        yield inventory


def _is_the_key(client: Client, refusals: int, customers: int) -> bool:
    """Whether the refusals so far are the key's: of all customers, or of the first few and of the customer list."""
    if refusals == customers:
        return True
    if refusals != _REFUSALS_BEFORE_DOUBT:
        return False
    try:
        client.read(list_customers(1, 1), "", lambda answer: answer)
    except CustomerRefusedError:
        return True
    except ReadFailedError:
        return False
    return False


def _sweep_customer(client: Client, customer: str) -> CustomerInventory:
    try:
        accounts = read_accounts(client, customer)
        linkages = read_linkages(client, customer)
    except CustomerRefusedError as error:
        return CustomerInventory(customer, ReadState.FORBIDDEN, reason=str(error))
    except (_IncompleteError, ReadFailedError) as error:
        return CustomerInventory(customer, ReadState.INCOMPLETE, reason=str(error))
    return CustomerInventory(customer, ReadState.COMPLETE, tuple(accounts), tuple(linkages))


def read_accounts(client: Client, customer: str) -> list[Account]:
    """All accounts, page by page.

    Complete when `X-Total` is met where it is given, else at a short or empty page; never when a page brings nothing
    new, since such a server repeats pages for ever. A server may give smaller pages than asked for: what it says of
    their size is believed, and 30, its documented default, counts as a full page as well.
    """
    accounts: dict[str, Account] = {}
    for page_number in count(1):
        page = client.read(list_accounts(customer, page_number), customer, parse_accounts)
        before = len(accounts)
        accounts.update((account.acct_id, account) for account in page.accounts)
        if page.total is not None and len(accounts) >= page.total:
            break
        full_sizes = {page.per_page} if page.per_page else {ACCOUNTS_PER_PAGE, DEFAULT_PER_PAGE}
        is_last = len(page.accounts) < max(full_sizes) and len(page.accounts) not in full_sizes
        if page.total is not None and not page.accounts:
            raise _IncompleteError(f"{len(accounts)} of {page.total} accounts were listed")
        if page.total is None and is_last:
            break
        if len(accounts) == before:
            raise _IncompleteError(f"page {page_number} of the accounts repeats earlier ones")
    return list(accounts.values())


def read_linkages(client: Client, customer: str, row: int = 0) -> list[PlacedLinkage]:
    """All linkages; a list of a suspicious length is read on until a page brings nothing new."""
    first = client.read(list_linkages(customer), customer, parse_linkages, row)
    linkages = {linkage.linkage_id: linkage for linkage in first}
    if len(first) not in _PLAUSIBLE_PAGE_SIZES:
        return list(linkages.values())
    for page_number in count(2):
        page = client.read(list_linkages(customer, page_number), customer, parse_linkages, row)
        before = len(linkages)
        linkages.update((linkage.linkage_id, linkage) for linkage in page)
        if len(linkages) == before or len(page) < len(first):
            break
    return list(linkages.values())
