"""One mapping as its bytes, and what it is written in."""

import io
from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, BinaryIO

from batch.errors import UsageError

if TYPE_CHECKING:
    import hashlib

_PIECE = 1 << 16
"""Bytes: so few that the rows of a piece stay in the processor's cache."""


class Format(StrEnum):
    """How a mapping is written; the value is the separator's or the language's usual ending."""

    CSV = "csv"
    TSV = "tsv"
    YAML = "yaml"
    XLSX = "xlsx"


BY_ENDING = {
    ".csv": Format.CSV,
    ".tsv": Format.TSV,
    ".yaml": Format.YAML,
    ".yml": Format.YAML,
    ".xlsx": Format.XLSX,
}
ENDINGS = " or ".join(", ".join(BY_ENDING).rsplit(", ", 1))
"""In words."""


class Source:
    """One mapping as its bytes; they can be read again, standard input's too.

    `sha256` (hex) and `size` (bytes) are those of the last complete reading, None before it; the former is taken only
    with `takes_digest`. Of a workbook, `sheet` is the one that is read, "" while it has none that could be.
    """

    def __init__(
        self, file: str, written_as: Format, path: str | None = None, content: bytes | None = None, sheet: str = ""
    ) -> None:
        self.file = file
        """As the user named it."""
        self.format = written_as
        self.sheet = sheet
        self.takes_digest = False
        self.sha256: str | None = None
        self.size: int | None = None
        self._path = path
        self._content = content

    def __repr__(self) -> str:
        return f"Source({self.name!r}, {self.format!r})"

    @property
    def name(self) -> str:
        """What its rows and problems are placed by: the file, and the sheet of a workbook."""
        return f"{self.file}:{self.sheet}" if self.sheet else self.file

    def pieces(self) -> Iterator[bytes]:
        """Give the content piece by piece; raises UsageError where the file can't be read."""
        digest, size = _sha256() if self.takes_digest else None, 0
        try:
            with self._open() as stream:
                while piece := stream.read(_PIECE):
                    if digest:
                        digest.update(piece)
                    size += len(piece)
                    yield piece
        except OSError as error:
            raise unreadable(self.file, error) from error
        self.sha256, self.size = digest.hexdigest() if digest else None, size

    def _open(self) -> BinaryIO:
        if self._path is None:
            return io.BytesIO(self._content or b"")
        return open(self._path, "rb")


def _sha256() -> "hashlib._Hash":
    import hashlib  # noqa: PLC0415 - a check needs no digest, and this import costs as much as reading thousands of rows

    return hashlib.sha256()


def unreadable(name: str, error: OSError) -> UsageError:
    """Make the error of a file or folder that the system doesn't let us read."""
    return UsageError(f"{name}: cannot be read: {(error.strerror or str(error)).lower()}")
