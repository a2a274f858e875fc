"""A lock that is a file in the user's own folder, for systems without abstract sockets; it covers one user's runs."""

import fcntl
import os
import stat
from pathlib import Path

from batch.diagnostics import shown
from batch.errors import UsageError
from batch.runs.lock.users import user_name

_SHARED = Path("/tmp")  # noqa: S108 - whatever TMPDIR is; the user's own folder in it is checked before use
_DESCRIPTION_AT_MOST = 200


class FileLock:
    """The lock called `name`; the file has the holder's `description`."""

    def __init__(self, name: str, description: str) -> None:
        self._folder = _SHARED / f"govlink-{os.getuid()}"
        self._path = self._folder / f"{name}.lock"
        self._description = f"process {os.getpid()} of {user_name()}, {description}".encode()
        self._file: int | None = None

    def acquire(self) -> bool:
        """Take the lock if it is free; raises `UsageError` if its file can't be created."""
        try:
            self._make_folder()
            while True:
                file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
                if not _is_locked(file):
                    os.close(file)
                    return False
                if self._is_still(file):
                    break
                os.close(file)
            os.ftruncate(file, 0)
            os.pwrite(file, self._description, 0)
        except OSError as error:
            raise UsageError(f"the lock {self._path} can't be created: {error.strerror}") from error
        self._file = file
        return True

    def holder(self) -> str:
        """Return who holds the lock, as far as that can be determined."""
        try:
            with self._path.open("rb") as file:
                words = file.read(_DESCRIPTION_AT_MOST).decode(errors="replace")
        except OSError:
            words = ""
        return shown(words, _DESCRIPTION_AT_MOST) or "a process that has just started"

    def release(self) -> None:
        """Release the lock."""
        if self._file is not None:
            os.ftruncate(self._file, 0)
            os.close(self._file)

    def _make_folder(self) -> None:
        try:
            self._folder.mkdir(mode=0o700)
        except FileExistsError:
            seen = self._folder.lstat()
            is_ours = stat.S_ISDIR(seen.st_mode) and seen.st_uid == os.getuid() and not seen.st_mode & 0o022
            if not is_ours:
                raise UsageError(
                    f"{self._folder}, the place of the lock between runs, is not a folder that only {user_name()} can "
                    f"write to; remove it (it belongs to {user_name(seen.st_uid)})"
                ) from None

    def _is_still(self, file: int) -> bool:
        """Whether the file still has its name: a cleanup may have removed it before it was locked."""
        try:
            return os.path.samestat(os.fstat(file), self._path.stat())
        except FileNotFoundError:
            return False


def _is_locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
