"""The names of customers: as few requests as possible, each sent once, and no result ends the run."""

from typing import Any

import pytest
from worlds import World, world

from batch.cloudhealth.calls import Request
from batch.cloudhealth.naming import read_names
from batch.events import CustomersNamed, Stopped
from batch.inventory import ReadState
from batch.rules import sending
from batch.runs.reading import read_all
from batch.stopping import StopReason

FIRST = 4001


def world_of(customers: int, *faults: dict[str, Any], **switches: Any) -> World:
    known = [{"id": FIRST + at, "name": f"Customer {at}"} for at in range(customers)]
    return world({"name": "t", "customers": known, "faults": list(faults), "switches": switches})


def asked(made: World) -> list[str]:
    """The requests: the pages of the list by number, and each customer by path."""
    return [entry.query.get("page", entry.path.rpartition("/")[2]) for entry in made.log]


@pytest.mark.parametrize("paging", ["headers", "total", "link", "none"])
def test_the_list_is_read_only_while_names_are_missing(paging: str) -> None:
    made = world_of(350, paging=paging)
    wanted = [str(FIRST + at) for at in (0, 1, 2, 101, 150)]
    found = read_names(made.client, wanted)
    assert found.names == {customer: f"Customer {int(customer) - FIRST}" for customer in wanted}
    assert (asked(made), found.requests) == (["1", "2"], 2)


@pytest.mark.parametrize(("at", "requests"), [(7, ["1"]), (9_999, ["1", "13999"])])
def test_one_customer_of_ten_thousand_takes_two_requests_at_most(at: int, requests: list[str]) -> None:
    made = world_of(10_000)
    assert read_names(made.client, [str(FIRST + at)]).names == {str(FIRST + at): f"Customer {at}"}
    assert asked(made) == [request.replace("13999", str(FIRST + at)) for request in requests]


def test_ten_thousand_customers_take_one_request_per_hundred() -> None:
    made = world_of(10_000)
    found = read_names(made.client, [str(FIRST + at) for at in range(10_000)])
    assert (len(found.names), found.requests, len(made.log)) == (10_000, 100, 100)


@pytest.mark.parametrize("paging", ["total", "link", "none"])
def test_a_customer_missing_in_the_whole_list_is_not_requested(paging: str) -> None:
    made = world_of(3, paging=paging)
    assert read_names(made.client, ["4001", "9999"]).names == {"4001": "Customer 0"}
    assert asked(made) == ["1"]


def test_a_service_that_refuses_a_page_size_for_accounts_is_asked_for_pages_without_one() -> None:
    made = world_of(35, per_page_at_most=30)
    inventories = read_all(made.cloudhealth, ["4001", "4035"], made.events.append, made.stopping, with_names=True)
    assert [inventory.name for inventory in inventories] == ["Customer 0", "Customer 34"]
    assert asked(made)[-2:] == ["1", "4035"]


def test_a_direct_customer_has_no_name_to_ask_for() -> None:
    made = world_of(3)
    assert read_names(made.client, [""]).requests == 0
    assert not made.log


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 401},
        {"kind": "status", "status": 403},
        {"kind": "status", "status": 404},
        {"kind": "status", "status": 429},
        {"kind": "status", "status": 503},
        {"kind": "reset"},
        {"kind": "broken-json"},
        {"kind": "login-page"},
    ],
    ids=str,
)
@pytest.mark.parametrize("first", [1, 2])
def test_a_failed_request_for_names_is_not_repeated_and_earlier_names_are_kept(
    fault: dict[str, Any], first: int
) -> None:
    made = world_of(150, {**fault, "path": "/v1/customers", "first": first})
    found = read_names(made.client, ["4001", "4140", "4150"])
    assert found.names == ({"4001": "Customer 0"} if first == 2 else {})
    assert len(made.log) == found.requests == first


def test_a_signal_while_names_are_read_ends_the_run_with_what_was_read() -> None:
    made = world_of(3)

    def interrupt(request: Request) -> None:
        if request.path.startswith("/v1/customers"):
            made.stopping.stop(StopReason.of(sending.INTERRUPTED, by="SIGINT"))

    made.transport.before = interrupt
    read = read_all(made.cloudhealth, ["4001", "4003"], made.events.append, made.stopping, with_names=True)
    assert [inventory.state for inventory in read] == [ReadState.COMPLETE] * 2
    assert [event.code for event in made.events if isinstance(event, Stopped)] == [sending.INTERRUPTED.id]


def test_names_are_requested_after_the_sweep_unless_it_was_ended() -> None:
    made = world_of(3, {"kind": "status", "status": 401})
    read = read_all(made.cloudhealth, ["4001"], made.events.append, made.stopping, with_names=True)
    assert [inventory.state for inventory in read] == [ReadState.INCOMPLETE]
    assert not any(isinstance(event, CustomersNamed) for event in made.events)
