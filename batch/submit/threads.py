"""Carry out the dispatcher's decisions on threads; every outcome becomes an event as soon as it is known."""

from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from batch.clock import Clock, iso
from batch.events import Emit, Paused, Settled, Stopped
from batch.exhaustion import exhausted
from batch.stopping import InterruptedWaitError, Stopping
from batch.submission import Outcome, Submission, Unsettled
from batch.submit.dispatcher import Dispatcher, Limits, Look, Send

_LOOKS_EVERY = 0.2
"""Seconds between checks for a signal: one that comes right before a wait is noticed only when the wait ends."""

_Results = Sequence[Outcome | Unsettled]


class Linker(Protocol):
    """Carries out submissions; called from several threads. Never raises for what the network or the service does."""

    def carry_out(
        self, submission: Submission, *, read_back: bool = False, earlier: Unsettled | None = None
    ) -> Outcome | Unsettled:
        """Send one row; `earlier` is what its previous attempt left open."""

    def look_for(self, rows: Sequence[Unsettled]) -> _Results:
        """Look once for these rows, all of one customer, and return one result per row."""


def submit(
    submissions: Sequence[Submission],
    linker: Linker,
    clock: Clock,
    emit: Emit,
    stopping: Stopping,
    *,
    limits: Limits,
    concurrency: int,
    settle: float,
) -> None:
    """Send the rows, and emit each outcome as a `Settled` event; rows that are never reached have none.

    A `Stopped` event, for one customer or for the run, is the reason. `settle` is the time in seconds between checks
    for a row that may have been applied.
    """
    work = _Work(Dispatcher(submissions, limits, settle), linker, clock, emit, stopping)
    with ThreadPoolExecutor(concurrency, thread_name_prefix="submit") as pool:
        work.run_on(pool, concurrency)
    work.close()


@dataclass(frozen=True, slots=True)
class _Work:
    dispatcher: Dispatcher
    linker: Linker
    clock: Clock
    emit: Emit
    stopping: Stopping

    def run_on(self, pool: ThreadPoolExecutor, concurrency: int) -> None:
        """Work until nothing is left, or until the run stops and everything in flight has ended."""
        in_flight: set[Future[_Results]] = set()
        has_thread = False
        while True:
            while len(in_flight) < concurrency and (job := self._next_job()):
                future: Future[_Results] = Future()
                try:
                    pool.submit(self._fulfill, future, job)
                    has_thread = True
                except RuntimeError as error:
                    # The job was queued before its thread was started: an existing thread takes it in its turn.
                    if not (has_thread and exhausted(error)):
                        raise
                in_flight.add(future)
            if in_flight:
                done, in_flight = wait(in_flight, _LOOKS_EVERY, return_when=FIRST_COMPLETED)
                for result in (each for future in done for each in future.result()):
                    self._take(result)
            elif not self._waits_to_look():
                return

    def close(self) -> None:
        """Emit outcomes for the rows that are still open, and the reason that other rows were not reached."""
        dispatcher, stopped = self.dispatcher, self.stopping.reason
        if stopped:
            dispatcher.end(stopped)
        reason = dispatcher.stop_reason
        why = f"not found before the run ended: {reason.words}" if reason else "not found, and its customer is closed"
        for row in dispatcher.open_rows:
            self.emit(_event(row.given_up(why, iso(self.clock.now()), *([reason.rule] if reason else []))))
        if reason and (dispatcher.left or stopped):
            self.emit(Stopped(reason.rule.id, reason.words))

    def _next_job(self) -> Send | Look | None:
        return None if self.stopping.reason else self.dispatcher.next(self.clock.monotonic())

    def _fulfill(self, future: Future[_Results], job: Send | Look) -> None:
        try:
            future.set_result(self._do(job))
        except BaseException as error:  # noqa: BLE001 - raised where the result is taken
            future.set_exception(error)

    def _do(self, job: Send | Look) -> _Results:
        match job:
            case Send(submission, read_back, earlier):
                return [self.linker.carry_out(submission, read_back=read_back, earlier=earlier)]
            case Look(_, rows):
                return self.linker.look_for(rows)

    def _take(self, result: Outcome | Unsettled) -> None:
        """Pass a result to the dispatcher, and emit what follows from it."""
        if isinstance(result, Unsettled):
            self.dispatcher.left_open(result, self.clock.monotonic())
            return
        if result.stop_reason:
            self.stopping.stop(result.stop_reason)
        hopeless, stopped = self.dispatcher.settled(result)
        for outcome in (result, *hopeless):
            self.emit(_event(outcome))
        for event in stopped:
            self.emit(event)

    def _waits_to_look(self) -> bool:
        """Wait until the next check is due, and return whether there is one; a run that stops ends the wait."""
        due = self.dispatcher.next_look_at
        if due is None or self.stopping.reason:
            return False
        seconds = due - self.clock.monotonic()
        if seconds > 0:
            rows = len(self.dispatcher.open_rows)
            counted = "1 row" if rows == 1 else f"{rows:,} rows"
            self.emit(Paused(f"{counted} may have been applied; CloudHealth is asked again", round(seconds, 1)))
            with suppress(InterruptedWaitError):
                self.clock.sleep(seconds)
        return True


def _event(outcome: Outcome) -> Settled:
    return Settled(
        outcome.row,
        outcome.status,
        " ".join(rule.id for rule in outcome.rules),
        outcome.message,
        outcome.linkage_id,
        outcome.http_status,
        outcome.attempts,
        outcome.started_at,
        outcome.finished_at,
    )
