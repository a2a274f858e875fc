"""A lock that is an abstract Unix socket (Linux): one place for all users, and no file to plant or leave behind.

The process that has bound the name holds the lock, and the kernel frees it when that process ends. The kernel also
reports whose process it is, so a holder can lie only about its own description. Names are per network namespace:
processes in other containers have their own.
"""

import errno
import socket
import struct
import sys
from contextlib import suppress
from threading import Thread

from batch.diagnostics import shown
from batch.runs.lock.users import user_name

_HAS_ABSTRACT_SOCKETS = sys.platform == "linux"

_PATIENCE = 1.0
"""Seconds to wait for a holder to describe itself; a suspended one does not."""

_DESCRIPTION_AT_MOST = 200
_CREDENTIALS = struct.Struct("3i")


class NoSocketError(Exception):
    """Abstract sockets can't be used here; the text is the reason."""


class SocketLock:
    """The lock called `name`; the holder gives its `description` to those who ask."""

    def __init__(self, name: str, description: str) -> None:
        self._address = f"\0govlink-{name}"
        self._description = description.encode()
        self._listener: socket.socket | None = None
        self._answering: Thread | None = None

    def acquire(self) -> bool:
        """Take the lock if it is free; raises `NoSocketError`."""
        if not _HAS_ABSTRACT_SOCKETS:
            raise NoSocketError("this system has no lock for all users")
        try:
            listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        except OSError as error:
            raise NoSocketError(f"no Unix socket can be created here: {error.strerror}") from error
        try:
            listener.bind(self._address)
            listener.listen()
        except OSError as error:
            listener.close()
            if error.errno == errno.EADDRINUSE:
                return False
            raise NoSocketError(f"no Unix socket can be bound here: {error.strerror}") from error
        self._listener = listener
        answering = Thread(target=self._describe, args=(listener,), name="lock", daemon=True)
        # Without the thread the lock still holds; only the description is missing.
        with suppress(RuntimeError):
            answering.start()
            self._answering = answering
        return True

    def holder(self) -> str:
        """Return who holds the lock, as far as that can be determined."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
            asking.settimeout(_PATIENCE)
            try:
                asking.connect(self._address)
                credentials = asking.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
            except OSError:
                return "a process that does not describe itself"
            words = b""
            with suppress(OSError):
                words = asking.recv(_DESCRIPTION_AT_MOST)
        process, user, _ = _CREDENTIALS.unpack(credentials)
        # The kernel reports 0 for a process that is not visible from here.
        who = f"process {process}" if process else "a process of another container"
        described = f", {shown(words.decode(errors='replace'), _DESCRIPTION_AT_MOST)}" if words else ""
        return f"{who} of {user_name(user)}{described}"

    def release(self) -> None:
        """Release the lock."""
        if self._listener:
            # Closing would not end the thread's wait, and the name would stay taken until then.
            with suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            if self._answering:
                self._answering.join()
            self._listener.close()

    def _describe(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                asking, _ = listener.accept()
                with suppress(OSError), asking:
                    asking.sendall(self._description)
