"""Lists that come in pages, read to an end that is shown to be one: a part of a list must never pass for all of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Generic, TypeVar

from batch.cloudhealth.calls import DEFAULT_PER_PAGE, Request
from batch.cloudhealth.client import Client
from batch.cloudhealth.errors import IncompleteError, ReadRefusedError
from batch.cloudhealth.wire import Answer, Page

_READINGS = 3
"""So often a list that moves while it is read is read from its beginning."""

_T = TypeVar("_T")


class _MovedError(IncompleteError):
    """Two pages don't fit together, so that an item can have slipped through between them."""


@dataclass(frozen=True, slots=True)
class Listed(Generic[_T]):
    """A list that was read to its end; `requests` is the number of pages that it took."""

    items: tuple[_T, ...]
    requests: int


@dataclass(frozen=True, slots=True)
class Listing(Generic[_T]):
    """A list of the API: how its pages are asked for and read, and what tells its items apart.

    `per_page` is the size of page that is asked for, 0 where none is.
    """

    what: str
    request: Callable[[int], Request]
    parse: Callable[[Answer], Page[_T]]
    identity: Callable[[_T], str]
    per_page: int = 0

    def read(self, client: Client, customer: str, row: int = 0) -> Listed[_T]:
        """All items. Raises `IncompleteError`, and what `Client.read` raises.

        A list that moves while it is read is read anew; one whose pages never fit together has not been read.
        """
        for _ in range(_READINGS - 1):
            try:
                return self._read_once(client, customer, row)
            except _MovedError:
                continue
        return self._read_once(client, customer, row)

    def _read_once(self, client: Client, customer: str, row: int) -> Listed[_T]:
        reading = _Reading(self)
        for number in count(1):
            try:
                page = client.read(self.request(number), customer, self.parse, row)
            except ReadRefusedError:
                # Some services refuse a page beyond the last one, where others give an empty one.
                if number == 1 or reading.more_is_announced:
                    raise
                break
            if reading.ends_with(page):
                break
        return Listed(tuple(reading.items.values()), number)


@dataclass(slots=True)
class _Reading(Generic[_T]):
    """What one reading has shown so far; pure.

    The headers are believed: `X-Total`, and `Link` with its `rel="next"`. Where they say nothing, the list ends with an
    empty page, with one that is shorter than the one before, or where the one before comes again.
    """

    listing: Listing[_T]
    items: dict[str, _T] = field(default_factory=dict)
    more_is_announced: bool = False
    """Whether the headers so far say that more follows."""
    _pages: int = 0
    _last: set[str] | None = None
    """What the page before held."""
    _total: int | None = None
    _has_links: bool = False

    def ends_with(self, page: Page[_T]) -> bool:
        """Take the next page in, and tell whether it is the last; raises `IncompleteError`."""
        self._pages += 1
        if None not in {page.total, self._total} and page.total != self._total:
            raise _MovedError(f"the number of {self.listing.what} changed while they were being read")
        found = {self.listing.identity(item): item for item in page.items}
        if len(found) < len(set(page.items)):
            raise _MovedError(f"page {self._pages} of the {self.listing.what} contradicts itself")
        before, self._last = self._last, set(found)
        if found.keys() & self.items.keys():
            if self._last == before and not self.more_is_announced and not self._may_be_cut(len(found)):
                return True
            raise _MovedError(f"page {self._pages} of the {self.listing.what} repeats earlier ones")
        self.items |= found
        self._total = page.total if self._total is None else self._total
        self._has_links |= page.has_next is not None
        is_short_of_total = self._total is not None and len(self.items) < self._total
        self.more_is_announced = is_short_of_total or page.has_next is True
        if not found and (not page.has_next or before == set()):
            # A page that announces another may be empty where what it held is hidden; two in a row are the end.
            if is_short_of_total:
                raise IncompleteError(f"{len(self.items)} of {self._total} {self.listing.what} were listed")
            return True
        if self.more_is_announced:
            return False
        # Without a word on what follows, or with a total that the list has outgrown, the pages must show the end.
        return len(self.items) == self._total or self._has_links or len(found) < len(before or ())

    def _may_be_cut(self, length: int) -> bool:
        """Whether a first page that comes again may be all that a list with more items ever gives."""
        is_full = length >= self.listing.per_page or length == DEFAULT_PER_PAGE
        return self._pages == 2 and self.listing.per_page > 0 and is_full  # noqa: PLR2004 - the second page
