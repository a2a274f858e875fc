"""`latest-<command>`, the pointer to a command's last run: sets it, and follows it if it is up to date."""

import errno
import os
import secrets
import stat
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from batch.archive.files import file_kind, in_words, read_file
from batch.archive.folder import write_whole
from batch.archive.runs import Run, is_run_name, run_in, survey
from batch.errors import UsageError

_PREFIX = "latest-"
_POINTER_AT_MOST = 1024
_NAME_IT = "name the run's own folder instead"


def latest(folder: Path, command: str) -> Path:
    """The pointer to this run's folder once the run has ended."""
    return folder.parent / f"{_PREFIX}{command}"


def point_latest(folder: Path, command: str) -> None:
    """Let `latest-<command>` point to the run's folder: a link, or a text file with its name if links are impossible.

    Raises `OSError`, also if something other than our pointer has that name.
    """
    pointer = latest(folder, command)
    with suppress(FileNotFoundError):
        mode = pointer.lstat().st_mode
        if not (stat.S_ISLNK(mode) or _name_in(pointer)):
            raise OSError(errno.EEXIST, f"{file_kind(mode)}, not govlink's link")
    link = pointer.with_name(f".{pointer.name}.{secrets.token_hex(3)}")
    try:
        link.symlink_to(folder.name, target_is_directory=True)
    except OSError:
        write_whole(pointer, folder.name.encode() + b"\n")
        return
    try:
        link.replace(pointer)
    except OSError:
        with suppress(OSError):
            link.unlink()
        raise


def named_run(path: Path) -> Path:
    """The run's own folder that `path` names: the folder itself, a pointer, or another link to it.

    Raises `UsageError` if there is none, and if a pointer does not point to the last run, because a later run could not
    set it, or because copying turned it into a folder.
    """
    try:
        folder = _followed(path)
        command = path.name.removeprefix(_PREFIX)
        run = None if command == path.name else run_in(folder)
    except FileNotFoundError as error:
        leads = "points to nothing" if os.path.lexists(path) else "doesn't exist"
        raise UsageError(f"{path} {leads}; name the folder of a run") from error
    except NotADirectoryError as error:
        raise UsageError(f"{path} is not a run's folder: {in_words(error)}; name the folder of a run") from error
    except OSError as error:
        raise UsageError(f"{path} can't be read: {in_words(error)}") from error
    if run:
        now = datetime.now(UTC)
        _refuse_stale(path, run, survey(path.parent, command, now).runs, now)
    return folder


def _followed(path: Path) -> Path:
    """The folder to which the path leads, spelled as the user did as far as possible."""
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        name = str(path.readlink())
        folder = path.with_name(name) if is_run_name(name) else Path(os.path.realpath(path, strict=True))
    else:
        folder = path.with_name(name) if (name := _name_in(path)) else path
    found = folder.stat().st_mode
    if not stat.S_ISDIR(found):
        raise NotADirectoryError(errno.ENOTDIR, file_kind(found))
    return folder


def _name_in(pointer: Path) -> str:
    """The run's name in a pointer that is a text file, or ""."""
    try:
        name = read_file(pointer, _POINTER_AT_MOST).decode("ascii").strip()
    except (OSError, ValueError):
        return ""
    return name if is_run_name(name) else ""


def _refuse_stale(path: Path, run: Run, runs: Sequence[Run], now: datetime) -> None:
    """Raise `UsageError` if one of the `runs` should have set the pointer since, or if that is uncertain."""
    others = [other for other in runs if other.name != run.name and _sets_pointer(other) and not other.is_after(now)]
    which = f"{path} points to run {run.name}, which"
    if others and run.is_after(now):
        raise UsageError(f"{which} is dated in the future, so it may not be the last one; {_NAME_IT}")
    for other in others:
        if other.began > run.began and (run.ended is None or (other.ended and other.ended > run.ended)):
            raise UsageError(f"{which} is not the last one: {other.folder} is newer; {_NAME_IT}")


def _sets_pointer(run: Run) -> bool:
    """Whether the run set the pointer: it wrote its reports, and is not an incomplete plan."""
    return run.is_completed or (run.command != "plan" and run.ended is not None)
