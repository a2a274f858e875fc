"""The place at which reading a YAML file ends early, and whether an item above it continues there."""

import re
from collections.abc import Sequence
from typing import NamedTuple

DASH = re.compile(r"-[ \r\n]")


class LineColumn(NamedTuple):
    """A place in the file: its line and its column, both from 1."""

    line: int
    column: int


class Ending(NamedTuple):
    """The lines of a file, and the place from which nothing more is read."""

    lines: Sequence[str]
    place: LineColumn
    token: LineColumn | None = None
    """The beginning of the text that can't be parsed, if that is another place."""

    def continues(self, line: int, column: int) -> bool:
        """Whether the item that begins on a line seems to continue there, or on the line below.

        `column` is the column of its list's dashes.
        """
        if self.place.line == line:
            return True
        here = text_of(self.lines, self.place.line)
        if DASH.match(here.lstrip(" \t")):
            return False
        below = self.lines[self.place.line :]
        following = next((line for line in below if line.strip() and not line.lstrip().startswith("#")), "")
        return any(_is_deeper(line, column) for line in (here, following))


def above(lines: Sequence[str], place: LineColumn) -> str:
    """Return the text above a place."""
    return "".join(lines[: place.line - 1]) + text_of(lines, place.line)[: place.column - 1]


def text_of(lines: Sequence[str], number: int) -> str:
    """Return the line with a number (from 1)."""
    return "".join(lines[number - 1 : number])


def _is_deeper(line: str, column: int) -> bool:
    text = line.lstrip(" ")
    is_indented = text.startswith("\t") or (text.strip() and len(line) - len(text) >= column)
    return bool(is_indented) and not DASH.match(text.lstrip("\t"))
