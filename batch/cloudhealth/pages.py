"""Lists that come in pages, read to an end that is shown to be one: a part of a list must never pass for all of it."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from batch.cloudhealth.calls import DEFAULT_PER_PAGE, Request
from batch.cloudhealth.client import Client
from batch.cloudhealth.errors import IncompleteError, ReadRefusedError, SizeRefusedError
from batch.cloudhealth.wire import Answer, Page, UnreadableItem

_READINGS = 3
"""So often a list that moves while it is read is read from its beginning."""

_T = TypeVar("_T")


class _MovedError(IncompleteError):
    """Two pages don't fit together, so that an item can have slipped through between them."""


@dataclass(frozen=True, slots=True)
class Listed(Generic[_T]):
    """A list that was read to its end; `requests` is the number of pages that it took.

    `left_out` says which of its items could not be read, "" where all could be.
    """

    items: tuple[_T, ...]
    requests: int
    left_out: str = ""


Enough = Callable[[Page[_T]], bool]
"""Takes each page of a list as it comes, and says whether that is all that is needed.

Where the reading fails, or begins anew, the pages before have been taken all the same.
"""


def _never(_page: Page[_T]) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Listing(Generic[_T]):
    """A list of the API: how its pages are asked for and read, and what identifies its items.

    `request` takes the page's number and its size; `per_page` is the size that is asked for, 0 where none is.
    `leaves_out` says that the list is complete without the items that can't be read.
    """

    what: str
    request: Callable[[int, int], Request]
    parse: Callable[[Answer], Page[_T]]
    identity: Callable[[_T], str]
    per_page: int = 0
    leaves_out: bool = False

    def read(self, client: Client, customer: str, row: int = 0, enough: Enough[_T] = _never) -> Listed[_T]:
        """All items; fewer where `enough` ends it. Raises `IncompleteError`, and what `Client.read` raises.

        A list that moves while it is read is read anew; one whose pages never fit together has not been read.
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
                # Some services refuse a page beyond the last one, where others give an empty one.
                if reading.more_is_announced:
                    raise
                break
        left_out = self.in_words(reading.unreadable) if reading.unreadable else ""
        if left_out and not reading.items:
            # Then it is the list that isn't understood, rather than an item of it.
            raise IncompleteError(left_out)
        return Listed(tuple(reading.items.values()), number, left_out)

    def _first_page(self, client: Client, customer: str, row: int) -> tuple[Page[_T], int]:
        """The first page, and the size of page to go on with: 0 from now on where the service refuses any."""
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
        """Which of its items can't be read, and why."""
        return f"{len(unreadable)} of the {self.what} can't be read: {'; '.join({each.why: 0 for each in unreadable})}"


@dataclass(slots=True)
class _Reading(Generic[_T]):
    """What one reading has shown so far; pure.

    The headers are believed: `X-Total`, and `Link` with its `rel="next"`. Where they say nothing, the list ends with an
    empty page, with one that is shorter than the one before, or where an earlier one comes again as a whole.
    """

    listing: Listing[_T]
    items: dict[str, _T] = field(default_factory=dict)
    unreadable: list[UnreadableItem] = field(default_factory=list)
    more_is_announced: bool = False
    """Whether the headers so far say that more follows."""
    _pages: int = 0
    _last: frozenset[str] | None = None
    """What the page before held."""
    _length: int = 0
    """Of the page before."""
    _seen: set[frozenset[str]] = field(default_factory=set)
    _total: int | None = None
    _has_links: bool = False

    def ends_with(self, page: Page[_T]) -> bool:
        """Take the next page in; whether it is the last one; raises `IncompleteError`."""
        self._pages += 1
        if page.is_from_zero and page.total is None:
            raise IncompleteError(f"the pages of the {self.listing.what} are counted from 0, and one was not read")
        if None not in {page.total, self._total} and page.total != self._total:
            raise _MovedError(f"the number of {self.listing.what} changed while they were being read")
        if page.unreadable and not self.listing.leaves_out:
            raise IncompleteError(self.listing.in_words(page.unreadable))
        found = {self.listing.identity(item): item for item in page.items}
        if len(found) < len(distinct := set(page.items)):
            ((twice, _),) = Counter(map(self.listing.identity, distinct)).most_common(1)
            raise _MovedError(f"page {self._pages} of the {self.listing.what} shows {twice} in more than one way")
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
        # A total counts what can't be read, too; where it doesn't, it is one that the list has outgrown.
        listed = len(self.items) + len(self.unreadable)
        self._total = page.total if self._total is None else self._total
        self._has_links |= page.has_next is not None
        is_short_of_total = self._total is not None and listed < self._total
        self.more_is_announced = is_short_of_total or page.has_next is True
        if not length and (not page.has_next or before == frozenset()):
            # A page that announces another may be empty where what it held is hidden; two in a row are the end.
            if is_short_of_total:
                raise IncompleteError(f"{listed} of {self._total} {self.listing.what} were listed")
            return True
        if self.more_is_announced:
            return False
        # Without a word on what follows, or with a total that the list has outgrown, the pages must show the end.
        return listed == self._total or self._has_links or length < length_before

    def _may_be_cut(self, length: int) -> bool:
        """Whether a first page that comes again may be all that a list with more items ever gives."""
        is_full = length >= self.listing.per_page or length == DEFAULT_PER_PAGE
        return self._pages == 2 and self.listing.per_page > 0 and is_full  # noqa: PLR2004 - the second page
