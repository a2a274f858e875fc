"""From a plan to outcomes: which row goes when, on how many threads, and when to stop; knows no HTTP."""

import heapq
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Protocol

from batch.codes import accounts, linkages, sending
from batch.events import Emit, Settled, Stopped
from batch.statuses import RETRY, SENT, Action, Status
from batch.stopping import Reason, Stopping
from batch.submission import Outcome, Submission

_LOOKS_EVERY = 0.2
"""Seconds between looks at the signals: one that comes just before a wait is noticed only when the wait ends."""

CANARIES = 3
"""So many refused canaries in a row stop their customer: the cause is then hardly in the rows."""


class Linker(Protocol):
    """Carries out one submission; called from several threads."""

    def carry_out(self, submission: Submission, *, read_back: bool = False) -> Outcome:
        """Send it to its outcome; never raises for what the network or the service does."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When to end early; None for no limit."""

    rows: int | None = None
    """Send at most so many rows."""
    failures: int | None = None
    """Stop once so many rows were refused, failed or unknown."""


class _Trust(Enum):
    """Whether a customer's writes have been shown to do what the plan means."""

    PROVING = auto()
    PROVEN = auto()
    CLOSED = auto()


@dataclass(slots=True)
class _Customer:
    """One customer's rows that are ready, lowest row number first."""

    ready: list[int] = field(default_factory=list)
    trust: _Trust = _Trust.PROVING
    in_flight: int = 0
    refused: int = 0

    @property
    def may_send(self) -> bool:
        """Until a canary has come home, one row at a time."""
        alone = self.trust is _Trust.PROVING and self.in_flight > 0
        return bool(self.ready) and self.trust is not _Trust.CLOSED and not alone


class Dispatcher:
    """Decides, without threads, which row goes next; told of every outcome."""

    def __init__(self, submissions: Sequence[Submission], limits: Limits) -> None:
        self._submissions = {submission.row: submission for submission in submissions}
        self._limits = limits
        self._customers: dict[str, _Customer] = {}
        self._open: list[tuple[int, str]] = []
        self._waiting: dict[int, set[int]] = {}
        self._blocks: dict[int, list[int]] = {}
        self._unproven = {Action.CREATE, Action.UPDATE}
        self._sent = 0
        self._failures = 0
        self.ended: Reason | None = None
        for submission in submissions:
            after = submission.after & self._submissions.keys()
            if after:
                self._waiting[submission.row] = set(after)
                for other in after:
                    self._blocks.setdefault(other, []).append(submission.row)
            else:
                self._make_ready(submission)

    def next(self) -> tuple[Submission, bool] | None:
        """The next row to send and whether to read it back; None where none may go now."""
        customer = self._first_open()
        if customer is None or self._is_over():
            return None
        submission = self._submissions[heapq.heappop(customer.ready)]
        customer.in_flight += 1
        self._queue(submission.client_api_id)
        self._sent += 1
        read_back = submission.action in self._unproven
        self._unproven.discard(submission.action)
        return submission, read_back

    def settled(self, outcome: Outcome) -> tuple[list[Outcome], list[Stopped]]:
        """Take note of an outcome; gives those of rows that it makes hopeless, and the customers that it closes."""
        submission = self._submissions[outcome.row]
        customer = self._customers[submission.client_api_id]
        customer.in_flight -= 1
        if outcome.status in SENT and customer.trust is _Trust.PROVING:
            customer.trust = _Trust.PROVEN
        if outcome.unread:
            self._unproven.add(submission.action)
        if outcome.status in SENT | {Status.IN_SYNC}:
            self._release(outcome.row)
            hopeless = []
        else:
            self._unproven.add(submission.action)
            hopeless = list(self._give_up(outcome.row, will_do=outcome.status in RETRY))
        if outcome.status in {Status.REJECTED, Status.FAILED, Status.UNKNOWN}:
            self._failures += 1
        closed = self._doubt(customer, submission.client_api_id, outcome)
        self._queue(submission.client_api_id)
        return hopeless, closed

    def end(self, reason: Reason) -> None:
        """Let no more rows go; the first reason stands."""
        self.ended = self.ended or reason

    @property
    def left(self) -> int:
        """Rows that have neither been sent nor given up."""
        return sum(len(customer.ready) for customer in self._customers.values()) + len(self._waiting)

    def _is_over(self) -> bool:
        if self._limits.rows is not None and self._sent >= self._limits.rows:
            self.end(Reason(sending.LIMIT_REACHED, f"--limit {self._limits.rows} was reached"))
        if self._limits.failures is not None and self._failures >= self._limits.failures:
            self.end(Reason(sending.LIMIT_REACHED, f"--max-failures {self._limits.failures} was reached"))
        return self.ended is not None

    def _make_ready(self, submission: Submission) -> None:
        customer = self._customers.setdefault(submission.client_api_id, _Customer())
        heapq.heappush(customer.ready, submission.row)
        self._queue(submission.client_api_id)

    def _queue(self, client_api_id: str) -> None:
        """Line a customer up by its first row; an entry that no longer holds is passed over when its turn comes."""
        customer = self._customers[client_api_id]
        if customer.may_send:
            heapq.heappush(self._open, (customer.ready[0], client_api_id))

    def _first_open(self) -> _Customer | None:
        while self._open:
            row, client_api_id = self._open[0]
            customer = self._customers[client_api_id]
            if customer.may_send and customer.ready[0] == row:
                return customer
            heapq.heappop(self._open)
        return None

    def _release(self, row: int) -> None:
        for blocked in self._blocks.pop(row, []):
            others = self._waiting.get(blocked, set())
            others.discard(row)
            if not others and self._waiting.pop(blocked, None) is not None:
                self._make_ready(self._submissions[blocked])

    def _give_up(self, row: int, *, will_do: bool) -> Iterator[Outcome]:
        """The rows that wait for this one, and those that wait for them.

        `will_do` says that this one can simply be run again; then they can too, else a person must decide.
        """
        status = Status.NOT_ATTEMPTED if will_do else Status.CONFLICT
        undone = [row]
        while undone:
            for blocked in self._blocks.pop(undone.pop(), []):
                if self._waiting.pop(blocked, None) is not None:
                    message = f"waits for row {row} of the plan, which did not succeed"
                    yield Outcome(blocked, status, (linkages.BLOCKED_BY_ANOTHER_ROW,), message)
                    undone.append(blocked)

    def _doubt(self, customer: _Customer, client_api_id: str, outcome: Outcome) -> list[Stopped]:
        """Close a customer that refuses the key, or one canary after the other."""
        customer.refused = customer.refused + 1 if outcome.refused else 0
        if outcome.customer_refused and customer.trust is not _Trust.CLOSED:
            code, words = accounts.CUSTOMER_REFUSED, outcome.customer_refused
        elif customer.trust is _Trust.PROVING and customer.refused >= CANARIES:
            words = f"the first {CANARIES} rows were refused; the last time: {outcome.message}"
            code = sending.CANARIES_REFUSED
        else:
            return []
        customer.trust = _Trust.CLOSED
        return [Stopped(code.id, words, client_api_id)]


def submit(
    submissions: Sequence[Submission],
    linker: Linker,
    emit: Emit,
    stopping: Stopping,
    *,
    limits: Limits,
    concurrency: int,
) -> None:
    """Send the rows, and tell each outcome as it comes by a `Settled` event; rows that are never reached have none.

    Why they were not reached is said by `Stopped` events, for one customer or for the run.
    """
    dispatcher = Dispatcher(submissions, limits)
    with ThreadPoolExecutor(concurrency, thread_name_prefix="submit") as pool:
        in_flight: set[Future[Outcome]] = set()
        while True:
            if stopping.reason:
                dispatcher.end(stopping.reason)
            while len(in_flight) < concurrency and (job := dispatcher.next()):
                submission, read_back = job
                in_flight.add(pool.submit(linker.carry_out, submission, read_back=read_back))
            if not in_flight:
                break
            done, in_flight = wait(in_flight, _LOOKS_EVERY, return_when=FIRST_COMPLETED)
            for outcome in (future.result() for future in done):
                if outcome.halt:
                    stopping.stop(outcome.halt)
                hopeless, stopped = dispatcher.settled(outcome)
                for one in (outcome, *hopeless):
                    emit(_event(one))
                for event in stopped:
                    emit(event)
    reason = dispatcher.ended
    if reason and (dispatcher.left or stopping.reason):
        emit(Stopped(reason.code.id, reason.words))


def _event(outcome: Outcome) -> Settled:
    return Settled(
        outcome.row,
        outcome.status,
        " ".join(code.id for code in outcome.codes),
        outcome.message,
        outcome.linkage_id,
        outcome.http_status,
        outcome.attempts,
        outcome.started_at,
        outcome.finished_at,
    )
