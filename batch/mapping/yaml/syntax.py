"""Broken YAML syntax in words: where it begins, and what it probably is."""

import re
from collections.abc import Sequence
from typing import NamedTuple

import yaml

from batch.diagnostics import Place, Problem, shown
from batch.mapping.yaml.events import DEEPEST, Spot, nested_too_deep
from batch.mapping.yaml.lines import indent_in_flow, is_item
from batch.mapping.yaml.text import TextStream
from batch.rules import files

# What YAML 1.1 calls c-printable, negated.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DEEP = re.compile(rf"[\[{{]{{{DEEPEST + 1},}}\Z")
# What the parser was within, where its beginning is the place to mend: what is not closed there swallows what follows.
_OPENED = {
    "while scanning a quoted scalar",
    "while parsing a flow mapping",
    "while parsing a flow sequence",
    "while scanning a simple key",
}
_TAB = "A tab stands here; YAML is indented by spaces alone."
_OPEN_QUOTE = "A quote is not closed."
_OPEN_BRACKET = "A bracket or a brace is not closed."
_QUOTE = "A value that begins with {} needs quotes."
_WORDS = {"did not find expected <document start>": "this belongs to nothing that stands above it"}
"""What the parser says, where it knows less than we do of what stands above."""
_HINTS = {
    "mapping values are not allowed": "A value with a colon and a space needs quotes, or the indentation is wrong.",
    "expected ',' or '}'": "A brace is not closed, or a comma is missing between the pairs.",
    "expected ',' or ']'": "A bracket is not closed, or a comma is missing between the items.",
    "unexpected end of stream": _OPEN_QUOTE,
    "could not find expected ':'": "A key lacks its colon and space, or the value above needs quotes.",
    "that violates indentation": _TAB,
}


class Part(NamedTuple):
    """A text that was read up to where its syntax broke."""

    name: str
    stream: TextStream
    lines: Sequence[str]
    """All of the file's."""
    first: int
    """The line (from 0) with which the text begins."""

    def line(self, spot: Spot) -> str:
        """Give the line of a place."""
        return "".join(self.lines[spot.place.line - 1 : spot.place.line])

    def character(self, spot: Spot) -> str:
        """Give what stands at a place."""
        return self.line(spot)[spot.column - 1 : spot.column]

    def spot(self, mark: yaml.Mark) -> Spot:
        """Give the place of a mark; the parser counts one line more behind the last line end."""
        line = self.stream.line_at(mark)
        if line > len(self.lines):
            return Spot(Place(self.name, max(1, len(self.lines))), len("".join(self.lines[-1:]).rstrip("\r\n")) + 1)
        return Spot(Place(self.name, line), mark.column + 1)

    def ends_at(self, mark: yaml.Mark) -> bool:
        """Tell whether nothing stands any more in the file behind a mark."""
        line = self.stream.line_at(mark)
        return line >= len(self.lines) and not "".join(self.lines[line - 1 :])[mark.column :].strip()


def explain(error: yaml.YAMLError, part: Part, bracket: Spot | None, quote: yaml.Mark | None) -> Problem:
    """Say where the syntax is broken, and how.

    `bracket` is the innermost that is open, `quote` that of the value before what is broken, should it be to blame.
    """
    if not isinstance(error, yaml.MarkedYAMLError) or not error.problem_mark:
        return _control_character(part.name, part.lines, part.first)
    given_up = part.spot(error.problem_mark)
    line = given_up.place.line
    message = "; ".join(filter(None, (error.context, _WORDS.get(error.problem or "", error.problem))))
    if quote:
        message = f"{message}; a quoted value begins here, and ends on line {line}, where the parser gave up"
        return _flaw(part.spot(quote), message, _OPEN_QUOTE, given_up.place)
    hint = _hint(message, part.character(given_up))
    begun = part.spot(error.context_mark) if error.context in _OPENED and error.context_mark else None
    if begun and begun.place.line <= part.first:  # a bracket that was put there to read on stands in no file
        begun = None
    if part.ends_at(error.problem_mark) and (opening := begun or bracket):
        return _flaw(opening, f"{message}; it begins here, and nothing closes it", hint or _OPEN_BRACKET)
    if begun and begun.place.line < line and not _lacks_comma(error, part.line(begun), part.line(given_up)):
        message = f"{message}; it begins here, and the parser gave up on line {line}"
        return _flaw(begun, message, hint, given_up.place)
    return _flaw(given_up, message, hint)


def given_up_for_depth(error: yaml.YAMLError, part: Part) -> Problem | None:
    """Say so where the parser gave up behind brackets without end.

    From 0.2.6 on libyaml does so by itself, a thousand levels deep, and before it tells of the first of them.
    """
    given_up = where_given_up(error, part)
    if given_up and _DEEP.search(part.line(given_up)[: given_up.column - 1]):
        return nested_too_deep(part.name, given_up.place.line)
    return None


def where_given_up(error: yaml.YAMLError, part: Part) -> Spot | None:
    """Say where the parser gave up, if it knows."""
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    return part.spot(mark) if mark else None


def _flaw(spot: Spot, message: str, hint: str | None, *related: Place) -> Problem:
    name, line = spot.place
    return Problem(files.YAML_SYNTAX, name, line, f"not valid YAML: {message}", spot.column, hint=hint, related=related)


def _lacks_comma(error: yaml.MarkedYAMLError, opening: str, line: str) -> bool:
    """Tell whether a list in brackets goes on where the parser gave up, so that its bracket is sound.

    It can't go on where an item of block style begins, beside or to the left of what stands on the bracket's line.
    """
    left = indent_in_flow(line) <= len(opening) - len(opening.lstrip(" \t-"))
    return error.context == "while parsing a flow sequence" and not (left and is_item(line.lstrip()))


def _hint(message: str, character: str) -> str | None:
    if "cannot start any token" in message:
        return _TAB if character == "\t" else _QUOTE.format(character)
    if "while scanning an a" in message:  # alias or anchor
        return _QUOTE.format("* or &")
    if character == "," and message.startswith("while parsing a block"):
        return "The comma is too much: outside of braces and brackets, the end of the line is enough."
    return next((hint for words, hint in _HINTS.items() if words in message), None)


def _control_character(name: str, lines: Sequence[str], first: int) -> Problem:
    """Find the character that the parser complained of: it counts neither lines nor columns up to it."""
    for number in range(first, len(lines)):
        if found := _FORBIDDEN.search(lines[number]):
            message = f"not valid YAML: the control character {shown(found.group())} is not allowed in YAML"
            return Problem(files.YAML_SYNTAX, name, number + 1, message, found.start() + 1)
    return Problem(files.YAML_SYNTAX, name, first + 1, "not valid YAML: a control character is not allowed in YAML")
