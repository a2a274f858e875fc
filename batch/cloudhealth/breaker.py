"""The circuit breaker: in an outage all workers wait while one tries, and the run stops if the outage lasts too long.

Either the whole service is down: then one worker probes with a read, which changes nothing. Or only writes fail: then
only a write can show that they work again, so rows are sent one at a time and attempts are spent slowly.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from batch.clock import Clock
from batch.cloudhealth.calls import Request
from batch.cloudhealth.errors import StopError
from batch.cloudhealth.outage import FIRST_PATIENCE, PATIENCE, Failure, Outage
from batch.cloudhealth.verdict import Ambiguous, NotApplied, Throttled, Verdict
from batch.events import Emit, Paused
from batch.rules import sending
from batch.stopping import StopReason

_SERVICE_FAILURES = 3
_WRITE_FAILURES = 5
_ROWS_THAT_FAILED = 3
"""A single row that is answered 500 every time must not hold up the others."""


_UNAVAILABLE = "is unavailable"


class Breaker:
    """Shared by all workers. `probe` sends one harmless read and records its result; `unit` as in `Outage`."""

    def __init__(self, clock: Clock, emit: Emit, probe: Callable[[], None], *, unit: float) -> None:
        self._clock = clock
        self._emit = emit
        self._probe = probe
        self._unit = unit
        self._service = Outage(1, unit=unit, patience=FIRST_PATIENCE)
        self._writes = self._fresh_writes()
        self._throttles = Outage(1)
        self._notes = threading.Lock()
        self._probing = threading.Lock()
        self._writing = threading.Lock()
        self.has_answered = False

    @contextmanager
    def passage(self, request: Request) -> Iterator[None]:
        """Send within the block. Waits during an outage; raises `StopError` if it lasts too long."""
        if self._service.is_open:
            with self._probing:
                while self._service.is_open:
                    self._wait_out(self._service, _UNAVAILABLE)
                    self._probe()
        if request.is_write and self._writes.is_open:
            with self._writing:
                if self._writes.is_open:
                    self._wait_out(self._writes, "accepts no writes")
                yield
        else:
            yield

    def note(self, request: Request, subject: object, verdict: Verdict, status: int | None, began: float) -> None:
        """Record how a request ended; raises `StopError` if every request has been throttled for too long."""
        with self._notes:
            if status is not None and not self.has_answered:
                self.has_answered = True
                self._service = Outage(_SERVICE_FAILURES, unit=self._unit)
            match verdict:
                case NotApplied(words, rule):
                    self._failed(request, Failure(rule, words), subject, began)
                case Ambiguous(words):
                    self._failed(request, Failure(sending.SERVICE_DOWN, words), subject, began)
                case Throttled():
                    words = f"every request was throttled for {PATIENCE / 60:g} minutes"
                    self._throttles.failed(began, Failure(sending.SERVICE_DOWN, words), subject)
                    if self._throttles.is_hopeless(self._clock.monotonic()):
                        raise StopError(_reason(self._throttles, _UNAVAILABLE))
                case _:
                    if self._service.is_open:
                        self._writes = self._fresh_writes()
                    self._service.succeeded()
                    self._throttles.succeeded()
                    if request.is_write:
                        self._writes.succeeded()

    def _failed(self, request: Request, failure: Failure, subject: object, began: float) -> None:
        self._service.failed(began, failure, subject)
        if request.is_write:
            self._writes.failed(began, failure, subject)

    def _wait_out(self, outage: Outage, state: str) -> None:
        pause = outage.next_pause()
        reason = _reason(outage, state)
        if outage.is_hopeless(self._clock.monotonic(), pause):
            raise StopError(reason)
        outage.paused()
        self._emit(Paused(reason.words, pause))
        self._clock.sleep(pause)

    def _fresh_writes(self) -> Outage:
        return Outage(_WRITE_FAILURES, subjects=_ROWS_THAT_FAILED, unit=self._unit)


def _reason(outage: Outage, state: str) -> StopReason:
    """Return why the run ends in this outage; a proxy's failure is not evidence about CloudHealth."""
    return StopReason.of(outage.last.rule, state=state, why=outage.last.why)
