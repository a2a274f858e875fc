"""The lists of account assignments: their requests, what is read of them, and how far."""

import json
from typing import Any

import pytest
from worlds import World, customer, world

from batch.cloudhealth import calls, wire
from batch.cloudhealth.errors import CustomerRefusedError, IncompleteError, NotThereError
from batch.cloudhealth.items import MalformedAnswer
from batch.cloudhealth.wire import Answer, Page
from batch.inventory import Assignment

V1, V2 = "/v1/aws_account_assignments", "/v2/aws_account_assignments"


def answer(*items: Any) -> Answer:
    return Answer(200, {}, json.dumps({"aws_account_assignments": items}).encode())


def world_of(accounts: int, *faults: dict[str, Any], **switches: Any) -> World:
    more = [{"owner_id": f"5{number:011d}"} for number in range(accounts)]
    return world(
        {"name": "t", "customers": [customer(4001, 0, more=more)], "faults": list(faults), "switches": switches}
    )


def read(made: World, version: int = 1, until: str = "") -> list[Assignment]:
    """Takes pages until there is this number."""
    taken: list[Assignment] = []

    def enough(page: Page[Assignment]) -> bool:
        taken.extend(page.items)
        return any(found.owner_id == until for found in page.items)

    made.cloudhealth.assignments(version, enough)
    return taken


def sizes(made: World) -> list[tuple[str, str]]:
    return [(entry.query["page"], entry.query.get("per_page", "")) for entry in made.log]


def test_assignments_are_requested_fifty_at_a_time_and_without_a_customer() -> None:
    first, second = calls.list_assignments(1, 1), calls.list_assignments(2, 3)
    assert (first.method, first.path, first.query) == ("GET", V1, (("page", "1"), ("per_page", "50")))
    assert (second.path, second.query) == (V2, (("page", "3"), ("per_page", "50")))


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (
            {"id": 9, "owner_id": "012345678901", "customer_id": 4001, "payer_account_owner_id": "1"},
            Assignment("9", "012345678901", "4001"),
        ),
        ({"id": 9, "owner_id": 12345678901, "customer_id": "4001"}, Assignment("9", "012345678901", "4001")),
        # Version 2, which may name the customer otherwise, or not at all.
        ({"id": 9, "owner_id": "1", "target_client_api_id": 4001}, Assignment("9", "1", "4001")),
        ({"id": 9, "owner_id": "1", "billing_block_name": "Acme"}, Assignment("9", "1", "")),
        ({"id": None, "owner_id": "1", "customer_id": None}, Assignment("", "1", "")),
        ({"owner_id": "1", "customer_id": "Acme"}, Assignment("", "1", "")),
    ],
)
def test_an_assignment_is_read_in_every_shape(item: dict[str, Any], expected: Assignment) -> None:
    assert wire.parse_assignments(answer(item)).items == (expected,)


@pytest.mark.parametrize("item", [7, [], {"id": 1}, {"id": 1, "owner_id": None}, {"id": 1, "owner_id": ""}])
def test_an_item_without_an_account_is_left_out_of_the_list(item: Any) -> None:
    page = wire.parse_assignments(answer(item, {"owner_id": "1", "customer_id": 2}))
    assert (len(page.items), len(page.unreadable)) == (1, 1)


def test_anything_but_a_list_is_malformed() -> None:
    with pytest.raises(MalformedAnswer, match="no list of aws_account_assignments"):
        wire.parse_assignments(Answer(200, {}, b'{"id": 1}'))


@pytest.mark.parametrize("paging", ["headers", "link", "total", "none"])
def test_the_list_is_read_to_its_end(paging: str) -> None:
    made = world_of(120, paging=paging)
    assert len({found.owner_id for found in read(made)}) == 120
    assert sizes(made) == [(str(page), "50") for page in (1, 2, 3)]


@pytest.mark.parametrize(("until", "pages"), [(0, 1), (49, 1), (50, 2), (119, 3)])
def test_the_list_is_read_no_further_than_needed(until: int, pages: int) -> None:
    made = world_of(120)
    read(made, until=f"5{until:011d}")
    assert len(made.log) == pages


def test_if_a_page_size_is_refused_none_is_requested() -> None:
    made = world_of(70, per_page_at_most=30)
    assert len(read(made)) == 70
    assert sizes(made) == [("1", "50"), ("1", ""), ("2", ""), ("3", "")]


def test_a_list_that_only_repeats_its_first_page_is_not_taken_for_a_whole() -> None:
    with pytest.raises(IncompleteError, match="repeats earlier ones"):
        read(world_of(60, paging="repeating"))


def test_pages_read_before_a_failure_have_been_passed_on() -> None:
    made = world_of(120, {"kind": "status", "status": 500, "path": V1, "first": 3})
    taken: list[str] = []

    def enough(page: Page[Assignment]) -> bool:
        taken.extend(found.owner_id for found in page.items)
        return False

    with pytest.raises(Exception, match="500"):
        made.cloudhealth.assignments(1, enough)
    assert len(taken) == 100


def test_a_refusal_and_a_missing_list_are_distinguished() -> None:
    with pytest.raises(CustomerRefusedError):
        read(world_of(1, {"kind": "status", "status": 403, "path": V1}))
    with pytest.raises(NotThereError):
        read(world_of(1, assignments="none"))
