"""What was asked and what came of it, truthfully: also what the client was never told."""

import json
from dataclasses import dataclass
from typing import Any

from batch.sandbox.messages import Delivery, Request

_LONGEST_BODY = 10_000
REDACTED = "REDACTED"


@dataclass(frozen=True, slots=True)
class Entry:
    """One request. `time` in epoch seconds; `status` is what the client is sent, None where it gets no answer."""

    sequence: int
    request_id: str
    """As the answer carries it."""
    time: float
    method: str
    path: str
    query: dict[str, str]
    body: Any
    """Parsed where it is JSON, else as text; None where there is none."""
    status: int | None = None
    delivery: Delivery = Delivery.WHOLE
    fault: str | None = None
    """The kind of fault that struck, or `rate-limit`."""
    committed: dict[str, Any] | None = None
    """The linkage that was made or changed, as the API shows it."""


def opened(sequence: int, request_id: str, time: float, request: Request) -> Entry:
    """Start the entry of a request; a key in its query is not kept."""
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
