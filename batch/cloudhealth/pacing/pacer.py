"""The pacer that threads wait at: the pure pace behind a lock, with waiters in the order in which they came."""

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from random import random as any_random
from time import monotonic

from batch.cloudhealth.pacing.answers import Grant
from batch.cloudhealth.pacing.pace import Pace, Snapshot
from batch.cloudhealth.pacing.rates import Rate


class PacerStopped(Exception):  # noqa: N818 - it says what happened; nothing went wrong
    """The pacer was told to let no more requests through."""


class Turn:
    """One request's leave, within its block."""

    def __init__(self, pacer: "Pacer", grant: Grant) -> None:
        self._pacer = pacer
        self.grant = grant

    def throttled(self, retry_after: float | None = None) -> None:
        """Say that the answer was a throttle; `retry_after` in seconds, where it gave one."""
        self._pacer.throttled(self.grant, retry_after)

    def lost(self) -> None:
        """Say that no answer came, where that is no exception."""
        self._pacer.lost(self.grant)


class Pacer:
    """Lets threads send no faster than the rates allow; all of them share one gate.

    `clock` gives seconds that never run backwards, `random` numbers in [0, 1); `condition` is what threads wait on.
    `on_change` is called whenever the gate closes, closes for longer, or opens: by the thread that brought the news,
    outside the lock.
    """

    def __init__(
        self,
        rates: Sequence[Rate],
        *,
        burst: int = 1,
        clock: Callable[[], float] = monotonic,
        random: Callable[[], float] = any_random,
        condition: threading.Condition | None = None,
        on_change: Callable[[Snapshot], None] | None = None,
    ) -> None:
        self._pace = Pace(rates, burst=burst, random=random)
        self._clock = clock
        # Condition's own lock is re-entrant: a signal handler may call stop() while its thread holds it.
        self._condition = condition or threading.Condition()
        self._on_change = on_change
        self._waiting: deque[object] = deque()
        self._stopped = False

    @contextmanager
    def turn(self) -> Iterator[Turn]:
        """Wait for leave and send within the block, so that the outcome can't be forgotten; raises PacerStopped.

        Leaving the block means that an answer came (a throttle where `Turn.throttled` said so), leaving it by an
        exception that none did.
        """
        grant = self.acquire()
        try:
            yield Turn(self, grant)
        except BaseException:
            self.lost(grant)
            raise
        self.answered(grant)

    def acquire(self) -> Grant:
        """Wait for leave to send one request; raises PacerStopped. What becomes of the grant must be told, once."""
        ticket = object()
        with self._condition:
            self._waiting.append(ticket)
            try:
                return self._await_grant(ticket)
            finally:
                self._waiting.remove(ticket)
                self._condition.notify_all()

    def answered(self, grant: Grant) -> None:
        """Say that the request was answered, by anything but a throttle."""
        self._tell(lambda now: self._pace.answered(grant, now))

    def throttled(self, grant: Grant, retry_after: float | None = None) -> None:
        """Say that the request was refused because of its rate; `retry_after` in seconds, where the answer gave it."""
        self._tell(lambda now: self._pace.throttled(grant, now, retry_after))

    def lost(self, grant: Grant) -> None:
        """Say that the request ended without an answer."""
        self._tell(lambda now: self._pace.lost(grant, now))

    def pause(self, seconds: float, reason: str) -> None:
        """Let nobody through for a while, then a single probe first: a 503's `Retry-After`, or an outage."""
        self._tell(lambda now: self._pace.pause(now, seconds, reason))

    def stop(self) -> None:
        """Let nobody through any more; who waits is woken at once. Safe in a signal handler."""
        with self._condition:
            self._stopped = True
            self._condition.notify_all()

    def snapshot(self) -> Snapshot:
        """How it stands now."""
        with self._condition:
            return self._pace.snapshot(self._clock())

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

    def _tell(self, news: Callable[[float], bool]) -> None:
        """Tell the pace; `news` is true where the gate moved. Any news may let a waiter go on, so all look again."""
        with self._condition:
            now = self._clock()
            snapshot = self._pace.snapshot(now) if news(now) else None
            self._condition.notify_all()
        if snapshot and self._on_change:
            self._on_change(snapshot)
