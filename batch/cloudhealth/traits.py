"""Derive from an answer how the service behaves where its documentation is silent; pure.

A trait is a name and a value in plain words, equal for all answers that show the same behavior, such as
`linkages.list: bare`. It describes the service, never its users: it contains no name, id, key, or number of theirs.
Only what an answer shows is claimed.

| trait | values |
|---|---|
| `KIND.list` (accounts, linkages or customers) | `bare`, `wrapped` (in an object), `other` |
| `KIND.x_total`, `KIND.x_per_page`, `KIND.link` | `present`, `absent`: the headers about a list's other pages |
| `KIND.page_size` | items on a page that isn't the last one |
| `KIND.per_page` | `refused`, if a page of the requested size is refused |
| `KIND.beyond_the_end` | `empty`, `not-found`, `refused`: a page after the last one |
| `KIND.ids` | `number`, `string`, `mixed` |
| `accounts.owner_id` | `string`, `number`, `null`, `absent`, `mixed` |
| `accounts.region` and the other fields of `_SHOWN` | `present`, `null`, `absent`, `mixed` |
| `linkages.customer_id` | the same values |
| `linkages.account_fields` | `short` (`govcloud_acct`), `long` (`govcloud_acct_id`), `mixed` |
| `post.status`, `put.status` | the status of a success |
| `post.answer`, `put.answer`, `linkage.answer` | `bare`, `wrapped`, `empty`, `other` |
| `post.places`, `put.places` | `as-sent`, `exchanged`: the fields that the answer has the two accounts in |
| `refusal.status` | the status of a refused linkage |
| `errors.STATUS` | `list`, `by-field`, `text`, `message`, `object`, `html`, `empty`, `other`: the shape of the body |
| `throttled.retry_after`, `unavailable.retry_after` | `seconds`, `date`, `none`, `other`: in a 429, in a 503 |
| `rate_limit_headers`, `request_id` | the names of the headers, or `none` |
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from http import HTTPStatus

from batch.cloudhealth.calls import ACCOUNTS, CUSTOMERS, ITEMS_PER_PAGE, LINKAGES, Request
from batch.cloudhealth.envelopes import list_in, object_in
from batch.cloudhealth.headers import PAGE_RELATIONS, is_rate_limit_header, request_id_header
from batch.cloudhealth.retry_after import seconds_to_wait
from batch.cloudhealth.wire import Answer, decoded, refusal_words

_LISTS = {ACCOUNTS: "accounts", CUSTOMERS: "customers", LINKAGES: "linkages"}
_NAMES = {"accounts": "aws_accounts", "customers": "customers", "linkages": "govcloud_linkages"}
"""The name of each list, if it is in an object."""

_WRITES = {"POST": "post", "PUT": "put"}
_SHOWN: Mapping[str, Sequence[str]] = {
    "region": ("region",),
    "is_govcloud": ("is_govcloud",),
    "amazon_name": ("amazon_name",),
    "account_type": ("account_type",),
    "status_level": ("status", "level"),
    "assume_role_arn": ("authentication", "assume_role_arn"),
}
"""Fields that accounts may have, and their paths."""

_FIELDS = {"short": ("govcloud_acct", "commercial_acct"), "long": ("govcloud_acct_id", "commercial_acct_id")}
_REFUSALS_OF_INPUT = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY})
_SIZE = re.compile(r"[1-9][0-9]{0,4}")
_SECONDS = re.compile(r"[0-9.]+")
_HEADERS_AT_MOST = 8
_ABSENT = object()
"""The value of a field that isn't there, or of a body that isn't JSON."""


def traits_of(request: Request, answer: Answer) -> Mapping[str, str]:
    """Return the traits that this answer to this request shows, values by name."""
    return dict(_traits(request, answer))


def _traits(request: Request, answer: Answer) -> Iterator[tuple[str, str]]:
    status = answer.status
    is_success, is_error = status // 100 == 2, status >= HTTPStatus.BAD_REQUEST  # noqa: PLR2004 - the class of status
    if status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED or not (is_error or (is_success and not answer.is_html)):
        # Not the service's own answer.
        return
    body = _parsed(answer)
    if is_error:
        yield f"errors.{status}", "html" if answer.is_html else _error_shape(answer, body)
    if not answer.is_html:
        yield "request_id", request_id_header(answer.headers) or "none"
        limits = sorted(filter(is_rate_limit_header, answer.headers))[:_HEADERS_AT_MOST]
        yield "rate_limit_headers", " ".join(limits) or "none"
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        yield "throttled.retry_after", _retry_after(answer.headers)
    elif status == HTTPStatus.SERVICE_UNAVAILABLE:
        yield "unavailable.retry_after", _retry_after(answer.headers)
    elif request.method == "GET" and (kind := _LISTS.get(request.path)):
        query = dict(request.query)
        page, per_page = int(query.get("page", 1)), int(query.get("per_page", 0))
        if is_success:
            yield from _of_list(kind, page, per_page, answer, body)
        else:
            yield from _of_no_page(kind, page, per_page, status)
    elif request.path.startswith(LINKAGES):
        yield from _of_linkage(request, answer, body, is_success=is_success)


def _of_list(kind: str, page: int, per_page: int, answer: Answer, body: object) -> Iterator[tuple[str, str]]:
    shape, items = _listed(kind, body)
    yield f"{kind}.list", shape
    if shape == "other":
        return
    if page > 1 and not items:
        yield f"{kind}.beyond_the_end", "empty"
    headers, relations = answer.headers, answer.headers.get(PAGE_RELATIONS, "").split()
    total, size = (headers.get(name, "").strip() for name in ("x-total", "x-per-page"))
    yield f"{kind}.x_total", _presence(bool(total))
    yield f"{kind}.x_per_page", _presence(bool(size))
    is_short_of_total = page == 1 and total.isdecimal() and total.isascii() and int(total[:12]) > len(items)
    goes_on = bool(items) and ("next" in relations or is_short_of_total or len(items) == per_page)
    if relations or is_short_of_total or (page > 1 and items):
        # A list of a single page needs no link.
        yield f"{kind}.link", _presence(bool(relations))
    shown = size or (str(len(items)) if goes_on else "")
    if _SIZE.fullmatch(shown) and not 0 < per_page < ITEMS_PER_PAGE:
        # A smaller page size was requested, so the largest one doesn't show.
        yield f"{kind}.page_size", shown
    objects = [item for item in items if isinstance(item, Mapping)]
    if kind == "accounts":
        yield from _of_accounts(objects)
    elif kind == "linkages":
        yield from _of_linkages(objects)
    elif objects:
        yield f"{kind}.ids", _common(_type(item.get("id", _ABSENT)) for item in objects)


def _of_no_page(kind: str, page: int, per_page: int, status: int) -> Iterator[tuple[str, str]]:
    if page > 1 and (status == HTTPStatus.NOT_FOUND or status in _REFUSALS_OF_INPUT):
        yield f"{kind}.beyond_the_end", "not-found" if status == HTTPStatus.NOT_FOUND else "refused"
    elif page == 1 and per_page and status in _REFUSALS_OF_INPUT:
        yield f"{kind}.per_page", "refused"


def _of_accounts(accounts: Sequence[Mapping[str, object]]) -> Iterator[tuple[str, str]]:
    if accounts:
        yield "accounts.ids", _common(_type(account.get("id", _ABSENT)) for account in accounts)
        yield "accounts.owner_id", _common(_type(account.get("owner_id", _ABSENT)) for account in accounts)
        for name, path in _SHOWN.items():
            yield f"accounts.{name}", _common(_shown(_at(account, path)) for account in accounts)


def _of_linkages(linkages: Sequence[Mapping[str, object]]) -> Iterator[tuple[str, str]]:
    if linkages:
        names = ("id", "customer_id", *_FIELDS["short"], *_FIELDS["long"])
        yield "linkages.ids", _common(_type(each[name]) for each in linkages for name in names if name in each)
        yield "linkages.customer_id", _common(_shown(each.get("customer_id", _ABSENT)) for each in linkages)
        fields = [_fields_of(each) for each in linkages]
        yield "linkages.account_fields", _common(fields)


def _of_linkage(request: Request, answer: Answer, body: object, *, is_success: bool) -> Iterator[tuple[str, str]]:
    """Yield what a linkage that was read, created, or changed shows, or its refusal."""
    write = _WRITES.get(request.method, "")
    if write and (answer.status in _REFUSALS_OF_INPUT or (is_success and refusal_words(answer))):
        yield "refusal.status", str(answer.status)
        if is_success:
            yield f"errors.{answer.status}", _error_shape(answer, body)
        return
    if not is_success:
        return
    shape, linkage = _one(answer, body)
    yield f"{write or 'linkage'}.answer", shape
    if write:
        yield f"{write}.status", str(answer.status)
    if linkage is None:
        return
    yield from _of_linkages([linkage])
    sent = [str((request.body or {}).get(name)) for name in _FIELDS["long"]]
    came = [str(linkage.get(name)) for name in _FIELDS.get(_fields_of(linkage), ())]
    if write and came in (sent, sent[::-1]):
        yield f"{write}.places", "as-sent" if came == sent else "exchanged"


def _parsed(answer: Answer) -> object:
    try:
        return _ABSENT if answer.is_cut else json.loads(decoded(answer.body))
    except (ValueError, RecursionError):
        return _ABSENT


def _listed(kind: str, body: object) -> tuple[str, Sequence[object]]:
    """Return how a list is wrapped, and its items."""
    items = list_in(body, _NAMES[kind])
    if items is None:
        return "other", ()
    return ("bare" if items is body else "wrapped"), items


def _one(answer: Answer, body: object) -> tuple[str, Mapping[str, object] | None]:
    """Return how an object is wrapped, and the object."""
    linkage = object_in(body, "govcloud_linkage")
    if linkage is None:
        return ("other" if answer.body.strip() else "empty"), None
    return ("bare" if linkage is body else "wrapped"), linkage


def _error_shape(answer: Answer, body: object) -> str:
    match body:
        case {"errors": [*_]}:
            return "list"
        case {"errors": {**_fields}} if _fields:
            return "by-field"
        case {"error": str()}:
            return "text"
        case {"error": {**_inner}} if _inner:
            return "message"
        case Mapping():
            return "object"
        case _:
            return "other" if answer.body.strip() else "empty"


def _retry_after(headers: Mapping[str, str]) -> str:
    value = headers.get("retry-after", "").strip()
    if not value:
        return "none"
    # A date is measured against the answer's date, which may be missing; here only its form matters.
    if seconds_to_wait({"retry-after": value, "date": value}) is None:
        return "other"
    return "seconds" if _SECONDS.fullmatch(value) else "date"


def _fields_of(linkage: Mapping[str, object]) -> str:
    return next((name for name, fields in _FIELDS.items() if all(field in linkage for field in fields)), "mixed")


def _at(item: object, path: Sequence[str]) -> object:
    for name in path:
        item = item.get(name, _ABSENT) if isinstance(item, Mapping) else _ABSENT
    return item


def _type(value: object) -> str:
    match value:
        case str():
            return "string"
        case bool():
            return "other"
        case int():
            return "number"
        case _:
            shown = _shown(value)
            return "other" if shown == "present" else shown


def _shown(value: object) -> str:
    if value is _ABSENT:
        return "absent"
    return "null" if value is None else "present"


def _presence(is_there: bool) -> str:  # noqa: FBT001 - the question itself
    return "present" if is_there else "absent"


def _common(values: Iterable[str]) -> str:
    """Return the value that all share, or `mixed`."""
    different = set(values)
    return different.pop() if len(different) == 1 else "mixed"
