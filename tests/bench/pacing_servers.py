"""Servers that limit their clients, in virtual time: each decides at a moment, and knows when there is room again."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from batch.cloudhealth.pacing import Rate, estimate, parse_rates


class Limiter(Protocol):
    """A rate limit as its server keeps it."""

    def refusal(self, now: float) -> float | None:
        """None where a request at `now` has room, else the seconds until there is room."""

    def count(self, now: float) -> None:
        """Take the room of one request."""


class Bucket:
    """Tokens come at `rate` per second, up to `size`; from `halves_at` on at half the rate."""

    def __init__(self, rate: float, size: int, halves_at: float = float("inf")) -> None:
        self._rate, self._size, self._halves_at = rate, size, halves_at
        self._tokens, self._filled = float(size), 0.0

    def refusal(self, now: float) -> float | None:
        before = min(now, self._halves_at) - min(self._filled, self._halves_at)
        after = max(now, self._halves_at) - max(self._filled, self._halves_at) if now > self._halves_at else 0.0
        self._tokens = min(self._size, self._tokens + self._rate * before + self._rate / 2 * after)
        self._filled = now
        rate = self._rate if now < self._halves_at else self._rate / 2
        return None if self._tokens >= 1 else (1 - self._tokens) / rate

    def count(self, now: float) -> None:  # noqa: ARG002 - the tokens are those of the refusal's moment
        self._tokens -= 1


class FixedWindow:
    """No more than the rate's count in each window on the server's own clock, the first of which begins at `begins`."""

    def __init__(self, rate: Rate, begins: float = 0.0) -> None:
        self._rate, self._begins = rate, begins
        self._window, self._counted = -1, 0

    def refusal(self, now: float) -> float | None:
        window = int((now - self._begins) // self._rate.seconds)
        if window != self._window:
            self._window, self._counted = window, 0
        return None if self._counted < self._rate.count else self._begins + (window + 1) * self._rate.seconds - now

    def count(self, now: float) -> None:  # noqa: ARG002 - the window is that of the refusal's moment
        self._counted += 1


class SlidingWindow:
    """No more than the rate's count in any window that ends now."""

    def __init__(self, rate: Rate) -> None:
        self._rate = rate
        self._log: deque[float] = deque()

    def refusal(self, now: float) -> float | None:
        while self._log and self._log[0] <= now - self._rate.seconds:
            self._log.popleft()
        return None if len(self._log) < self._rate.count else self._log[-self._rate.count] + self._rate.seconds - now

    def count(self, now: float) -> None:
        self._log.append(now)


class Server:
    """Limits that hold together, and whether a refused request counts as well."""

    def __init__(self, *limiters: Limiter, counts_refused: bool = False) -> None:
        self._limiters = limiters
        self._counts_refused = counts_refused

    def decide(self, now: float) -> float | None:
        """None for an accepted request, else the seconds after which one may be accepted."""
        refusals = [refusal for limiter in self._limiters if (refusal := limiter.refusal(now)) is not None]
        if not refusals or self._counts_refused:
            for limiter in self._limiters:
                limiter.count(now)
        return max(refusals) if refusals else None


@dataclass(frozen=True, slots=True)
class Case:
    """A server, what its users are told of its rate, and what the fastest evenly spaced client would need."""

    name: str
    told: str
    server: Callable[[], Server]
    ideal: Callable[[int], float] | None = None
    """Seconds for a number of requests; by default those of the told rate."""
    honest: bool = True
    """The told rate is the true one."""

    def ideal_seconds(self, requests: int, burst: int = 1) -> float:
        return self.ideal(requests) if self.ideal else estimate(requests, parse_rates(self.told), burst)


MINUTE, TEN_MINUTES = Rate(60, 60), Rate(500, 600)

CASES = (
    Case("bucket", "60/min", lambda: Server(Bucket(1.0, 10))),
    Case("fixed", "60/min", lambda: Server(FixedWindow(MINUTE, begins=-23.0))),
    Case("slide", "500/10min", lambda: Server(SlidingWindow(TEN_MINUTES))),
    Case("both", "60/min,500/10min", lambda: Server(SlidingWindow(MINUTE), SlidingWindow(TEN_MINUTES))),
    Case(
        "strict",
        "60/min,500/10min",
        lambda: Server(SlidingWindow(MINUTE), SlidingWindow(TEN_MINUTES), counts_refused=True),
    ),
    Case(
        "halved",
        "60/min",
        lambda: Server(Bucket(1.0, 10, halves_at=1000.0)),
        lambda requests: min(requests, 1000) + 2.0 * max(0, requests - 1010),
        honest=False,
    ),
    Case(
        "lower bucket",
        "60/min",
        lambda: Server(Bucket(0.5, 10)),
        lambda requests: 2.0 * (requests - 10),
        honest=False,
    ),
    Case(
        "lower slide",
        "60/min",
        lambda: Server(SlidingWindow(Rate(40, 60))),
        lambda requests: 1.5 * (requests - 1),
        honest=False,
    ),
)

BURSTS = ((CASES[0], 10), (CASES[1], 60), (CASES[2], 500), (CASES[3], 60), (CASES[4], 60))
"""Servers with the burst that their limit has room for."""

OTHER_CASES = (
    Case("30/min", "30/min", lambda: Server(SlidingWindow(Rate(30, 60)))),
    Case("30/min fixed", "30/min", lambda: Server(FixedWindow(Rate(30, 60), begins=-7.0))),
    Case("60/min", "60/min", lambda: Server(SlidingWindow(MINUTE))),
    Case("200/min", "200/min", lambda: Server(SlidingWindow(Rate(200, 60)))),
    Case("1000/h", "1000/h", lambda: Server(SlidingWindow(Rate(1000, 3600)))),
    Case("1/s", "1/s", lambda: Server(SlidingWindow(Rate(1, 1)))),
    Case("10/s", "10/s", lambda: Server(SlidingWindow(Rate(10, 1)))),
)
"""The strictest kind of server at rates that were not looked at while the pacer was made."""
