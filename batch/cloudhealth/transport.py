"""Send one request over the network and return its answer or its loss. The only module that sends with `requests`."""

import os
import threading
from functools import partial
from typing import Protocol

import requests

from batch.cloudhealth.calls import Request
from batch.cloudhealth.connection import Proxy
from batch.cloudhealth.deadline import Deadline, DeadlineAdapter, NoThreadError
from batch.cloudhealth.headers import (
    PAGE_RELATIONS,
    REQUEST_ID_HEADERS,
    is_rate_limit_header,
    page_relations,
    request_id,
)
from batch.cloudhealth.losses import loss
from batch.cloudhealth.verdict import Loss, Lost
from batch.cloudhealth.wire import CERTIFICATE_ENDS, SANDBOX_HEADER, Answer, decoded
from batch.redaction import Redactor

CONNECT_SECONDS = 8.0
"""The longest time for one attempt to connect."""

_BODY_AT_MOST = 32 * 1024 * 1024
_ERROR_AT_MOST = 1024 * 1024
"""Bytes after decompression. A linkage in a list takes about 150, an error a few hundred."""

_CHUNK = 4096
"""Bytes before decompression: gzip can expand them a thousandfold, and a chunk's result is held in memory."""

_KEPT_HEADERS = frozenset(
    {"content-type", "date", "retry-after", "x-per-page", "x-total", SANDBOX_HEADER, *REQUEST_ID_HEADERS}
)
"""Kept together with the rate limit's headers. Others are dropped at once: `Link` can contain the key (seen)."""


class Transport(Protocol):
    """Sends one request; never raises for what the network or the server does."""

    def send(self, request: Request, timeout: float) -> Answer | Lost:
        """Send it and wait at most `timeout` seconds for the complete answer."""


class HttpTransport:
    """Transport over real HTTP(S), from any thread: each thread keeps its own connections."""

    def __init__(
        self, base_url: str, key: str, *, proxy: Proxy | None = None, ca_bundle: str | None = None, user_agent: str
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._key = key
        self._redactor = Redactor(key)
        self._proxy = proxy
        self._ca_bundle = ca_bundle
        self._user_agent = user_agent
        self._local = threading.local()
        self._sessions: list[requests.Session] = []

    def send(self, request: Request, timeout: float) -> Answer | Lost:
        """Send it and wait at most `timeout` seconds for the complete answer."""
        deadline = Deadline(timeout)
        try:
            return deadline.run(partial(self._exchange, self._session(), request, timeout))
        except TimeoutError as error:
            # The request that was left behind may still use the session.
            self._local.session = None
            return loss(error, deadline, timeout, self._proxy)
        except NoThreadError as error:
            return Lost(Loss.NO_THREAD, str(error))
        except (requests.RequestException, OSError) as error:
            return loss(error, deadline, timeout, self._proxy)

    def close(self) -> None:
        """Close all connections; no request may be in flight."""
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
        ) as response:
            deadline = Deadline.current()
            headers = {**self._kept(response), CERTIFICATE_ENDS: deadline.certificate_ends}
            deadline.status, deadline.request_id = response.status_code, request_id(headers)
            body, is_cut = _body(response)
            text = self._redactor.strike_out(decoded(body))
            return Answer(response.status_code, headers, text.encode("utf-8", "surrogatepass"), is_cut)

    def _kept(self, response: requests.Response) -> dict[str, str]:
        headers = {
            name: self._redactor.strike_out(value)
            for name, value in response.headers.lower_items()
            if name in _KEPT_HEADERS or is_rate_limit_header(name)
        }
        return {**headers, PAGE_RELATIONS: page_relations(response.headers.get("Link", ""))}

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = self._new_session()
            self._sessions.append(session)
        return session

    def _new_session(self) -> requests.Session:
        session = new_session(self._proxy, self._ca_bundle)
        session.headers["User-Agent"] = self._user_agent
        session.headers["Accept"] = "application/json"
        session.headers["Accept-Encoding"] = "gzip"
        session.auth = _Bearer(self._key)
        return session


def new_session(proxy: Proxy | None, ca_bundle: str | None = None) -> requests.Session:
    """Return a session whose requests end at their `Deadline`, and that reads only the variables below.

    By default, requests takes credentials from a .netrc, and lets REQUESTS_CA_BUNDLE override `ca_bundle`.
    """
    session = requests.Session()
    session.trust_env = False
    session.mount("http://", DeadlineAdapter())
    session.mount("https://", DeadlineAdapter())
    session.verify = ca_bundle or os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE") or True
    if proxy:
        session.proxies = {"http": proxy.address, "https": proxy.address}
    return session


class _Bearer(requests.auth.AuthBase):
    """Adds the key to its header, and to no other place."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._key}"
        return request


def _body(response: requests.Response) -> tuple[bytes, bool]:
    """Return the body up to a limit, and whether it is longer."""
    packed = response.headers.get("Content-Encoding", "identity").strip().lower()
    if packed not in {"identity", "gzip", "x-gzip", "deflate", ""}:
        # Other or repeated encodings could expand a few bytes to gigabytes.
        raise requests.exceptions.ContentDecodingError
    at_most = _BODY_AT_MOST if response.ok else _ERROR_AT_MOST
    body = bytearray()
    for chunk in response.iter_content(_CHUNK):
        body += chunk
        if len(body) > at_most:
            return bytes(body[:at_most]), True
    return bytes(body), False
