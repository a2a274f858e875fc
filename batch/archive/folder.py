"""A run's folder on disk: others can't write to it, and its files are put in place whole or not at all."""

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
    """Make `<reports>/<YYYYMMDDTHHMMSSZ>-<command>-<6 hex>/`; raises `UsageError`, as the user chose the folder."""
    name = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{command}-{secrets.token_hex(3)}"
    folder = reports / name
    try:
        make_folder(reports)
        folder.mkdir(mode=_OURS_ALONE_TO_WRITE)
    except OSError as error:
        raise UsageError(
            f"can't create the run's folder {folder}: {error.strerror}; choose another place with --reports"
        ) from error
    return folder


def make_folder(folder: Path) -> None:
    """Make a folder that only its owner can write to, and its parents; raises `OSError`."""
    if not folder.exists():
        # A link whose target doesn't exist yet is followed like any other.
        folder = Path(os.path.realpath(folder))
    try:
        # `mkdir(parents=True)` would create the parents with the permissions that the process's umask leaves.
        for missing in reversed([one for one in (folder, *folder.parents) if not one.exists()]):
            missing.mkdir(mode=_OURS_ALONE_TO_WRITE, exist_ok=True)
        folder.mkdir(exist_ok=True)
    except FileExistsError as error:
        raise NotADirectoryError(errno.ENOTDIR, f"{error.filename} is not a folder") from error


def is_partial(name: str) -> bool:
    """Whether a file of this name is a leftover of `write_whole` in a killed process."""
    return _PARTIAL.fullmatch(name) is not None


def write_whole(path: Path, content: bytes, finish: Callable[[int], None] | None = None) -> None:
    """Write a file without secrets, so that readers see the old or the new one, never a part; raises `OSError`.

    `finish` gets the open file before it is put in place, for example to set its mode.
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
