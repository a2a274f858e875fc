"""The zip archive that a workbook is: what is none, or would fill the memory, is refused before anything is parsed."""

import io
import posixpath
import zlib
from collections.abc import Iterator
from typing import TypeVar
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import create_parser

from batch.diagnostics import Problem
from batch.mapping.sources import Source
from batch.mapping.text import Refusal
from batch.mapping.workbook.texts import DamageError
from batch.rules import files

_MOST_BYTES = 64 << 20
_MOST_UNPACKED = 256 << 20
"""Bytes of all parts together: 100,000 rows of eight columns have a sixth of it, and two million empty rows less."""
_MOST_PARTS = 10_000
_PIECE = 1 << 16
_ENTRY = b"PK\x01\x02"
"""What each entry of the archive's directory begins with."""
_OLE = b"\xd0\xcf\x11\xe0"
"""What password-protected workbooks and those of Excel 97 are kept in."""
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_IS_ENCRYPTED = 0x1
"""The bit of a zip member's flags."""
_OTHERS = {
    _OLE: "a workbook of Excel 97 (.xls)",
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\x1f\x8b": "a gzip archive",
    b"<": "HTML or XML",
}
"""What files begin with."""

Handler = TypeVar("Handler", bound=ContentHandler)


class Package:
    """The parts of a workbook by their names; raises `Refusal` where it is none, and where a part can't be read."""

    def __init__(self, source: Source) -> None:
        self.name = source.name
        content = _content(source)
        if not content.startswith(b"PK"):
            raise Refusal(_no_archive(source, content))
        if content.count(_ENTRY) > _MOST_PARTS:
            raise Refusal(files.WORKBOOK_TOO_LARGE.problem(self.name, 1, what=f"more than {_MOST_PARTS:,} parts"))
        try:
            self._archive = ZipFile(io.BytesIO(content))
        except (BadZipFile, NotImplementedError, ValueError, OSError) as error:
            raise self.damaged("its end is missing, or its directory of parts is wrong") from error
        members = self._archive.infolist()
        if sum(member.file_size for member in members) > _MOST_UNPACKED:
            unpacked = f"more than {_MOST_UNPACKED >> 20} MiB when it is unpacked"
            raise Refusal(files.WORKBOOK_TOO_LARGE.problem(self.name, 1, what=unpacked))
        if any(member.flag_bits & _IS_ENCRYPTED for member in members):
            raise Refusal(files.LOCKED_WORKBOOK.problem(self.name, 1))
        self._members = {_folded(member.filename): member for member in members}
        if len(self._members) < len(members):
            raise self.damaged("it has two parts of one name")

    def __contains__(self, part: str) -> bool:
        return _folded(part) in self._members

    def parsed(self, part: str, handler: Handler) -> Iterator[Handler]:
        """Give the handler again and again, each time with what the next piece of a part has told it."""
        parser = create_parser(forbid_dtd=True)
        parser.setContentHandler(handler)
        try:
            parser.feed(b"")  # so that an empty part is no XML
            for piece in self._pieces(part):
                parser.feed(piece)
                yield handler
            parser.close()
            yield handler
        except DefusedXmlException as error:
            raise self.damaged(
                f"{part} has a document type declaration, which no spreadsheet program writes"
            ) from error
        except SAXException as error:
            raise self.damaged(f"{part} is not valid XML ({error.getMessage()})") from error
        except DamageError as error:
            raise self.damaged(f"{part}: {error}") from error

    def has(self, part: str, text: bytes) -> bool:
        """Whether a text, of ASCII and shorter than a piece, is somewhere in a part."""
        above = b""
        for piece in self._pieces(part):
            if text in above + piece:
                return True
            above = piece[-len(text) :]
        return False

    def damaged(self, what: str) -> Refusal:
        """Make the refusal of a workbook that is not whole."""
        return Refusal(files.DAMAGED_WORKBOOK.problem(self.name, 1, what=what))

    def _pieces(self, part: str) -> Iterator[bytes]:
        member = self._members.get(_folded(part))
        if member is None:
            raise self.damaged(f"{part} is missing")
        if member.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise self.damaged(f"{part} is packed in another way than workbooks are")
        yield from self._unpacked(member, part)

    def _unpacked(self, member: ZipInfo, part: str) -> Iterator[bytes]:
        try:
            with self._archive.open(member) as stream:
                while piece := stream.read(_PIECE):
                    yield piece
        except (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
            raise self.damaged(f"{part} can't be unpacked") from error


def _content(source: Source) -> bytes:
    pieces, size = [], 0
    for piece in source.pieces():
        pieces.append(piece)
        size += len(piece)
        if size > _MOST_BYTES:
            raise Refusal(files.WORKBOOK_TOO_LARGE.problem(source.name, 1, what=f"more than {_MOST_BYTES >> 20} MiB"))
    return b"".join(pieces)


def _no_archive(source: Source, content: bytes) -> Problem:
    if content.startswith(_OLE) and _ENCRYPTED in content:
        return files.LOCKED_WORKBOOK.problem(source.name, 1)
    return files.NOT_A_WORKBOOK.problem(source.name, 1, kind=_kind(source, content))


def _kind(source: Source, content: bytes) -> str:
    if posixpath.basename(source.file).startswith("~$"):
        return "what Office keeps beside a workbook that is open"
    start = content.lstrip()
    known = next((kind for beginning, kind in _OTHERS.items() if start.startswith(beginning)), "")
    return known or ("another binary file" if b"\0" in content else "plain text" if content else "empty")


def _folded(part: str) -> str:
    """Names of parts are the same in any case; some programs write them with backslashes or a slash in front."""
    return posixpath.normpath(part.replace("\\", "/")).lstrip("/").casefold()
