"""Counts and short lists for messages; pure."""

from collections.abc import Sequence


def counted(count: int, thing: str) -> str:
    """Return a count with its noun: `1 row`, `2,000 rows`."""
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def first_few(things: Sequence[object], at_most: int) -> str:
    """Return the first things, and how many more there are: `a, b and 3 more`."""
    more = len(things) - at_most
    return ", ".join(map(str, things[:at_most])) + (f" and {more:,} more" if more > 0 else "")
