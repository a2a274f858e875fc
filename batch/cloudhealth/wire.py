"""What CloudHealth answers, read: answers to typed values or a `MalformedAnswer`; pure.

Only this module, `calls` and `traits` know the API's field names. Sources: the public API guide ("documented"), and
the code and recorded fixtures of public clients ("seen"). Ids are text here, whatever JSON type they came in.
"""

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from batch.cloudhealth.envelopes import list_in, object_in
from batch.cloudhealth.headers import FROM_ZERO, PAGE_RELATIONS, request_id
from batch.cloudhealth.words import SEARCHED_AT_MOST, error_texts, page_text, shortened, tidy
from batch.inventory import Account, AccountKind, Customer, Linkage

SANDBOX_HEADER = "x-govlink-sandbox"
"""What a sandbox says with every answer, and nobody else by accident."""

CERTIFICATE_ENDS = "certificate-ends"
"""Among an answer's headers, when the certificate of its connection ends, as OpenSSL writes it; "" without TLS."""

_OWNER_DIGITS = 12
_ID = re.compile(r"[0-9]{1,30}")
_ARN = re.compile(r"arn:(aws(?:-[a-z]+)*):")
"""Its beginning alone: what follows names the role, and is not kept."""
_GOVCLOUD_PARTITION = "aws-us-gov"
_LOGIN = re.compile(r"""type=["']?password|sign in|log ?in\b""", re.IGNORECASE)
_NO_TEXT = re.compile("[\ud800-\udfff]")
"""Halves of characters, which JSON can name (`"\\ud800"`) and no file can hold."""

_T = TypeVar("_T")


class MalformedAnswer(ValueError):  # noqa: N818 - it names what was received, not a failure of ours
    """A body that is not what the documents describe; the text says in which way."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers (names in lower case) and body of one answer; the key is in none of them.

    `is_cut` says that the body is longer than was read of it.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    is_cut: bool = False

    @property
    def is_rehearsal(self) -> bool:
        """Whether a sandbox gave it, wherever that was served."""
        return SANDBOX_HEADER in self.headers

    @property
    def is_html(self) -> bool:
        """Whether it is a page for people: a gateway's error, or a login form."""
        return "html" in self.headers.get("content-type", "") or self.beginning.lstrip()[:1] == "<"

    @property
    def is_login_page(self) -> bool:
        """Whether it is a page that asks a person to sign in."""
        return self.is_html and _LOGIN.search(self.beginning) is not None

    @property
    def request_id(self) -> str:
        """What the vendor's support can find the request by, "" where nothing readable is there."""
        return request_id(self.headers)

    @property
    def beginning(self) -> str:
        """As much of the body as is searched for words."""
        return decoded(self.body[:SEARCHED_AT_MOST])


def decoded(body: bytes) -> str:
    """A body as text: UTF-8, or UTF-16 or UTF-32 where its first bytes say so, as RFC 4627 (3) distinguishes them."""
    return body.decode(json.detect_encoding(body), "replace")


@dataclass(frozen=True, slots=True)
class UnreadableItem:
    """An item of a list that can't be read: as it came, in JSON, and why."""

    shown: str
    why: str


@dataclass(frozen=True, slots=True)
class Page(Generic[_T]):
    """One page of a list.

    `total` is what `X-Total` announces, `has_next` whether `Link` names a next page; each None where no header says it.
    """

    items: tuple[_T, ...]
    total: int | None = None
    has_next: bool | None = None
    is_from_zero: bool = False
    """Whether `Link` counts the pages from 0."""
    unreadable: tuple[UnreadableItem, ...] = ()


def parse_accounts(answer: Answer) -> Page[Account]:
    """The accounts of one page of `GET /v1/aws_accounts`; raises `MalformedAnswer`."""
    return _page(answer, "aws_accounts", _account)


def parse_customers(answer: Answer) -> Page[Customer]:
    """The customers of one page of `GET /v1/customers`; raises `MalformedAnswer`.

    A customer's `id` is its `client_api_id` (seen).
    """
    return _page(answer, "customers", _customer)


def parse_linkages(answer: Answer) -> Page[Linkage]:
    """The linkages of one page of `GET /api/v1/govcloud_linkages`; raises `MalformedAnswer`.

    They are documented as a bare array; siblings that are, too, are read wrapped in an object by clients (seen).
    """
    return _page(answer, "govcloud_linkages", _linkage)


def parse_linkage(answer: Answer) -> Linkage:
    """The one linkage that POST, PUT and GET by id answer with; raises `MalformedAnswer`."""
    found = object_in(_json(answer), "govcloud_linkage")
    if found is None:
        raise MalformedAnswer("the answer has no linkage")
    return _linkage(found)


def parse_this_linkage(linkage_id: str, answer: Answer) -> Linkage:
    """The linkage that GET by id was asked for; raises `MalformedAnswer`, also where it is another one."""
    linkage = parse_linkage(answer)
    if linkage.linkage_id != linkage_id:
        raise MalformedAnswer(f"the answer is about linkage {linkage.linkage_id}, not {linkage_id}")
    return linkage


def refusal_words(answer: Answer) -> tuple[str, ...]:
    """What a success says in `error` or `errors`; () where it says nothing there, or has an id or a linkage.

    The documents leave open with which status "a list of errors is returned"; elsewhere in the service it comes with
    200 (seen), and so does an empty `errors` inside a success. An id that is null is none.
    """
    try:
        body = _json(answer)
    except MalformedAnswer:
        return ()
    if not isinstance(body, Mapping) or body.get("id") is not None:
        return ()
    said = {name: body[name] for name in ("error", "errors") if body.get(name)}
    if not said:
        return ()
    with suppress(MalformedAnswer):
        parse_linkage(answer)
        return ()
    if any(value is True for value in said.values()):
        # Its words are beside it, if there are any.
        return tidy(error_texts(body)) or tidy([json.dumps(said)])
    return tidy(error_texts(said))


def server_words(answer: Answer) -> tuple[str, ...]:
    """What the server says in an error body of any of the shapes seen, shortened; () where it says nothing.

    `{"error": "text"}` is documented; `{"errors": ["text"]}`, `{"errors": {"field": ["text"]}}`,
    `{"error": {"errorMessage": "text"}}`, `{}`, a gateway's HTML and nothing at all are seen.
    """
    if answer.is_html:
        return tidy([page_text(answer.beginning)])
    try:
        return tidy(error_texts(_json(answer)))
    except MalformedAnswer:
        return tidy([answer.beginning])


def _count(text: str) -> int | None:
    return int(text) if _ID.fullmatch(text) else None


def _json(answer: Answer) -> Any:  # noqa: ANN401 - anything may come
    if answer.is_cut:
        raise MalformedAnswer(f"the answer is longer than the {len(answer.body) >> 20} MiB that are read of one")
    try:
        return json.loads(decoded(answer.body))
    except (ValueError, RecursionError) as error:
        kind = "HTML" if answer.is_html else "no JSON"
        raise MalformedAnswer(f"the answer is {kind} ({len(answer.body)} bytes)") from error


def _page(answer: Answer, field: str, parse: Callable[[object], _T]) -> Page[_T]:
    """The list that is named `field` where it is wrapped in an object."""
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


def _account(item: object) -> Account:
    if not isinstance(item, Mapping):
        raise MalformedAnswer("an account is no object")
    partition = _partition(item.get("authentication"))
    return Account(
        _id(item, "id"),
        _owner_id(item.get("owner_id")),
        _text(item.get("name")),
        _kind(item, partition),
        _text(item.get("amazon_name")),
        _text(_member(item.get("status"), "level")),
        _text(item.get("account_type")),
        partition,
    )


def _customer(item: object) -> Customer:
    if not isinstance(item, Mapping):
        raise MalformedAnswer("a customer is no object")
    return Customer(_id(item, "id"), _text(item.get("name")))


def _owner_id(value: object) -> str:
    # Always 12 digits (documented), so a service that sends it as a number has dropped its zeros.
    text = _text(value)
    return text.zfill(_OWNER_DIGITS) if text and isinstance(value, int) else text


def _partition(authentication: object) -> str:
    """The partition in the ARN of the role; "" for other ways in, such as a user's keys."""
    arn = _ARN.match(_text(_member(authentication, "assume_role_arn")).strip().lower())
    return arn[1] if arn else ""


def _member(value: object, name: str) -> object:
    return value.get(name) if isinstance(value, Mapping) else None


def _kind(item: Mapping[str, object], partition: str) -> AccountKind:
    # `is_govcloud` is in the prose of the API guide but in no recorded answer; `region` is documented with two
    # values. Any other value proves nothing. Where neither is given, a role in AWS's GovCloud partition can only be a
    # GovCloud account's; a role in `aws` proves nothing.
    govcloud = item.get("is_govcloud")
    if isinstance(govcloud, bool):
        return AccountKind.GOVCLOUD if govcloud else AccountKind.COMMERCIAL
    if partition == _GOVCLOUD_PARTITION and govcloud is None and item.get("region") in (None, ""):
        return AccountKind.GOVCLOUD
    regions = {"govcloud": AccountKind.GOVCLOUD, "global": AccountKind.COMMERCIAL}
    return regions.get(_text(item.get("region")).lower(), AccountKind.UNKNOWN)


def _linkage(item: object) -> Linkage:
    if not isinstance(item, Mapping):
        raise MalformedAnswer("a linkage is no object")
    # The response's keys lack the request's `_id` (documented); both are read, since nothing says that it stays so.
    govcloud = "govcloud_acct" if "govcloud_acct" in item else "govcloud_acct_id"
    commercial = "commercial_acct" if "commercial_acct" in item else "commercial_acct_id"
    customer = _text(item.get("customer_id"))
    return Linkage(_id(item, "id"), customer, _id(item, govcloud), _id(item, commercial))


def _id(item: Mapping[str, object], name: str) -> str:
    text = _text(item.get(name))
    if not _ID.fullmatch(text):
        raise MalformedAnswer(f"an object's {name!r} is no id")
    return text


def _text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return shortened(_NO_TEXT.sub("\ufffd", str(value)))
