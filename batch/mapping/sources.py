"""Which mapping files the user's arguments name, and their bytes."""

import io
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, BinaryIO

from batch.errors import UsageError
from batch.mapping.options import ReadOptions
from batch.piped import content_of

if TYPE_CHECKING:
    import hashlib

_NAMED = 20
"""Things in a folder that are named as not read."""
_PIECE = 1 << 16
"""Bytes: so few that the rows of a piece stay in the processor's cache."""


class Format(StrEnum):
    """How a mapping is written; the value is the separator's or the language's usual ending."""

    CSV = "csv"
    TSV = "tsv"
    YAML = "yaml"


_BY_ENDING = {".csv": Format.CSV, ".tsv": Format.TSV, ".yaml": Format.YAML, ".yml": Format.YAML}
_ENDINGS = " or ".join(", ".join(_BY_ENDING).rsplit(", ", 1))

_TABLES = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".numbers"}


class Source:
    """One mapping as its bytes; they can be read again, standard input's too.

    `sha256` (hex) and `size` (bytes) are those of the last complete reading, None before it; the former is taken only
    with `takes_digest`.
    """

    def __init__(self, name: str, written_as: Format, path: str | None = None, content: bytes | None = None) -> None:
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
        return open(self._path, "rb")


def _sha256() -> "hashlib._Hash":
    import hashlib  # noqa: PLC0415 - a check needs no digest, and this import costs as much as reading thousands of rows

    return hashlib.sha256()


def find_sources(
    arguments: Sequence[str], options: ReadOptions, stdin: BinaryIO, remark: Callable[[str], None] = lambda _words: None
) -> list[Source]:
    """Turn MAPPING arguments (files, folders, `-`) into sources; raises UsageError with one line on what to do.

    `remark` receives a line for each folder of which something is not read.
    """
    if not arguments:
        raise UsageError(f"name a mapping: a {_ENDINGS} file, a folder of them, or - for standard input")
    sources: list[Source] = []
    for argument in arguments:
        if argument == "-":
            sources.append(_standard_input(options, stdin))
        else:
            sources.extend(_named(argument, remark))
    _refuse_repeats(sources)
    return sources


def _refuse_repeats(sources: list[Source]) -> None:
    seen: dict[str, str] = {}
    for name in [source.name for source in sources]:
        file = name if name == "-" else os.path.realpath(name)
        if file in seen:
            again = "" if seen[file] == name else f", as {seen[file]} too"
            raise UsageError(f"{name} is named twice{again}; every row of it would be a duplicate")
        seen[file] = name


def _standard_input(options: ReadOptions, stdin: BinaryIO) -> Source:
    if options.input_format is None:
        raise UsageError("standard input has no file name to take the format from: add --input-format csv or yaml")
    return Source("-", Format(options.input_format), content=stdin.read())


def _named(argument: str, remark: Callable[[str], None]) -> list[Source]:
    try:
        mode = os.stat(argument).st_mode
        if stat.S_ISDIR(mode):
            return _folder(argument, remark)
        ending = _ending(argument)
        if ending not in _BY_ENDING:
            raise UsageError(f"{argument}: a mapping ends in {_ENDINGS}{_for_ending(ending)}")
        if stat.S_ISREG(mode):
            with open(argument, "rb"):
                return [Source(argument, _BY_ENDING[ending], argument)]
        return [Source(argument, _BY_ENDING[ending], content=content_of(argument))]
    except (FileNotFoundError, ValueError) as error:  # the latter for a NUL character, which no name has
        if os.path.islink(argument):
            raise _dangling(argument) from error
        raise UsageError(f"{argument}: there is no such file{_neighbour(argument)}") from error
    except OSError as error:
        raise _unreadable(argument, error) from error


def _folder(argument: str, remark: Callable[[str], None]) -> list[Source]:
    found: list[Source] = []
    unread: dict[str, list[str]] = {}
    for name in sorted(os.listdir(argument)):
        path = os.path.join(argument, name)
        if name.startswith((".", "~$")):  # hidden, or what Office keeps beside a file that is open
            continue
        if reason := _not_read(path):
            unread.setdefault(reason, []).append(name)
        else:
            found.append(Source(path, _BY_ENDING[_ending(path)], path))
    not_read = "; ".join(f"{reason}: {_listed(names)}" for reason, names in unread.items())
    if not found:
        words = f"{argument}: the folder has no {_ENDINGS} file"
        raise UsageError(f"{words}; {not_read}" if not_read else words)
    if not_read:
        remark(f"{argument}: {not_read}")
    return found


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _not_read(path: str) -> str:
    """Say why what is in a folder is not read, "" where it is; raises UsageError for a link that leads nowhere."""
    try:
        mode = os.stat(path).st_mode
    except OSError as error:
        is_dangling = isinstance(error, FileNotFoundError) and os.path.islink(path)
        raise (_dangling(path) if is_dangling else _unreadable(path, error)) from error
    if stat.S_ISDIR(mode):
        return "folders within it are not read (name them too, if their files belong to the mapping)"
    if not stat.S_ISREG(mode):
        return "pipes, sockets and devices in a folder are not read"
    ending = _ending(path)
    if ending in _TABLES:
        return "these files are not read (export their tables as CSV)"
    return "" if ending in _BY_ENDING else "other files are not read"


def _dangling(path: str) -> UsageError:
    return UsageError(f"{path}: this is a link to {os.readlink(path)}, which does not exist; correct it, or remove it")


def _ending(path: str) -> str:
    return os.path.splitext(path)[1].lower()


def _neighbour(path: str) -> str:
    folder, name = os.path.split(path)
    if not os.path.isdir(folder or "."):
        return f", nor the folder {folder}"
    try:
        near = _nearest(name, os.listdir(folder or "."))
    except OSError:  # the folder may be entered, but not listed
        return ""
    return f"; did you mean {os.path.join(folder, near)}?" if near else ""


def _for_ending(ending: str) -> str:
    if ending in _TABLES:
        return "; export the table as CSV"
    near = _nearest(ending, _BY_ENDING)
    return f"; did you mean {near}?" if near else ""


def _nearest(name: str, known: Iterable[str]) -> str | None:
    import difflib  # noqa: PLC0415 - only for a name that is wrong

    return next(iter(difflib.get_close_matches(name, known, n=1)), None)


def _unreadable(name: str, error: OSError) -> UsageError:
    return UsageError(f"{name}: cannot be read: {(error.strerror or str(error)).lower()}")
