"""Translate between HTTP and the core, and let answers fail on the way.

A reset needs the connection itself, which ASGI does not expose; the protocol class passes it on in the scope's state,
where ASGI servers put their own data.
"""

import asyncio
import contextlib
import socket
import struct
from typing import Any, assert_never

from starlette.requests import ClientDisconnect
from starlette.requests import Request as HttpRequest
from starlette.types import Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from batch.sandbox.cloud import Cloud
from batch.sandbox.messages import Answer, Delivery, Request

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class OpenProtocol(H11Protocol):
    """uvicorn's HTTP/1.1 protocol, with the connection accessible to the application."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Put the transport where the application finds it."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


class Wire:
    """The ASGI application for CloudHealth's own paths."""

    def __init__(self, cloud: Cloud, stopping: asyncio.Event) -> None:
        """Pass requests to `cloud`; answers that hang or drip are dropped when `stopping` is set."""
        self._cloud = cloud
        self._stopping = stopping

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        http = HttpRequest(scope, receive)
        try:
            body = await http.body()
        except ClientDisconnect:
            return
        query, headers = dict(http.query_params), dict(http.headers)
        answer = self._cloud.handle(Request(http.method, scope["path"], query, headers, body))
        if answer.delay and await self._gone(receive, answer.delay):
            return
        await self._deliver(answer, scope, receive, send)

    async def _deliver(self, answer: Answer, scope: Scope, receive: Receive, send: Send) -> None:
        transport: asyncio.Transport = scope["state"]["transport"]
        match answer.delivery:
            case Delivery.WHOLE:
                await send(_head(answer))
                await send(_part(answer.body, last=True))
            case Delivery.RESET:
                _reset(transport)
            case Delivery.HANG:
                await self._gone(receive, answer.pause)
                _reset(transport)
            case Delivery.TRUNCATED:
                await send(_head(answer))
                await send(_part(answer.body[: len(answer.body) // 2], last=False))
                transport.close()
            case Delivery.DRIP:
                await self._drip(answer, receive, send)
            case _:
                assert_never(answer.delivery)
        if answer.delivery in {Delivery.RESET, Delivery.HANG, Delivery.TRUNCATED}:
            # The server reports an application that ends before its answer as broken, unless the client has gone.
            await receive()

    async def _drip(self, answer: Answer, receive: Receive, send: Send) -> None:
        await send(_head(answer))
        for byte in answer.body:
            if await self._gone(receive, answer.pause):
                return
            await send(_part(bytes([byte]), last=False))
        await send(_part(b"", last=True))

    async def _gone(self, receive: Receive, seconds: float) -> bool:
        """Wait, and return whether the client left or the server stopped meanwhile."""
        # The body has been read, so the only thing left to receive is that the client left.
        ends = [asyncio.ensure_future(end) for end in (receive(), self._stopping.wait())]
        done, _ = await asyncio.wait(ends, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for end in ends:
            end.cancel()
        return bool(done)


def _head(answer: Answer) -> Message:
    named = [
        (name.lower().encode("latin-1"), value.encode("latin-1", "replace")) for name, value in answer.headers.items()
    ]
    length = (b"content-length", str(len(answer.body)).encode())
    return {"type": "http.response.start", "status": answer.status, "headers": [*named, length]}


def _part(body: bytes, *, last: bool) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": not last}


def _reset(transport: asyncio.Transport) -> None:
    # With a linger time of zero, closing makes the kernel send RST instead of FIN.
    connection: Any = transport.get_extra_info("socket")
    with contextlib.suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
    transport.abort()
