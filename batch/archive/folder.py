"""A run's folder on disk: made so that others can't write to it, its files put in place whole or not at all."""

import errno
import os
import re
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from batch.errors import GovlinkError, UsageError
from batch.redaction import struck_bytes

_OURS_ALONE_TO_WRITE = 0o755
_PARTIAL = re.compile(r"\..+\.[0-9a-f]{6}\.part")


class FolderError(GovlinkError):
    """The folder of a run can't be written to."""


def make_run_folder(reports: Path, command: str, now: datetime) -> Path:
    """Make `<reports>/<YYYYMMDDTHHMMSSZ>-<command>-<6 hex>/`; raises `UsageError`: the folder is the user's choice."""
    name = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{command}-{secrets.token_hex(3)}"
    folder = reports / name
    try:
        make_folder(reports)
        folder.mkdir(mode=_OURS_ALONE_TO_WRITE)
    except OSError as error:
        raise UsageError(
            f"can't make the run's folder {folder}: {error.strerror}; choose another with --reports"
        ) from error
    return folder


def make_folder(folder: Path) -> None:
    """Make a folder that only its owner can write to, and its parents; raises `OSError`."""
    if not folder.exists():
        # A link that leads to nothing yet is followed as any other is.
        folder = Path(os.path.realpath(folder))
    try:
        # `mkdir(parents=True)` would make the parents with whatever the process's umask leaves open.
        for missing in reversed([one for one in (folder, *folder.parents) if not one.exists()]):
            missing.mkdir(mode=_OURS_ALONE_TO_WRITE, exist_ok=True)
        folder.mkdir(exist_ok=True)
    except FileExistsError as error:
        raise NotADirectoryError(errno.ENOTDIR, f"{error.filename} is not a folder") from error


def is_partial(name: str) -> bool:
    """Whether a file of this name is one that `write_whole` had not put in place when its process was killed."""
    return _PARTIAL.fullmatch(name) is not None


def write_whole(path: Path, content: bytes, finish: Callable[[int], None] | None = None) -> None:
    """Write a file so that a reader sees the old one or the new one, never a part, nor a secret; raises `OSError`.

    `finish` is given the open file before it is put in place: for a mode of its own, say.
    """
    partial = path.with_name(f".{path.name}.{secrets.token_hex(3)}.part")
    try:
        with open(partial, "xb", opener=_ours_alone) as file:
            file.write(struck_bytes(content))
            file.flush()
            if finish:
                finish(file.fileno())
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        with suppress(OSError):
            partial.unlink()
        raise


def _ours_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o644)
