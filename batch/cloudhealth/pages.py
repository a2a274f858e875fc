"""Lists that come in pages, read to an end that is shown to be one: a part of a list must never pass for all of it."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Generic, TypeVar

from batch.cloudhealth.calls import ACCOUNTS_PER_PAGE, DEFAULT_PER_PAGE, Request
from batch.cloudhealth.client import Client
from batch.cloudhealth.errors import IncompleteError
from batch.cloudhealth.wire import Answer, Page

_PLAUSIBLE_PAGE_SIZES = frozenset({30, 100, 1000})
"""A list of such a length is worth one look at page 2: it may be paged without saying so (not documented)."""

_READINGS = 3
"""So often a list that moves while it is read is read from its beginning."""

_T = TypeVar("_T")


class _MovedError(IncompleteError):
    """Two pages don't fit together, so that an item can have slipped through between them."""


@dataclass(frozen=True, slots=True)
class Listing(Generic[_T]):
    """A list of the API: how its pages are asked for and read, and what tells its items apart.

    `is_paged` says that it is documented to come in pages. Where it isn't, the same rows again mean that it doesn't.
    """

    what: str
    request: Callable[[int], Request]
    parse: Callable[[Answer], Page[_T]]
    identity: Callable[[_T], str]
    is_paged: bool = True

    def read(self, client: Client, customer: str, row: int = 0) -> list[_T]:
        """All items. Raises `IncompleteError`, and what `Client.read` raises.

        Complete when `X-Total` is met where it is given, else at a short or empty page; never when a page repeats items
        of an earlier one: then the list moved, and is read anew, or the server repeats pages for ever.
        """
        for _ in range(_READINGS - 1):
            try:
                return self._read_once(client, customer, row)
            except _MovedError:
                continue
        return self._read_once(client, customer, row)

    def _read_once(self, client: Client, customer: str, row: int) -> list[_T]:
        items: dict[str, _T] = {}
        first: Page[_T] | None = None
        for number in count(1):
            page = client.read(self.request(number), customer, self.parse, row)
            first = first or page
            found = {self.identity(item): item for item in page.items}
            if page is not first and not self.is_paged and page.total is None and found.keys() == items.keys():
                break
            if page.total != first.total:
                raise _MovedError(f"the number of {self.what} changed while they were being read")
            if found.keys() & items.keys():
                raise _MovedError(f"page {number} of the {self.what} repeats earlier ones")
            items.update(found)
            if self._is_last(page, first, len(items)):
                break
            if not page.items:
                raise IncompleteError(f"{len(items)} of {page.total} {self.what} were listed")
        return list(items.values())

    def _is_last(self, page: Page[_T], first: Page[_T], so_far: int) -> bool:
        if page.total is not None and so_far <= page.total:
            return so_far == page.total
        # Without a total, or with one that the list has outgrown already, the pages themselves must tell the end.
        if self.is_paged:
            # A server may give smaller pages than asked for; 30 is the documented default.
            return len(page.items) < (page.per_page or ACCOUNTS_PER_PAGE) and len(page.items) != DEFAULT_PER_PAGE
        return len(page.items) not in _PLAUSIBLE_PAGE_SIZES if page is first else len(page.items) < len(first.items)
