"""Whether the given pages are all pages of their list, as far as that can be known; pure.

A page has neither a number nor the token with which it was requested; it shows only whether another page follows. A
list has one page that no other follows. So if every page announces another one, the list is incomplete; otherwise it
may be complete. The order of the pages doesn't matter.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple


class ListPage(NamedTuple):
    """One page: its list, its file, and the key by which it announces another page, or ""."""

    printed_under: str
    owner: str
    """The partition and the account of the list, if its first entry has them, otherwise ""."""
    path: str
    announces: str


def warnings(pages: Sequence[ListPage]) -> Iterator[str]:
    """Yield a warning for each list whose last page is missing."""
    ended = {(page.printed_under, page.owner) for page in pages if not page.announces}
    warned = set()
    for page in reversed(pages):
        this_list = (page.printed_under, page.owner)
        # An empty page has no entry that shows its owner.
        if not page.announces or this_list in warned or not ended.isdisjoint({this_list, (page.printed_under, "")}):
            continue
        warned.add(this_list)
        yield (
            f"{page.path}: the list is incomplete, because this page announces more ({page.announces}) and no file has "
            "the last page; print it again without --no-paginate and --max-items, or give the other pages as well"
        )
