"""Decode bytes as text: UTF-8 and UTF-16 are read exactly, anything else is refused with its line."""

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
    (codecs.BOM_UTF32_LE, None),  # before UTF-16, whose mark is the beginning of this one
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
"""Every marker of a merge conflict has one of these, which are quick to search for."""
_MERGE = re.compile(r"""[\r\n][ \t"']*(?:<{7}|>{7}|\|{7}(?=[ \r\n])|>>>> ORIGINAL |==== (?:THEIRS|YOURS) )""")
"""The marker lines of git and similar tools at a merge conflict; `=======` alone may be a heading."""
_LONGEST_MARK = 32
"""In characters, with blanks and quotes before the marker: enough to find one that is split between two pieces."""
_SINGLE_BYTE = "It may be Windows-1252 or another single-byte encoding."
_SINGLE_BYTE_OR_CUT_OFF = "It may be Windows-1252 or another single-byte encoding, or the end of the file is missing."
_BARE_UTF_16 = "It looks like UTF-16 without a byte order mark, so its byte order is unknown."


class Refusal(Exception):  # noqa: N818 - a file is refused; the reader itself did not fail
    """The rest of a file can't be read; `problem` has the reason."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def read_text(source: Source, report: Callable[[Problem], None] | None = None) -> Iterator[str]:
    """Yield the source's text piece by piece, without its byte order mark; raises Refusal after the last good piece.

    With `report`, reading continues with U+FFFD for bytes that aren't text; `report` gets the first of each kind.
    """
    cursor = Cursor(source.name)
    above = "\n"
    for text, found in _decoded(source):
        merge = _unresolved_merge(above, text)
        kept = text if merge is None else text[:merge]
        yield from _reported(kept, [one for one in found if one[0] <= len(kept)], cursor, report)
        if merge is not None:
            rest = "; the rest of the file is not read"
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
    """Return where in the text the first line with a conflict marker begins, 0 if it begins in the text `above`."""
    seen = above + text
    if not any(part in seen for part in _IN_MARKS):
        return None
    found = _MERGE.search(seen)
    return max(0, found.start() + 1 - len(above)) if found else None


_Found = tuple[int, Callable[..., Problem]]
"""Bytes that aren't text: their offset in the piece (characters), and a function from their place to a problem."""


class _Decoding:
    """Decodes bytes; finds the first bad byte and the first NUL, and replaces all of them with U+FFFD."""

    def __init__(self, encoding: str) -> None:
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._had_nul = False

    def text(self, piece: bytes, *, final: bool = False) -> tuple[str, list[_Found]]:
        """Return the text of the next piece, and the bytes in it that aren't text, in order."""
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
    """Split text at LF, CR, and CRLF only, and keep the line ends."""
    return list(io.StringIO(text, newline=""))


def count_breaks(text: str) -> int:
    """Count the line ends LF, CR, and CRLF."""
    breaks = text.count("\n")
    return breaks + text.count("\r") - text.count("\r\n") if "\r" in text else breaks


class Cursor:
    """The place of the next character in the file, counted across pieces."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.line = 1
        self.column = 1
        self._after_return = False

    def advance(self, text: str) -> None:
        """Move past the next piece."""
        if not text:
            return
        breaks = count_breaks(text)
        if self._after_return and text[0] == "\n":
            breaks -= 1  # the LF of a CRLF whose CR ended the previous piece
        start = max(text.rfind("\n"), text.rfind("\r") if "\r" in text else -1) + 1
        self.line += breaks
        self.column = len(text) - start + (1 if start else self.column)
        self._after_return = text[-1] == "\r"
