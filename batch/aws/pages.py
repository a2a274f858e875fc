"""Whether the pages that were given are all of their list, as far as that can be known; pure.

A page has no number, and not the token that it was asked for with: all that shows is whether another follows. A list
has one page behind which none follows, so pages that all announce another are not the whole list, and pages of which
one does not may be; in what order they were given is no matter.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple


class ListPage(NamedTuple):
    """One page: what it is of, where it was read, and the key by which it announces another, or ""."""

    printed_under: str
    owner: str
    """The partition and the account of the list, as far as its first entry has them; "" where it has none."""
    path: str
    announces: str


def warnings(pages: Sequence[ListPage]) -> Iterator[str]:
    """Say of each list whose last page is missing that it is incomplete."""
    ended = {(page.printed_under, page.owner) for page in pages if not page.announces}
    warned = set()
    for page in reversed(pages):
        this_list = (page.printed_under, page.owner)
        # An empty page has no entry that shows its owner.
        if not page.announces or this_list in warned or not ended.isdisjoint({this_list, (page.printed_under, "")}):
            continue
        warned.add(this_list)
        yield (
            f"{page.path}: its page announces more ({page.announces}), and no file has the last page: the list is "
            "incomplete; print it again without --no-paginate and --max-items, or give the other pages too"
        )
