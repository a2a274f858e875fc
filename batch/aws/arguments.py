"""The arguments that name AWS's own list: files and standard input, their text, and the account that it is about."""

import codecs
import re
from pathlib import Path
from typing import BinaryIO, NamedTuple

from batch.diagnostics import shown
from batch.errors import UsageError
from batch.ids import OWNER_NUMBER

NUMBER = re.compile(OWNER_NUMBER)
_LIKE_A_NUMBER = re.compile(r"[0-9][0-9 .-]*")
_STDIN = "-"
_GZIP = b"\x1f\x8b"
_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""Windows PowerShell writes output that is redirected with `>` as UTF-16 with a mark."""


class Argument(NamedTuple):
    """A file (`-` for standard input), and the commercial account that was asked about, "" if it is not given."""

    path: str
    number: str
    is_given: bool
    """Whether the number was given before the file (`NUMBER=FILE`), not in its name."""


def parse(argument: str) -> Argument:
    """Parse `FILE` or `NUMBER=FILE`; raises UsageError for an invalid number.

    A file can also have the account number as its whole name before the extension. Digits that are only part of a name
    don't count, because they are times and versions as often as accounts.
    """
    number, equals, path = argument.partition("=")
    if not argument or (equals and NUMBER.fullmatch(number) and not path):
        raise UsageError(f"{argument or 'an empty argument'} names no file of AWS's own list")
    if equals and _LIKE_A_NUMBER.fullmatch(number):
        if not NUMBER.fullmatch(number):
            raise UsageError(
                f"{argument}: {shown(number)} is not an AWS account number, which has 12 digits and nothing between "
                f"them; if that is how the file's name begins, write ./{argument}"
            )
        return Argument(path, number, is_given=True)
    stem = Path(argument).stem
    return Argument(argument, stem if NUMBER.fullmatch(stem) else "", is_given=False)


class Inputs:
    """The bytes of arguments; standard input can be read once, or not at all if it is None."""

    def __init__(self, stdin: BinaryIO | None) -> None:
        self._stdin = stdin

    def content(self, argument: Argument) -> bytes:
        """Read an argument's content; raises UsageError."""
        if argument.path == _STDIN:
            return self._standard_input()
        try:
            return Path(argument.path).read_bytes()
        except (OSError, ValueError) as error:  # ValueError for a NUL character, which no name can have
            why = error.strerror if isinstance(error, OSError) else None
            raise UsageError(f"{argument.path}: can't be read: {(why or str(error)).lower()}") from error

    def _standard_input(self) -> bytes:
        stdin, self._stdin = self._stdin, None
        if stdin is None:
            raise UsageError("- is given twice, but standard input can be read only once; put one of the two in a file")
        return stdin.read()


def text_in(name: str, content: bytes) -> str:
    """Return the text; raises UsageError if it is neither UTF-8 nor UTF-16 with a byte order mark."""
    if content.startswith(_GZIP):
        raise UsageError(f"{name}: the file is compressed with gzip; decompress it with gunzip first")
    encoding = "utf-16" if content.startswith(_UTF16) and not content.startswith(_UTF32) else "utf-8"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UsageError(
            f"{name}:{line}: the text is not {encoding.upper()}, which AWS's tools print; save it as UTF-8, or print "
            "it again"
        ) from error
    if "\0" in text:
        raise UsageError(
            f"{name}:{text.count(chr(10), 0, text.index(chr(0))) + 1}: the text has a NUL byte; if it is UTF-16 "
            "without a byte order mark, save it as UTF-8"
        )
    return text
