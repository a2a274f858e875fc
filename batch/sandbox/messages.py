"""What goes into the stand-in's core and comes out, without sockets: a parsed request and an answer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from html import escape


class Delivery(StrEnum):
    """What happens to an answer on its way to the client."""

    WHOLE = "whole"
    RESET = "reset"
    """Nothing arrives; the connection is reset."""
    HANG = "hang"
    """Nothing arrives, and the connection stays open for `Answer.pause` seconds."""
    TRUNCATED = "truncated"
    """The head and half of the body arrive, then the connection closes."""
    DRIP = "drip"
    """The body arrives byte by byte, `Answer.pause` seconds apart."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request, parsed: header names in lower case, the query's last value of each name."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def key(self) -> str:
        """The API key, "" if there is none. It may also be in the query, as public clients send it."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        bearer = token.strip() if scheme.lower() == "bearer" else ""
        return bearer or self.query.get("api_key", "")

    @property
    def origin(self) -> str:
        """The origin that the client used, for links."""
        return f"http://{self.headers.get('host', 'localhost')}"

    @property
    def client_api_id(self) -> str:
        """The customer that the request names, as text; "" for the key's own tenant."""
        return self.query.get("client_api_id", "")

    @property
    def is_read(self) -> bool:
        """Whether it can't change anything."""
        return self.method in {"GET", "HEAD", "OPTIONS"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the client should receive, and how."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    delivery: Delivery = Delivery.WHOLE
    delay: float = 0.0
    """Seconds until the first byte; the server has decided before."""
    pause: float = 0.0
    """Seconds that a hanging connection stays open, or between two bytes of a dripping body."""


def json_answer(status: int, value: object, headers: Mapping[str, str] | None = None) -> Answer:
    """Return an answer with `value` as JSON."""
    return Answer(status, json.dumps(value).encode(), {"Content-Type": "application/json", **(headers or {})})


def html_answer(status: int, title: str, text: str) -> Answer:
    """Return an answer with a page like those of gateways and login screens."""
    head = f"<!DOCTYPE html><html><head><title>{title}</title></head>"
    page = f"{head}<body><h1>{title}</h1><p>{escape(text)}</p></body></html>"
    return Answer(status, page.encode(), {"Content-Type": "text/html; charset=utf-8"})
