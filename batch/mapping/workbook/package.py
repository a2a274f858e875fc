"""A workbook's zip archive: other files, and any that would fill the memory, are refused before parsing."""

import io
import posixpath
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from batch.diagnostics import Problem
from batch.mapping.sources import Source
from batch.mapping.text import Refusal
from batch.rules import files

_MOST_BYTES = 64 << 20
_MOST_UNPACKED = 256 << 20
"""In bytes, all parts together: 100,000 rows of eight columns need a sixth of it, two million empty rows less."""
_MOST_TAGS = 500_000
"""In a part that openpyxl keeps in memory: Excel has no more than 65,536 styles."""
_MOST_TAGS_OF = {"xl/sharedStrings.xml": 8_000_000}
"""Enough for two million texts."""
_NOT_KEPT = ("xl/worksheets/", "xl/pivotCache/", "xl/media/")
_MOST_PARTS = 10_000
_PIECE = 1 << 16
_ENTRY = b"PK\x01\x02"
"""The beginning of each entry in the archive's directory."""
_OLE = b"\xd0\xcf\x11\xe0"
"""The beginning of password-protected workbooks and of those of Excel 97."""
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_IS_ENCRYPTED = 0x1
"""A bit in the flags of a zip member."""
_FILES = {
    _OLE: "a workbook of Excel 97 (.xls)",
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\x1f\x8b": "a gzip archive",
    b"<": "HTML or XML",
}
"""Kinds of files by their first bytes."""
_ARCHIVES = {
    "mimetype": "an OpenDocument file (.ods)",
    "xl/workbook.bin": "a binary workbook (.xlsb)",
    "word/document.xml": "a Word document",
    "ppt/presentation.xml": "a PowerPoint presentation",
}
"""Kinds of archives by a part that only they have."""
_CONTENTS = "[Content_Types].xml"
"""A part that every Office archive has."""


class Package:
    """A workbook's content, safe to parse; raises `Refusal` if it isn't safe or isn't a workbook."""

    def __init__(self, source: Source) -> None:
        self.name = source.name
        content = _content(source)
        if not content.startswith(b"PK"):
            raise Refusal(_no_archive(source, content))
        if content.count(_ENTRY) > _MOST_PARTS:
            raise self._too_large(f"more than {_MOST_PARTS:,} parts")
        self.stream = io.BytesIO(content)
        try:
            self.archive = ZipFile(self.stream)
        except (BadZipFile, NotImplementedError, ValueError, OSError) as error:
            raise self.damaged("its end is missing, or its directory of parts is wrong") from error
        names = self.archive.namelist()
        members = self.archive.infolist()
        if sum(member.file_size for member in members) > _MOST_UNPACKED:
            raise self._too_large(f"more than {_MOST_UNPACKED >> 20} MiB when unpacked")
        if any(member.flag_bits & _IS_ENCRYPTED for member in members):
            raise Refusal(files.LOCKED_WORKBOOK.problem(self.name, 1))
        kind = next((kind for part, kind in _ARCHIVES.items() if part in names), "")
        if kind or _CONTENTS not in names:
            raise Refusal(files.NOT_A_WORKBOOK.problem(self.name, 1, kind=kind or "another zip archive"))
        if len({*names}) < len(names):
            raise self.damaged("it has two parts with the same name")
        for name in names:
            self._bound(name)
            self._begin(name)

    def has(self, part: str, text: bytes) -> bool:
        """Whether a part contains a text, which must be ASCII and shorter than a piece."""
        above = b""
        for piece in self._pieces(part):
            if text in above + piece:
                return True
            above = piece[-len(text) :]
        return False

    def open(self, part: str) -> IO[bytes]:
        """Open a part for reading it once."""
        if part not in self.archive.namelist():
            raise self.damaged(f"{part} is missing")
        return self.archive.open(part)

    @contextmanager
    def damage(self, what: str) -> Iterator[None]:
        """Turn any library error in here into a refusal that has `what` and the error's message."""
        try:
            yield
        except (Refusal, MemoryError):
            raise
        except Exception as error:  # openpyxl raises anything at all for a damaged part
            message = str(error.args[0] if error.args else type(error).__name__)
            raise self.damaged(f"{what} ({' '.join(message.split())})") from error

    def damaged(self, what: str) -> Refusal:
        """Return the refusal of a damaged workbook."""
        return Refusal(files.DAMAGED_WORKBOOK.problem(self.name, 1, what=what))

    def _too_large(self, what: str) -> Refusal:
        return Refusal(files.WORKBOOK_TOO_LARGE.problem(self.name, 1, what=what))

    def _begin(self, part: str) -> None:
        """Refuse a part with a document type, which can declare entities, whichever parser reads it later."""
        with self._unpacking(part) as stream:
            try:
                next(iter(iterparse(stream, ("start",), forbid_dtd=True)), None)
            except DefusedXmlException as error:
                what = f"{part} has a document type declaration, which no spreadsheet program writes"
                raise self.damaged(what) from error
            except ParseError as error:
                if part.endswith((".xml", ".rels")):
                    raise self.damaged(f"{part} is not valid XML ({error})") from error

    def _bound(self, part: str) -> None:
        most = _MOST_TAGS_OF.get(part, _MOST_TAGS)
        if not part.startswith(_NOT_KEPT) and sum(piece.count(b"<") for piece in self._pieces(part)) > most:
            raise self._too_large(f"more than {most:,} XML tags in {part}")

    @contextmanager
    def _unpacking(self, part: str) -> Iterator[IO[bytes]]:
        with self.damage(f"{part} can't be unpacked"), self.open(part) as stream:
            yield stream

    def _pieces(self, part: str) -> Iterator[bytes]:
        with self._unpacking(part) as stream:
            while piece := stream.read(_PIECE):
                yield piece


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
        return "Office's lock file for an open workbook"
    start = content.lstrip()
    known = next((kind for beginning, kind in _FILES.items() if start.startswith(beginning)), "")
    return known or ("another binary file" if b"\0" in content else "plain text" if content else "empty")
