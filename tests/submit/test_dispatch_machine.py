"""Results in any order: a state machine plays CloudHealth and the threads against the pure dispatcher."""

from collections.abc import Iterable
from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from batch.rules import sending
from batch.statuses import SENT, Action, Status
from batch.stopping import StopReason
from batch.submission import LOOKS, Outcome, Submission, Unsettled
from batch.submit import CANARIES, Dispatcher, Limits, Look, Send

SETTLE = 60.0
CUSTOMERS = ("a", "b", "c")
ENDS = (
    Status.CREATED,
    Status.IN_SYNC,
    Status.CONFLICT,
    Status.REJECTED,
    Status.FAILED,
    Status.UNKNOWN,
    Status.NOT_ATTEMPTED,
)


class DispatchMachine(RuleBasedStateMachine):
    """One dispatcher, its rows in flight, and what an observer can know about them."""

    @initialize(
        owners=st.lists(st.sampled_from(CUSTOMERS), min_size=1, max_size=20),
        waits=st.lists(st.integers(0, 5), min_size=20, max_size=20),
        rows=st.none() | st.integers(0, 8),
        failures=st.none() | st.integers(1, 4),
    )
    def start(self, owners: list[str], waits: list[int], rows: int | None, failures: int | None) -> None:
        self.submissions: dict[int, Submission] = {}
        for number, owner in enumerate(owners, start=1):
            earlier = [row for row, other in self.submissions.items() if other.client_api_id == owner]
            after = frozenset(earlier[-1:]) if waits[number - 1] == 0 else frozenset()
            self.submissions[number] = Submission(number, owner, f"{number}2", f"{number}1", Action.CREATE, after=after)
        self.limits = Limits(rows, failures)
        self.dispatcher = Dispatcher(list(self.submissions.values()), self.limits, SETTLE)
        self.now = 0.0
        self.given: list[int] = []
        self.in_flight: dict[int, Unsettled | None] = {}
        """Rows in flight, with what an earlier attempt left open."""
        self.open: dict[int, Unsettled] = {}
        """Rows that wait for a check, or to be sent again."""
        self.left_at: dict[int, float] = {}
        """When each was left open or checked."""
        self.ends: dict[int, Status] = {}
        self.closed: set[str] = set()
        self.refused_in_a_row = dict.fromkeys(CUSTOMERS, 0)
        self.failures = 0
        self.is_over = False

    def proven(self, customer: str) -> bool:
        return any(end in SENT and self.submissions[row].client_api_id == customer for row, end in self.ends.items())

    def of(self, customer: str, rows: Iterable[int]) -> list[int]:
        return [row for row in rows if self.submissions[row].client_api_id == customer]

    @rule()
    def a_thread_is_free(self) -> None:
        match self.dispatcher.next(self.now):
            case Send(submission, read_back, earlier):
                self._is_sent(submission, earlier, read_back=read_back)
            case Look(customer, rows):
                self._is_looked_for(customer, rows)

    def _is_sent(self, submission: Submission, earlier: Unsettled | None, *, read_back: bool) -> None:
        customer = submission.client_api_id
        assert not self.is_over
        assert customer not in self.closed
        waiting = [row for row in self.of(customer, self.open) if not self.open[row].is_due_again]
        assert self.proven(customer) or not [*self.of(customer, self.in_flight), *waiting]
        if earlier is None:
            assert submission.row not in self.given
            assert all(self.ends.get(row) in SENT | {Status.IN_SYNC} for row in submission.after)
            assert self.limits.rows is None or len(self.given) < self.limits.rows
            assert self.limits.failures is None or self.failures < self.limits.failures
            assert read_back or self.given
            self.given.append(submission.row)
        else:
            assert earlier is self.open.pop(submission.row)
            assert earlier.is_due_again
        self.in_flight[submission.row] = None

    def _is_looked_for(self, customer: str, rows: tuple[Unsettled, ...]) -> None:
        assert not self.is_over
        waiting = [row for row in self.of(customer, self.open) if not self.open[row].is_due_again]
        assert [row.submission.row for row in rows] == sorted(waiting)
        assert not self.of(customer, self.in_flight)
        for row in rows:
            assert self.now - self.left_at[row.submission.row] >= SETTLE
            assert self.open.pop(row.submission.row) is row
            self.in_flight[row.submission.row] = row

    @rule(seconds=st.sampled_from([0.0, 1.0, 59.0, 60.0]))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds

    @precondition(lambda self: self.in_flight)
    @rule(data=st.data(), may_repeat=st.booleans())
    def a_row_is_left_open(self, data: st.DataObject, *, may_repeat: bool) -> None:
        row = data.draw(st.sampled_from(sorted(self.in_flight)))
        before = self.in_flight.pop(row)
        left = Unsettled(self.submissions[row], "answered 504", 1, "then", None, may_repeat)
        if before:
            left = replace(before, absences=before.absences + 1)
        if left.absences >= LOOKS and not left.may_repeat:
            self.in_flight[row] = before  # the linker gives such a row up
            return
        self.open[row] = left
        self.left_at[row] = self.now
        self.dispatcher.left_open(left, self.now)

    @precondition(lambda self: self.in_flight)
    @rule(data=st.data(), end=st.sampled_from(ENDS), refused=st.booleans(), customer_refused=st.integers(0, 9))
    def a_row_comes_home(self, data: st.DataObject, end: Status, *, refused: bool, customer_refused: int) -> None:
        row = data.draw(st.sampled_from(sorted(self.in_flight)))
        del self.in_flight[row]
        customer = self.submissions[row].client_api_id
        refused = refused and end is Status.REJECTED
        words = "answered 403" if customer_refused == 0 and end in {Status.REJECTED, Status.UNKNOWN} else ""
        hopeless, stopped = self.dispatcher.settled(Outcome(row, end, refused=refused, customer_refused=words))
        self.ends[row] = end
        self.failures += end in {Status.REJECTED, Status.FAILED, Status.UNKNOWN}
        self.refused_in_a_row[customer] = self.refused_in_a_row[customer] + 1 if refused else 0
        for outcome in hopeless:
            assert outcome.row not in self.ends
            assert outcome.row not in self.given
            assert self.submissions[outcome.row].after & self.ends.keys()
            self.ends[outcome.row] = outcome.status
        doubted = self.refused_in_a_row[customer] >= CANARIES and not self.proven(customer)
        if customer not in self.closed and (words or doubted):
            assert [event.client_api_id for event in stopped] == [customer]
            self.closed.add(customer)
        else:
            assert not stopped

    @rule(chance=st.integers(0, 30))
    def the_run_is_stopped(self, chance: int) -> None:
        if chance == 0:
            self.dispatcher.end(StopReason(sending.INTERRUPTED, "interrupted"))
            self.is_over = True

    @invariant()
    def every_row_is_accounted_for(self) -> None:
        left = self.submissions.keys() - self.ends.keys() - self.in_flight.keys() - self.open.keys()
        assert self.dispatcher.left == len(left)
        assert [row.submission.row for row in self.dispatcher.open_rows] == sorted(self.open)

    def teardown(self) -> None:
        """With nothing but successes from now on, the dispatcher ends: no row waits forever."""
        if not hasattr(self, "dispatcher"):
            return
        while True:
            while job := self.dispatcher.next(self.now):
                rows = [job.submission.row] if isinstance(job, Send) else [each.submission.row for each in job.rows]
                for row in rows:
                    self.open.pop(row, None)
                    self.in_flight[row] = None
            if not self.in_flight:
                due = self.dispatcher.next_look_at
                if due is None:
                    break
                assert due > self.now
                self.now = due
                continue
            row = next(iter(self.in_flight))
            del self.in_flight[row]
            hopeless, _ = self.dispatcher.settled(Outcome(row, Status.CREATED))
            assert not hopeless
            self.ends[row] = Status.CREATED
        left = [self.submissions[row].client_api_id for row in self.submissions.keys() - self.ends.keys()]
        assert self.dispatcher.stop_reason or set(left) <= self.closed
        assert self.is_over or {self.submissions[row].client_api_id for row in self.open} <= self.closed


DispatchMachine.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestDispatching = DispatchMachine.TestCase
