"""What a row's message has of one code: the words of several are joined, and a fact can hold what joins them; pure."""

import re
from collections.abc import Iterator
from functools import cache
from string import Formatter

from batch.frames import BETWEEN
from batch.report.taking_up import rule_of

_JOINED_BY = BETWEEN["message"]


def said_of(code: str, codes: str, message: str) -> str:
    """The part of the message that is about this one of the codes; all of it where that can't be told.

    `codes` and `message` are cells of a row or a fact. Its rule's own message shows where a part begins; what follows
    belongs to it up to where the next one does.
    """
    pieces = message.split(_JOINED_BY)
    owners = list(_owners(codes.split(), pieces))
    return _JOINED_BY.join(piece for piece, owner in zip(pieces, owners, strict=True) if owner == code) or message


def _owners(codes: list[str], pieces: list[str]) -> Iterator[str]:
    """Whose each piece is: the codes are in the order in which their words begin, and one can come again."""
    met, open_until, owner = 0, 0, ""
    for at in range(len(pieces)):
        rest = _JOINED_BY.join(pieces[at:])
        candidates = reversed(codes[: met + 1])
        ends = {code: match.end() for code in candidates if (match := _beginning(code).match(rest))}
        if ends and at >= open_until:
            owner = min(ends, key=lambda code: ends[code])
            met = max(met, codes.index(owner) + 1)
            open_until = at + 1 + rest[: ends[owner]].count(_JOINED_BY)
        yield owner


@cache
def _beginning(code: str) -> re.Pattern[str]:
    """How the words of a code begin; what has no words of its own begins nowhere."""
    template = rule_of(code).message.partition(_JOINED_BY)[0]
    parts = [re.escape(text) + ("" if fact is None else ".*?") for text, fact, *_ in Formatter().parse(template)]
    # Words that begin with a fact would else begin with any others before them.
    first = f"(?:(?!{_JOINED_BY}).)*?" if template.startswith("{") else ""
    return re.compile(first + "".join(parts).removeprefix(".*?" if first else "") or "(?!)", re.DOTALL)
