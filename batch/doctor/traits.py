"""Collect what this service does where its documentation is silent, from the answers and earlier runs; pure.

Names and values are those of `batch.cloudhealth.traits`, which sees one answer at a time. Traits that only several
answers show are added here:

| trait | values |
|---|---|
| `key` | `partner`, `own`: whose customers the key sees |
| `linkages.direction` | `by-name`, `swapped`, `mixed`: what the linkages of the customers show |
| `KIND.beyond_the_end` | `repeated`: the second page is the first one again |
| `KIND.unreadable` | `present`: for example items without an id |

What earlier runs met is in the form of `batch.report.service`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from batch.cloudhealth.wire import Page
from batch.doctor.facts import Facts, Topic, accounts_in, customers_in, linkages_in
from batch.doctor.tenants import direction_of, tenants

Traits: TypeAlias = Mapping[str, Sequence[str]]
"""Each trait's values, those in the present answers before those of earlier runs."""


def traits_in(facts: Facts) -> Traits:
    """Return everything that is known, by the trait's name."""
    values: dict[str, dict[str, None]] = {}
    for trait, value in (*facts.noticed, *_compared(facts), *facts.earlier.noticed, *_of_earlier(facts)):
        values.setdefault(trait, {})[value] = None
    return {trait: list(values[trait]) for trait in sorted(values)}


def _compared(facts: Facts) -> Iterator[tuple[str, str]]:
    customers = facts.about(Topic.CUSTOMERS)
    own = facts.about(Topic.ACCOUNTS, "")
    if customers and customers.is_accepted:
        yield "key", "partner"
    elif own and own.is_accepted:
        yield "key", "own"
    direction = direction_of(tenants(facts))
    if direction != "unknown":
        yield "linkages.direction", direction
    page = customers_in(customers)
    if page and page.unreadable:
        yield "customers.unreadable", "present"
    # Further pages were requested only for the first customer.
    customer = next((each.customer for each in tenants(facts)), None)
    accounts = [accounts_in(facts.about(Topic.ACCOUNTS, customer, number)) for number in (1, 2)]
    linkages = [linkages_in(facts.about(Topic.LINKAGES, customer, number)) for number in (1, 2)]
    yield from _of_pages("accounts", *accounts)
    yield from _of_pages("linkages", *linkages)


def _of_pages(kind: str, first: Page[Any] | None, second: Page[Any] | None) -> Iterator[tuple[str, str]]:
    if first and first.unreadable:
        yield f"{kind}.unreadable", "present"
    if first and second and first.items and second.items:
        if second.items == first.items:
            yield f"{kind}.beyond_the_end", "repeated"
        elif first.total is None and first.has_next is None:
            # The page was cut without a header, and there was more: its length is the page size.
            yield f"{kind}.page_size", str(len(first.items) + len(first.unreadable))


def _of_earlier(facts: Facts) -> Iterator[tuple[str, str]]:
    if facts.earlier.late is not None:
        yield "linkages.late", f"{facts.earlier.late:.0f}"
    if facts.earlier.longest_pause:
        yield "pauses.longest", f"{facts.earlier.longest_pause:.0f}"
