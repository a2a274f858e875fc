"""Turn an exception into what became of the request: whether anything was sent, and why it ended."""

import http.client
import re
import ssl
from collections.abc import Iterator

import requests
from urllib3.exceptions import DecodeError, InvalidChunkLength, ProtocolError

from batch.cloudhealth.connection import Proxy
from batch.cloudhealth.deadline import Deadline
from batch.cloudhealth.verdict import Loss, Lost
from batch.cloudhealth.words import tidy

_TUNNEL_REFUSED = re.compile(r"Tunnel connection failed: ([0-9]{3})\b(.*)", re.DOTALL)
_OF_THE_MOMENT = frozenset({408, 425, 429, *range(500, 600)})
"""Statuses with which a proxy reports a temporary failure; any other is a refusal."""

_KINDS: dict[type[BaseException] | tuple[type[BaseException], ...], str] = {
    InvalidChunkLength: "the body is malformed",
    (http.client.RemoteDisconnected, http.client.IncompleteRead): "it was closed",
    (DecodeError, requests.exceptions.ContentDecodingError): "the body can't be decompressed",
    http.client.HTTPException: "the answer is not HTTP",
    ProtocolError: "it was closed",
}
"""Text for exceptions without a usable one; the first kind that matches."""


def loss(error: OSError, deadline: Deadline, timeout: float, proxy: Proxy | None) -> Lost:
    """Return what the exception means for the request; `timeout` is the deadline's, in seconds."""
    is_late = deadline.has_passed or isinstance(error, requests.exceptions.Timeout)
    if deadline.is_connected:
        if is_late:
            words = f"no complete answer within {timeout:g} s"
        else:
            words = f"the connection ended before the answer was complete: {_words(error)}"
        return Lost(Loss.NO_ANSWER, words, deadline.status, deadline.request_id)
    # There was no connection yet, so nothing was sent. Order matters: most of these are `ConnectionError`s too.
    is_cut_off = any(isinstance(cause, ssl.SSLEOFError) for cause in _causes(error))
    if isinstance(error, requests.exceptions.SSLError) and not is_late and not is_cut_off:
        return Lost(Loss.TLS, _words(error))
    if not isinstance(error, requests.RequestException) and not is_late:
        # requests checks the CA bundle before it connects, and raises a bare OSError for it.
        return Lost(Loss.TLS, error.strerror or str(error))
    if proxy:
        return _of_proxy(error, proxy, is_late=is_late)
    if is_late:
        return Lost(Loss.NOT_CONNECTED, "no connection within the time allowed")
    return Lost(Loss.NOT_CONNECTED, f"can't connect: {_words(error)}")


def _of_proxy(error: OSError, proxy: Proxy, *, is_late: bool) -> Lost:
    for cause in _causes(error):
        if refused := _TUNNEL_REFUSED.match(str(cause)):
            status, phrase = int(refused[1]), " ".join(tidy([refused[2]]))
            if status == http.HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
                words = f"{proxy} requires credentials, or rejected the ones it was given (407)"
            else:
                words = f"{proxy} refused the connection to CloudHealth: {status} {phrase}".rstrip()
            return Lost(Loss.PROXY if status in _OF_THE_MOMENT else Loss.PROXY_REFUSED, words)
    if is_late:
        return Lost(Loss.PROXY, f"no connection through {proxy} within the time allowed")
    return Lost(Loss.PROXY, f"no connection through {proxy}: {_words(error)}")


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield the exception and all its causes, outermost first; requests wraps urllib3's errors in its arguments."""
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
    """Return the plainest text in the chain, preferably the operating system's."""
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
