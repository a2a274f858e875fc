"""Rows on several threads, each told to its end."""

import threading
import time
from collections.abc import Callable

import pytest

from batch.codes import sending
from batch.events import Event, Settled, Stopped
from batch.statuses import Action, Status
from batch.stopping import Reason, Stopping
from batch.submission import Outcome, Submission
from batch.submit import Limits, submit


class Scripted:
    """A linker that does as it is told, and remembers who was at work at the same time."""

    def __init__(self, does: Callable[[Submission], Outcome] | None = None) -> None:
        self._does = does or (lambda submission: Outcome(submission.row, Status.CREATED))
        self._lock = threading.Lock()
        self._at_work: set[int] = set()
        self.together: list[frozenset[int]] = []
        self.read_back: list[int] = []

    def carry_out(self, submission: Submission, *, read_back: bool = False) -> Outcome:
        with self._lock:
            self._at_work.add(submission.row)
            self.together.append(frozenset(self._at_work))
            if read_back:
                self.read_back.append(submission.row)
        time.sleep(0.002)
        outcome = self._does(submission)
        with self._lock:
            self._at_work.discard(submission.row)
        return outcome


def rows(count: int, customer: str = "a") -> list[Submission]:
    return [Submission(number, customer, f"{number}2", f"{number}1") for number in range(1, count + 1)]


def run(
    submissions: list[Submission],
    linker: Scripted,
    *,
    concurrency: int = 4,
    stopping: Stopping | None = None,
    **limits: int,
) -> tuple[list[Settled], list[Event]]:
    """What became of the rows, and all that was told, in order."""
    events: list[Event] = []
    submit(
        submissions,
        linker,
        events.append,
        stopping or Stopping(),
        limits=Limits(**limits),
        concurrency=concurrency,
    )
    return [event for event in events if isinstance(event, Settled)], events


def test_every_row_is_told_once_with_all_that_its_outcome_says() -> None:
    def fails(submission: Submission) -> Outcome:
        codes = (sending.OUTCOME_UNKNOWN, sending.INTERRUPTED)
        return Outcome(submission.row, Status.UNKNOWN, codes, "why", "8", 500, 2, "then", "now")

    outcomes, events = run(rows(50), Scripted())
    assert sorted(outcome.row for outcome in outcomes) == list(range(1, 51))
    assert len(events) == 50
    assert run(rows(1), Scripted(fails))[1] == [Settled(1, "unknown", "S103 S301", "why", "8", 500, 2, "then", "now")]


def test_no_more_go_at_once_than_are_allowed_and_the_canary_goes_alone() -> None:
    linker = Scripted()
    run(rows(40), linker, concurrency=3)
    assert max(map(len, linker.together)) == 3
    assert linker.together[0] == {1}
    assert all(1 not in others for others in linker.together[1:])
    assert linker.read_back == [1]


def test_nothing_to_send_is_nothing_told() -> None:
    assert run([], Scripted()) == ([], [])


def test_a_halt_lets_rows_in_flight_come_home_and_says_why_for_the_rest() -> None:
    stopping = Stopping()

    def halts(submission: Submission) -> Outcome:
        reason = Reason(sending.NOT_THE_API, "a redirect") if submission.row == 10 else None
        return Outcome(submission.row, Status.CREATED, message="found by a look", halt=reason)

    outcomes, events = run(rows(100), Scripted(halts), stopping=stopping, concurrency=4)
    halted = [outcome.row for outcome in outcomes].index(10)
    assert len(outcomes[halted + 1 :]) <= 3
    assert events[-1] == Stopped("S204", "a redirect")
    assert stopping.reason == Reason(sending.NOT_THE_API, "a redirect")


def test_a_run_that_is_stopped_from_outside_sends_nothing_more() -> None:
    stopping = Stopping()

    def stops(submission: Submission) -> Outcome:
        if submission.row == 5:
            stopping.stop(Reason(sending.INTERRUPTED, "interrupted by SIGINT"))
        return Outcome(submission.row, Status.CREATED)

    outcomes, events = run(rows(100), Scripted(stops), stopping=stopping, concurrency=1)
    assert len(outcomes) == 5
    assert events[-1] == Stopped("S301", "interrupted by SIGINT")


def test_a_limit_is_told_where_it_kept_rows_back_and_only_there() -> None:
    outcomes, events = run(rows(10), Scripted(), rows=4)
    assert (len(outcomes), events[-1]) == (4, Stopped("S304", "--limit 4 was reached"))
    outcomes, events = run(rows(4), Scripted(), rows=4)
    assert (len(outcomes), len(events)) == (4, 4)


def test_too_many_failures_end_the_run() -> None:
    failing = Scripted(lambda submission: Outcome(submission.row, Status.FAILED))
    outcomes, events = run(rows(50), failing, failures=3)
    assert len(outcomes) == 3
    assert events[-1] == Stopped("S304", "--max-failures 3 was reached")


def test_a_closed_customer_is_told_and_the_others_go_on() -> None:
    def refuses(submission: Submission) -> Outcome:
        refused = submission.client_api_id == "a"
        return Outcome(submission.row, Status.REJECTED if refused else Status.CREATED, refused=refused)

    mixed = [Submission(number, "ab"[number % 2], f"{number}2", f"{number}1") for number in range(1, 31)]
    outcomes, events = run(mixed, Scripted(refuses))
    assert len([outcome for outcome in outcomes if outcome.status == Status.CREATED]) == 15
    assert len([outcome for outcome in outcomes if outcome.status == Status.REJECTED]) == 3
    assert [event for event in events if isinstance(event, Stopped)] == [
        Stopped("S105", "the first 3 rows were refused; the last time: ", "a")
    ]


def test_rows_that_wait_in_vain_have_outcomes_too() -> None:
    chain = [
        Submission(1, "a", "2", "1", Action.UPDATE, "8"),
        Submission(2, "a", "4", "3", Action.UPDATE, "9", after=frozenset({1})),
    ]
    outcomes, events = run(chain, Scripted(lambda submission: Outcome(submission.row, Status.CONFLICT)))
    assert [(outcome.row, outcome.codes) for outcome in outcomes] == [(1, ""), (2, "L104")]
    assert len(events) == 2


def test_a_flaw_of_ours_is_not_swallowed() -> None:
    def breaks(_submission: Submission) -> Outcome:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(rows(3), Scripted(breaks))
