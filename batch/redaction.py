r"""Keeps secrets out of everything that is written or printed, however an echo spells them.

Services echo an API key as JSON serializers, HTML escapers, and browsers write it (`\u003d`, `&#43;`, `%2B`), encoded
as a whole, or with markup in its middle. Every text from outside is struck before it is cut or evaluated, and again
wherever texts leave the process: files, terminal, events, tracebacks.
"""

import base64
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from html.entities import html5

_SURELY_NO_WORD = 8
"""A secret with this many characters is struck out everywhere, a shorter one (such as `any`) only as a separate word.

So is one that has only digits, because it may be part of any account number.
"""

_BETWEEN = r"(?:[^!-~]|<[^<>]{0,100}>){0,8}+"
"""What may come between two characters: markup, blanks, and the NULs of a misread encoding."""

_COMPRESSED = b"PK\x03\x04"
"""How a workbook begins. Its texts are struck before they are put into it; its compressed bytes are not searched."""

_ENTITIES = [(char, name) for name, char in html5.items() if name.endswith(";") and char.isascii()]


class Redactor:
    """Replaces one secret by its name, in time linear in the length of the text."""

    def __init__(self, secret: str, name: str = "API key") -> None:
        self._pattern = _pattern(secret) if secret else None
        self._name = f"[{name}]"

    def strike_out(self, text: str) -> str:
        """The text without the secret."""
        return self._pattern.sub(self._name, text) if self._pattern else text


_kept: list[Redactor] = []
"""The secrets of the command that is running."""


@contextmanager
def secrets_forgotten() -> Iterator[None]:
    """Forget the block's secrets at its end, because tests run many commands in one process."""
    try:
        yield
    finally:
        _kept.clear()


def keep_secret(secret: str, name: str) -> None:
    """Strike this secret out of everything that the process writes or prints after this call."""
    _kept.append(Redactor(secret, name))


def struck(text: str) -> str:
    """The text without secrets."""
    for redactor in _kept:
        text = redactor.strike_out(text)
    return text


def struck_bytes(content: bytes) -> bytes:
    """The content of a file without secrets."""
    if content.startswith(_COMPRESSED):
        return content
    text = content.decode("utf-8", "surrogateescape")
    clean = struck(text)
    return content if clean == text else clean.encode("utf-8", "surrogateescape")


def struck_values(value: object) -> object:
    """The value with all its texts struck; mappings and sequences become dicts and lists."""
    match value:
        case str():
            # Also for members of string enumerations.
            return struck(str(value))
        case Mapping():
            return {struck(str(name)): struck_values(inner) for name, inner in value.items()}
        case list() | tuple():
            return [struck_values(inner) for inner in value]
        case _:
            return value


@cache
def _pattern(secret: str) -> re.Pattern[str]:
    if len(secret) < _SURELY_NO_WORD or secret.isdecimal():
        return re.compile(rf"(?<![A-Za-z0-9_])(?i:{''.join(map(_spellings, secret))})(?![A-Za-z0-9_])")
    encoded = [*_in_base64(secret.encode()), secret.encode().hex()]
    ways = [re.escape(secret), _BETWEEN.join(map(_spellings, secret)), *map(re.escape, encoded)]
    begins = {char for way in (secret, *encoded) for char in (way[0].lower(), way[0].upper())}
    # Nearly every character of a text is none of these, so the costly patterns are rarely tried.
    return re.compile(rf"(?=[{re.escape(''.join(sorted(begins)))}%&\\])(?i:{'|'.join(ways)})")


def _spellings(char: str) -> str:
    """A pattern for all ways in which a character is escaped, even repeatedly."""
    code = ord(char)
    named = "".join(f"|{name}" for of, name in _ENTITIES if of == char)
    plain = re.escape(char) if char.isalnum() else r"\\{0,4}" + re.escape(char)
    return (
        rf"(?>(?:%(?:25){{0,4}}(?:u00)?|\\{{1,4}}x|\\{{1,4}}u\{{?0{{0,6}}){code:x}\}}?|\\{{1,4}}{code:03o}"
        rf"|&(?:amp;){{0,4}}(?:\#0{{0,8}}{code};?|\#x0{{0,8}}{code:x};?{named})|{plain})"
    )


def _in_base64(secret: bytes) -> Iterator[str]:
    """The base64 characters that depend only on the secret, for each of its possible offsets in the encoded text."""
    for before, shared in ((0, 0), (1, 2), (2, 3)):
        whole = (before + len(secret)) // 3 * 4
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield encode(b"\0" * before + secret).decode()[shared:whole]
