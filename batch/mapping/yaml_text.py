"""Text for the YAML parser, and the way back from its words and line numbers to the file's own."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import cast

import yaml

from batch.codes import files
from batch.diagnostics import Problem, shown
from batch.mapping.sources import Source
from batch.mapping.text import Position, count_breaks, read_text

# YAML 1.1 counts these as line breaks; editors don't.
_EXTRA = ("\u0085", "\u2028", "\u2029")
_BREAK = re.compile("\r\n|[\r\n\u0085\u2028\u2029]")
# What YAML 1.1 calls c-printable, negated.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class TextStream:
    """A source's text as PyYAML reads it, remembering where the parser's line numbers part from the file's."""

    def __init__(self, name: str, pieces: Iterator[str], first_line: int = 1) -> None:
        self._name = name
        self._pieces = pieces
        self._first_line = first_line
        self._line = 0
        self._after_return = False
        self._extra: list[int] = []

    def read(self, _size: int = -1, /) -> str:
        """Give the next piece of the text, "" at the end; raises Refusal at what is no text."""
        piece = next((piece for piece in self._pieces if piece), "")
        if self._after_return and piece.startswith("\n"):
            self._line -= 1
        self._after_return = piece.endswith("\r")
        if any(found in piece for found in _EXTRA):
            breaks = [found.group() for found in _BREAK.finditer(piece)]
            self._extra.extend(self._line + number for number, found in enumerate(breaks) if found in _EXTRA)
            self._line += len(breaks)
        else:
            self._line += count_breaks(piece)
        return piece

    def line(self, event: yaml.Event) -> int:
        """Give the line (from 1) of the file on which an event begins."""
        return self._file_line(cast("yaml.Mark", event.start_mark).line)

    def lines(self, events: list[yaml.Event]) -> list[int]:
        """Give the same for many."""
        numbers = [cast("yaml.Mark", event.start_mark).line for event in events]
        first = self._first_line
        return list(map(self._file_line, numbers)) if self._extra else [number + first for number in numbers]

    def _file_line(self, number: int) -> int:
        return number + self._first_line - bisect_left(self._extra, number)

    @staticmethod
    def column(event: yaml.Event) -> int:
        """Give the column (from 1) at which an event begins."""
        return cast("yaml.Mark", event.start_mark).column + 1

    def explain(self, error: yaml.YAMLError, source: Source) -> Problem:
        """Say at which line and column the syntax is broken, and how."""
        if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark:
            mark = error.problem_mark
            message = "; ".join(filter(None, (error.context, error.problem)))
            # At the end of a text without a last line break, the parser is a line further than the file.
            line, column = self._file_line(min(mark.line, self._line)), mark.column + 1
        else:
            line, column, character = _forbidden(source)
            message = f"the control character {shown(character)} is not allowed in YAML"
        return Problem(files.YAML_SYNTAX, self._name, line, f"not valid YAML: {message}", column=column)


def _forbidden(source: Source) -> tuple[int, int, str]:
    """Find the character that the parser complained of: it counts neither lines nor columns up to it."""
    position = Position(source.name)
    for piece in read_text(source):
        if found := _FORBIDDEN.search(piece):
            position.advance(piece[: found.start()])
            return position.line, position.column, found.group()
        position.advance(piece)
    return position.line, position.column, ""
