"""One run at a time per base URL and key on this machine: a lock that names its holder and dies with it."""

import getpass
import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

from filelock import BaseFileLock, FileLock, Timeout

from batch.clock import Clock, iso
from batch.cloudhealth.connection import Connection
from batch.errors import EndedEarlyError, LockedError
from batch.stopping import InterruptedWaitError

_LOOKS_EVERY = 0.1
"""Seconds between two looks at a lock that is held."""

_PORTS = {"http": 80, "https": 443}


@contextmanager
def alone(connection: Connection, command: str, clock: Clock) -> Iterator[None]:
    """Hold the connection's lock for a command; raises `LockedError`, or `EndedEarlyError` where the wait is ended."""
    with one_run_at_a_time(
        connection.base_url,
        connection.key,
        command=f"govlink {command}",
        started_at=iso(clock.now()),
        timeout=connection.lock_timeout,
        wait=_ending(clock.sleep),
    ):
        yield


def _ending(sleep: Callable[[float], None]) -> Callable[[float], None]:
    """A sleep whose end by a stop ends the command, since nothing has been read or sent yet."""

    def wait(seconds: float) -> None:
        try:
            sleep(seconds)
        except InterruptedWaitError as stop:
            raise EndedEarlyError(f"{stop} while waiting for another run", stop.reason.exit_code) from stop

    return wait


@contextmanager
def one_run_at_a_time(
    base_url: str, key: str, *, command: str, started_at: str, timeout: float, wait: Callable[[float], None]
) -> Iterator[None]:
    """Hold the lock; waits up to `timeout` seconds, then raises `LockedError`, which names the holder.

    `wait` sleeps; what it raises ends the waiting. The kernel releases the lock with the process, however it ends. The
    files carry a hash, never the key.
    """
    name = hashlib.sha256(f"{_same_for_all(base_url)}\n{key}".encode()).hexdigest()[:24]
    folder = Path(tempfile.gettempdir())
    lock, note = folder / f"govlink-{name}.lock", folder / f"govlink-{name}.holder"
    with _acquired(FileLock(lock, mode=0o644), note, timeout, wait):
        holder = {"pid": os.getpid(), "user": user_name(), "command": command, "started_at": started_at}
        with suppress(OSError):
            note.write_text(json.dumps(holder), encoding="utf-8")
        try:
            yield
        finally:
            with suppress(OSError):
                note.unlink()


def _acquired(
    lock: BaseFileLock, note: Path, timeout: float, wait: Callable[[float], None]
) -> AbstractContextManager[BaseFileLock]:
    left = timeout
    while True:
        try:
            return lock.acquire(timeout=0)
        except Timeout as error:
            if left <= 0:
                raise LockedError(
                    f"another run is using this base URL and key: {_holder(note)}; wait for it, or see --lock-timeout"
                ) from error
        except PermissionError as error:
            raise LockedError(f"another user's run is using this base URL and key: {_holder(note)}") from error
        wait(min(left, _LOOKS_EVERY))
        left -= _LOOKS_EVERY


def _same_for_all(base_url: str) -> str:
    """The address as everybody would write it: the host in lower case, the usual port written out."""
    parts = urlsplit(base_url)
    return f"{parts.scheme}://{parts.hostname}:{parts.port or _PORTS.get(parts.scheme)}{parts.path.rstrip('/')}"


def _holder(note: Path) -> str:
    try:
        holder = json.loads(note.read_text(encoding="utf-8"))
        return f"process {holder['pid']} of {holder['user']}, `{holder['command']}`, since {holder['started_at']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "a process that has just begun"


def user_name() -> str:
    """The name of the user running this process."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
