"""Requests that end at a deadline, whatever they are waiting for, and that show how far they have come.

The timeouts of `requests` count each read by itself, so a body that drips byte by byte would never end; and the look-up
of a host's name heeds none at all.
"""

import os
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from http.client import HTTPResponse
from typing import Any, TypeVar

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError

from batch.exhaustion import NO_THREAD

_ENDS_WITHIN = 0.5
"""Seconds in which a request ends whose connection is cut; what is still on its way then waits for a name's look-up."""

_T = TypeVar("_T")


class NoThreadError(OSError):
    """The machine gave no thread for the request, and nothing was sent."""


class Deadline:
    """The time that one request may take."""

    _of_this_thread = threading.local()

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()
        self.is_connected = False
        """Whether a connection stood, TLS and a proxy's tunnel included: before that, nothing of a request is sent."""
        self.has_passed = False
        self.status: int | None = None
        """The status of an answer whose headers or body are still on their way."""
        self.request_id = ""
        """As that answer's headers have it."""
        self.certificate_ends = ""
        """When the certificate of the connection ends, as `ssl.cert_time_to_seconds` reads it; "" without TLS."""

    def run(self, exchange: Callable[[], _T]) -> _T:
        """What the request gives or raises. Raises `TimeoutError` where it was cut, or can't be and is left behind.

        Raises `NoThreadError` before anything is sent.

        It has a thread of its own, so that whoever waits for it can get signals meanwhile.
        """
        given: list[_T] = []
        raised: list[BaseException] = []

        def work() -> None:
            Deadline._of_this_thread.deadline = self
            try:
                given.append(exchange())
            except BaseException as error:  # noqa: BLE001 - the waiting thread raises it
                raised.append(error)

        thread = threading.Thread(target=work, name="request", daemon=True)
        try:
            thread.start()
        except RuntimeError as error:
            raise NoThreadError(NO_THREAD) from error
        thread.join(self._seconds)
        if thread.is_alive():
            self._cut()
            thread.join(_ENDS_WITHIN)
        self._let_go()
        if self.has_passed:
            # Whatever was raised comes of the cut, and so may what was given: without a length, any end is one.
            raise TimeoutError
        if raised:
            raise raised[0]
        return given[0]

    @classmethod
    def current(cls) -> "Deadline":
        """The one that this thread's request runs under; outside of any, one that never passes."""
        return getattr(cls._of_this_thread, "deadline", None) or cls(0)

    def watch(self, sock: socket.socket, *, is_connected: bool = False) -> None:
        """Cut this socket when the time is over; closes it and raises where that is so now, before anything is sent.

        `is_connected` says that the connection is made.
        """
        with self._lock:
            if not self.has_passed:
                self._let_go()
                # A handle of its own: the other one is moved into a TLS socket, and may be closed meanwhile.
                self._socket = socket.socket(fileno=os.dup(sock.fileno()))
                self.is_connected = is_connected
                return
        sock.close()
        raise ConnectTimeoutError("connected after the deadline")

    def _cut(self) -> None:
        with self._lock:
            self.has_passed = True
            if self._socket:
                with suppress(OSError):
                    self._socket.shutdown(socket.SHUT_RDWR)

    def _let_go(self) -> None:
        if self._socket:
            self._socket.close()
            self._socket = None


class DeadlineAdapter(HTTPAdapter):
    """An adapter whose connections watch their request's deadline, and which retries nothing by itself."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - requests' own signature
        """Have the pools make watched connections."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:  # noqa: ANN401 - requests' own signature
        """Have the pools behind a proxy make them too."""
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = _POOLS
        return manager


class _Response(HTTPResponse):
    def _read_status(self) -> Any:  # noqa: ANN401 - the library's own signature
        version, status, reason = super()._read_status()  # type: ignore[misc]
        # All before are 100 Continue and its like, which answer nothing.
        if status >= HTTPStatus.OK:
            Deadline.current().status = status
        return version, status, reason


class _HTTP(HTTPConnection):
    response_class = _Response

    def _new_conn(self) -> socket.socket:
        sock = super()._new_conn()
        Deadline.current().watch(sock)
        return sock

    def _tunnel(self) -> None:
        super()._tunnel()
        # A proxy's answer that was cut looks like one that is complete.
        Deadline.current().watch(self.sock)

    def request(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - urllib3's own signature
        if self.sock is None:
            self.connect()
        deadline = Deadline.current()
        deadline.watch(self.sock, is_connected=True)
        if hasattr(self.sock, "getpeercert"):
            deadline.certificate_ends = (self.sock.getpeercert() or {}).get("notAfter", "")
        super().request(*args, **kwargs)


class _HTTPS(_HTTP, HTTPSConnection):
    """The same over TLS: what is watched calls on to `HTTPSConnection`."""


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _HTTP


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _HTTPS


_POOLS = {"http": _HTTPPool, "https": _HTTPSPool}
