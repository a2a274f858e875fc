r"""Secrets kept out of what is written or printed, however whoever echoes them has spelled them.

An API key is echoed as JSON serialisers, HTML escapers and browsers write it (`\u003d`, `&#43;`, `%2B`), encoded as a
whole, or with markup in its middle. Every text from outside is struck before it is cut or judged, and once more at
each door through which texts leave: files, terminal, events, tracebacks.
"""

import base64
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from html.entities import html5

_SURELY_NO_WORD = 8
"""A secret of so many characters is struck out wherever it is, a shorter one (`any`) only as a word of its own.

So is one of digits alone, which may be a part of any account number.
"""

_BETWEEN = r"(?:[^!-~]|<[^<>]{0,100}>){0,8}+"
"""What may come between two characters: markup, blanks, and the NULs of an encoding that was taken for another."""

_COMPRESSED = b"PK\x03\x04"
"""How a workbook begins. Its texts are struck before they are put into it: in its bytes, only chance would find one."""

_ENTITIES = [(char, name) for name, char in html5.items() if name.endswith(";") and char.isascii()]


class Redactor:
    """Strikes out one secret, and puts its name there; the time that it takes is linear in the text."""

    def __init__(self, secret: str, name: str = "API key") -> None:
        self._pattern = _pattern(secret) if secret else None
        self._name = f"[{name}]"

    def strike_out(self, text: str) -> str:
        """The text without the secret."""
        return self._pattern.sub(self._name, text) if self._pattern else text


_kept: list[Redactor] = []
"""The secrets of the command that this process runs."""


@contextmanager
def secrets_forgotten() -> Iterator[None]:
    """Forget at the end of the block what `keep_secret` was given within: tests run many commands in one process."""
    try:
        yield
    finally:
        _kept.clear()


def keep_secret(secret: str, name: str) -> None:
    """Have it struck out of whatever this process writes or prints from now on."""
    _kept.append(Redactor(secret, name))


def struck(text: str) -> str:
    """The text, fit to leave the process."""
    for redactor in _kept:
        text = redactor.strike_out(text)
    return text


def struck_bytes(content: bytes) -> bytes:
    """The content of a file, fit to be written."""
    if content.startswith(_COMPRESSED):
        return content
    text = content.decode("utf-8", "surrogateescape")
    clean = struck(text)
    return content if clean == text else clean.encode("utf-8", "surrogateescape")


def struck_values(value: object) -> object:
    """The value with each text in it struck; mappings and sequences become those of JSON."""
    match value:
        case str():
            # A member of an enumeration is a text, too.
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
    # Nearly every character of a text is none of these, and then nothing else is tried.
    return re.compile(rf"(?=[{re.escape(''.join(sorted(begins)))}%&\\])(?i:{'|'.join(ways)})")


def _spellings(char: str) -> str:
    """A pattern for all the ways in which a character is escaped, for several times over if need be."""
    code = ord(char)
    named = "".join(f"|{name}" for of, name in _ENTITIES if of == char)
    plain = re.escape(char) if char.isalnum() else r"\\{0,4}" + re.escape(char)
    return (
        rf"(?>(?:%(?:25){{0,4}}(?:u00)?|\\{{1,4}}x|\\{{1,4}}u\{{?0{{0,6}}){code:x}\}}?|\\{{1,4}}{code:03o}"
        rf"|&(?:amp;){{0,4}}(?:\#0{{0,8}}{code};?|\#x0{{0,8}}{code:x};?{named})|{plain})"
    )


def _in_base64(secret: bytes) -> Iterator[str]:
    """The characters that are the secret's alone, for each place that it can have within what is encoded."""
    for before, shared in ((0, 0), (1, 2), (2, 3)):
        whole = (before + len(secret)) // 3 * 4
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            yield encode(b"\0" * before + secret).decode()[shared:whole]
