"""Decide which row is sent next, and which customer is checked, without threads, clock, or HTTP.

A row that may have been applied waits at the end of its customer's queue. When the customer's other rows are done and
the settle time has passed, one check covers all of its waiting rows.
"""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from batch.events import Stopped
from batch.rules import accounts, linkages, sending
from batch.statuses import RETRY, SENT, Action, Status
from batch.stopping import StopReason
from batch.submission import Outcome, Submission, Unsettled
from batch.submit.customer import CustomerQueue, Trust

CANARIES = 3
"""After this many refused canaries in a row, their customer is closed: the cause is probably not in the rows."""


@dataclass(frozen=True, slots=True)
class Limits:
    """When to end early; None for no limit."""

    rows: int | None = None
    """Send at most this many rows."""
    failures: int | None = None
    """Stop after this many rows were rejected, failed, or unknown."""


@dataclass(frozen=True, slots=True)
class Send:
    """Send this row. `earlier` is what its last attempt left open; `read_back` asks for proof, as from a canary."""

    submission: Submission
    read_back: bool = False
    earlier: Unsettled | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """Look for these rows, all of one customer, in CloudHealth."""

    client_api_id: str
    rows: tuple[Unsettled, ...]


class Dispatcher:
    """Decides what is done next, and receives every outcome. `settle` is the settle time; times are in seconds."""

    def __init__(self, submissions: Sequence[Submission], limits: Limits, settle: float = 60.0) -> None:
        self._submissions = {submission.row: submission for submission in submissions}
        self._limits = limits
        self._settle = settle
        self._customers: dict[str, CustomerQueue] = {}
        self._open: list[tuple[int, str]] = []
        self._unsettled: dict[str, None] = {}
        """Customers with rows that wait for a check."""
        self._earlier: dict[int, Unsettled] = {}
        """Rows that are ready to be sent again."""
        self._blocked: dict[int, set[int]] = {}
        self._blocks: dict[int, list[int]] = {}
        self._unproven = {Action.CREATE, Action.UPDATE}
        self._sent = 0
        self._failures = 0
        self._held_back = 0
        self._is_stopped = False
        self.stop_reason: StopReason | None = None
        for submission in submissions:
            after = submission.after & self._submissions.keys()
            if after:
                self._blocked[submission.row] = set(after)
                for other in after:
                    self._blocks.setdefault(other, []).append(submission.row)
            else:
                self._make_ready(submission)

    def next(self, now: float) -> Send | Look | None:
        """Return what to do next, which is in flight until its result is recorded; None if nothing may be done now."""
        if self._is_stopped:
            return None
        return self._next_row() or self._next_look(now)

    @property
    def next_look_at(self) -> float | None:
        """Return when the next check is due if nothing else happens before; None if no row waits for one."""
        if self._is_stopped:
            return None
        quiet = (self._customers[each] for each in self._unsettled)
        return min((each.quiet_since + self._settle for each in quiet if each.awaits_look), default=None)

    def settled(self, outcome: Outcome) -> tuple[list[Outcome], list[Stopped]]:
        """Record an outcome; return outcomes of rows that can't succeed any more, and the customers that it closes."""
        submission = self._submissions[outcome.row]
        customer = self._customers[submission.client_api_id]
        customer.in_flight -= 1
        if outcome.status in SENT and customer.trust is Trust.PROVING:
            customer.trust = Trust.PROVEN
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

    def left_open(self, row: Unsettled, now: float) -> None:
        """Record a row that has no outcome yet: it was sent, or looked for, at `now`."""
        client_api_id = row.submission.client_api_id
        customer = self._customers[client_api_id]
        customer.in_flight -= 1
        if row.is_due_again:
            self._earlier[row.submission.row] = row
            heapq.heappush(customer.ready, row.submission.row)
        else:
            customer.waiting.append(row)
            customer.quiet_since = now
            self._unsettled[client_api_id] = None
        self._queue(client_api_id)

    def end(self, reason: StopReason) -> None:
        """Stop: nothing more may be done. The first reason counts."""
        self.stop_reason = self.stop_reason or reason
        self._is_stopped = True

    @property
    def open_rows(self) -> list[Unsettled]:
        """Rows that were sent, have no outcome, and are not in flight, in order."""
        waiting = (row for each in self._unsettled for row in self._customers[each].waiting)
        return sorted([*waiting, *self._earlier.values()], key=lambda row: row.submission.row)

    @property
    def left(self) -> int:
        """The number of rows that have neither been sent nor given up."""
        ready = sum(len(customer.ready) for customer in self._customers.values()) - len(self._earlier)
        return ready + len(self._blocked) + self._held_back

    def _next_row(self) -> Send | None:
        while (customer := self._first_open()) is not None:
            row = customer.ready[0]
            if row not in self._earlier and self._is_over():
                self._hold_back_new_rows()
                continue
            heapq.heappop(customer.ready)
            submission, earlier = self._submissions[row], self._earlier.pop(row, None)
            customer.in_flight += 1
            self._queue(submission.client_api_id)
            self._sent += earlier is None
            read_back = submission.action in self._unproven
            self._unproven.discard(submission.action)
            return Send(submission, read_back, earlier)
        return None

    def _next_look(self, now: float) -> Look | None:
        for client_api_id in self._unsettled:
            customer = self._customers[client_api_id]
            if customer.awaits_look and now >= customer.quiet_since + self._settle:
                del self._unsettled[client_api_id]
                rows = tuple(sorted(customer.waiting, key=lambda row: row.submission.row))
                customer.waiting.clear()
                customer.in_flight += len(rows)
                return Look(client_api_id, rows)
        return None

    def _is_over(self) -> bool:
        """Whether rows may no longer be sent for the first time."""
        if self.stop_reason is None and self._limits.rows is not None and self._sent >= self._limits.rows:
            self.stop_reason = StopReason.of(sending.LIMIT_REACHED, limit=f"--limit {self._limits.rows}")
        if self.stop_reason is None and self._limits.failures is not None and self._failures >= self._limits.failures:
            self.stop_reason = StopReason.of(sending.LIMIT_REACHED, limit=f"--max-failures {self._limits.failures}")
        return self.stop_reason is not None

    def _hold_back_new_rows(self) -> None:
        """Leave only rows in the queues that were sent before and must be sent again."""
        for client_api_id, customer in self._customers.items():
            again = [row for row in customer.ready if row in self._earlier]
            self._held_back += len(customer.ready) - len(again)
            heapq.heapify(again)
            customer.ready = again
            self._queue(client_api_id)

    def _make_ready(self, submission: Submission) -> None:
        customer = self._customers.setdefault(submission.client_api_id, CustomerQueue())
        heapq.heappush(customer.ready, submission.row)
        self._queue(submission.client_api_id)

    def _queue(self, client_api_id: str) -> None:
        """Queue a customer by its first row; an outdated entry is skipped when its turn comes."""
        customer = self._customers[client_api_id]
        if customer.may_send:
            heapq.heappush(self._open, (customer.ready[0], client_api_id))

    def _first_open(self) -> CustomerQueue | None:
        while self._open:
            row, client_api_id = self._open[0]
            customer = self._customers[client_api_id]
            if customer.may_send and customer.ready[0] == row:
                return customer
            heapq.heappop(self._open)
        return None

    def _release(self, row: int) -> None:
        for blocked in self._blocks.pop(row, []):
            others = self._blocked.get(blocked, set())
            others.discard(row)
            if not others and self._blocked.pop(blocked, None) is not None:
                self._make_ready(self._submissions[blocked])

    def _give_up(self, row: int, *, will_do: bool) -> Iterator[Outcome]:
        """Yield outcomes for the rows that wait for this one, directly or not.

        `will_do` if this row only needs to be run again, and so the others too; otherwise a person must decide.
        """
        status = Status.NOT_ATTEMPTED if will_do else Status.CONFLICT
        undone = [row]
        while undone:
            for blocked in self._blocks.pop(undone.pop(), []):
                if self._blocked.pop(blocked, None) is not None:
                    rule = linkages.BLOCKED_BY_ANOTHER_ROW
                    yield Outcome(blocked, status, (rule,), rule.describe(row=row, end="did not succeed"))
                    undone.append(blocked)

    def _doubt(self, customer: CustomerQueue, client_api_id: str, outcome: Outcome) -> list[Stopped]:
        """Close a customer that refuses the key, or that refused several canaries in a row."""
        customer.refused = customer.refused + 1 if outcome.refused else 0
        if outcome.customer_refused and customer.trust is not Trust.CLOSED:
            rule, words = accounts.CUSTOMER_REFUSED, outcome.customer_refused
        elif customer.trust is Trust.PROVING and customer.refused >= CANARIES:
            rule = sending.CANARIES_REFUSED
            words = rule.describe(count=CANARIES, last=outcome.message)
        else:
            return []
        customer.trust = Trust.CLOSED
        return [Stopped(rule.id, words, client_api_id)]
