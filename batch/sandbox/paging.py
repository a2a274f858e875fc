"""Lists in pages, and the headers about them."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar, assert_never
from urllib.parse import urlencode

from batch.sandbox.messages import Request
from batch.sandbox.refusals import Reason, Refused
from batch.sandbox.switches import BeyondTheEnd, LinkagePaging, Paging, Switches

_DEFAULT_PER_PAGE = 30
"""From the API guide, for accounts."""
_HEADERS: Mapping[str, Sequence[str]] = {
    "headers": ("X-Total", "X-Per-Page", "Link"),
    "link": ("X-Per-Page", "Link"),
    "total": ("X-Total",),
}
"""The headers about a list's other pages; other kinds of paging have none."""

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class _Page:
    """One page of a list; `number` counts from 1."""

    number: int
    per_page: int

    def of(self, items: Sequence[_Item]) -> Sequence[_Item]:
        start = (self.number - 1) * self.per_page
        return items[start : start + self.per_page]

    def last(self, total: int) -> int:
        return max(1, -(-total // self.per_page))


def page_of(request: Request, items: Sequence[_Item], switches: Switches) -> tuple[Sequence[_Item], dict[str, str]]:
    """Return the requested page of accounts or customers, and its headers; raises `Refused`."""
    most = switches.page_size
    if limit := switches.per_page_at_most:
        if _asked(request, 1, sys.maxsize).per_page > limit:
            # The wording of a sibling endpoint.
            raise Refused(422, Reason(f"Exceeded maximum {limit} per page", "per_page"))
        most = min(most, limit)
    page = _asked(request, min(_DEFAULT_PER_PAGE, most), most)
    if switches.paging is Paging.REPEATING:
        page = _Page(1, page.per_page)
    return _cut(request, items, page, switches, switches.paging)


def linkage_page_of(
    request: Request, linkages: Sequence[_Item], switches: Switches
) -> tuple[Sequence[_Item], dict[str, str]]:
    """Return the requested page of linkages, or all if there are no pages, and its headers; raises `Refused`."""
    if switches.linkage_paging is LinkagePaging.WHOLE:
        return linkages, {}
    size = switches.linkage_page_size
    return _cut(request, linkages, _asked(request, size, size), switches, switches.linkage_paging)


def _asked(request: Request, default: int, maximum: int) -> _Page:
    """Read the query. Page 0 answers like page 1 (seen in recorded answers), and so do other invalid values."""
    return _Page(
        _number(request.query.get("page", "")) or 1,
        min(maximum, _number(request.query.get("per_page", "")) or default),
    )


def _number(text: str) -> int:
    return int(text[:12]) if text.isascii() and text.isdecimal() else 0


def _cut(
    request: Request, items: Sequence[_Item], page: _Page, switches: Switches, paging: Paging | LinkagePaging
) -> tuple[Sequence[_Item], dict[str, str]]:
    last = page.last(len(items))
    if page.number > last:
        match switches.beyond_the_end:
            case BeyondTheEnd.EMPTY:
                pass
            case BeyondTheEnd.LAST_PAGE:
                page = _Page(last, page.per_page)
            case BeyondTheEnd.NOT_FOUND:
                raise Refused(404, Reason(f"No page {page.number}"))
            case BeyondTheEnd.REFUSED:
                words = f"Page {page.number} is beyond the last one"
                raise Refused(int(switches.refused_status), Reason(words, "page"))
            case _:
                assert_never(switches.beyond_the_end)
    headers = _paging_headers(request, page, len(items), with_key=switches.links_with_key)
    return page.of(items), {name: headers[name] for name in _HEADERS.get(paging, ()) if name in headers}


def _paging_headers(request: Request, page: _Page, total: int, *, with_key: bool) -> dict[str, str]:
    """Return the headers as recorded: totals, and links that repeat the request's own query, including a key."""
    last = page.last(total)
    query = {**request.query, **({"api_key": request.key} if with_key else {})}
    numbers = {"first": 1, "prev": page.number - 1, "next": page.number + 1, "last": last}
    wanted = {"first", "prev"} if page.number > 1 else set()
    wanted |= {"next", "last"} if page.number < last else set()
    links = [
        f'<{request.origin}{request.path}?{urlencode({**query, "page": number})}>; rel="{rel}"'
        for rel, number in numbers.items()
        if rel in wanted
    ]
    totals = {"X-Total": str(total), "X-Per-Page": str(page.per_page)}
    return {**totals, "Link": ", ".join(links)} if links else totals
