"""One run at a time per base URL and key on this machine: a lock that names its holder and ends with its process."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from urllib.parse import urlsplit

from urllib3.util import parse_url

from batch.clock import Clock, iso
from batch.cloudhealth.connection import Connection
from batch.errors import EndedEarlyError, LockedError
from batch.runs.lock.by_file import FileLock
from batch.runs.lock.by_socket import NoSocketError, SocketLock
from batch.runs.lock.users import user_name
from batch.stopping import InterruptedWaitError

_LOOKS_EVERY = 0.1
"""Seconds between two attempts to take a held lock."""

_PORTS = {"http": 80, "https": 443}


@contextmanager
def alone(connection: Connection, command: str, clock: Clock, note: Callable[[str], None]) -> Iterator[None]:
    """Hold the connection's lock for a command; raises `LockedError`, or `EndedEarlyError` if a stop ends the wait.

    `note` is called if the lock doesn't hold for all users.
    """
    with one_run_at_a_time(
        connection.base_url,
        connection.key,
        command=f"govlink {command}",
        started_at=iso(clock.now()),
        timeout=connection.lock_timeout,
        wait=_ending(clock.sleep),
        note=note,
    ):
        yield


def _ending(sleep: Callable[[float], None]) -> Callable[[float], None]:
    """Return a sleep that ends the command on a stop, since nothing has been read or sent yet."""

    def wait(seconds: float) -> None:
        try:
            sleep(seconds)
        except InterruptedWaitError as stop:
            raise EndedEarlyError(f"{stop} while waiting for another run", stop.reason.exit_code) from stop

    return wait


@contextmanager
def one_run_at_a_time(
    base_url: str,
    key: str,
    *,
    command: str,
    started_at: str,
    timeout: float,
    wait: Callable[[float], None],
    note: Callable[[str], None] | None = None,
) -> Iterator[None]:
    """Hold the lock; waits up to `timeout` seconds, then raises `LockedError`, which names the holder.

    `wait` sleeps; its exception ends the wait. `note` is called if the lock doesn't hold for all users. The kernel
    releases the lock with the process, however it ends.
    """
    name = lock_name(base_url, key)
    description = f"`{command}`, since {started_at}"
    lock: SocketLock | FileLock = SocketLock(name, description)
    left = timeout
    while True:
        try:
            is_ours = lock.acquire()
        except NoSocketError as error:
            if note:
                note(f"the lock covers only runs of {user_name()}, not those of other users: {error}")
            lock = FileLock(name, description)
            continue
        if is_ours:
            break
        if left <= 0:
            holder = lock.holder()
            raise LockedError(
                f"another run is using this base URL and key: {holder}; wait for it, or see --lock-timeout", holder
            )
        wait(min(left, _LOOKS_EVERY))
        left -= _LOOKS_EVERY
    try:
        yield
    finally:
        lock.release()


def lock_name(base_url: str, key: str) -> str:
    """Return the lock's name, which everybody can see: a hash, never the key."""
    return hashlib.sha256(f"{_same_for_all(base_url)}\n{key}".encode()).hexdigest()[:24]


def _same_for_all(base_url: str) -> str:
    """Return the address in one spelling for all: the host normalized, the default port written out."""
    parts = urlsplit(base_url)
    host = (parts.hostname or "").rstrip(".")
    try:
        host = ip_address(host).compressed
    except ValueError:
        # An invalid domain name is left unchanged.
        with suppress(UnicodeError):
            host = host.encode("idna").decode()
    # As it is sent, without `.` and `..`.
    path = (parse_url(base_url).path or "").rstrip("/")
    return f"{parts.scheme}://{host}:{parts.port or _PORTS.get(parts.scheme)}{path}"
