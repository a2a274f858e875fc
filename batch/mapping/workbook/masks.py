"""How a number format shows a number: its digits in their places, and what is written between them; pure.

The language of formats is that of ECMA-376 part 1, 18.8.31, without dates, exponents, fractions and conditions.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

_TOKEN = re.compile(
    r"""
    "(?P<quoted>[^"]*)" | \\(?P<escaped>.) | [_*](?P<space>.) | \[\$(?P<currency>[^]-]*)[^]]*\]
    | \[(?P<colour>(?:black|blue|cyan|green|magenta|red|white|yellow|color\ ?[0-9]+))\]
    | (?P<digit>[0#?]) | (?P<point>\.) | (?P<comma>,) | (?P<end>;) | (?P<text>[-+$()%:\ \u00a3\u20ac'])
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_TEXTS = {"quoted", "escaped", "currency", "text"}
_MOST_DIGITS = 100
_PRECISION = 500
"""Digits: a number has 309 at most before its point, and a format shows so many behind it."""


class _Token(NamedTuple):
    kind: str
    """`digit`, `point`, `comma` or `text`."""
    text: str


def shown_by(code: str, number: Decimal) -> str | None:
    """Give the number as it is displayed by a format, None where the format does more than to lay out digits."""
    sections = _sections(code)
    if not sections:
        return None
    at = 1 if number < 0 and len(sections) > 1 else 2 if number == 0 and len(sections) > 2 else 0  # noqa: PLR2004
    if not sections[at]:
        return None
    shown = _laid_out(sections[at], abs(number))
    return f"-{shown}" if number < 0 and at == 0 else shown


@lru_cache(maxsize=1000)
def _sections(code: str) -> Sequence[Sequence[_Token]]:
    """Give the tokens for positive numbers, negative ones and zero, as far as a format has them; none of an odd one."""
    tokens, at = [], 0
    while at < len(code):
        found = _TOKEN.match(code, at)
        if not found:
            return []
        at = found.end()
        kind = str(found.lastgroup)
        if kind not in {"space", "colour"}:
            tokens.append(_Token("text" if kind in _TEXTS else kind, str(found[kind])))
    ends = [at for at, token in enumerate(tokens) if token.kind == "end"]
    sections = [tokens[start + 1 : end] for start, end in pairwise((-1, *ends, len(tokens)))]
    return sections if _digits(tokens) <= _MOST_DIGITS else []


def _digits(section: Sequence[_Token]) -> int:
    return sum(token.kind == "digit" for token in section)


def _laid_out(section: Sequence[_Token], number: Decimal) -> str:
    point = next((at for at, token in enumerate(section) if token.kind == "point"), len(section))
    before, behind = section[:point], section[point:]
    places = [at for at, token in enumerate(section) if token.kind == "digit"]
    commas = [at for at, token in enumerate(section) if token.kind == "comma"]
    percents = sum(token == ("text", "%") for token in section)
    thousands = sum(at > places[-1] for at in commas) if places else 0
    is_grouped = any(at < point and at < places[-1] for at in commas) if places else False
    with localcontext(prec=_PRECISION):
        scaled = number.scaleb(2 * percents - 3 * thousands)
        whole, _, decimals = f"{scaled.quantize(Decimal(1).scaleb(-_digits(behind)), ROUND_HALF_UP):f}".partition(".")
    shown = "".join(_backwards(before, whole.lstrip("0"), is_grouped=is_grouped))[::-1]
    return shown + "".join(_fraction(behind, decimals))


def _backwards(section: Sequence[_Token], digits: str, *, is_grouped: bool) -> Iterator[str]:
    """Lay out the whole part from its end on, backwards; what is left goes to the first place."""
    left, count, places = [*digits], 0, _digits(section)
    for kind, text in reversed(section):
        if kind == "text":
            yield text[::-1]
        elif kind == "digit":
            places -= 1
            digit = left.pop() if left else {"0": "0", "?": " "}.get(text, "")
            yield from _grouped(digit, count, is_grouped=is_grouped)
            count += 1
            while left and not places:
                yield from _grouped(left.pop(), count, is_grouped=is_grouped)
                count += 1


def _grouped(digit: str, count: int, *, is_grouped: bool) -> Iterator[str]:
    if digit and is_grouped and count and count % 3 == 0:
        yield ","
    yield digit


def _fraction(section: Sequence[_Token], decimals: str) -> Iterator[str]:
    at = 0
    for kind, text in section:
        if kind == "digit":
            yield decimals[at] if text == "0" or decimals[at:].strip("0") else ""
            at += 1
        elif kind != "comma":
            yield text
