"""Requests that end at a deadline, whatever they wait for, and that record how far they got.

The timeouts of `requests` apply to each read separately, so a body that arrives byte by byte would never end, and they
don't apply to the look-up of a host name at all.
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
"""Seconds in which a request ends after its connection is cut; one that takes longer waits for a name look-up."""

_T = TypeVar("_T")


class NoThreadError(OSError):
    """No thread could be started for the request; nothing was sent."""


class Deadline:
    """The time that one request may take."""

    _of_this_thread = threading.local()

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._socket: socket.socket | None = None
        self._lock = threading.Lock()
        self.is_connected = False
        """Whether the connection was made, including TLS and a proxy's tunnel; nothing is sent before that."""
        self.has_passed = False
        self.status: int | None = None
        """The status of an answer whose headers or body have not arrived completely."""
        self.request_id = ""
        """The request id from that answer's headers."""
        self.certificate_ends = ""
        """When the connection's certificate ends, in the form that `ssl.cert_time_to_seconds` reads; "" without TLS."""

    def run(self, exchange: Callable[[], _T]) -> _T:
        """Run `exchange` in a separate thread and return its result, or raise its exception.

        Raises `TimeoutError` if the deadline passed: the request was cut, or couldn't be and is left behind. Raises
        `NoThreadError` before anything is sent. The separate thread lets the waiting one receive signals.
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
            # The exception comes from the cut, and the result may too: without a length, any end looks complete.
            raise TimeoutError
        if raised:
            raise raised[0]
        return given[0]

    @classmethod
    def current(cls) -> "Deadline":
        """Return the deadline of this thread's request, or outside of a request one that never passes."""
        return getattr(cls._of_this_thread, "deadline", None) or cls(0)

    def watch(self, sock: socket.socket, *, is_connected: bool = False) -> None:
        """Cut this socket when the deadline passes. If it has passed already, close it and raise: nothing was sent.

        `is_connected` if the connection is complete.
        """
        with self._lock:
            if not self.has_passed:
                self._let_go()
                # Our own handle: the original is moved into a TLS socket, and may be closed meanwhile.
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
    """An adapter whose connections observe their request's deadline, and which never retries."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - requests' own signature
        """Use watched connections in the pools."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:  # noqa: ANN401 - requests' own signature
        """Use watched connections in a proxy's pools too."""
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = _POOLS
        return manager


class _Response(HTTPResponse):
    def _read_status(self) -> Any:  # noqa: ANN401 - the library's own signature
        version, status, reason = super()._read_status()  # type: ignore[misc]
        # Informational statuses such as 100 Continue come first and answer nothing.
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
        # A proxy's answer that was cut looks complete.
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
    """The same over TLS: the watching methods call `HTTPSConnection`'s."""


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _HTTP


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _HTTPS


_POOLS = {"http": _HTTPPool, "https": _HTTPSPool}
