"""Decide who is let in, and mark every answer as not from CloudHealth."""

from ipaddress import IPv4Address, IPv6Address, ip_address

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_MARK = (b"x-govlink-sandbox", b"this is not CloudHealth")
_MISDIRECTED = 421


class Door:
    """The outermost ASGI application.

    A web page can point a host name of its own at this machine (DNS rebinding) and so read and write here with its
    visitor's browser. So a request is served only if it is for this machine's loopback names or for `host`, the address
    or name that the sandbox listens on. If that is every address, any address is served, since a page can't choose
    one.
    """

    def __init__(self, app: ASGIApp, host: str) -> None:
        """Wrap `app`."""
        self._app = app
        self._host = host.lower()
        address = _address(host)
        self._listens_everywhere = address is not None and address.is_unspecified

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer which hosts are served."""

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], _MARK]
            await send(message)

        asked = Headers(scope=scope).get("host", "")
        if self._serves(_host(asked)):
            await self._app(scope, receive, marked)
            return
        words = f"This sandbox is not served as {asked[:100]!r}: use localhost, or start it with --host"
        await JSONResponse({"error": words}, _MISDIRECTED)(scope, receive, marked)

    def _serves(self, host: str) -> bool:
        address = _address(host)
        if address is None:
            return host in {"localhost", self._host}
        return address.is_loopback or self._listens_everywhere or address == _address(self._host)


def _host(asked: str) -> str:
    """Return the host of a `Host` header, without its port."""
    host, bracket, _ = asked.strip().lower().partition("]")
    return host.removeprefix("[") if bracket else host.partition(":")[0].removesuffix(".")


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
