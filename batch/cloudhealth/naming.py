"""Read customers' names with as few requests as possible; no run waits, stops, or fails because of a missing name."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from batch.cloudhealth.calls import ITEMS_PER_PAGE, Request, get_customer, list_customers
from batch.cloudhealth.client import Client
from batch.cloudhealth.errors import StopError
from batch.cloudhealth.items import MalformedAnswer
from batch.cloudhealth.verdict import Accepted
from batch.cloudhealth.wire import Answer, parse_customer, parse_customers
from batch.events import CustomersNamed
from batch.inventory import Customer

_T = TypeVar("_T")


def read_names(client: Client, customers: Iterable[str]) -> CustomersNamed:
    """Return the names that CloudHealth lists for these customers; raises whatever ends a wait.

    Each request is sent once, and none after one that fails: the key may not list customers, for example.
    """
    search = _Search(client, {customer for customer in customers if customer})
    search.read_list()
    search.read_one_by_one()
    return CustomersNamed(search.names, search.requests)


@dataclass(slots=True)
class _Search:
    """The names that were found, and the customers whose names are `missing`."""

    client: Client
    missing: set[str]
    names: dict[str, str] = field(default_factory=dict)
    requests: int = 0
    is_over: bool = False
    """Whether no further request can find another name."""

    def read_list(self) -> None:
        """Read pages of the list, at most one per missing name: for a few names, single requests cost less."""
        # A service that refuses a page size for another list will probably refuse it here.
        size = 0 if self.client.sizeless else ITEMS_PER_PAGE
        seen: set[str] = set()
        number = 0
        while number < len(self.missing) and not self.is_over:
            number += 1
            page = self._ask(list_customers(number, size), parse_customers)
            if page is None:
                return
            before = len(seen)
            seen.update(found.client_api_id for found in page.items)
            self._take(page.items)
            if page.total is not None:
                is_last = len(seen) >= page.total
            else:
                is_last = not page.has_next and (page.has_next is False or len(page.items) < size)
            self.is_over = is_last or len(seen) == before

    def read_one_by_one(self) -> None:
        """Ask for each customer whose name is missing."""
        for customer in sorted(self.missing):
            if self.is_over:
                return
            found = self._ask(get_customer(customer), parse_customer)
            self._take([found] if found else [])

    def _take(self, found: Sequence[Customer]) -> None:
        self.names |= {each.client_api_id: each.name for each in found if each.client_api_id in self.missing}
        self.missing -= self.names.keys()

    def _ask(self, request: Request, parse: Callable[[Answer], _T]) -> _T | None:
        """Send one request and return its result; None, and end the search, if that fails in any way."""
        self.requests += 1
        try:
            verdict = self.client.ask(request, "")
            if isinstance(verdict, Accepted):
                return parse(verdict.answer)
        except (MalformedAnswer, StopError):
            pass
        self.is_over = True
        return None
