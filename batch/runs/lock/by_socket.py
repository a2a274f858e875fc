"""A lock that is an abstract Unix socket (Linux): one place for all users, and no file to plant or to leave behind.

Who has bound the name holds the lock; the kernel frees it with the process. It also has whose process that is, so a
holder can lie about no more than its own description. The name counts in the network namespace: processes in other
containers have their own.
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
"""Seconds in which a holder can describe itself; one that is suspended does not."""

_DESCRIPTION_AT_MOST = 200
_CREDENTIALS = struct.Struct("3i")


class NoSocketError(Exception):
    """There are no abstract sockets here; the text is the reason."""


class SocketLock:
    """The lock of this `name`; whoever holds it gives its `description` to those who ask."""

    def __init__(self, name: str, description: str) -> None:
        self._address = f"\0govlink-{name}"
        self._description = description.encode()
        self._listener: socket.socket | None = None
        self._speaker: Thread | None = None

    def acquire(self) -> bool:
        """Take the lock if it is free; raises `NoSocketError`."""
        if not _HAS_ABSTRACT_SOCKETS:
            raise NoSocketError("this system has no lock for all users")
        try:
            listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        except OSError as error:
            raise NoSocketError(f"no Unix socket can be made here: {error.strerror}") from error
        try:
            listener.bind(self._address)
            listener.listen()
        except OSError as error:
            listener.close()
            if error.errno == errno.EADDRINUSE:
                return False
            raise NoSocketError(f"no Unix socket can be bound here: {error.strerror}") from error
        self._listener = listener
        speaker = Thread(target=self._describe, args=(listener,), name="lock", daemon=True)
        # Without a thread the lock holds as well; those who ask learn less.
        with suppress(RuntimeError):
            speaker.start()
            self._speaker = speaker
        return True

    def holder(self) -> str:
        """Who holds the lock, as far as it can be learned."""
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
        # The kernel gives 0 for a process that can't be seen from here.
        who = f"process {process}" if process else "a process of another container"
        described = f", {shown(words.decode(errors='replace'), _DESCRIPTION_AT_MOST)}" if words else ""
        return f"{who} of {user_name(user)}{described}"

    def release(self) -> None:
        """Let go of the lock."""
        if self._listener:
            # Closing alone would not end the thread's wait, and the name would be taken for as long as that lasts.
            with suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            if self._speaker:
                self._speaker.join()
            self._listener.close()

    def _describe(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                asking, _ = listener.accept()
                with suppress(OSError), asking:
                    asking.sendall(self._description)
