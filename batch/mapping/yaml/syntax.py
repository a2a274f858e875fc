"""Broken YAML syntax in words: where it begins, and what it probably is."""

import re
from collections.abc import Sequence

import yaml

from batch.codes import files
from batch.diagnostics import Place, Problem, shown
from batch.mapping.yaml.events import Events
from batch.mapping.yaml.text import TextStream

# What YAML 1.1 calls c-printable, negated.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# What the parser was within, where its beginning is the place to mend: what is not closed there swallows what follows.
_OPENED = {
    "while scanning a quoted scalar",
    "while parsing a flow mapping",
    "while parsing a flow sequence",
    "while scanning a simple key",
}
_TAB = "A tab stands here; YAML is indented by spaces alone."
_UNCLOSED = "A quote is not closed."
_QUOTE = "A value that begins with {} needs quotes."
_WORDS = {"did not find expected <document start>": "this belongs to nothing that stands above it"}
"""What the parser says, where it knows less than we do of what stands above."""
_HINTS = {
    "mapping values are not allowed": "A value with a colon and a space needs quotes, or the indentation is wrong.",
    "expected ',' or '}'": "A brace is not closed, or a comma is missing between the pairs.",
    "expected ',' or ']'": "A bracket is not closed, or a comma is missing between the items.",
    "unexpected end of stream": _UNCLOSED,
    "could not find expected ':'": "A key lacks its colon and space, or the value above needs quotes.",
    "that violates indentation": _TAB,
}


def explain(
    error: yaml.YAMLError, events: Events, name: str, stream: TextStream, lines: Sequence[str], first: int
) -> Problem:
    """Say where the syntax is broken, and how; `lines` are the file's, and the parser began with number `first`."""
    if not isinstance(error, yaml.MarkedYAMLError) or not error.problem_mark:
        return _control_character(name, lines, first)
    mark = error.problem_mark
    line = _line(stream, mark, lines)
    gave_up: tuple[Place, ...] = (Place(name, line),)
    message = "; ".join(filter(None, (error.context, _WORDS.get(error.problem or "", error.problem))))
    hint = _hint(message, "".join(lines[line - 1 : line])[mark.column : mark.column + 1])
    opening = events.quote_ahead(error)
    if opening:
        message = f"{message}; a quoted value begins here, and ends on line {line}, where the parser gave up"
        hint = _UNCLOSED
    elif error.context in _OPENED and (begun := error.context_mark):
        if _is_end(stream.line_at(mark), mark.column, lines):
            message, opening, gave_up = f"{message}; it begins here, and nothing closes it", begun, ()
        elif _line(stream, begun, lines) < line:
            message, opening = f"{message}; it begins here, and the parser gave up on line {line}", begun
    if opening:
        mark, line = opening, _line(stream, opening, lines)
    return Problem(
        files.YAML_SYNTAX,
        name,
        line,
        f"not valid YAML: {message}",
        mark.column + 1,
        hint=hint,
        related=gave_up if opening else (),
    )


def _line(stream: TextStream, mark: yaml.Mark, lines: Sequence[str]) -> int:
    """Give the line of a mark; the parser counts one more behind the last line end."""
    return max(1, min(stream.line_at(mark), len(lines)))


def _is_end(line: int, column: int, lines: Sequence[str]) -> bool:
    """Tell whether nothing stands any more where the parser gave up."""
    return line >= len(lines) and not "".join(lines[line - 1 :])[column:].strip()


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
