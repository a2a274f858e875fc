"""The place at which the reading of a YAML file ends before the file does, and what of the text above goes on there."""

import re
from collections.abc import Sequence
from typing import NamedTuple

DASH = re.compile(r"-[ \r\n]")


class LineColumn(NamedTuple):
    """A place within the file: its line and its column, both from 1."""

    line: int
    column: int


class Ending(NamedTuple):
    """The lines of a file, and the place from which on nothing is read."""

    lines: Sequence[str]
    place: LineColumn
    token: LineColumn | None = None
    """The beginning of the text that can't be made out, if it is another place."""

    def goes_on_with(self, line: int, column: int) -> bool:
        """Whether the item that begins on a line seems to go on there, or on the line below.

        `column` is the one of the dashes of its list.
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
    """Give the text above a place."""
    return "".join(lines[: place.line - 1]) + text_of(lines, place.line)[: place.column - 1]


def text_of(lines: Sequence[str], number: int) -> str:
    """Give the line of a number (from 1)."""
    return "".join(lines[number - 1 : number])


def _is_deeper(line: str, column: int) -> bool:
    text = line.lstrip(" ")
    is_indented = text.startswith("\t") or (text.strip() and len(line) - len(text) >= column)
    return bool(is_indented) and not DASH.match(text.lstrip("\t"))
