"""Bounded text for the YAML parser, and the conversion of its line numbers to those of the file."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import cast

import yaml

from batch.diagnostics import Problem, shown
from batch.mapping.text import Cursor, Refusal
from batch.mapping.yaml.ending import LineColumn
from batch.rules import files

_EXTRA_BREAKS = "\u0085\u2028\u2029"
"""YAML 1.1 counts these as line breaks; editors don't."""
_ODD = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""These, and characters that aren't in YAML's c-printable."""
LONGEST_FILE = 64 << 20
"""In characters: half a million rows, or two weeks of requests."""
_LONGEST_STRETCH = 4 << 20
"""In characters, for one event, so that no value or comment grows without bounds."""


class TextStream:
    """A stream of a source's text for PyYAML; notes where the parser's lines differ from the file's."""

    def __init__(self, name: str, pieces: Iterator[str]) -> None:
        self.name = name
        self.last: yaml.Event | None = None
        """The parser's last event, set by the code that takes it."""
        self._pieces = pieces
        self._length = 0
        self._cursor = Cursor(name)
        self._extra: list[int] = []
        """The parser's numbers (from 0) of lines that end for the parser only, not in the file."""
        self._extra_columns: list[int] = []
        """The file's columns (from 1) at which these lines end."""
        self._forbidden: Problem | None = None

    def read(self, _size: int = -1, /) -> str:
        """Return the next piece of the text, "" at the end; raises Refusal after the last one that YAML allows."""
        if self._forbidden:
            raise Refusal(self._forbidden)
        piece = next((piece for piece in self._pieces if piece), "")
        self._length += len(piece)
        if self._length > LONGEST_FILE:
            what = f"the file has over {LONGEST_FILE:,} characters"
            raise Refusal(files.TOO_LARGE.problem(self.name, 1, what=what))
        if self._length - (span(self.last)[1].index if self.last else 0) > _LONGEST_STRETCH:
            what = f"a value or a comment that follows has over {_LONGEST_STRETCH:,} characters"
            raise Refusal(files.TOO_LARGE.problem(self.name, self.line(self.last) if self.last else 1, what=what))
        return self._allowed(piece)

    def _allowed(self, piece: str) -> str:
        """Return a piece up to the first character that YAML doesn't allow."""
        at = 0
        for found in _ODD.finditer(piece):
            self._cursor.advance(piece[at : found.start()])
            at = found.start()
            if found.group() in _EXTRA_BREAKS:
                self._extra.append(self._cursor.line - 1 + len(self._extra))
                self._extra_columns.append(self._cursor.column)
            else:
                what = f"the control character {shown(found.group())} is not allowed in YAML"
                line, column = self._cursor.line, self._cursor.column
                self._forbidden = files.YAML_SYNTAX.problem(self.name, line, column=column, what=what)
                return piece[:at] or self.read()
        self._cursor.advance(piece[at:])
        return piece

    @property
    def end(self) -> LineColumn:
        """The place after the text that the parser was given."""
        return LineColumn(self._cursor.line, self._cursor.column)

    def line(self, event: yaml.Event) -> int:
        """Return the file's line (from 1) on which an event begins."""
        number = cast("yaml.Mark", event.start_mark).line
        return number + 1 - bisect_left(self._extra, number)

    def place(self, event: yaml.Event) -> tuple[int, int]:
        """Return the line and the column (from 1) at which an event begins."""
        return self.place_of(span(event)[0])

    def place_of(self, mark: yaml.Mark | None) -> tuple[int, int]:
        """Return the file's line and column (from 1) of a mark."""
        mark = cast("yaml.Mark", mark)
        line, column = mark.line, mark.column + 1
        extra = bisect_left(self._extra, line)
        if extra and self._extra[extra - 1] == line - 1:
            column += self._extra_columns[extra - 1]
        return line + 1 - extra, column


def span(event: yaml.Event) -> tuple[yaml.Mark, yaml.Mark]:
    """Return the marks at which an event begins and ends."""
    return cast("yaml.Mark", event.start_mark), cast("yaml.Mark", event.end_mark)
