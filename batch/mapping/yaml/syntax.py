"""Explain broken YAML syntax: where it begins, and what it probably is."""

import re
from collections.abc import Sequence

import yaml
from yaml.scanner import ScannerError

from batch.diagnostics import Place, Problem
from batch.mapping.yaml.ending import DASH, LineColumn, text_of
from batch.mapping.yaml.text import TextStream, span
from batch.rules import files

_KEY = re.compile(r"""(?:"[^"]*"|'[^']*'|[\w][^:#{}\[\]]*?)\s*:(?:\s|$)""")
# Contexts of the parser whose beginning is the place to correct: if they aren't closed, they swallow what follows.
_OPENED = {
    "while scanning a quoted scalar",
    "while parsing a flow mapping",
    "while parsing a flow sequence",
    "while scanning a simple key",
}
_TAB = "There is a tab here, and YAML allows only spaces for indentation."
_OPEN_QUOTE = "A quote is not closed."
_OPEN_BRACKET = "A bracket or a brace is not closed."
_QUOTE = "A value that begins with {} needs quotes."
_WORDS = {"did not find expected <document start>": "this belongs to nothing above it"}
"""Messages of the parser, and clearer ones, since govlink has the context above."""
_HINTS = {
    "mapping values are not allowed": "A value with a colon and a space needs quotes, or the indentation is wrong.",
    "expected ',' or '}'": "A brace is not closed, or a comma is missing between the pairs.",
    "expected ',' or ']'": "A bracket is not closed, or a comma is missing between the items.",
    "unexpected end of stream": _OPEN_QUOTE,
    "could not find expected ':'": "A key is missing its colon and space, or the value above needs quotes.",
    "that violates indentation": _TAB,
}


class BrokenText:
    """The text of a file with broken syntax, and the parser's error."""

    def __init__(self, stream: TextStream, lines: Sequence[str], error: yaml.MarkedYAMLError) -> None:
        self._stream = stream
        self._lines = lines
        self._error = error
        self._given_up = self._place(error.problem_mark)

    @property
    def token(self) -> LineColumn | None:
        """The beginning of the text that can't be parsed; None if the text itself is clear but misplaced."""
        is_scanned = isinstance(self._error, ScannerError) and self._error.context_mark
        return self._place(self._error.context_mark) if is_scanned else None

    def explained(self, bracket: yaml.Event | None, quote: yaml.Event | None) -> Problem:
        """Return a problem with the place at which the syntax is broken, and how.

        `bracket` is the innermost open collection in brackets or braces. `quote` is the quoted value just above, if it
        may be the cause.
        """
        error, given_up = self._error, self._given_up
        message = "; ".join(filter(None, (error.context, _WORDS.get(error.problem or "", error.problem))))
        if quote:
            message += f"; the quoted value that begins here ends on line {given_up.line}, where the parser gave up"
            return self._at(self._place(span(quote)[0]), message, _OPEN_QUOTE, given_up.line)
        hint = _hint(message, self._text(given_up)[:1])
        begun = self._place(error.context_mark) if error.context in _OPENED else None
        opening = begun or (bracket and self._place(span(bracket)[0]))
        if opening and self._is_at_end():
            return self._at(opening, f"{message}; it begins here, and nothing closes it", hint or _OPEN_BRACKET)
        if begun and begun.line < given_up.line and not self._lacks_comma(begun):
            message += f"; it begins here, and the parser gave up on line {given_up.line}"
            return self._at(begun, message, hint, given_up.line)
        return self._at(given_up, message, hint)

    def _at(self, place: LineColumn, what: str, hint: str | None, *related: int) -> Problem:
        name = self._stream.name
        places = tuple(Place(name, line) for line in related)
        return files.YAML_SYNTAX.problem(name, place.line, column=place.column, hint=hint, related=places, what=what)

    def _place(self, mark: yaml.Mark | None) -> LineColumn:
        """Return the place of a mark; the parser counts one more line after the last line end."""
        place = LineColumn(*self._stream.place_of(mark))
        if place.line > len(self._lines):
            return LineColumn(max(1, len(self._lines)), len("".join(self._lines[-1:]).rstrip("\r\n")) + 1)
        return place

    def _text(self, place: LineColumn) -> str:
        """Return the text from a place to the end of its line."""
        return text_of(self._lines, place.line)[place.column - 1 :]

    def _is_at_end(self) -> bool:
        """Whether nothing but whitespace is left where the parser gave up."""
        return self._given_up.line >= len(self._lines) and not self._text(self._given_up).strip()

    def _lacks_comma(self, begun: LineColumn) -> bool:
        """Whether a list in brackets continues where the parser gave up, so that its bracket isn't the cause.

        It can't continue if an item of block style begins there, indented no deeper than the bracket's line.
        """
        opening, line = text_of(self._lines, begun.line), text_of(self._lines, self._given_up.line)
        text = line.lstrip(" \t")
        is_left = len(line) - len(text) <= len(opening) - len(opening.lstrip(" \t-"))
        is_item = DASH.match(text) or _KEY.match(text)
        return self._error.context == "while parsing a flow sequence" and not (is_left and is_item)


def _hint(message: str, character: str) -> str | None:
    if "cannot start any token" in message:
        return _TAB if character == "\t" else _QUOTE.format(character)
    if "while scanning an a" in message:  # alias or anchor
        return _QUOTE.format("* or &")
    if character == "," and message.startswith("while parsing a block"):
        return "Remove the comma: outside braces and brackets, the end of the line is enough."
    return next((hint for words, hint in _HINTS.items() if words in message), None)
