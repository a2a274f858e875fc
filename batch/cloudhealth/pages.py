"""Read lists that come in pages to an end that is shown to be one: a part must never pass for the whole."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from batch.cloudhealth.calls import DEFAULT_PER_PAGE, Request
from batch.cloudhealth.client import Client
from batch.cloudhealth.errors import IncompleteError, ReadRefusedError, SizeRefusedError
from batch.cloudhealth.wire import Answer, Page, UnreadableItem

_READINGS = 3
"""How many times a list that changes while it is read is read from the beginning."""

_T = TypeVar("_T")


class _MovedError(IncompleteError):
    """Two pages don't fit together, so an item between them may have been missed."""


@dataclass(frozen=True, slots=True)
class Listed(Generic[_T]):
    """A list that was read to its end; `requests` is the number of its pages.

    `left_out` describes the items that could not be read; "" if all could be.
    """

    items: tuple[_T, ...]
    requests: int
    left_out: str = ""


Enough = Callable[[Page[_T]], bool]
"""Takes each page of a list as it comes and returns whether no more pages are needed.

If the reading fails or begins again, the earlier pages have been passed already.
"""


def _never(_page: Page[_T]) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Listing(Generic[_T]):
    """A list of the API: how its pages are requested and read, and what identifies its items.

    `request` takes a page's number and size; `per_page` is the size to ask for, or 0 for the service's own.
    `leaves_out` if the list counts as complete without the items that can't be read.
    """

    what: str
    request: Callable[[int, int], Request]
    parse: Callable[[Answer], Page[_T]]
    identity: Callable[[_T], str]
    per_page: int = 0
    leaves_out: bool = False

    def read(self, client: Client, customer: str, row: int = 0, enough: Enough[_T] = _never) -> Listed[_T]:
        """Return all items, or fewer if `enough` ends it. Raises `IncompleteError`, and what `Client.read` raises.

        A list that changes while it is read is read again; if its pages never fit together, it has not been read.
        """
        for _ in range(_READINGS - 1):
            try:
                return self._read_once(client, customer, row, enough)
            except _MovedError:
                continue
        return self._read_once(client, customer, row, enough)

    def _read_once(self, client: Client, customer: str, row: int, enough: Enough[_T]) -> Listed[_T]:
        reading = _Reading(self)
        page, per_page = self._first_page(client, customer, row)
        number = 1
        while not (enough(page) or reading.ends_with(page)):
            number += 1
            try:
                page = client.read(self.request(number, per_page), customer, self.parse, row)
            except ReadRefusedError:
                # Some services refuse a page beyond the last one; others return an empty one.
                if reading.more_is_announced:
                    raise
                break
        left_out = self.in_words(reading.unreadable) if reading.unreadable else ""
        if left_out and not reading.items:
            # If no item is readable, it is the list that isn't understood.
            raise IncompleteError(left_out)
        return Listed(tuple(reading.items.values()), number, left_out)

    def _first_page(self, client: Client, customer: str, row: int) -> tuple[Page[_T], int]:
        """Return the first page, and the page size to use from then on: 0 if the service refuses a size."""
        sized, unsized = self.request(1, self.per_page), self.request(1, 0)
        if self.per_page and sized.path not in client.sizeless:
            try:
                return client.read(sized, customer, self.parse, row), self.per_page
            except SizeRefusedError:
                # "Exceeded maximum 30 per page" is documented for a sibling.
                page = client.read(unsized, customer, self.parse, row)
                client.sizeless.add(sized.path)
                return page, 0
        return client.read(unsized, customer, self.parse, row), 0

    def in_words(self, unreadable: Sequence[UnreadableItem]) -> str:
        """Describe the items that can't be read."""
        return f"{len(unreadable)} of the {self.what} can't be read: {'; '.join({each.why: 0 for each in unreadable})}"


@dataclass(slots=True)
class _Reading(Generic[_T]):
    """What one reading has shown so far; pure.

    The headers are trusted: `X-Total`, and `Link` with its `rel="next"`. Without them, the list ends with an empty
    page, with one that is shorter than the page before, or when an earlier page is repeated in full.
    """

    listing: Listing[_T]
    items: dict[str, _T] = field(default_factory=dict)
    unreadable: list[UnreadableItem] = field(default_factory=list)
    more_is_announced: bool = False
    """Whether the headers so far announce more items."""
    _pages: int = 0
    _last: frozenset[str] | None = None
    """What identifies the items of the page before."""
    _length: int = 0
    """The number of items on the page before."""
    _seen: set[frozenset[str]] = field(default_factory=set)
    _total: int | None = None
    _has_links: bool = False

    def ends_with(self, page: Page[_T]) -> bool:
        """Add the next page and return whether it is the last one; raises `IncompleteError`."""
        self._pages += 1
        if page.is_from_zero and page.total is None:
            raise IncompleteError(f"the pages of the {self.listing.what} count from 0, and one was not read")
        if None not in {page.total, self._total} and page.total != self._total:
            raise _MovedError(f"the number of {self.listing.what} changed while they were being read")
        if page.unreadable and not self.listing.leaves_out:
            raise IncompleteError(self.listing.in_words(page.unreadable))
        found = {self.listing.identity(item): item for item in page.items}
        if len(found) < len(distinct := set(page.items)):
            ((twice, _),) = Counter(map(self.listing.identity, distinct)).most_common(1)
            raise _MovedError(f"page {self._pages} of the {self.listing.what} lists {twice} twice, with different data")
        before, self._last = self._last, frozenset([*found, *(each.shown for each in page.unreadable)])
        is_repeated = self._last in self._seen
        self._seen.add(self._last)
        length = len(page.items) + len(page.unreadable)
        length_before, self._length = self._length, length
        if found.keys() & self.items.keys() or (length and is_repeated):
            if is_repeated and not self.more_is_announced and not self._may_be_cut(length):
                return True
            raise _MovedError(f"page {self._pages} of the {self.listing.what} repeats earlier ones")
        self.items |= found
        self.unreadable += page.unreadable
        # A total also counts unreadable items; if it is lower than that, the list has grown since.
        listed = len(self.items) + len(self.unreadable)
        self._total = page.total if self._total is None else self._total
        self._has_links |= page.has_next is not None
        is_short_of_total = self._total is not None and listed < self._total
        self.more_is_announced = is_short_of_total or page.has_next is True
        if not length and (not page.has_next or before == frozenset()):
            # A page that announces another may be empty because its items are hidden; two in a row are the end.
            if is_short_of_total:
                raise IncompleteError(f"{listed} of {self._total} {self.listing.what} were listed")
            return True
        if self.more_is_announced:
            return False
        # Without a header about what follows, or if the list has outgrown its total, the pages themselves must end.
        return listed == self._total or self._has_links or length < length_before

    def _may_be_cut(self, length: int) -> bool:
        """Whether a repeated first page may be all that the service returns of a longer list."""
        is_full = length >= self.listing.per_page or length == DEFAULT_PER_PAGE
        return self._pages == 2 and self.listing.per_page > 0 and is_full  # noqa: PLR2004 - the second page
