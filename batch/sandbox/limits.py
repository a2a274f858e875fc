"""Rate limits: who may send how many requests, how they are counted, and what a refusal contains."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import formatdate
from enum import StrEnum
from math import ceil
from typing import Protocol, assert_never

from batch.sandbox.messages import Request

_WHOLE_TOKEN = 1 - 1e-9
"""A bucket that was refilled in many small steps has slightly less than it should."""


class LimitKind(StrEnum):
    """How requests are counted."""

    FIXED_WINDOW = "fixed-window"
    SLIDING_WINDOW = "sliding-window"
    TOKEN_BUCKET = "token-bucket"  # noqa: S105 - no secret


class Scope(StrEnum):
    """Who shares a limit; whether "per client" means the key or the tenant is not documented."""

    KEY = "key"
    CLIENT = "client"


class RetryAfter(StrEnum):
    """How a 429 gives the time to wait."""

    NONE = "none"
    SECONDS = "seconds"
    DATE = "date"


class Reset(StrEnum):
    """How a 429 writes `X-RateLimit-Reset`; whether the service sends it is not documented."""

    NONE = "none"
    SECONDS = "seconds"
    EPOCH = "epoch"
    MILLISECONDS = "milliseconds"
    """Milliseconds since the epoch."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `requests` in `seconds`; a bucket has room for `burst` tokens and refills at that rate."""

    requests: int
    seconds: float = 60.0
    kind: LimitKind = LimitKind.FIXED_WINDOW
    burst: int = 1
    per: Scope = Scope.KEY
    count_reads: bool = True
    count_refused: bool = False
    retry_after: RetryAfter = RetryAfter.NONE
    reset: Reset = Reset.NONE


class _Counter(Protocol):
    """Counts one limit's requests in one scope. `wait` returns None if one may pass, else the seconds until then."""

    def wait(self, now: float) -> float | None: ...
    def count(self, now: float) -> None: ...


class _FixedWindow:
    def __init__(self, limit: Limit) -> None:
        self._limit = limit
        self._window = -1
        self._used = 0

    def wait(self, now: float) -> float | None:
        window = int(now // self._limit.seconds)
        end = (window + 1) * self._limit.seconds
        if now >= end:  # `//` can round to the window that has just ended
            window, end = window + 1, end + self._limit.seconds
        if window != self._window:
            self._window, self._used = window, 0
        return None if self._used < self._limit.requests else end - now

    def count(self, now: float) -> None:  # noqa: ARG002 - `wait` has moved to the window of now
        self._used += 1


class _SlidingWindow:
    def __init__(self, limit: Limit) -> None:
        self._limit = limit
        self._ends: deque[float] = deque()
        """When each counted request expires."""

    def wait(self, now: float) -> float | None:
        while self._ends and self._ends[0] <= now:
            self._ends.popleft()
        if len(self._ends) < self._limit.requests:
            return None
        return self._ends[-self._limit.requests] - now

    def count(self, now: float) -> None:
        self._ends.append(now + self._limit.seconds)


class _TokenBucket:
    def __init__(self, limit: Limit) -> None:
        self._limit = limit
        self._tokens = float(limit.burst)
        self._at: float | None = None

    def wait(self, now: float) -> float | None:
        rate = self._limit.requests / self._limit.seconds
        if self._at is not None:
            self._tokens = min(float(self._limit.burst), self._tokens + (now - self._at) * rate)
        self._at = now
        return None if self._tokens > _WHOLE_TOKEN else (1 - self._tokens) / rate

    def count(self, now: float) -> None:  # noqa: ARG002 - `wait` has refilled up to now
        self._tokens = max(0.0, self._tokens - 1)


def _counter(limit: Limit) -> _Counter:
    match limit.kind:
        case LimitKind.FIXED_WINDOW:
            return _FixedWindow(limit)
        case LimitKind.SLIDING_WINDOW:
            return _SlidingWindow(limit)
        case LimitKind.TOKEN_BUCKET:
            return _TokenBucket(limit)
        case _:
            assert_never(limit.kind)


class Limiter:
    """All limits of a scenario."""

    def __init__(self, limits: Sequence[Limit]) -> None:
        self._limits = tuple(limits)
        self._counters: dict[tuple[int, str], _Counter] = {}

    def refusal(self, request: Request, now: float) -> dict[str, str] | None:
        """Return the headers of a 429, or None after counting the request, which may pass."""
        concerned = [
            (limit, self._counter(index, limit, request))
            for index, limit in enumerate(self._limits)
            if limit.count_reads or not request.is_read
        ]
        waits = [(counter.wait(now), limit) for limit, counter in concerned]
        refusing = [(wait, limit) for wait, limit in waits if wait is not None]
        for limit, counter in concerned:
            if not refusing or limit.count_refused:
                counter.count(now)
        if not refusing:
            return None
        wait, strictest = max(refusing, key=lambda entry: entry[0])
        return _retry_after(strictest.retry_after, wait, now) | _rate_headers(strictest, wait, now)

    def _counter(self, index: int, limit: Limit, request: Request) -> _Counter:
        scope = request.key if limit.per is Scope.KEY else request.client_api_id
        return self._counters.setdefault((index, scope), _counter(limit))


def _retry_after(style: RetryAfter, wait: float, now: float) -> dict[str, str]:
    match style:
        case RetryAfter.NONE:
            return {}
        case RetryAfter.SECONDS:
            return {"Retry-After": str(max(1, ceil(wait)))}
        case RetryAfter.DATE:
            # A date has whole seconds; rounded down, it would call the client back too early.
            return {"Retry-After": formatdate(ceil(now + wait), usegmt=True)}
        case _:
            assert_never(style)


def _rate_headers(limit: Limit, wait: float, now: float) -> dict[str, str]:
    if limit.reset is Reset.NONE:
        return {}
    resets = {
        Reset.SECONDS: ceil(wait),
        Reset.EPOCH: ceil(now + wait),
        Reset.MILLISECONDS: ceil((now + wait) * 1000),
    }
    return {
        "X-RateLimit-Limit": str(limit.requests),
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": str(resets[limit.reset]),
    }
