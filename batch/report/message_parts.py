"""The part of a row's message that is about one code; a fact may contain the separator of joined messages; pure."""

import re
from collections.abc import Iterator
from functools import cache
from string import Formatter

from batch.frames import BETWEEN
from batch.report.taking_up import rule_of

_JOINED_BY = BETWEEN["message"]


def part_about(code: str, codes: str, message: str) -> str:
    """The part of the message that is about this one of the codes, or all of it if that can't be determined.

    `codes` and `message` are cells of a row or a fact. The message of the code's rule shows where a part begins; it
    extends to the beginning of the next part.
    """
    pieces = message.split(_JOINED_BY)
    owners = list(_owners(codes.split(), pieces))
    return _JOINED_BY.join(piece for piece, owner in zip(pieces, owners, strict=True) if owner == code) or message


def _owners(codes: list[str], pieces: list[str]) -> Iterator[str]:
    """The code of each piece; codes are in the order in which their parts begin, and one can occur again."""
    reached, open_until, owner = 0, 0, ""
    for at in range(len(pieces)):
        rest = _JOINED_BY.join(pieces[at:])
        candidates = reversed(codes[: reached + 1])
        ends = {code: match.end() for code in candidates if (match := _beginning(code).match(rest))}
        if ends and at >= open_until:
            owner = min(ends, key=lambda code: ends[code])
            reached = max(reached, codes.index(owner) + 1)
            open_until = at + 1 + rest[: ends[owner]].count(_JOINED_BY)
        yield owner


@cache
def _beginning(code: str) -> re.Pattern[str]:
    """A pattern for the beginning of a code's message; a code without a message matches nowhere."""
    template = rule_of(code).message.partition(_JOINED_BY)[0]
    parts = [re.escape(text) + ("" if fact is None else ".*?") for text, fact, *_ in Formatter().parse(template)]
    # A message that begins with a fact would otherwise also match everything before it.
    first = f"(?:(?!{_JOINED_BY}).)*?" if template.startswith("{") else ""
    return re.compile(first + "".join(parts).removeprefix(".*?" if first else "") or "(?!)", re.DOTALL)
