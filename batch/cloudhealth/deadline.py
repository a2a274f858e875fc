"""Connections that end at a deadline, whatever they are waiting for, and that tell how far a request has come.

The timeouts of `requests` count each read by itself, so a body that drips byte by byte would never end.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError


class Deadline:
    """Cuts the connection of a request that outlives it."""

    _of_this_thread = threading.local()

    def __init__(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._connection: HTTPConnection | None = None
        self._lock = threading.Lock()
        self._is_over = False
        self.is_connected = False
        """Whether a connection stood, TLS and a proxy's tunnel included: before that, nothing of a request is sent."""
        self.has_passed = False

    @contextmanager
    def running(self) -> Iterator[None]:
        """Watch the one request that this thread makes inside."""
        Deadline._of_this_thread.deadline = self
        self._timer.start()
        try:
            yield
        finally:
            self._timer.cancel()
            with self._lock:
                # A timer that was late to be cancelled must not cut the connection's next request.
                self._is_over = True
            Deadline._of_this_thread.deadline = None

    @classmethod
    def current(cls) -> "Deadline":
        """The one that this thread's request runs under; outside of any, one that never passes."""
        return getattr(cls._of_this_thread, "deadline", None) or cls(0)

    def connecting(self, connection: HTTPConnection) -> None:
        """Tell which connection is about to be made: its handshake can be cut."""
        self._connection = connection

    def connected(self, connection: HTTPConnection) -> None:
        """Tell that it stands; raises where that took too long, before anything is sent."""
        self._connection = connection
        if self.has_passed:
            connection.close()
            raise ConnectTimeoutError(connection, "connected after the deadline")
        self.is_connected = True

    def _cut(self) -> None:
        with self._lock:
            if self._is_over:
                return
            self.has_passed = True
            sock = self._connection.sock if self._connection else None
            if sock is not None:
                with suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)


class DeadlineAdapter(HTTPAdapter):
    """An adapter whose connections know their request's deadline, and which retries nothing by itself."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - requests' own signature
        """Have the pools make watched connections."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:  # noqa: ANN401 - requests' own signature
        """Have the pools behind a proxy make them too."""
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = _POOLS
        return manager


class _HTTP(HTTPConnection):
    def connect(self) -> None:
        Deadline.current().connecting(self)
        super().connect()
        Deadline.current().connected(self)

    def request(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - urllib3's own signature
        if self.sock is not None:
            Deadline.current().connected(self)
        super().request(*args, **kwargs)


class _HTTPS(_HTTP, HTTPSConnection):
    """The same over TLS: what is watched calls on to `HTTPSConnection`."""


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _HTTP


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _HTTPS


_POOLS = {"http": _HTTPPool, "https": _HTTPSPool}
