"""Choose the questions, the most informative ones first, until no more may be asked; pure except for the asking."""

from collections.abc import Callable, Generator, Iterator, Sequence
from functools import partial

from batch.cloudhealth.calls import (
    ITEMS_PER_PAGE,
    Request,
    get_linkage,
    list_accounts,
    list_customers,
    list_linkages,
)
from batch.cloudhealth.verdict import Forbidden, Rejected
from batch.doctor.facts import Exchange, Question, Topic, accounts_in, customers_in, linkages_in

IMPOSSIBLE_LINKAGE = "0"
"""Ids count from 1, so a request for this one is refused and harmless."""

_NOT_FOUND = 404

Ask = Callable[[Question], Exchange]


def interview(ask: Ask, wanted: str) -> Iterator[Exchange]:
    """Ask one question after the other; `wanted` is the customer that the user named, "" for none.

    The caller stops taking exchanges when no more requests are allowed. It ends by itself if nothing more can be
    learned, for example because the key is refused or an answer asks for a pause.
    """
    for exchange in _interview(ask, wanted):
        yield exchange
        if not exchange.goes_on:
            return


def _interview(ask: Ask, wanted: str) -> Iterator[Exchange]:
    first = yield from _first_page(ask, Topic.CUSTOMERS, list_customers)
    page = customers_in(first)
    listed = [found.client_api_id for found in page.items] if page else []
    for customer in _candidates(wanted, listed, is_partner=first.is_accepted):
        accounts = yield from _first_page(ask, Topic.ACCOUNTS, partial(list_accounts, customer), customer)
        if not isinstance(accounts.verdict, Forbidden):
            break
    if not accounts.is_accepted:
        return
    yield from _about(ask, customer, accounts)
    for other in listed:
        if other != customer:
            yield from _first_page(ask, Topic.ACCOUNTS, partial(list_accounts, other), other)
            yield ask(Question(Topic.LINKAGES, list_linkages(other), other))


def _first_page(
    ask: Ask, topic: Topic, request: Callable[[int, int], Request], customer: str = ""
) -> Generator[Exchange, None, Exchange]:
    """Ask for the first page, and again without a page size if the service refuses it."""
    exchange = ask(Question(topic, request(1, ITEMS_PER_PAGE), customer))
    yield exchange
    if isinstance(exchange.verdict, Rejected) and exchange.verdict.status != _NOT_FOUND:
        exchange = ask(Question(topic, request(1, 0), customer))
        yield exchange
    return exchange


def _items(exchange: Exchange) -> Sequence[object]:
    """Return the accounts or linkages in an answer."""
    read = accounts_in if exchange.question.topic is Topic.ACCOUNTS else linkages_in
    page = read(exchange)
    return page.items if page else ()


def _candidates(wanted: str, listed: Sequence[str], *, is_partner: bool) -> Iterator[str]:
    """Yield the customers to ask about, until one answers."""
    if wanted:
        yield wanted
    if wanted and is_partner:
        return
    # A key that may not list customers belongs to a customer without tenants, or is invalid.
    yield from listed or [""]


def _about(ask: Ask, customer: str, accounts: Exchange) -> Iterator[Exchange]:
    linkages = ask(Question(Topic.LINKAGES, list_linkages(customer), customer))
    yield linkages
    yield ask(Question(Topic.NO_LINKAGE, get_linkage(customer, IMPOSSIBLE_LINKAGE), customer))
    if _items(linkages):
        yield ask(Question(Topic.LINKAGES, list_linkages(customer, 2), customer, 2))
    if _items(accounts):
        size = int(dict(accounts.question.request.query).get("per_page", 0))
        yield ask(Question(Topic.ACCOUNTS, list_accounts(customer, 2, size), customer, 2))
