"""Bytes to text: UTF-8 and UTF-16 read exactly, everything else is refused at its line."""

import codecs
import io
import re
from collections.abc import Callable, Iterator
from functools import partial
from operator import itemgetter

from batch.diagnostics import Problem
from batch.mapping.sources import Source
from batch.rules import files

_MARKS = (
    (codecs.BOM_UTF32_LE, None),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, None),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARIES = (
    (b"PK\x03\x04", "an Excel workbook or another zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a picture"),
)
_IN_MARKS = ("<" * 7, ">" * 4, "|" * 7, "==== ")
"""What is quickly looked for: each mark of a merge conflict has one of these."""
_MERGE = re.compile(r"""[\r\n][ \t"']*(?:<{7}|>{7}|\|{7}(?=[ \r\n])|>>>> ORIGINAL |==== (?:THEIRS|YOURS) )""")
"""The lines that git and its like leave where two versions contradict each other; `=======` alone may be a heading."""
_LONGEST_MARK = 32
"""Characters within which a mark is found that is cut between two pieces, with blanks and quotes before it."""
_SINGLE_BYTE = "It may be Windows-1252 or another single-byte encoding."
_SINGLE_BYTE_OR_CUT_OFF = "It may be Windows-1252 or another single-byte encoding, or the end of the file is missing."
_BARE_UTF_16 = "It looks like UTF-16 without a byte order mark, so its byte order is unknown."


class Refusal(Exception):  # noqa: N818 - a file is refused; the reader itself did not fail
    """The rest of a file can't be read; `problem` is the reason."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def read_text(source: Source, report: Callable[[Problem], None] | None = None) -> Iterator[str]:
    """Give the source's text piece by piece, without its byte order mark; raises Refusal behind the last good one.

    With `report`, which receives the first problem of each kind, reading goes on, with U+FFFD for what is no text.
    """
    cursor = Cursor(source.name)
    above = "\n"
    for text, found in _decoded(source):
        merge = _unresolved_merge(above, text)
        kept = text if merge is None else text[:merge]
        yield from _reported(kept, [one for one in found if one[0] <= len(kept)], cursor, report)
        if merge is not None:
            rest = "; nothing from here on is read"
            raise Refusal(files.MERGE_CONFLICT.problem(source.name, cursor.line, rest=rest))
        above = (above + text)[-_LONGEST_MARK:]


def _decoded(source: Source) -> Iterator[tuple[str, list["_Found"]]]:
    decoding: _Decoding | None = None
    for raw in source.pieces():
        piece = raw
        if decoding is None:
            encoding, skip = _encoding(source.name, piece)
            decoding, piece = _Decoding(encoding), piece[skip:]
        yield decoding.text(piece)
    if decoding is not None:
        yield decoding.text(b"", final=True)


def _unresolved_merge(above: str, text: str) -> int | None:
    """Give where in the text the line of a merge's first mark begins, 0 where it begins in what is `above`."""
    seen = above + text
    if not any(part in seen for part in _IN_MARKS):
        return None
    found = _MERGE.search(seen)
    return max(0, found.start() + 1 - len(above)) if found else None


_Found = tuple[int, Callable[..., Problem]]
"""What is no text: how many characters into a piece, and what makes the problem of its source, line and column."""


class _Decoding:
    """Bytes to text; finds the first bad byte and the first NUL, and reads U+FFFD for all of them."""

    def __init__(self, encoding: str) -> None:
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._had_nul = False

    def text(self, piece: bytes, *, final: bool = False) -> tuple[str, list[_Found]]:
        """Give the text of the next piece, and what of it is none, in order."""
        found: list[_Found] = []
        try:
            text = self._decoder.decode(piece, final)
        except UnicodeDecodeError as error:
            self._decoder.errors = "replace"
            text = "" if final else self._decoder.decode(piece)
            offset = len(error.object[: error.start].decode(error.encoding))
            found.append(_about_byte(error, offset, final=final))
        if "\0" in text:
            if not self._had_nul:
                found.append((text.index("\0"), files.NUL_BYTE.problem))
            self._had_nul = True
            text = text.replace("\0", "\ufffd")
        return text, sorted(found, key=itemgetter(0))


def _about_byte(error: UnicodeDecodeError, offset: int, *, final: bool) -> _Found:
    encoding = error.encoding.upper()
    if final and error.encoding != "utf-8":
        return offset, partial(files.CUT_OFF.problem, encoding=encoding)
    byte = f"byte 0x{error.object[error.start]:02x}"
    hint = (_SINGLE_BYTE_OR_CUT_OFF if final else _SINGLE_BYTE) if error.encoding == "utf-8" else None
    return offset, partial(files.UNKNOWN_ENCODING.problem, found=byte, encoding=encoding, why=error.reason, hint=hint)


def _reported(
    text: str, found: list[_Found], cursor: "Cursor", report: Callable[[Problem], None] | None
) -> Iterator[str]:
    start = 0
    for offset, problem_at in found:
        cursor.advance(text[start:offset])
        start = offset
        problem = problem_at(cursor.name, cursor.line, column=cursor.column)
        if report is None:
            yield text[:offset]
            raise Refusal(problem)
        report(problem)
    cursor.advance(text[start:])
    yield text


def _encoding(name: str, start: bytes) -> tuple[str, int]:
    for magic, what in _BINARIES:
        if start.startswith(magic):
            raise Refusal(files.NOT_TEXT.problem(name, 1, kind=what))
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            if encoding is None:
                facts = {"found": "the file", "encoding": "UTF-8 or UTF-16", "why": "it is UTF-32"}
                raise Refusal(files.UNKNOWN_ENCODING.problem(name, 1, **facts))  # type: ignore[arg-type]
            return encoding, len(mark)
    if b"\0" in start[:4]:
        raise Refusal(files.NUL_BYTE.problem(name, 1, hint=_BARE_UTF_16))
    return "utf-8", 0


def split_lines(text: str) -> list[str]:
    """Split at LF, CR and CRLF only, and keep them."""
    return list(io.StringIO(text, newline=""))


def count_breaks(text: str) -> int:
    """Count the line ends LF, CR and CRLF."""
    breaks = text.count("\n")
    return breaks + text.count("\r") - text.count("\r\n") if "\r" in text else breaks


class Cursor:
    """The place of the next character in the file, counted over the pieces."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.line = 1
        self.column = 1
        self._after_return = False

    def advance(self, text: str) -> None:
        """Move behind the next piece."""
        if not text:
            return
        breaks = count_breaks(text)
        if self._after_return and text[0] == "\n":
            breaks -= 1  # the second half of a line end whose first half closed the piece before
        start = max(text.rfind("\n"), text.rfind("\r") if "\r" in text else -1) + 1
        self.line += breaks
        self.column = len(text) - start + (1 if start else self.column)
        self._after_return = text[-1] == "\r"
