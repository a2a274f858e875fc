"""Lists in pages, and what the headers say of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from batch.sandbox.messages import Request

DEFAULT_PER_PAGE = 30
"""From the API guide, which says so of accounts."""

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is meant; `number` counts from 1."""

    number: int
    per_page: int

    def of(self, items: Sequence[_Item]) -> Sequence[_Item]:
        """Cut the page out of a whole list."""
        start = (self.number - 1) * self.per_page
        return items[start : start + self.per_page]

    def last(self, total: int) -> int:
        """Number the last page of so many items."""
        return max(1, -(-total // self.per_page))


def asked_page(request: Request, default: int, maximum: int) -> Page:
    """Read the query. Page 0 answers as page 1 (seen in recorded answers); other nonsense counts as left out too."""
    return Page(
        _number(request.query.get("page", "")) or 1,
        min(maximum, _number(request.query.get("per_page", "")) or default),
    )


def paging_headers(request: Request, page: Page, total: int, *, with_key: bool) -> dict[str, str]:
    """Give the headers as recorded: totals, and links that repeat the request's own query, a key in it included."""
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


def _number(text: str) -> int:
    return int(text[:12]) if text.isascii() and text.isdecimal() else 0
