"""One request over the network: a value in, an answer or its loss out. The only module that talks to `requests`.

A request has one deadline for all of it: the timeouts of `requests` count each read by itself, so a body that drips
byte by byte would never end.
"""

import os
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Protocol

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NameResolutionError, NewConnectionError

from batch.cloudhealth.connection import is_loopback
from batch.cloudhealth.verdict import Loss, Lost
from batch.cloudhealth.wire import Answer, Request

CONNECT_SECONDS = 8.0
"""The longest that one attempt to connect may take."""

_BODY_AT_MOST = 64 * 1024 * 1024
_KEPT_HEADERS = frozenset(
    {"content-type", "date", "ratelimit-reset", "retry-after", "x-per-page", "x-ratelimit-reset", "x-total"}
)
"""All others are dropped at once: `Link` headers of the real service can contain the API key (seen)."""


class Transport(Protocol):
    """Sends one request; never raises for what the network or the other side does."""

    def send(self, request: Request, timeout: float) -> Answer | Lost:
        """Send it and wait at most `timeout` seconds for the complete answer."""


class HttpTransport:
    """Transport over real HTTP(S), from any thread: each thread keeps its own connections."""

    def __init__(self, base_url: str, key: str, *, ca_bundle: str | None = None, user_agent: str) -> None:
        self._base_url = base_url.rstrip("/")
        self._key = key
        self._ca_bundle = ca_bundle
        self._user_agent = user_agent
        self._local = threading.local()

    def send(self, request: Request, timeout: float) -> Answer | Lost:
        """Send it and wait at most `timeout` seconds for the complete answer."""
        watch = _Watch(timeout)
        self._local.__dict__.setdefault("session", self._new_session())
        session: requests.Session = self._local.session
        try:
            with watch.running():
                return self._exchange(session, request, timeout)
        except requests.RequestException as error:
            return _loss(error, watch, timeout)
        except OSError as error:
            return Lost(Loss.NO_ANSWER, _words(error))

    def _exchange(self, session: requests.Session, request: Request, timeout: float) -> Answer:
        with session.request(
            request.method,
            self._base_url + request.path,
            params=list(request.query),
            json=dict(request.body) if request.body is not None else None,
            timeout=(min(CONNECT_SECONDS, timeout), timeout),
            allow_redirects=False,
            stream=True,
        ) as response:
            body = bytearray()
            for chunk in response.iter_content(65536):
                body += chunk
                if len(body) > _BODY_AT_MOST:
                    raise requests.exceptions.ChunkedEncodingError("the body is too long")
            headers = {
                name.lower(): self._redact(value)
                for name, value in response.headers.items()
                if name.lower() in _KEPT_HEADERS
            }
            return Answer(response.status_code, headers, bytes(body).replace(self._key.encode(), b"[API key]"))

    def _redact(self, text: str) -> str:
        return text.replace(self._key, "[API key]")

    def _new_session(self) -> requests.Session:
        session = requests.Session()
        adapter = _WatchedAdapter()
        session.mount("http://", adapter)
        session.mount("https://", adapter)
        session.headers["User-Agent"] = self._user_agent
        session.headers["Accept"] = "application/json"
        # An auth object, not a header: requests would let a .netrc entry take the header's place.
        session.auth = _Bearer(self._key)
        session.trust_env = not is_loopback(self._base_url)
        session.verify = self._ca_bundle or os.environ.get("REQUESTS_CA_BUNDLE") or True
        return session


class _Bearer(requests.auth.AuthBase):
    """Puts the key into its header, and nowhere else."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._key}"
        return request


class _Watch:
    """Cuts the connection of a request that outlives its deadline, whatever it is waiting for."""

    current = threading.local()

    def __init__(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._connection: HTTPConnection | None = None
        self.has_cut = False

    @contextmanager
    def running(self) -> Iterator[None]:
        """Watch the connection that this thread uses inside."""
        _Watch.current.watch = self
        self._timer.start()
        try:
            yield
        finally:
            self._timer.cancel()
            _Watch.current.watch = None

    def see(self, connection: HTTPConnection) -> None:
        """Tell which connection the request goes over."""
        self._connection = connection

    def _cut(self) -> None:
        self.has_cut = True
        sock = self._connection.sock if self._connection else None
        if sock is not None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)


def _tell_watch(connection: HTTPConnection) -> None:
    watch = getattr(_Watch.current, "watch", None)
    if watch is not None:
        watch.see(connection)


class _WatchedHTTP(HTTPConnection):
    def request(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - urllib3's own signature
        _tell_watch(self)
        super().request(*args, **kwargs)


class _WatchedHTTPS(HTTPSConnection):
    def request(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - urllib3's own signature
        _tell_watch(self)
        super().request(*args, **kwargs)


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _WatchedHTTP


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _WatchedHTTPS


class _WatchedAdapter(HTTPAdapter):
    """An adapter without retries of its own whose connections can be cut from outside."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - requests' own signature
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:  # noqa: ANN401 - requests' own signature
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}
        return manager


def _loss(error: requests.RequestException, watch: _Watch, timeout: float) -> Lost:
    """What became of a request that ended in an exception; order matters, since most are `ConnectionError`s."""
    chain = list(_causes(error))
    if isinstance(error, requests.exceptions.ProxyError):
        denied = any("407" in str(cause) for cause in chain)
        words = "the proxy wants credentials (407)" if denied else f"the proxy failed: {_words(error)}"
        return Lost(Loss.PROXY_AUTHENTICATION if denied else Loss.PROXY, words)
    if isinstance(error, requests.exceptions.SSLError) and not any(isinstance(c, ssl.SSLEOFError) for c in chain):
        return Lost(Loss.TLS, f"TLS: {_words(error)}")
    if isinstance(error, requests.exceptions.ConnectTimeout):
        return Lost(Loss.NOT_CONNECTED, "no connection within the time allowed")
    if any(isinstance(cause, NewConnectionError | NameResolutionError) for cause in chain):
        return Lost(Loss.NOT_CONNECTED, f"can't connect: {_words(error)}")
    if watch.has_cut or isinstance(error, requests.exceptions.Timeout):
        return Lost(Loss.NO_ANSWER, f"no complete answer within {timeout:g} s")
    return Lost(Loss.NO_ANSWER, f"the connection ended before the answer was complete: {_words(error)}")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The exception and all that it was made from, outermost first; requests wraps urllib3's in its arguments."""
    seen: set[int] = set()
    queue: list[BaseException] = [error]
    while queue:
        item = queue.pop(0)
        if id(item) in seen:
            continue
        seen.add(id(item))
        yield item
        inner = [item.__cause__, item.__context__, getattr(item, "reason", None), *item.args]
        queue += [cause for cause in inner if isinstance(cause, BaseException)]


def _words(error: BaseException) -> str:
    """The plainest words in the chain: the operating system's own where there are any."""
    chain = list(_causes(error))
    for cause in chain:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return cause.verify_message
    for cause in chain:
        if isinstance(cause, OSError) and cause.strerror and not isinstance(cause, requests.RequestException):
            return cause.strerror.lower()
    return type(chain[-1]).__name__
