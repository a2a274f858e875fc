"""Text for the YAML parser, in bounds, and the way back from its line numbers to the file's own."""

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
"""These, and what is not in YAML's c-printable."""
LONGEST_FILE = 64 << 20
"""Characters: half a million rows, two weeks of requests."""
_LONGEST_STRETCH = 4 << 20
"""Characters that the parser may read for one event, so that no value or comment grows without bounds."""


class TextStream:
    """A source's text as PyYAML reads it, remembering where the parser's line numbers part from the file's."""

    def __init__(self, name: str, pieces: Iterator[str]) -> None:
        self.name = name
        self.last: yaml.Event | None = None
        """The event that the parser gave last; whoever takes it sets it here."""
        self._pieces = pieces
        self._length = 0
        self._cursor = Cursor(name)
        self._extra: list[int] = []
        """The parser's numbers (from 0) of lines that it takes to end where the file's own go on."""
        self._extra_columns: list[int] = []
        """The columns of the file (from 1) in which these end."""
        self._forbidden: Problem | None = None

    def read(self, _size: int = -1, /) -> str:
        """Give the next piece of the text, "" at the end; raises Refusal behind the last that YAML allows."""
        if self._forbidden:
            raise Refusal(self._forbidden)
        piece = next((piece for piece in self._pieces if piece), "")
        self._length += len(piece)
        if self._length > LONGEST_FILE:
            what = f"the file has over {LONGEST_FILE:,} characters"
            raise Refusal(files.TOO_LARGE.problem(self.name, 1, what=what))
        if self._length - (span(self.last)[1].index if self.last else 0) > _LONGEST_STRETCH:
            what = f"from here on a value or a comment has over {_LONGEST_STRETCH:,} characters"
            raise Refusal(files.TOO_LARGE.problem(self.name, self.line(self.last) if self.last else 1, what=what))
        return self._allowed(piece)

    def _allowed(self, piece: str) -> str:
        """Give a piece up to the first character that YAML does not allow."""
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
        """The place behind what was given to the parser."""
        return LineColumn(self._cursor.line, self._cursor.column)

    def line(self, event: yaml.Event) -> int:
        """Give the line (from 1) of the file on which an event begins."""
        number = cast("yaml.Mark", event.start_mark).line
        return number + 1 - bisect_left(self._extra, number)

    def place(self, event: yaml.Event) -> tuple[int, int]:
        """Give the line and the column (from 1) at which an event begins."""
        return self.place_of(span(event)[0])

    def place_of(self, mark: yaml.Mark | None) -> tuple[int, int]:
        """Give the line and the column (from 1) of the file at which a mark is."""
        mark = cast("yaml.Mark", mark)
        line, column = mark.line, mark.column + 1
        extra = bisect_left(self._extra, line)
        if extra and self._extra[extra - 1] == line - 1:
            column += self._extra_columns[extra - 1]
        return line + 1 - extra, column


def span(event: yaml.Event) -> tuple[yaml.Mark, yaml.Mark]:
    """Give the marks at which an event begins and ends."""
    return cast("yaml.Mark", event.start_mark), cast("yaml.Mark", event.end_mark)
