"""A server that sends exactly the bytes that a test wants, and keeps what it receives."""

import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

Script = Callable[[socket.socket, bytes], None]
"""Answers one request, whose bytes it is given, on a connection."""


@dataclass
class Plain:
    """A listening server: each request is answered by the next script, and all further ones by the last."""

    port: int
    scripts: list[Script]
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def refusing() -> Iterator[int]:
    """A port that refuses connections: it is bound, so that no other test gets it, and nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        yield port


@contextmanager
def listening(*scripts: Script, tls: ssl.SSLContext | None = None) -> Iterator[Plain]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        plain = Plain(listener.getsockname()[1], list(scripts))
        ended = threading.Event()
        threads: list[threading.Thread] = []

        def accept() -> None:
            while not ended.is_set():
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                plain.connections += 1
                thread = threading.Thread(target=_serve, args=(plain, connection, tls, ended), daemon=True)
                thread.start()
                threads.append(thread)

        acceptor = threading.Thread(target=accept, daemon=True)
        acceptor.start()
        try:
            yield plain
        finally:
            ended.set()
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            acceptor.join(5)
            for thread in threads:
                thread.join(5)


def _serve(plain: Plain, connection: socket.socket, tls: ssl.SSLContext | None, ended: threading.Event) -> None:
    with suppress(OSError), connection:
        connection.settimeout(0.1)
        if tls:
            connection.settimeout(5)
            connection = tls.wrap_socket(connection, server_side=True)
            connection.settimeout(0.1)
        with connection:
            while not ended.is_set() and (request := _request(connection, ended)):
                plain.requests.append(request)
                script = plain.scripts.pop(0) if len(plain.scripts) > 1 else plain.scripts[0]
                script(connection, request)


def _request(connection: socket.socket, ended: threading.Event) -> bytes:
    """The head and body of one request; empty if the client has closed the connection."""
    got = b""
    while not ended.is_set():
        head, blank, body = got.partition(b"\r\n\r\n")
        if blank:
            lengths = [
                line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")
            ]
            if len(body) >= int(lengths[0] if lengths else 0):
                return got
        try:
            part = connection.recv(65536)
        except TimeoutError:
            continue
        if not part:
            return b""
        got += part
    return b""


def says(body: bytes, status: str = "200 OK", headers: str = "", *, length: int | None = None) -> Script:
    """An answer; `length` announces a length other than the body's."""
    told = len(body) if length is None else length
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {told}\r\n{headers}\r\n"

    def script(connection: socket.socket, _request: bytes) -> None:
        connection.sendall(head.encode() + body)
        if told != len(body):
            connection.close()

    return script


def sends(raw: bytes) -> Script:
    """These bytes, then the end of the connection."""

    def script(connection: socket.socket, _request: bytes) -> None:
        connection.sendall(raw)
        connection.close()

    return script


def resets(after: bytes = b"") -> Script:
    """A reset instead of an answer, or in its middle."""

    def script(connection: socket.socket, _request: bytes) -> None:
        if after:
            connection.sendall(after)
            time.sleep(0.05)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

    return script


def closes(connection: socket.socket, _request: bytes) -> None:
    """The end of the connection instead of an answer."""
    connection.close()


def hangs(connection: socket.socket, _request: bytes) -> None:
    """Nothing, until the client closes the connection."""
    with suppress(OSError):
        connection.settimeout(20)
        connection.recv(1)


def drips(body: bytes, every: float, head: str = "") -> Script:
    """A body byte by byte."""
    head = head or f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n"

    def script(connection: socket.socket, _request: bytes) -> None:
        with suppress(OSError):
            connection.sendall(head.encode())
            for byte in body:
                connection.sendall(bytes([byte]))
                time.sleep(every)
            connection.close()

    return script
