"""Whatever comes home in whatever order: a machine plays CloudHealth and the threads against the pure dispatcher."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from batch.codes import sending
from batch.statuses import SENT, Action, Status
from batch.stopping import Reason
from batch.submission import Outcome, Submission
from batch.submit import CANARIES, Dispatcher, Limits

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
    """One dispatcher, its rows in flight, and what an onlooker knows of them."""

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
        self.dispatcher = Dispatcher(list(self.submissions.values()), self.limits)
        self.given: list[int] = []
        self.in_flight: dict[int, bool] = {}
        self.ends: dict[int, Status] = {}
        self.closed: set[str] = set()
        self.refused_in_a_row = dict.fromkeys(CUSTOMERS, 0)
        self.failures = 0
        self.is_over = False

    def proven(self, customer: str) -> bool:
        return any(end in SENT and self.submissions[row].client_api_id == customer for row, end in self.ends.items())

    @rule()
    def a_thread_is_free(self) -> None:
        job = self.dispatcher.next()
        if job is None:
            return
        submission, read_back = job
        customer = submission.client_api_id
        assert not self.is_over
        assert submission.row not in self.given
        assert customer not in self.closed
        assert all(self.ends.get(row) in SENT | {Status.IN_SYNC} for row in submission.after)
        others = [row for row in self.in_flight if self.submissions[row].client_api_id == customer]
        assert self.proven(customer) or not others
        assert self.limits.rows is None or len(self.given) < self.limits.rows
        assert self.limits.failures is None or self.failures < self.limits.failures
        assert read_back or self.given
        self.given.append(submission.row)
        self.in_flight[submission.row] = read_back

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
            self.dispatcher.end(Reason(sending.INTERRUPTED, "interrupted"))
            self.is_over = True

    @invariant()
    def every_row_is_accounted_for(self) -> None:
        left = len(self.submissions.keys() - self.ends.keys() - self.in_flight.keys())
        assert self.dispatcher.left == left

    def teardown(self) -> None:
        """Left alone with nothing but successes, the dispatcher ends: no row waits for ever."""
        if not hasattr(self, "dispatcher"):
            return
        while True:
            while job := self.dispatcher.next():
                self.in_flight[job[0].row] = job[1]
            if not self.in_flight:
                break
            row = next(iter(self.in_flight))
            del self.in_flight[row]
            hopeless, _ = self.dispatcher.settled(Outcome(row, Status.CREATED))
            assert not hopeless
            self.ends[row] = Status.CREATED
        left = [self.submissions[row].client_api_id for row in self.submissions.keys() - self.ends.keys()]
        assert self.dispatcher.ended or set(left) <= self.closed


DispatchMachine.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestDispatching = DispatchMachine.TestCase
