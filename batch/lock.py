"""One run at a time per base URL and key on this machine: a lock that names its holder and dies with it."""

import getpass
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from batch.errors import LockedError


@contextmanager
def one_run_at_a_time(base_url: str, key: str, *, command: str, started_at: str, timeout: float) -> Iterator[None]:
    """Hold the lock; waits up to `timeout` seconds, then raises `LockedError`, which names the holder.

    The kernel releases the lock with the process, however it ends. The files carry a hash, never the key.
    """
    name = hashlib.sha256(f"{base_url}\n{key}".encode()).hexdigest()[:24]
    folder = Path(tempfile.gettempdir())
    lock, note = folder / f"govlink-{name}.lock", folder / f"govlink-{name}.holder"
    try:
        held = FileLock(lock, timeout=timeout, mode=0o644).acquire()
    except Timeout as error:
        raise LockedError(
            f"another run has this base URL and key: {_holder(note)}; wait for it, or see --lock-timeout"
        ) from error
    except PermissionError as error:
        raise LockedError(f"another user's run has this base URL and key: {_holder(note)}") from error
    with held:
        holder = {"pid": os.getpid(), "user": user_name(), "command": command, "started_at": started_at}
        with suppress(OSError):
            note.write_text(json.dumps(holder), encoding="utf-8")
        try:
            yield
        finally:
            with suppress(OSError):
                note.unlink()


def _holder(note: Path) -> str:
    try:
        holder = json.loads(note.read_text(encoding="utf-8"))
        return f"process {holder['pid']} of {holder['user']}, `{holder['command']}`, since {holder['started_at']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "a process that has just begun"


def user_name() -> str:
    """Whom this process belongs to."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
