"""A mapping's bytes and its format."""

import io
from collections.abc import Iterator
from enum import StrEnum
from typing import TYPE_CHECKING, BinaryIO

from batch.errors import UsageError

if TYPE_CHECKING:
    import hashlib

_PIECE = 1 << 16
"""In bytes: small enough that the rows of a piece stay in the processor's cache."""


class Format(StrEnum):
    """The format of a mapping; the value is its usual file extension."""

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
ENDINGS = ", or ".join(", ".join(BY_ENDING).rsplit(", ", 1))
"""All of them, for messages."""


class Source:
    """A mapping's bytes, which can be read more than once, even from standard input.

    `sha256` (hex) and `size` (bytes) are set by each complete reading and are None before the first; `sha256` is
    computed only with `takes_digest`. `sheet` is the sheet of a workbook that is read, "" if there is none.
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
        """The source in the places of rows and problems: the file, and the sheet of a workbook."""
        return f"{self.file}:{self.sheet}" if self.sheet else self.file

    def pieces(self) -> Iterator[bytes]:
        """Yield the content piece by piece; raises UsageError if the file can't be read."""
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
    """Return the error for a file or folder that can't be read."""
    return UsageError(f"{name}: can't be read: {(error.strerror or str(error)).lower()}")
