"""Text for the YAML parser, in bounds, and the way back from its line numbers to the file's own."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from operator import attrgetter
from typing import cast

import yaml

from batch.diagnostics import Problem
from batch.mapping.text import Refusal, count_breaks
from batch.rules import files

# YAML 1.1 counts these as line breaks; editors don't.
_EXTRA = ("\u0085", "\u2028", "\u2029")
_BREAK = re.compile("\r\n|[\r\n\u0085\u2028\u2029]")
_START_LINE = attrgetter("start_mark.line")
_LONGEST_FILE = 64 << 20
"""Characters: half a million rows, two weeks of requests."""
_LONGEST_STRETCH = 4 << 20
"""Characters that the parser may read for a batch of events, so that no value or comment grows without bounds."""


def bounded(name: str, pieces: Iterator[str]) -> Iterator[str]:
    """Pass a file's text on; raises Refusal where it is longer than any mapping."""
    length = 0
    for piece in pieces:
        length += len(piece)
        if length > _LONGEST_FILE:
            message = f"the file has over {_LONGEST_FILE:,} characters, and the rest is not read"
            raise Refusal(Problem(files.TOO_LARGE, name, 1, message))
        yield piece


class TextStream:
    """A source's text as PyYAML reads it, remembering where the parser's line numbers part from the file's."""

    def __init__(self, name: str, pieces: Iterator[str], first_line: int = 1) -> None:
        self._name = name
        self._pieces = pieces
        self._first_line = first_line
        self._line = 0
        self._after_return = False
        self._extra: list[int] = []
        self._room = _LONGEST_STRETCH
        self._batch: list[yaml.Event] = []
        self.may_refer = False
        """Whether an anchor, an alias or a tag may stand in what was read: one of their marks does."""

    def read(self, _size: int = -1, /) -> str:
        """Give the next piece of the text, "" at the end; raises Refusal at what is no text, or too much of it."""
        piece = next((piece for piece in self._pieces if piece), "")
        self._room -= len(piece)
        if self._room < 0:
            line = self.line(self._batch[-1]) if self._batch else self._first_line
            message = (
                f"from here on a value or a comment has over {_LONGEST_STRETCH:,} characters, and the rest is not read"
            )
            raise Refusal(Problem(files.TOO_LARGE, self._name, line, message))
        if self._after_return and piece.startswith("\n"):
            self._line -= 1
        self._after_return = piece.endswith("\r")
        self.may_refer = self.may_refer or any(mark in piece for mark in "&*!")
        if any(found in piece for found in _EXTRA):
            breaks = [found.group() for found in _BREAK.finditer(piece)]
            self._extra.extend(self._line + number for number, found in enumerate(breaks) if found in _EXTRA)
            self._line += len(breaks)
        else:
            self._line += count_breaks(piece)
        return piece

    def fill(self, batch: list[yaml.Event]) -> None:
        """Make room for the text of the next events, which come into this list."""
        self._room, self._batch = _LONGEST_STRETCH, batch

    def line(self, event: yaml.Event) -> int:
        """Give the line (from 1) of the file on which an event begins."""
        return self._file_line(cast("yaml.Mark", event.start_mark).line)

    def lines(self, events: list[yaml.Event]) -> list[int]:
        """Give the same for many."""
        numbers = map(_START_LINE, events)
        first = self._first_line
        return list(map(self._file_line, numbers)) if self._extra else [number + first for number in numbers]

    def line_at(self, mark: yaml.Mark) -> int:
        """Give the line (from 1) of the file that a mark stands on."""
        return self._file_line(mark.line)

    def _file_line(self, number: int) -> int:
        return number + self._first_line - bisect_left(self._extra, number)

    @staticmethod
    def column(event: yaml.Event) -> int:
        """Give the column (from 1) at which an event begins."""
        return cast("yaml.Mark", event.start_mark).column + 1
