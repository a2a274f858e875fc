"""What was found, before any conclusions: plain values."""

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
from batch.report.service import Observed

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
    """A question and its result; times are this machine's, and `words` are the message unless it is a success."""

    question: Question
    happened: Answer | Lost
    sent_at: datetime
    ended_at: datetime
    words: str = ""

    @property
    def verdict(self) -> Verdict:
        """What the result means for the request."""
        return judge(self.happened)

    @property
    def seconds(self) -> float:
        """How long the answer took."""
        return (self.ended_at - self.sent_at).total_seconds()

    @property
    def is_accepted(self) -> bool:
        """Whether the answer is a success, and not a web page."""
        return isinstance(self.verdict, Accepted) and not self.verdict.answer.is_html

    @property
    def goes_on(self) -> bool:
        """Whether a further question makes sense."""
        return self.is_accepted or isinstance(self.verdict, Forbidden | Rejected)


@dataclass(frozen=True, slots=True)
class Machine:
    """The program and its environment. `extras` has for each extra whether it is installed; `free` is in bytes."""

    version: str
    python: str
    system: str
    has_libyaml: bool
    extras: Mapping[str, bool]
    reports: str
    reports_fault: str
    """Why the reports folder isn't writable; "" if it is."""
    free: int


@dataclass(frozen=True, slots=True)
class Earlier:
    """What earlier runs against the same CloudHealth left in their journals.

    `noticed` are traits and their values. `late` is the longest time in seconds until a linkage that was read back was
    found (0 if each was found at once, None if none was read back). `longest_pause` is in seconds.
    """

    runs: int = 0
    noticed: Sequence[tuple[str, str]] = ()
    throttled: int = 0
    longest_pause: float = 0.0
    late: float | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that was found.

    `refused` has what is wrong with the configuration, by check; if it isn't empty, nothing was asked. `proxy` and
    `key_from` are in words, "" for none. `holder` is the run that holds the lock, "" if it is free.
    """

    machine: Machine
    base_url: str
    key_from: str
    proxy: str = ""
    rates: Sequence[Rate] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    holder: str = ""
    wanted: str = ""
    """The customer that the user named; "" for none."""
    exchanges: Sequence[Exchange] = ()
    noticed: Sequence[tuple[str, str]] = ()
    """Traits of the service that the answers showed, with their values."""
    earlier: Earlier = Earlier()

    def about(self, topic: Topic, customer: str | None = None, page: int = 1) -> Exchange | None:
        """Return the last exchange about this; `customer` None matches any."""
        found = [
            each
            for each in self.exchanges
            if each.question.topic is topic
            and each.question.page == page
            and customer in {None, each.question.customer}
        ]
        return found[-1] if found else None


def earlier_in(journals: Iterable[Iterable[Line]]) -> Earlier:
    """Summarize these journals, one per run."""
    observed = Observed()
    runs = 0
    for runs, journal in enumerate(journals, 1):  # noqa: B007 - how many there were
        for line in journal:
            observed.take(line)
    return Earlier(runs, list(observed.noticed), observed.throttled, observed.longest_pause, observed.late)


def customers_in(exchange: Exchange | None) -> Page[Customer] | None:
    """Return the customers that an answer lists; None if it lists none that can be read."""
    return _read(exchange, parse_customers)


def accounts_in(exchange: Exchange | None) -> Page[Account] | None:
    """Return the accounts that an answer lists; None as above."""
    return _read(exchange, parse_accounts)


def linkages_in(exchange: Exchange | None) -> Page[Linkage] | None:
    """Return the linkages that an answer lists; None as above."""
    return _read(exchange, parse_linkages)


def words_of(exchange: Exchange) -> str:
    """Return why an answer can't be read."""
    parse = _PARSERS.get(exchange.question.topic)
    if exchange.words or not parse or not isinstance(exchange.happened, Answer):
        return exchange.words
    try:
        parse(exchange.happened)
    except MalformedAnswer as error:
        return str(error)
    return ""


def is_complete(page: Page[_T], exchange: Exchange | None) -> bool:
    """Whether a first page is the whole list, according to the page and its headers."""
    length = len(page.items) + len(page.unreadable)
    if page.total is not None:
        return length >= page.total
    if page.has_next is not None or not length:
        return not page.has_next
    query = dict(exchange.question.request.query) if exchange else {}
    # Without a requested size, a page can have any length.
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
