"""The widths of columns and heights of rows that make their texts visible; pure."""

from collections.abc import Iterable
from unicodedata import east_asian_width

_NARROWEST, _WIDEST = 6, 60
"""Widths of a column, in characters."""
_ROOM_FOR_FILTER = 3
"""Characters of a header that the filter's arrow hides."""


def width_of(name: str, cells: Iterable[str]) -> int:
    """The width that the column needs, in characters, within bounds."""
    needed = max([_shown(name) + _ROOM_FOR_FILTER, *(_shown(line) for cell in cells for line in cell.split("\n"))])
    return min(max(needed + 1, _NARROWEST), _WIDEST)


def lines_of(text: str, width: int) -> int:
    """How many lines a wrapped text takes."""
    count = 0
    for line in text.split("\n"):
        count, room = count + 1, width
        for word in line.split(" "):
            needed = _shown(word)
            if needed > room:
                count, room = count + (room < width) + (needed - 1) // width, width
            room -= needed % width + 1
    return count


def _shown(text: str) -> int:
    """The width of the text, in characters."""
    return len(text) if text.isascii() else sum(2 if east_asian_width(char) in "WF" else 1 for char in text)
