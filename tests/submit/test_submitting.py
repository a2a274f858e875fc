"""Rows on several threads, each reported until its outcome."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from worlds import FakeClock

from batch.events import Event, Paused, Settled, Stopped
from batch.rules import sending
from batch.statuses import Action, Status
from batch.stopping import Stopping, StopReason
from batch.submission import Outcome, Submission, Unsettled
from batch.submit import Limits, submit


class Scripted:
    """A linker that does as instructed, and records how many rows were in flight at the same time."""

    def __init__(
        self,
        does: Callable[[Submission], Outcome | Unsettled] | None = None,
        sees: Callable[[Unsettled], Outcome | Unsettled] | None = None,
    ) -> None:
        self._does = does or (lambda submission: Outcome(submission.row, Status.CREATED))
        self._sees = sees or (lambda row: Outcome(row.submission.row, Status.CREATED))
        self.looked_for: list[list[int]] = []
        self.sent: list[int] = []
        self._lock = threading.Lock()
        self._at_work: set[int] = set()
        self.together: list[frozenset[int]] = []
        self.read_back: list[int] = []

    def look_for(self, rows: Sequence[Unsettled]) -> list[Outcome | Unsettled]:
        self.looked_for.append([row.submission.row for row in rows])
        return [self._sees(row) for row in rows]

    def carry_out(
        self, submission: Submission, *, read_back: bool = False, earlier: Unsettled | None = None
    ) -> Outcome | Unsettled:
        assert earlier is None or earlier.is_due_again
        self.sent.append(submission.row)
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
    clock: FakeClock | None = None,
    **limits: int,
) -> tuple[list[Settled], list[Event]]:
    """What became of the rows, and all events, in order."""
    events: list[Event] = []
    stopping, clock = stopping or Stopping(), clock or FakeClock()
    clock.stopping = stopping
    submit(
        submissions,
        linker,
        clock,
        events.append,
        stopping,
        limits=Limits(**limits),
        concurrency=concurrency,
        settle=60.0,
    )
    return [event for event in events if isinstance(event, Settled)], events


def test_every_row_is_reported_once_with_its_whole_outcome() -> None:
    def fails(submission: Submission) -> Outcome:
        codes = (sending.OUTCOME_UNKNOWN, sending.INTERRUPTED)
        return Outcome(submission.row, Status.UNKNOWN, codes, "why", "8", 500, 2, "then", "now")

    outcomes, events = run(rows(50), Scripted())
    assert sorted(outcome.row for outcome in outcomes) == list(range(1, 51))
    assert len(events) == 50
    assert run(rows(1), Scripted(fails))[1] == [Settled(1, "unknown", "S103 S301", "why", "8", 500, 2, "then", "now")]


def test_no_more_rows_than_allowed_go_at_once_and_the_canary_goes_alone() -> None:
    meeting = threading.Barrier(3, timeout=20)

    def meets(submission: Submission) -> Outcome:
        if submission.row in {2, 3, 4}:
            meeting.wait()
        return Outcome(submission.row, Status.CREATED)

    linker = Scripted(meets)
    run(rows(40), linker, concurrency=3)
    assert max(map(len, linker.together)) == 3
    assert linker.together[0] == {1}
    assert all(1 not in others for others in linker.together[1:])
    assert linker.read_back == [1]


def test_nothing_to_send_causes_no_event() -> None:
    assert run([], Scripted()) == ([], [])


def test_a_stop_lets_rows_in_flight_end_and_has_a_reason_for_the_rest() -> None:
    stopping = Stopping()

    def stops(submission: Submission) -> Outcome:
        reason = StopReason(sending.NOT_THE_API, "a redirect") if submission.row == 10 else None
        return Outcome(submission.row, Status.CREATED, message="found by a look", stop_reason=reason)

    outcomes, events = run(rows(100), Scripted(stops), stopping=stopping, concurrency=4)
    stopped = [outcome.row for outcome in outcomes].index(10)
    assert len(outcomes[stopped + 1 :]) <= 3
    assert events[-1] == Stopped("S204", "a redirect")
    assert stopping.reason == StopReason(sending.NOT_THE_API, "a redirect")


def test_a_run_that_is_stopped_from_outside_sends_nothing_more() -> None:
    stopping = Stopping()

    def stops(submission: Submission) -> Outcome:
        if submission.row == 5:
            stopping.stop(StopReason(sending.INTERRUPTED, "interrupted by SIGINT"))
        return Outcome(submission.row, Status.CREATED)

    outcomes, events = run(rows(100), Scripted(stops), stopping=stopping, concurrency=1)
    assert len(outcomes) == 5
    assert events[-1] == Stopped("S301", "interrupted by SIGINT")


def test_a_limit_is_reported_only_if_rows_were_not_sent_because_of_it() -> None:
    outcomes, events = run(rows(10), Scripted(), rows=4)
    assert (len(outcomes), events[-1]) == (4, Stopped("S304", "--limit 4 was reached"))
    outcomes, events = run(rows(4), Scripted(), rows=4)
    assert (len(outcomes), len(events)) == (4, 4)


def test_too_many_failures_end_the_run() -> None:
    failing = Scripted(lambda submission: Outcome(submission.row, Status.FAILED))
    outcomes, events = run(rows(50), failing, failures=3)
    assert len(outcomes) == 3
    assert events[-1] == Stopped("S304", "--max-failures 3 was reached")


def test_a_closed_customer_is_reported_and_the_others_go_on() -> None:
    def refuses(submission: Submission) -> Outcome:
        refused = submission.client_api_id == "a"
        return Outcome(submission.row, Status.REJECTED if refused else Status.CREATED, refused=refused)

    mixed = [Submission(number, "ab"[number % 2], f"{number}2", f"{number}1") for number in range(1, 31)]
    outcomes, events = run(mixed, Scripted(refuses))
    assert len([outcome for outcome in outcomes if outcome.status == Status.CREATED]) == 15
    assert len([outcome for outcome in outcomes if outcome.status == Status.REJECTED]) == 3
    assert [event for event in events if isinstance(event, Stopped)] == [
        Stopped("S105", "the first 3 rows were refused; the last one: ", "a")
    ]


def test_rows_that_wait_for_a_failed_row_have_outcomes_too() -> None:
    chain = [
        Submission(1, "a", "2", "1", Action.UPDATE, "8"),
        Submission(2, "a", "4", "3", Action.UPDATE, "9", after=frozenset({1})),
    ]
    outcomes, events = run(chain, Scripted(lambda submission: Outcome(submission.row, Status.CONFLICT)))
    assert [(outcome.row, outcome.codes) for outcome in outcomes] == [(1, ""), (2, "L104")]
    assert len(events) == 2


def test_an_error_of_ours_is_not_swallowed() -> None:
    def breaks(_submission: Submission) -> Outcome:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(rows(3), Scripted(breaks))


def left_open(submission: Submission, absences: int = 0, *, may_repeat: bool = True) -> Unsettled:
    return Unsettled(submission, "answered 504", 1, "then", 504, may_repeat, absences)


def absent(row: Unsettled) -> Unsettled:
    return replace(row, absences=row.absences + 1)


def test_rows_that_may_have_been_applied_are_looked_for_together_when_the_others_are_done() -> None:
    linker = Scripted(
        lambda submission: (
            left_open(submission) if submission.row in {4, 7} else Outcome(submission.row, Status.CREATED)
        )
    )
    clock = FakeClock()
    outcomes, events = run(rows(20), linker, clock=clock)
    assert linker.looked_for == [[4, 7]]
    assert {outcome.row for outcome in outcomes[-2:]} == {4, 7}
    assert clock.waits == [60.0]
    assert Paused("2 rows may have been applied; CloudHealth is asked again", 60.0) in events


def test_a_row_that_two_checks_have_not_found_is_sent_again_a_minute_after_the_first() -> None:
    left = [left_open]
    linker = Scripted(
        lambda submission: left.pop()(submission) if left else Outcome(submission.row, Status.CREATED), absent
    )
    clock = FakeClock()
    outcomes, _ = run(rows(1), linker, clock=clock)
    assert linker.sent == [1, 1]
    assert linker.looked_for == [[1], [1]]
    assert clock.waits == [60.0, 60.0]
    assert [outcome.status for outcome in outcomes] == [Status.CREATED]


def test_an_ambiguous_canary_holds_up_only_its_customer() -> None:
    mixed = [Submission(number, "ab"[number % 2], f"{number}2", f"{number}1") for number in range(1, 9)]
    linker = Scripted(
        lambda submission: left_open(submission) if submission.row == 1 else Outcome(submission.row, Status.CREATED)
    )
    run(mixed, linker, concurrency=1)
    assert linker.sent == [1, 2, 4, 6, 8, 3, 5, 7]
    assert linker.looked_for == [[1]]


def test_a_stop_leaves_what_was_not_found_yet_unknown_with_its_reason() -> None:
    stopping = Stopping()

    def stops(row: Unsettled) -> Unsettled:
        stopping.stop(StopReason(sending.LIMIT_REACHED, "--max-duration was reached"))
        return absent(row)

    outcomes, events = run(rows(3), Scripted(left_open, stops), stopping=stopping)
    assert [(outcome.row, outcome.status, outcome.codes) for outcome in outcomes] == [(1, "unknown", "S103 S304")]
    assert (
        outcomes[0].message
        == "it may have been applied: answered 504; not found before the run ended: --max-duration was reached"
    )
    assert (outcomes[0].http_status, outcomes[0].attempts, outcomes[0].started_at) == (504, 1, "then")
    assert events[-1] == Stopped("S304", "--max-duration was reached")


def test_a_limit_of_rows_lets_rows_that_were_sent_reach_their_outcome() -> None:
    left = [left_open]
    linker = Scripted(
        lambda submission: left.pop()(submission) if left else Outcome(submission.row, Status.CREATED), absent
    )
    outcomes, events = run(rows(3), linker, rows=1)
    assert linker.sent == [1, 1]
    assert [(outcome.row, outcome.status) for outcome in outcomes] == [(1, "created")]
    assert events[-1] == Stopped("S304", "--limit 1 was reached")


def test_a_row_whose_customer_was_closed_before_it_could_be_sent_again_is_unknown() -> None:
    def does(submission: Submission) -> Outcome | Unsettled:
        if submission.row == 2:
            return left_open(submission)
        if submission.row == 3:
            return Outcome(submission.row, Status.REJECTED, customer_refused="answered 403")
        return Outcome(submission.row, Status.CREATED)

    outcomes, _ = run(rows(3), Scripted(does, absent), concurrency=1)
    assert outcomes[-1].row == 2
    assert (outcomes[-1].status, outcomes[-1].codes) == (Status.UNKNOWN, "S103")
    assert outcomes[-1].message == "it may have been applied: answered 504; not found, and its customer is closed"


@pytest.mark.parametrize("threads", [1, 2])
def test_a_machine_with_fewer_threads_than_asked_for_sends_every_row_on_those(
    monkeypatch: pytest.MonkeyPatch, threads: int
) -> None:
    _have_threads(monkeypatch, threads)
    linker = Scripted()
    outcomes, _ = run(rows(40) + [replace(row, row=row.row + 40) for row in rows(40, "b")], linker, concurrency=4)
    assert sorted(outcome.row for outcome in outcomes) == list(range(1, 81))
    assert sorted(linker.sent) == list(range(1, 81))
    assert max(len(at_work) for at_work in linker.together) <= threads


def test_a_machine_without_a_thread_sends_no_row(monkeypatch: pytest.MonkeyPatch) -> None:
    _have_threads(monkeypatch, 0)
    linker = Scripted()
    with pytest.raises(RuntimeError, match="can't start new thread"):
        run(rows(4), linker)
    assert not linker.sent


def _have_threads(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    start, left = threading.Thread.start, [count]

    def sparingly(thread: threading.Thread) -> None:
        if not left[0]:
            raise RuntimeError("can't start new thread")
        left[0] -= 1
        start(thread)

    monkeypatch.setattr("threading.Thread.start", sparingly)
