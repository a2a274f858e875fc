"""The log of requests and what they really did, including what the client was not answered."""

import json
from dataclasses import dataclass
from typing import Any

from batch.sandbox.messages import Delivery, Request

_LONGEST_BODY = 10_000
REDACTED = "REDACTED"


@dataclass(frozen=True, slots=True)
class Entry:
    """One request. `time` in epoch seconds; `status` is what the client is sent, None if it gets no answer."""

    sequence: int
    request_id: str
    """The id in the answer."""
    time: float
    method: str
    path: str
    query: dict[str, str]
    body: Any
    """Parsed if it is JSON, else text; None if empty."""
    status: int | None = None
    delivery: Delivery = Delivery.WHOLE
    fault: str | None = None
    """The kind of fault that struck, or `rate-limit`."""
    committed: dict[str, Any] | None = None
    """The linkage that was created or changed, as the API shows it."""


def opened(sequence: int, request_id: str, time: float, request: Request) -> Entry:
    """Return a request's new entry, without a key in its query."""
    query = {name: REDACTED if name == "api_key" else value for name, value in request.query.items()}
    return Entry(sequence, request_id, time, request.method, request.path, query, _readable(request.body))


def _readable(body: bytes) -> object:
    if not body:
        return None
    text = body[:_LONGEST_BODY].decode("utf-8", "replace")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
