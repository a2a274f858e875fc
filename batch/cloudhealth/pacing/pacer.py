"""The pacer that threads wait for: the pure pace behind a lock, which serves waiters in order of arrival.

There is one pacer for the whole key, or one per customer.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from enum import StrEnum
from random import random as any_random
from time import monotonic

from batch.cloudhealth.pacing.answers import Grant
from batch.cloudhealth.pacing.pace import Pace
from batch.cloudhealth.pacing.rates import Rate


class PacerStopped(Exception):  # noqa: N818 - it is an event, not a failure
    """The pacer lets no more requests through."""


class Pacer:
    """Lets threads send no faster than the rates allow; all of them share one gate.

    `clock` returns seconds that never go back, `random` numbers in [0, 1); threads wait on `condition`. `on_pause` gets
    the reason and the seconds whenever the gate closes, or closes for longer; it is called by the thread that reported
    the cause, outside the lock.
    """

    def __init__(
        self,
        rates: Sequence[Rate],
        *,
        burst: int = 1,
        clock: Callable[[], float] = monotonic,
        random: Callable[[], float] = any_random,
        condition: threading.Condition | None = None,
        on_pause: Callable[[str, float], None] | None = None,
    ) -> None:
        self._pace = Pace(rates, burst=burst, random=random)
        self._clock = clock
        # Condition's own lock is re-entrant: a signal handler may call stop() while its thread holds it.
        self._condition = condition or threading.Condition()
        self._on_pause = on_pause
        self._waiting: deque[object] = deque()
        self._stopped = False

    def acquire(self) -> Grant:
        """Wait for permission to send one request; raises PacerStopped. The grant's result must be reported, once."""
        ticket = object()
        with self._condition:
            self._waiting.append(ticket)
            try:
                return self._await_grant(ticket)
            finally:
                self._waiting.remove(ticket)
                self._condition.notify_all()

    def answered(self, grant: Grant) -> None:
        """Report that the request was answered, with anything except a throttle."""
        self._report(lambda now: self._pace.answered(grant, now))

    def throttled(self, grant: Grant, retry_after: float | None = None) -> None:
        """Report that the request was refused because of the rate; `retry_after` in seconds, if the answer had it."""
        self._report(lambda now: self._pace.throttled(grant, now, retry_after))

    def lost(self, grant: Grant) -> None:
        """Report that the request ended without an answer."""
        self._report(lambda now: self._pace.lost(grant, now))

    def pause(self, seconds: float, reason: str) -> None:
        """Let no request through for a while, then a single probe first: after a 503's `Retry-After`, or an outage."""
        self._report(lambda now: self._pace.pause(now, seconds, reason))

    def stop(self) -> None:
        """Let no more requests through, and wake all waiting threads. Safe in a signal handler."""
        with self._condition:
            self._stopped = True
            self._condition.notify_all()

    def _await_grant(self, ticket: object) -> Grant:
        while not self._stopped:
            timeout: float | None = None
            if self._waiting[0] is ticket:
                now = self._clock()
                answer = self._pace.ask(now)
                if isinstance(answer, Grant):
                    return answer
                timeout = None if answer.until is None else answer.until - now
            self._condition.wait(timeout)
        raise PacerStopped

    def _report(self, news: Callable[[float], bool]) -> None:
        """Update the pace; `news` returns whether the gate changed. Any news may free a waiter, so all check again."""
        with self._condition:
            now = self._clock()
            closed = self._pace.closed(now) if news(now) else None
            self._condition.notify_all()
        if closed and closed.until is not None and self._on_pause:
            self._on_pause(closed.reason or str(closed.why), closed.until - now)


class RateScope(StrEnum):
    """Article 420604 gives 30 requests a minute "per client"; whether that is the key or the tenant is not known."""

    KEY = "key"
    CLIENT = "client"


class Pacers:
    """A run's pacers by `client_api_id` ("" for requests about no customer), created with `make` when needed."""

    def __init__(self, scope: RateScope, make: Callable[[], Pacer]) -> None:
        self._scope = scope
        self._make = make
        self._pacers: dict[str, Pacer] = {}
        self._stopped = False
        # Re-entrant, because a signal handler may call stop() while its thread holds it.
        self._lock = threading.RLock()

    def of(self, customer: str) -> Pacer:
        """Return the pacer for requests about this customer; "" for requests about no customer."""
        scoped = customer if self._scope is RateScope.CLIENT else ""
        with self._lock:
            if scoped not in self._pacers:
                self._pacers[scoped] = self._make()
                if self._stopped:
                    self._pacers[scoped].stop()
            return self._pacers[scoped]

    def stop(self) -> None:
        """Stop all pacers, including later ones. Safe in a signal handler."""
        with self._lock:
            self._stopped = True
            pacers = list(self._pacers.values())
        for pacer in pacers:
            pacer.stop()
