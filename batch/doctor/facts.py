"""What was found, before anything is concluded from it: plain values."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from batch.cloudhealth.calls import Request
from batch.cloudhealth.items import MalformedAnswer
from batch.cloudhealth.pacing import Rate
from batch.cloudhealth.verdict import Accepted, Forbidden, Lost, Rejected, Verdict, judge
from batch.cloudhealth.wire import Answer, Page, parse_accounts, parse_customers, parse_linkages
from batch.events import Line
from batch.inventory import Account, Customer, Linkage
from batch.report.service import Met

_T = TypeVar("_T")


class Topic(StrEnum):
    """What a question is about."""

    CUSTOMERS = "customers"
    ACCOUNTS = "accounts"
    LINKAGES = "linkages"
    NO_LINKAGE = "a linkage that can't exist"


@dataclass(frozen=True, slots=True)
class Question:
    """One request and what it is about; `customer` is "" for the key's own."""

    topic: Topic
    request: Request
    customer: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what came of it; the times are this machine's, and `words` say what is not a success."""

    question: Question
    happened: Answer | Lost
    sent_at: datetime
    ended_at: datetime
    words: str = ""

    @property
    def verdict(self) -> Verdict:
        """What it means for the request."""
        return judge(self.happened)

    @property
    def seconds(self) -> float:
        """How long it took."""
        return (self.ended_at - self.sent_at).total_seconds()

    @property
    def is_accepted(self) -> bool:
        """Whether it was answered with a success, and not with a page for people."""
        return isinstance(self.verdict, Accepted) and not self.verdict.answer.is_html

    @property
    def goes_on(self) -> bool:
        """Whether there is sense in a further question."""
        return self.is_accepted or isinstance(self.verdict, Forbidden | Rejected)


@dataclass(frozen=True, slots=True)
class Machine:
    """The program and what it runs on. `extras` says of each whether it is installed, `free` is in bytes."""

    version: str
    python: str
    system: str
    has_libyaml: bool
    extras: Mapping[str, bool]
    reports: str
    reports_fault: str
    """Why the reports folder can't be written to, "" where it can."""
    free: int


@dataclass(frozen=True, slots=True)
class Earlier:
    """What earlier runs against the same CloudHealth left in their journals.

    `noticed` are traits and their values, `late` the most seconds until a linkage that was read back was found (0 where
    each was found at once, None where none was read back). `longest_pause` is in seconds.
    """

    runs: int = 0
    noticed: Sequence[tuple[str, str]] = ()
    throttled: int = 0
    longest_pause: float = 0.0
    late: float | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that was found.

    `refused` has by check what is wrong with the configuration; nothing was asked then. `proxy` and `key_from` are in
    words, "" for none. `holder` is who holds the lock, "" where it is free.
    """

    machine: Machine
    base_url: str
    key_from: str
    proxy: str = ""
    rates: Sequence[Rate] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    holder: str = ""
    wanted: str = ""
    """The customer that the user named, "" for none."""
    exchanges: Sequence[Exchange] = ()
    noticed: Sequence[tuple[str, str]] = ()
    """Traits of the service that the answers showed, and their values."""
    earlier: Earlier = Earlier()

    def about(self, topic: Topic, customer: str | None = None, page: int = 1) -> Exchange | None:
        """The last exchange about this; `customer` None is any."""
        found = [
            each
            for each in self.exchanges
            if each.question.topic is topic
            and each.question.page == page
            and customer in {None, each.question.customer}
        ]
        return found[-1] if found else None


def earlier_in(journals: Iterable[Iterable[Line]]) -> Earlier:
    """What is in these journals, one a run."""
    met = Met()
    runs = 0
    for runs, journal in enumerate(journals, 1):  # noqa: B007 - how many there were
        for line in journal:
            met.take(line)
    return Earlier(runs, list(met.noticed), met.throttled, met.longest_pause, met.late)


def customers_in(exchange: Exchange | None) -> Page[Customer] | None:
    """The customers that an answer lists; None where it lists none that can be read."""
    return _read(exchange, parse_customers)


def accounts_in(exchange: Exchange | None) -> Page[Account] | None:
    """The accounts that an answer lists; None as above."""
    return _read(exchange, parse_accounts)


def linkages_in(exchange: Exchange | None) -> Page[Linkage] | None:
    """The linkages that an answer lists; None as above."""
    return _read(exchange, parse_linkages)


def words_of(exchange: Exchange) -> str:
    """Why an answer gives nothing that can be read."""
    parse = _PARSERS.get(exchange.question.topic)
    if exchange.words or not parse or not isinstance(exchange.happened, Answer):
        return exchange.words
    try:
        parse(exchange.happened)
    except MalformedAnswer as error:
        return str(error)
    return ""


def is_complete(page: Page[_T], exchange: Exchange | None) -> bool:
    """Whether the first page that came is all that the list has, as far as it and its headers show."""
    length = len(page.items) + len(page.unreadable)
    if page.total is not None:
        return length >= page.total
    if page.has_next is not None or not length:
        return not page.has_next
    query = dict(exchange.question.request.query) if exchange else {}
    # Where no size was asked for, any length may be a page's.
    return length < int(query.get("per_page", 0))


_PARSERS: Mapping[Topic, Callable[[Answer], object]] = {
    Topic.CUSTOMERS: parse_customers,
    Topic.ACCOUNTS: parse_accounts,
    Topic.LINKAGES: parse_linkages,
}


def _read(exchange: Exchange | None, parse: Callable[[Answer], Page[_T]]) -> Page[_T] | None:
    if exchange is None or not isinstance(exchange.happened, Answer) or not exchange.is_accepted:
        return None
    try:
        return parse(exchange.happened)
    except MalformedAnswer:
        return None
