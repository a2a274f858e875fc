"""Bytes to text: UTF-8 and UTF-16 read exactly, everything else refused at its line."""

import codecs
from collections.abc import Iterator

from batch.codes import files
from batch.diagnostics import Code, Problem
from batch.mapping.sources import Source

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
_SAVE_AS = (
    "Save it as UTF-8 (in a spreadsheet: 'CSV UTF-8'); it may be Windows-1252 or another single-byte encoding, "
    "which is never guessed."
)


class Refusal(Exception):  # noqa: N818 - a file is refused; the reader itself did not fail
    """The rest of a file can't be read; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def read_text(source: Source) -> Iterator[str]:
    """Give the source's text piece by piece, without its byte order mark; raises Refusal behind the last good one."""
    position = Position(source.name)
    decoder: codecs.IncrementalDecoder | None = None
    for raw in source.pieces():
        piece = raw
        if decoder is None:
            encoding, skip = _encoding(source.name, piece)
            decoder, piece = codecs.getincrementaldecoder(encoding)(), piece[skip:]
        yield from _checked(decoder, piece, position)
    if decoder is not None:
        yield from _checked(decoder, b"", position, final=True)


def _checked(
    decoder: codecs.IncrementalDecoder, piece: bytes, position: "Position", *, final: bool = False
) -> Iterator[str]:
    problem: tuple[Code, str, str | None] | None = None
    try:
        text = decoder.decode(piece, final)
    except UnicodeDecodeError as error:
        text = error.object[: error.start].decode(error.encoding)
        byte = error.object[error.start]
        problem = (
            files.UNKNOWN_ENCODING,
            f"byte 0x{byte:02x} is not {error.encoding.upper()} ({error.reason})",
            _SAVE_AS,
        )
    if (nul := text.find("\0")) >= 0:
        text = text[:nul]
        problem = files.NUL_BYTE, "the file has a NUL byte here", None
    position.advance(text)
    yield text
    if problem:
        code, message, hint = problem
        raise Refusal(Problem(code, position.name, position.line, message, position.column, hint=hint))


def _encoding(name: str, start: bytes) -> tuple[str, int]:
    for magic, what in _BINARIES:
        if start.startswith(magic):
            raise _refusal(files.NOT_TEXT, name, f"the file is {what}, not a table in text form")
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            if encoding is None:
                raise _refusal(files.UNKNOWN_ENCODING, name, "the file is UTF-32; only UTF-8 and UTF-16 are read")
            return encoding, len(mark)
    if b"\0" in start[:4]:
        message = "the file looks like UTF-16 without a byte order mark, so its byte order is unknown"
        raise _refusal(files.NUL_BYTE, name, message)
    return "utf-8", 0


def count_breaks(text: str) -> int:
    """Count the line ends LF, CR and CRLF."""
    breaks = text.count("\n")
    return breaks + text.count("\r") - text.count("\r\n") if "\r" in text else breaks


class Position:
    """Where in the file the next character stands, counted over the pieces."""

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
        start = max(text.rfind("\n"), text.rfind("\r")) + 1
        self.line += breaks
        self.column = len(text) - start + (1 if start else self.column)
        self._after_return = text[-1] == "\r"


def _refusal(code: Code, name: str, message: str) -> Refusal:
    return Refusal(Problem(code, name, 1, message))
