"""Reads the files of a run's folder safely: never waits, never reads without end, never leaves the folder."""

import errno
import hashlib
import io
import json
import os
import stat
from pathlib import Path
from typing import Any, NoReturn

MEBIBYTE = 1024 * 1024
_AT_MOST = 512 * MEBIBYTE
_LARGEST = 4096 * MEBIBYTE
"""For journals: a million rows take about 1 GiB."""
_KINDS = (
    (stat.S_ISREG, "it is a file"),
    (stat.S_ISLNK, "it is a link"),
    (stat.S_ISDIR, "it is a folder"),
    (stat.S_ISFIFO, "it is a pipe"),
    (stat.S_ISSOCK, "it is a socket"),
)


def open_file(path: Path, at_most: int = _LARGEST) -> io.BufferedReader:
    """Open a regular file of at most so many bytes.

    Raises `OSError` for anything else: a pipe blocks, a link leads out of the folder, a device never ends.
    """
    _refuse(os.lstat(path), at_most)
    file = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        _refuse(os.fstat(file), at_most)
        return os.fdopen(file, "rb")
    except OSError:
        os.close(file)
        raise


def read_file(path: Path, at_most: int = _AT_MOST) -> bytes:
    """The content of a regular file of at most so many bytes; raises `OSError`."""
    with open_file(path, at_most) as file:
        content = file.read(at_most + 1)
    if len(content) > at_most:
        raise _too_large(at_most)
    return content


def has_digest(path: Path, sha256: str, size: int) -> bool:
    """Whether a file is regular and has this content; raises `OSError` if it can't be read."""
    mode = os.lstat(path)
    if not stat.S_ISREG(mode.st_mode) or mode.st_size != size:
        return False
    return digest(path) == sha256


def digest(path: Path) -> str:
    """The SHA-256 of a regular file, in hex; raises `OSError`."""
    with open_file(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def parsed(content: str | bytes) -> Any:  # noqa: ANN401 - JSON is anything
    """Parse JSON with finite numbers; raises `ValueError`, also if the content is nested too deep."""
    try:
        return json.loads(content, parse_constant=_refuse_constant)
    except RecursionError as error:
        raise ValueError("nested too deep") from error


def in_words(error: OSError | ValueError) -> str:
    """Why a file can't be read, in words, such as `Permission denied`."""
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8"
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def file_kind(mode: int) -> str:
    """The kind of a file with this mode, in words such as `it is a folder`."""
    return next((words for is_kind, words in _KINDS if is_kind(mode)), "it is a device")


def _refuse(found: os.stat_result, at_most: int) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, file_kind(found.st_mode))
    if found.st_size > at_most:
        raise _too_large(at_most)


def _too_large(limit: int) -> OSError:
    return OSError(errno.EFBIG, f"it is larger than {limit // MEBIBYTE:,} MiB")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")
