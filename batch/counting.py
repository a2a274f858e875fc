"""Things in words: how many there are, and the first few of many; pure."""

from collections.abc import Sequence


def counted(count: int, thing: str) -> str:
    """So many things: `1 row`, `2,000 rows`."""
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def first_few(things: Sequence[object], at_most: int) -> str:
    """The first of them, and how many more there are: `a, b and 3 more`."""
    more = len(things) - at_most
    return ", ".join(map(str, things[:at_most])) + (f" and {more:,} more" if more > 0 else "")
