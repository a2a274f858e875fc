"""Which row goes next, and what an outcome means for the others: decided without threads."""

import time
from collections.abc import Iterable

import pytest

from batch.events import Stopped
from batch.rules import linkages, sending
from batch.statuses import Action, Status
from batch.stopping import StopReason
from batch.submission import Outcome, Submission
from batch.submit import Dispatcher, Limits, Send


def row(number: int, customer: str = "a", *, after: Iterable[int] = (), action: Action = Action.CREATE) -> Submission:
    return Submission(number, customer, f"{number}2", f"{number}1", action, after=frozenset(after))


def dispatcher(*rows: Submission, **limits: int) -> Dispatcher:
    return Dispatcher(rows, Limits(**limits))


def ready(made: Dispatcher, now: float = 0.0) -> list[int]:
    """Every row that may go now."""
    numbers = []
    while isinstance(job := made.next(now), Send):
        numbers.append(job.submission.row)
    return numbers


def settled(
    made: Dispatcher, number: int, status: Status = Status.CREATED, **more: object
) -> tuple[list[Outcome], list[Stopped]]:
    return made.settled(Outcome(number, status, **more))  # type: ignore[arg-type]


def test_a_customer_s_first_create_goes_alone_and_the_others_follow_once_it_is_confirmed() -> None:
    made = dispatcher(row(1), row(2), row(3), row(4, "b"), row(5, "b"))
    assert ready(made) == [1, 4]
    settled(made, 1)
    assert ready(made) == [2, 3]
    settled(made, 4)
    assert ready(made) == [5]
    assert made.left == 0


@pytest.mark.parametrize("status", [Status.FAILED, Status.UNKNOWN, Status.IN_SYNC, Status.CONFLICT, Status.REJECTED])
def test_a_canary_that_proves_nothing_is_followed_by_another(status: Status) -> None:
    made = dispatcher(row(1), row(2), row(3))
    assert ready(made) == [1]
    settled(made, 1, status)
    assert ready(made) == [2]


def test_rows_go_in_the_order_of_the_mapping_whatever_their_customer() -> None:
    made = dispatcher(row(2, "b"), row(1, "a"), row(4, "b"), row(3, "a"))
    assert ready(made) == [1, 2]
    settled(made, 2)
    settled(made, 1)
    assert ready(made) == [3, 4]


def test_only_the_first_create_and_the_first_update_are_read_back() -> None:
    made = dispatcher(row(1), row(2, "b"), row(3, "c", action=Action.UPDATE), row(4, "d", action=Action.UPDATE))
    jobs = [made.next(0.0) for _ in range(4)]
    assert [isinstance(job, Send) and job.read_back for job in jobs] == [True, False, True, False]


def test_a_canary_that_failed_leaves_the_reading_back_to_the_next() -> None:
    made = dispatcher(row(1), row(2))
    made.next(0.0)
    settled(made, 1, Status.FAILED)
    job = made.next(0.0)
    assert isinstance(job, Send)
    assert job.read_back


def test_a_canary_that_could_not_be_read_back_leaves_that_to_the_next() -> None:
    made = dispatcher(row(1), row(2), row(3))
    made.next(0.0)
    settled(made, 1, unread=True)
    jobs = [made.next(0.0), made.next(0.0)]
    assert [isinstance(job, Send) and job.read_back for job in jobs] == [True, False]


def test_three_refused_canaries_in_a_row_stop_only_their_customer() -> None:
    made = dispatcher(*(row(number) for number in range(1, 7)), row(7, "b"))
    assert ready(made) == [1, 7]
    assert settled(made, 1, Status.REJECTED, refused=True) == ([], [])
    assert ready(made) == [2]
    settled(made, 2, Status.REJECTED, refused=True)
    assert ready(made) == [3]
    _, stopped = settled(made, 3, Status.REJECTED, refused=True, message="answered 422: not GovCloud")
    assert [(event.code, event.client_api_id) for event in stopped] == [("S105", "a")]
    assert "not GovCloud" in stopped[0].reason
    assert ready(made) == []
    assert made.left == 3
    settled(made, 7)
    assert made.stop_reason is None


def test_refusals_after_a_success_stop_no_customer() -> None:
    made = dispatcher(*(row(number) for number in range(1, 8)))
    made.next(0.0)
    settled(made, 1)
    for number in ready(made):
        assert settled(made, number, Status.REJECTED, refused=True) == ([], [])


def test_a_customer_that_refuses_the_key_is_closed_once_and_its_rows_in_flight_end() -> None:
    made = dispatcher(*(row(number) for number in range(1, 6)))
    made.next(0.0)
    settled(made, 1)
    made.next(0.0)
    made.next(0.0)
    _, stopped = settled(made, 2, Status.UNKNOWN, customer_refused="answered 403")
    assert stopped == [Stopped("A121", "answered 403", "a")]
    assert settled(made, 3, Status.REJECTED, customer_refused="answered 403") == ([], [])
    assert ready(made) == []


def test_rows_wait_for_those_that_free_their_accounts() -> None:
    made = dispatcher(row(1, after=[3]), row(2, after=[1, 3]), row(3))
    assert ready(made) == [3]
    settled(made, 3, Status.UPDATED)
    assert ready(made) == [1]
    settled(made, 1, Status.IN_SYNC)
    assert ready(made) == [2]


def test_a_row_that_waits_for_one_that_is_not_sent_at_all_waits_for_nothing() -> None:
    assert ready(dispatcher(row(1, after=[99]))) == [1]


@pytest.mark.parametrize(
    ("status", "then"),
    [
        (Status.REJECTED, Status.CONFLICT),
        (Status.CONFLICT, Status.CONFLICT),
        (Status.FAILED, Status.NOT_ATTEMPTED),
        (Status.UNKNOWN, Status.NOT_ATTEMPTED),
        (Status.NOT_ATTEMPTED, Status.NOT_ATTEMPTED),
    ],
)
def test_rows_that_wait_for_a_failed_row_get_its_next_step(status: Status, then: Status) -> None:
    made = dispatcher(row(1), row(2, after=[1]), row(3, after=[2]), row(4, after=[1, 3]), row(5))
    assert made.next(0.0)
    hopeless, _ = settled(made, 1, status)
    assert [(outcome.row, outcome.status, outcome.rules) for outcome in hopeless] == [
        (2, then, (linkages.BLOCKED_BY_ANOTHER_ROW,)),
        (4, then, (linkages.BLOCKED_BY_ANOTHER_ROW,)),
        (3, then, (linkages.BLOCKED_BY_ANOTHER_ROW,)),
    ]
    assert ready(made) == [5]
    assert made.left == 0


def test_thousands_of_rows_that_wait_for_each_other_are_given_up_with_the_first() -> None:
    made = dispatcher(row(1), *(row(number, after=[number - 1]) for number in range(2, 5000)))
    made.next(0.0)
    hopeless, _ = settled(made, 1, Status.REJECTED)
    assert len(hopeless) == 4998


def test_a_limit_of_rows_ends_the_run_and_the_rest_is_left() -> None:
    made = dispatcher(row(1), row(2, "b"), row(3, "c"), rows=2)
    assert ready(made) == [1, 2]
    assert made.stop_reason
    assert (made.stop_reason.rule, made.left) == (sending.LIMIT_REACHED, 1)


def test_a_limit_that_is_just_enough_ends_nothing() -> None:
    made = dispatcher(row(1), row(2, "b"), rows=2)
    assert ready(made) == [1, 2]
    assert made.stop_reason is None


@pytest.mark.parametrize(
    ("status", "counts"),
    [
        (Status.REJECTED, True),
        (Status.FAILED, True),
        (Status.UNKNOWN, True),
        (Status.CONFLICT, False),
        (Status.CREATED, False),
        (Status.NOT_ATTEMPTED, False),
    ],
)
def test_a_limit_of_failures_counts_rows_that_were_sent_without_success(status: Status, counts: bool) -> None:  # noqa: FBT001 - a case
    made = dispatcher(row(1), row(2), failures=1)
    made.next(0.0)
    settled(made, 1, status)
    assert (ready(made) == []) is counts
    assert (made.stop_reason is not None) is counts


def test_the_first_stop_reason_counts() -> None:
    made = dispatcher(row(1))
    made.end(StopReason(sending.INTERRUPTED, "interrupted"))
    made.end(StopReason(sending.LIMIT_REACHED, "later"))
    assert ready(made) == []
    assert made.stop_reason == StopReason(sending.INTERRUPTED, "interrupted")


@pytest.mark.slow
@pytest.mark.parametrize("customers", [1, 50_000])
def test_a_hundred_thousand_rows_are_ordinary_however_many_their_customers(customers: int) -> None:
    began = time.process_time()
    made = dispatcher(*(row(number, str(number % customers)) for number in range(1, 100_001)))
    in_flight: list[int] = []
    done = 0
    while True:
        while len(in_flight) < 4 and isinstance(job := made.next(0.0), Send):
            in_flight.append(job.submission.row)
        if not in_flight:
            break
        settled(made, in_flight.pop(0))
        done += 1
    assert done == 100_000
    assert time.process_time() - began < 20
