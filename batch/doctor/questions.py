"""Which questions are asked, the most telling ones first, for as long as any may be asked; pure but for the asking."""

from collections.abc import Callable, Iterator, Sequence

from batch.cloudhealth.calls import get_linkage, list_accounts, list_customers, list_linkages
from batch.cloudhealth.verdict import Forbidden
from batch.doctor.facts import Exchange, Question, Topic, accounts_in, customers_in, linkages_in

IMPOSSIBLE_LINKAGE = "0"
"""Ids count from 1, so asking for this one is refused, and does no harm."""

Ask = Callable[[Question], Exchange]


def interview(ask: Ask, wanted: str) -> Iterator[Exchange]:
    """Ask one question after the other; `wanted` is the customer that the user named, "" for none.

    Whoever takes the exchanges stops when as many have come as may be asked. It ends by itself where nothing further
    can be learned: the key is refused, say, or an answer asks for a pause.
    """
    for exchange in _interview(ask, wanted):
        yield exchange
        if not exchange.goes_on:
            return


def _interview(ask: Ask, wanted: str) -> Iterator[Exchange]:
    first = ask(Question(Topic.CUSTOMERS, list_customers(1)))
    yield first
    page = customers_in(first)
    listed = page.items if page else ()
    customer: str | None = None
    for candidate in _candidates(wanted, listed, is_partner=first.is_accepted):
        accounts = ask(Question(Topic.ACCOUNTS, list_accounts(candidate, 1), candidate))
        yield accounts
        if accounts.is_accepted:
            customer = candidate
            break
        if not isinstance(accounts.verdict, Forbidden):
            return
    if customer is None:
        return
    yield from _about(ask, customer, has_accounts=bool(page_items(accounts)))
    for other in listed:
        if other != customer:
            yield ask(Question(Topic.ACCOUNTS, list_accounts(other, 1), other))
            yield ask(Question(Topic.LINKAGES, list_linkages(other), other))


def page_items(exchange: Exchange) -> Sequence[object]:
    """What the page of accounts or linkages in an answer holds."""
    read = accounts_in if exchange.question.topic is Topic.ACCOUNTS else linkages_in
    page = read(exchange)
    return page.items if page else ()


def _candidates(wanted: str, listed: Sequence[str], *, is_partner: bool) -> Iterator[str]:
    """The customers whose accounts may be asked for, until one is answered."""
    if wanted:
        yield wanted
    if wanted and is_partner:
        return
    # A key that may not list customers belongs to one without tenants, or is no good at all.
    yield from listed or [""]


def _about(ask: Ask, customer: str, *, has_accounts: bool) -> Iterator[Exchange]:
    linkages = ask(Question(Topic.LINKAGES, list_linkages(customer), customer))
    yield linkages
    yield ask(Question(Topic.NO_LINKAGE, get_linkage(customer, IMPOSSIBLE_LINKAGE), customer))
    seconds = [Question(Topic.LINKAGES, list_linkages(customer, 2), customer, 2)] if page_items(linkages) else []
    seconds += [Question(Topic.ACCOUNTS, list_accounts(customer, 2), customer, 2)] if has_accounts else []
    for question in seconds:
        yield ask(question)
