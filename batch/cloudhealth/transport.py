"""One request over the network: a value in, an answer or its loss out. The only module that sends by `requests`."""

import http.client
import os
import ssl
import threading
from collections.abc import Iterator
from functools import partial
from typing import Protocol

import requests
from urllib3.exceptions import DecodeError, InvalidChunkLength, ProtocolError

from batch.cloudhealth.calls import Request
from batch.cloudhealth.connection import is_loopback
from batch.cloudhealth.deadline import Deadline, DeadlineAdapter, NoThreadError
from batch.cloudhealth.verdict import Loss, Lost
from batch.cloudhealth.wire import PAGE_RELATIONS, SANDBOX_HEADER, Answer, decoded, page_relations
from batch.redaction import Redactor

CONNECT_SECONDS = 8.0
"""The longest that one attempt to connect may take."""

_BODY_AT_MOST = 32 * 1024 * 1024
_ERROR_AT_MOST = 1024 * 1024
"""Bytes, unpacked: a list of linkages has some 150 for each, an error a few hundred."""

_CHUNK = 4096
"""Bytes, packed: `gzip` makes a thousand times as many of them, and what a chunk unpacks to is held in memory."""

_KEPT_HEADERS = frozenset(
    {"content-type", "date", "ratelimit-reset", "retry-after", "x-ratelimit-reset", "x-total", SANDBOX_HEADER}
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
        self._redactor = Redactor(key)
        # Given with each request: what is set on a session, requests lets REQUESTS_CA_BUNDLE overrule.
        self._verify = ca_bundle or os.environ.get("REQUESTS_CA_BUNDLE") or True
        self._user_agent = user_agent
        self._local = threading.local()
        self._sessions: list[requests.Session] = []

    def send(self, request: Request, timeout: float) -> Answer | Lost:
        """Send it and wait at most `timeout` seconds for the complete answer."""
        deadline = Deadline(timeout)
        try:
            answer = deadline.run(partial(self._exchange, self._session(), request, timeout))
        except TimeoutError as error:
            # The session is in use by what was left behind.
            self._local.session = None
            return _loss(error, deadline, timeout)
        except NoThreadError as error:
            return Lost(Loss.NO_THREAD, str(error))
        except (requests.RequestException, OSError) as error:
            return _loss(error, deadline, timeout)
        # A body whose length was not announced seems to end where the connection is cut.
        return _late(deadline, timeout) if deadline.has_passed else answer

    def close(self) -> None:
        """Let go of all connections; nothing may be under way."""
        for session in self._sessions:
            session.close()

    def _exchange(self, session: requests.Session, request: Request, timeout: float) -> Answer:
        with session.request(
            request.method,
            self._base_url + request.path,
            params=list(request.query),
            json=dict(request.body) if request.body is not None else None,
            timeout=(min(CONNECT_SECONDS, timeout), timeout),
            allow_redirects=False,
            stream=True,
            verify=self._verify,
        ) as response:
            Deadline.current().status = response.status_code
            body, is_cut = _body(response)
            strike_out = self._redactor.strike_out
            headers = {
                name.lower(): strike_out(value)
                for name, value in response.headers.items()
                if name.lower() in _KEPT_HEADERS
            }
            headers[PAGE_RELATIONS] = page_relations(response.headers.get("Link", ""))
            text = strike_out(decoded(body))
            return Answer(response.status_code, headers, text.encode("utf-8", "surrogatepass"), is_cut)

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = self._new_session()
            self._sessions.append(session)
        return session

    def _new_session(self) -> requests.Session:
        session = requests.Session()
        adapter = DeadlineAdapter()
        session.mount("http://", adapter)
        session.mount("https://", adapter)
        session.headers["User-Agent"] = self._user_agent
        session.headers["Accept"] = "application/json"
        session.headers["Accept-Encoding"] = "gzip"
        # An auth object, not a header: requests would let a .netrc entry take the header's place.
        session.auth = _Bearer(self._key)
        session.trust_env = not is_loopback(self._base_url)
        return session


class _Bearer(requests.auth.AuthBase):
    """Puts the key into its header, and nowhere else."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._key}"
        return request


def _body(response: requests.Response) -> tuple[bytes, bool]:
    """The body as far as it is read, and whether there is more of it."""
    packed = response.headers.get("Content-Encoding", "identity").strip().lower()
    if packed not in {"identity", "gzip", "x-gzip", "deflate", ""}:
        # Packed otherwise, or several times over, a few bytes could unpack to gigabytes.
        raise requests.exceptions.ContentDecodingError
    at_most = _BODY_AT_MOST if response.ok else _ERROR_AT_MOST
    body = bytearray()
    for chunk in response.iter_content(_CHUNK):
        body += chunk
        if len(body) > at_most:
            return bytes(body[:at_most]), True
    return bytes(body), False


def _loss(error: OSError, deadline: Deadline, timeout: float) -> Lost:
    """What became of a request that ended in an exception."""
    if deadline.is_connected:
        if deadline.has_passed or isinstance(error, requests.exceptions.Timeout):
            return _late(deadline, timeout)
        words = f"the connection ended before the answer was complete: {_words(error)}"
        return Lost(Loss.NO_ANSWER, words, deadline.status)
    # No connection stood yet, so nothing was sent. Order matters: most of these are `ConnectionError`s too.
    chain = list(_causes(error))
    if isinstance(error, requests.exceptions.ProxyError):
        denied = any("Tunnel connection failed: 407" in str(cause) for cause in chain)
        words = "the proxy requires credentials (407)" if denied else f"the proxy failed: {_words(error)}"
        return Lost(Loss.PROXY_AUTHENTICATION if denied else Loss.PROXY, words)
    if deadline.has_passed or isinstance(error, requests.exceptions.Timeout):
        return Lost(Loss.NOT_CONNECTED, "no connection within the time allowed")
    if isinstance(error, requests.exceptions.SSLError) and not any(isinstance(c, ssl.SSLEOFError) for c in chain):
        return Lost(Loss.TLS, f"TLS: {_words(error)}")
    if not isinstance(error, requests.RequestException):
        # requests looks for the CA bundle before it connects, and complains in an exception of no kind of its own.
        return Lost(Loss.TLS, f"TLS: {error.strerror or error}")
    return Lost(Loss.NOT_CONNECTED, f"can't connect: {_words(error)}")


def _late(deadline: Deadline, timeout: float) -> Lost:
    return Lost(Loss.NO_ANSWER, f"no complete answer within {timeout:g} s", deadline.status)


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
    for kind, words in _KINDS.items():
        if any(isinstance(cause, kind) for cause in chain):
            return words
    return "it failed"


_KINDS: dict[type[BaseException] | tuple[type[BaseException], ...], str] = {
    InvalidChunkLength: "its body is broken",
    (http.client.RemoteDisconnected, http.client.IncompleteRead): "it was closed",
    (DecodeError, requests.exceptions.ContentDecodingError): "its body can't be unpacked",
    http.client.HTTPException: "what came is not HTTP",
    ProtocolError: "it was closed",
}
"""Words for what has none of its own, the first that fits."""
