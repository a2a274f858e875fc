"""Text cut between lines, so that each piece can be read by itself."""

from collections.abc import Iterator

from batch.diagnostics import Problem
from batch.mapping.text import Refusal, count_breaks
from batch.rules import files

_LONGEST_LINE = 1 << 20


def whole_lines(name: str, pieces: Iterator[str]) -> Iterator[str]:
    """Cut text between lines: all pieces but the last end with a complete line end; raises Refusal at endless lines."""
    held = ""
    line = 1
    for piece in pieces:
        text = held + piece
        # A trailing \r may be the first half of \r\n, so it ends a line only when something follows it.
        cut = max(text.rfind("\n"), text.rfind("\r", 0, max(len(text) - 1, 0))) + 1
        whole, held = text[:cut], text[cut:]
        if whole:
            yield whole
            line += count_breaks(whole)
        if len(held) > _LONGEST_LINE:
            message = f"the line has over {_LONGEST_LINE:,} characters; from here on nothing was read"
            raise Refusal(Problem(files.LINE_TOO_LONG, name, line, message))
    if held:
        yield held
