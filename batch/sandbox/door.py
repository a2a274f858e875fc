"""Who is let in, and what every answer says of itself: that it is not CloudHealth's."""

from ipaddress import IPv4Address, IPv6Address, ip_address

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_MARK = (b"x-govlink-sandbox", b"this is not CloudHealth")
_MISDIRECTED = 421


class Door:
    """The ASGI application before all others.

    A web page can have a name of its own lead to this machine (DNS rebinding), and so read and write here with its
    visitor's browser. So only requests are let in that ask for a host which is served: this machine by its loopback
    names, and `host`, the address or name that it listens on. Where that is every address, any address will do, since a
    page can't choose one.
    """

    def __init__(self, app: ASGIApp, host: str) -> None:
        """Stand before `app`."""
        self._app = app
        self._host = host.lower()
        address = _address(host)
        self._listens_everywhere = address is not None and address.is_unspecified

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or say which hosts are served."""

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], _MARK]
            await send(message)

        asked = Headers(scope=scope).get("host", "")
        if self._serves(_host(asked)):
            await self._app(scope, receive, marked)
            return
        words = f"This sandbox is not served as {asked[:100]!r}: ask for localhost, or start it with --host"
        await JSONResponse({"error": words}, _MISDIRECTED)(scope, receive, marked)

    def _serves(self, host: str) -> bool:
        address = _address(host)
        if address is None:
            return host in {"localhost", self._host}
        return address.is_loopback or self._listens_everywhere or address == _address(self._host)


def _host(asked: str) -> str:
    """The host of a `Host` header, without its port."""
    host, bracket, _ = asked.strip().lower().partition("]")
    return host.removeprefix("[") if bracket else host.partition(":")[0].removesuffix(".")


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
