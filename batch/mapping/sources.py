"""Which mapping files the user's arguments name, and their bytes."""

import difflib
import io
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from batch.errors import UsageError
from batch.mapping.options import ReadOptions

if TYPE_CHECKING:
    import hashlib

_PIECE = 1 << 16
"""Bytes: so few that the rows of a piece stay in the processor's cache."""


class Format(StrEnum):
    """How a mapping is written; the value is the separator's or the language's usual ending."""

    CSV = "csv"
    TSV = "tsv"
    YAML = "yaml"


_BY_ENDING = {".csv": Format.CSV, ".tsv": Format.TSV, ".yaml": Format.YAML, ".yml": Format.YAML}


class Source:
    """One mapping as its bytes; they can be read again, standard input's too.

    `sha256` (hex) and `size` (bytes) speak of the last complete reading, and are None before it; the former is taken
    only where `takes_digest` says so.
    """

    def __init__(self, name: str, written_as: Format, path: Path | None = None, content: bytes | None = None) -> None:
        self.name = name
        self.format = written_as
        self.takes_digest = False
        self.sha256: str | None = None
        self.size: int | None = None
        self._path = path
        self._content = content

    def __repr__(self) -> str:
        return f"Source({self.name!r}, {self.format!r})"

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
            raise _unreadable(self.name, error) from error
        self.sha256, self.size = digest.hexdigest() if digest else None, size

    def _open(self) -> BinaryIO:
        if self._path is None:
            return io.BytesIO(self._content or b"")
        return self._path.open("rb")


def _sha256() -> "hashlib._Hash":
    import hashlib  # noqa: PLC0415 - a check needs no digest, and this import costs as much as reading thousands of rows

    return hashlib.sha256()


def find_sources(arguments: Sequence[str], options: ReadOptions, stdin: BinaryIO) -> list[Source]:
    """Turn MAPPING arguments (files, folders, `-`) into sources; raises UsageError with one line on what to do."""
    if not arguments:
        raise UsageError("name a mapping: a .csv, .tsv, .yaml or .yml file, a folder of them, or - for standard input")
    sources: list[Source] = []
    for argument in arguments:
        if argument == "-":
            sources.append(_standard_input(options, stdin))
        else:
            sources.extend(_named(argument))
    names = [source.name for source in sources]
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"{name} is named twice; every row of it would be a duplicate")
    return sources


def _standard_input(options: ReadOptions, stdin: BinaryIO) -> Source:
    if options.input_format is None:
        raise UsageError("standard input has no ending that tells its format: add --input-format csv or yaml")
    return Source("-", Format(options.input_format), content=stdin.read())


def _named(argument: str) -> list[Source]:
    path = Path(argument)
    try:
        if path.is_dir():
            return _folder(argument, path)
        if not path.exists():
            raise UsageError(f"{argument}: there is no such file{_neighbour(path)}")
        ending = path.suffix.lower()
        if ending not in _BY_ENDING:
            raise UsageError(f"{argument}: a mapping ends in .csv, .tsv, .yaml or .yml{_for_ending(ending)}")
        with path.open("rb"):
            return [Source(argument, _BY_ENDING[ending], path)]
    except OSError as error:
        raise _unreadable(argument, error) from error


def _folder(argument: str, path: Path) -> list[Source]:
    found = sorted(entry for entry in path.iterdir() if entry.suffix.lower() in _BY_ENDING and entry.is_file())
    visible = [entry for entry in found if not entry.name.startswith(".")]
    if not visible:
        raise UsageError(f"{argument}: the folder has no .csv, .tsv, .yaml or .yml file")
    return [Source(str(entry), _BY_ENDING[entry.suffix.lower()], entry) for entry in visible]


def _neighbour(path: Path) -> str:
    if not path.parent.is_dir():
        return f", nor the folder {path.parent}"
    near = difflib.get_close_matches(path.name, [entry.name for entry in path.parent.iterdir()], n=1)
    return f"; did you mean {path.with_name(near[0])}?" if near else ""


def _for_ending(ending: str) -> str:
    if ending in {".xlsx", ".xls", ".ods", ".numbers"}:
        return "; export the table as CSV"
    near = difflib.get_close_matches(ending, _BY_ENDING, n=1)
    return f"; did you mean {near[0]}?" if near else ""


def _unreadable(name: str, error: OSError) -> UsageError:
    return UsageError(f"{name}: cannot be read: {(error.strerror or str(error)).lower()}")
