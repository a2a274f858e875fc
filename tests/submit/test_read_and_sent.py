"""What happens around the rows: customers that are not read, and accounts that must be freed in order."""

from collections.abc import Iterable

from whole_run import HEADER, apply
from worlds import customer, pair, world

from batch.rules import sending
from batch.stopping import StopReason


def _mapping(rows: Iterable[tuple[int, int, int]]) -> str:
    """Rows by customer, commercial number, and GovCloud number."""
    pairs = [(customer_id, *pair(customer_id, commercial, govcloud)) for customer_id, commercial, govcloud in rows]
    return HEADER + "".join(
        f"{customer_id},{commercial},,{govcloud},,\n" for customer_id, commercial, govcloud in pairs
    )


def test_an_answer_that_stops_a_run_while_customers_are_read_leaves_every_row_unattempted_for_its_reason() -> None:
    customers = [customer(4001, 2), customer(4002, 2), customer(4003, 2)]
    made = world({"name": "t", "customers": customers, "faults": [{"kind": "login-redirect", "customer": 4002}]})
    run = apply(made, _mapping([(4001, 0, 0), (4002, 0, 0), (4003, 0, 0)]))
    assert run.statuses == ["not_attempted"] * 3
    assert set(run.report["codes"]) == {"S204"}
    assert not made.asked("POST")


def test_a_signal_while_customers_are_read_leaves_every_row_unattempted_for_its_reason() -> None:
    made = world({"name": "t", "customers": [customer(4001, 2), customer(4002, 2)]})
    made.transport.before = lambda _request: (
        made.stopping.stop(StopReason(sending.INTERRUPTED, "interrupted by SIGINT")) if len(made.log) == 3 else None
    )
    run = apply(made, _mapping([(4001, 0, 0), (4002, 0, 0)]))
    assert run.statuses == ["not_attempted"] * 2
    assert set(run.report["codes"]) == {"S301"}
    assert not made.asked("POST")


def test_accounts_are_freed_before_the_rows_that_need_them_are_sent() -> None:
    made = world({"name": "t", "customers": [customer(4001, 4, linked=[(1, 1), (2, 2)])]})
    run = apply(made, _mapping([(4001, 1, 2), (4001, 0, 1), (4001, 2, 3)]), allow_update=True)
    assert run.statuses == ["created", "updated", "updated"]
    assert made.pairs == {pair(4001, 1, 2), pair(4001, 0, 1), pair(4001, 2, 3)}
