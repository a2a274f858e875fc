"""A run in virtual time: workers that send POSTs through a strategy to a server, event by event."""

import heapq
import math
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Protocol

from pacing_servers import Server

from batch.cloudhealth.pacing.answers import Grant, Wait

SECONDS_PER_REQUEST = 10.0
"""After so long a run is given up: a client that keeps a strict server's window full with refusals never ends."""


class Strategy(Protocol):
    """How a client paces itself; a worker is named by a number."""

    alike: bool
    """Every worker is told the same, so that one wait speaks for all."""

    def ask(self, worker: int, now: float) -> Grant | Wait: ...
    def answered(self, worker: int, grant: Grant, now: float) -> object: ...
    def throttled(self, worker: int, grant: Grant, now: float, retry_after: float | None) -> object: ...


@dataclass(frozen=True, slots=True)
class Load:
    """What is sent, by how many workers, and how long an answer takes: lognormal, `latency` is its mean in seconds."""

    requests: int = 2000
    workers: int = 8
    latency: float = 0.4
    sigma: float = 0.5
    decided_at: float = 0.25
    """The share of the latency after which the server decides."""
    retry_after: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a run: seconds until the last answer (infinite where there was no end in sight), and refusals."""

    makespan: float
    throttles: int


class Simulation:
    """One run; every request is sent until it is accepted."""

    def __init__(self, strategy: Strategy, server: Server, load: Load, seed: int) -> None:
        self._strategy, self._server, self._load = strategy, server, load
        self._random = Random(seed)
        self._mean = math.log(load.latency) - load.sigma**2 / 2
        self._events: list[tuple[float, int, Callable[[float], None]]] = []
        self._scheduled = 0
        self._idle = list(range(load.workers))
        self._unsent = self._unfinished = load.requests
        self._wake = math.inf
        self._throttles = 0

    def run(self) -> Result:
        now = 0.0
        self._let_send(now)
        while self._unfinished and now < SECONDS_PER_REQUEST * self._load.requests:
            now, _, happen = heapq.heappop(self._events)
            happen(now)
            self._let_send(now)
        return Result(math.inf if self._unfinished else now, self._throttles)

    def _let_send(self, now: float) -> None:
        soonest = math.inf
        for worker in tuple(self._idle[: self._unsent]):
            reply = self._strategy.ask(worker, now)
            if isinstance(reply, Grant):
                self._send(worker, reply, now)
                continue
            soonest = min(soonest, math.inf if reply.until is None else reply.until)
            if self._strategy.alike:
                break
        if soonest < self._wake:
            self._wake = soonest
            self._at(soonest, self._woken)

    def _woken(self, now: float) -> None:
        if now >= self._wake:
            self._wake = math.inf

    def _send(self, worker: int, grant: Grant, now: float) -> None:
        self._idle.remove(worker)
        self._unsent -= 1
        latency = self._random.lognormvariate(self._mean, self._load.sigma)

        def decide(then: float) -> None:
            refusal = self._server.decide(then)
            self._at(now + latency, lambda late: self._answer(worker, grant, late, refusal))

        self._at(now + self._load.decided_at * latency, decide)

    def _answer(self, worker: int, grant: Grant, now: float, refusal: float | None) -> None:
        self._idle.append(worker)
        if refusal is None:
            self._unfinished -= 1
            self._strategy.answered(worker, grant, now)
        else:
            self._unsent += 1
            self._throttles += 1
            self._strategy.throttled(worker, grant, now, math.ceil(refusal) if self._load.retry_after else None)

    def _at(self, when: float, event: Callable[[float], None]) -> None:
        self._scheduled += 1
        heapq.heappush(self._events, (when, self._scheduled, event))
