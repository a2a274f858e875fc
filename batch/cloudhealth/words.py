"""The words of an answer that is an error, found in what came and made fit for a report; pure.

Whatever comes is bounded before it is searched, and each search takes a time that is linear in it.
"""

import html
import re
from collections.abc import Iterable, Iterator
from itertools import islice

SEARCHED_AT_MOST = 64 * 1024
"""Characters of a page, or of a text that is no JSON: what it has to say is at its beginning."""

_WORDS_AT_MOST = 500
_TEXTS_AT_MOST = 10
"""So many texts of so many characters: they are a cell of tables, which their readers bound as well."""

_LOOKED_AT = 1000
"""Texts, since any number of them may be blank."""

_DEPTH = 20
_FIELD_AT_MOST = 100
_TAG = re.compile(r"<(!--|(?:script|style|title)\b)?", re.IGNORECASE)
_ENDS = {
    "": re.compile(">"),
    "!--": re.compile("-->"),
    **{name: re.compile(rf"</{name}[^<>]*>", re.IGNORECASE) for name in ("script", "style", "title")},
}
"""Where a tag ends, or an element whose content a page doesn't show."""


def error_texts(body: object, depth: int = 0) -> Iterator[str]:
    """The texts and numbers of an error in JSON; the names of a field that isn't one of an envelope precede its own."""
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
    """What a page shows; its title only where that is all, since the page itself begins with it as a rule."""
    shown, title, at = [], "", 0
    while tag := _TAG.search(page, at):
        kind = (tag[1] or "").lower()
        end = _ENDS[kind].search(page, tag.end())
        if not kind and not end:
            # No tag at all: a page may speak of `a < b`.
            break
        shown.append(page[at : tag.start()])
        at = end.end() if end else len(page)
        if kind == "title":
            title = page[tag.end() : end.start() if end else None].partition(">")[2]
    words = " ".join([*shown, page[at:]])
    return _unescaped(words if words.strip() else title)


def tidy(texts: Iterable[str]) -> tuple[str, ...]:
    """So many of them as a table's cell should hold.

    Control characters and runs of blanks become one blank: the words go to terminals and tables.
    """
    tidied = (" ".join("".join(c if c.isprintable() else " " for c in text).split()) for text in texts)
    kept = [shortened(text) for text in islice(tidied, _LOOKED_AT) if text]
    return (*kept[:_TEXTS_AT_MOST], *(["…"] if len(kept) > _TEXTS_AT_MOST else []))


def shortened(text: str) -> str:
    """The text, cut where it is too long for a table's cell."""
    return text if len(text) <= _WORDS_AT_MOST else text[:_WORDS_AT_MOST] + "…"


def _unescaped(text: str) -> str:
    try:
        return html.unescape(text)
    except ValueError:
        # A reference to a character whose number has thousands of digits.
        return text
