"""Find the text of an error answer and make it fit for a report; pure.

Every text is cut before it is searched, and each search takes linear time.
"""

import html
import re
from collections.abc import Iterable, Iterator
from itertools import islice

SEARCHED_AT_MOST = 64 * 1024
"""Characters of a page, or of a text that isn't JSON; what matters is at its beginning."""

_WORDS_AT_MOST = 500
_TEXTS_AT_MOST = 10
"""At most this many texts of this many characters, which fits a table's cell."""

_LOOKED_AT = 1000
"""Texts to look at, since any number of them may be blank."""

_DEPTH = 20
_FIELD_AT_MOST = 100
_TAG = re.compile(r"<(!--|(?:script|style|title)\b)?", re.IGNORECASE)
_ENDS = {
    "": re.compile(">"),
    "!--": re.compile("-->"),
    **{name: re.compile(rf"</{name}[^<>]*>", re.IGNORECASE) for name in ("script", "style", "title")},
}
"""What ends a tag, or an element whose content a page doesn't show."""


def error_texts(body: object, depth: int = 0) -> Iterator[str]:
    """Yield the texts and numbers of an error in JSON, after the names of fields that aren't part of an envelope."""
    match body:
        case _ if depth > _DEPTH:
            return
        case str() | int() | float() if not isinstance(body, bool):
            yield str(body)
        case list():
            for item in body:
                yield from error_texts(item, depth + 1)
        case {"error": inner} | {"errors": inner} | {"errorMessage": inner} if not isinstance(inner, bool | None):
            yield from error_texts(inner, depth + 1)
        case {"message": inner, **rest} if not rest:
            yield from error_texts(inner, depth + 1)
        case dict():
            for field, inner in body.items():
                for text in error_texts(inner, depth + 1):
                    yield f"{field[:_FIELD_AT_MOST]}: {text}"


def page_text(page: str) -> str:
    """Return the text that a page shows, or its title if there is no other text (pages usually repeat the title)."""
    shown, title, at = [], "", 0
    while tag := _TAG.search(page, at):
        kind = (tag[1] or "").lower()
        end = _ENDS[kind].search(page, tag.end())
        if not kind and not end:
            # Not a tag: a page may contain `a < b`.
            break
        shown.append(page[at : tag.start()])
        at = end.end() if end else len(page)
        if kind == "title":
            title = page[tag.end() : end.start() if end else None].partition(">")[2]
    words = " ".join([*shown, page[at:]])
    return _unescaped(words if words.strip() else title)


def tidy(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the texts, cut to what fits a table's cell.

    Control characters and runs of blanks become one blank, since the texts go to terminals and tables.
    """
    tidied = (" ".join("".join(c if c.isprintable() else " " for c in text).split()) for text in texts)
    kept = [shortened(text) for text in islice(tidied, _LOOKED_AT) if text]
    return (*kept[:_TEXTS_AT_MOST], *(["…"] if len(kept) > _TEXTS_AT_MOST else []))


def shortened(text: str) -> str:
    """Return the text, cut if it is too long for a table's cell."""
    return text if len(text) <= _WORDS_AT_MOST else text[:_WORDS_AT_MOST] + "…"


def _unescaped(text: str) -> str:
    try:
        return html.unescape(text)
    except ValueError:
        # A character reference with thousands of digits.
        return text
