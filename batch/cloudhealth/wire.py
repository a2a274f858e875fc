"""Read CloudHealth's answers: typed values, or a `MalformedAnswer`; pure.

Only this module, `items`, `calls`, and `traits` know the API's field names. Sources: the public API guide
("documented"), and the code and recorded fixtures of public clients ("seen").
"""

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from batch.cloudhealth.envelopes import list_in, object_in
from batch.cloudhealth.headers import FROM_ZERO, PAGE_RELATIONS, request_id
from batch.cloudhealth.items import MalformedAnswer, account, assignment, customer, linkage
from batch.cloudhealth.words import SEARCHED_AT_MOST, error_texts, page_text, tidy
from batch.inventory import Account, Assignment, Customer, Linkage

SANDBOX_HEADER = "x-govlink-sandbox"
"""A header in every answer of a sandbox, and in no other answer by accident."""

CERTIFICATE_ENDS = "certificate-ends"
"""Key among an answer's headers: when its connection's certificate ends, in OpenSSL's form; "" without TLS."""

_COUNT = re.compile(r"[0-9]{1,30}")
_LOGIN = re.compile(r"""type=["']?password|sign in|log ?in\b""", re.IGNORECASE)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers (names in lower case), and body of one answer; none contains the key.

    `is_cut` if the body was longer than what was read.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    is_cut: bool = False

    @property
    def is_rehearsal(self) -> bool:
        """Whether it came from a sandbox, at whatever address."""
        return SANDBOX_HEADER in self.headers

    @property
    def is_html(self) -> bool:
        """Whether it is a web page: a gateway's error, or a login form."""
        return "html" in self.headers.get("content-type", "") or self.beginning.lstrip()[:1] == "<"

    @property
    def is_login_page(self) -> bool:
        """Whether it is a web page that asks for a sign-in."""
        return self.is_html and _LOGIN.search(self.beginning) is not None

    @property
    def request_id(self) -> str:
        """The id by which the vendor's support can find the request; "" without a usable one."""
        return request_id(self.headers)

    @property
    def beginning(self) -> str:
        """The part of the body that is searched for words."""
        return decoded(self.body[:SEARCHED_AT_MOST])


def decoded(body: bytes) -> str:
    """Return a body as text: UTF-8, or the UTF-16 or UTF-32 that its first bytes show (RFC 4627, 3)."""
    return body.decode(json.detect_encoding(body), "replace")


@dataclass(frozen=True, slots=True)
class UnreadableItem:
    """An item of a list that can't be read: its JSON, and why."""

    shown: str
    why: str


@dataclass(frozen=True, slots=True)
class Page(Generic[_T]):
    """One page of a list.

    `total` is what `X-Total` announces, `has_next` whether `Link` names a next page; None without such a header.
    """

    items: tuple[_T, ...]
    total: int | None = None
    has_next: bool | None = None
    is_from_zero: bool = False
    """Whether `Link` shows that pages count from 0."""
    unreadable: tuple[UnreadableItem, ...] = ()


def parse_accounts(answer: Answer) -> Page[Account]:
    """Return the accounts of one page of `GET /v1/aws_accounts`; raises `MalformedAnswer`."""
    return _page(answer, "aws_accounts", account)


def parse_customers(answer: Answer) -> Page[Customer]:
    """Return the customers of one page of `GET /v1/customers`; raises `MalformedAnswer`.

    A customer's `id` is its `client_api_id` (seen).
    """
    return _page(answer, "customers", customer)


def parse_assignments(answer: Answer) -> Page[Assignment]:
    """Return the assignments of a page of `GET /v1/aws_account_assignments`, or /v2; raises `MalformedAnswer`."""
    return _page(answer, "aws_account_assignments", assignment)


def parse_customer(answer: Answer) -> Customer:
    """Return the customer of a GET by id; raises `MalformedAnswer`."""
    found = object_in(_json(answer), "customer")
    if found is None:
        raise MalformedAnswer("the answer has no customer")
    return customer(found)


def parse_linkages(answer: Answer) -> Page[Linkage]:
    """Return the linkages of one page of `GET /api/v1/govcloud_linkages`; raises `MalformedAnswer`.

    They are documented as a bare array; clients read similar lists with the same documentation from an object (seen).
    """
    return _page(answer, "govcloud_linkages", linkage)


def parse_linkage(answer: Answer) -> Linkage:
    """Return the linkage of a POST, a PUT, or a GET by id; raises `MalformedAnswer`."""
    found = object_in(_json(answer), "govcloud_linkage")
    if found is None:
        raise MalformedAnswer("the answer has no linkage")
    return linkage(found)


def parse_this_linkage(linkage_id: str, answer: Answer) -> Linkage:
    """Return the linkage of a GET by id; raises `MalformedAnswer`, also if it is another linkage."""
    found = parse_linkage(answer)
    if found.linkage_id != linkage_id:
        raise MalformedAnswer(f"the answer is about linkage {found.linkage_id}, not {linkage_id}")
    return found


def refusal_words(answer: Answer) -> tuple[str, ...]:
    """Return the texts in a success's `error` or `errors`; () if there are none, or if it has an id or a linkage.

    Which status "a list of errors is returned" with is not documented. Elsewhere in the service it is 200 (seen), and
    successes can have an empty `errors` (seen). An id that is null doesn't count.
    """
    try:
        body = _json(answer)
    except MalformedAnswer:
        return ()
    if not isinstance(body, Mapping) or body.get("id") is not None:
        return ()
    errors = {name: body[name] for name in ("error", "errors") if body.get(name)}
    if not errors:
        return ()
    with suppress(MalformedAnswer):
        parse_linkage(answer)
        return ()
    if any(value is True for value in errors.values()):
        # The words are in other fields, if there are any.
        return tidy(error_texts(body)) or tidy([json.dumps(errors)])
    return tidy(error_texts(errors))


def server_words(answer: Answer) -> tuple[str, ...]:
    """Return the texts of an error body in any of the shapes seen, shortened; () if there are none.

    `{"error": "text"}` is documented; `{"errors": ["text"]}`, `{"errors": {"field": ["text"]}}`,
    `{"error": {"errorMessage": "text"}}`, `{}`, a gateway's HTML, and an empty body are seen.
    """
    if answer.is_html:
        return tidy([page_text(answer.beginning)])
    try:
        return tidy(error_texts(_json(answer)))
    except MalformedAnswer:
        return tidy([answer.beginning])


def _count(text: str) -> int | None:
    return int(text) if _COUNT.fullmatch(text) else None


def _json(answer: Answer) -> Any:  # noqa: ANN401 - anything may come
    if answer.is_cut:
        raise MalformedAnswer(f"the answer is longer than {len(answer.body) >> 20} MiB, the most that is read")
    try:
        return json.loads(decoded(answer.body))
    except (ValueError, RecursionError) as error:
        kind = "HTML" if answer.is_html else "not JSON"
        raise MalformedAnswer(f"the answer is {kind} ({len(answer.body)} bytes)") from error


def _page(answer: Answer, field: str, parse: Callable[[object], _T]) -> Page[_T]:
    """Return the list in a body, which has the name `field` if it is in an object."""
    listed = list_in(_json(answer), field)
    if listed is None:
        raise MalformedAnswer(f"the answer has no list of {field}")
    items: list[_T] = []
    unreadable: list[UnreadableItem] = []
    for item in listed:
        try:
            items.append(parse(item))
        except MalformedAnswer as error:
            unreadable.append(UnreadableItem(json.dumps(item, sort_keys=True), str(error)))
    total = _count(answer.headers.get("x-total", "").strip())
    named = answer.headers.get(PAGE_RELATIONS, "").split()
    has_next = "next" in named if named else None
    return Page(tuple(items), total, has_next, FROM_ZERO in named, tuple(unreadable))
