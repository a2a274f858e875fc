"""What a customer has, read to an end that is shown to be one, or not claimed at all."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from worlds import World, customer, world

from batch.cloudhealth.calls import Request
from batch.cloudhealth.errors import StopError
from batch.cloudhealth.sweep import read_customers, sweep
from batch.cloudhealth.wire import Answer
from batch.events import Answered, CustomerRead
from batch.inventory import CustomerInventory, ReadState
from batch.rules import sending


def world_of(pairs: int = 0, *faults: dict[str, Any], linked: int = 0, customers: int = 1, **switches: Any) -> World:
    known = [customer(4001 + number, pairs, linked=[(at, at) for at in range(linked)]) for number in range(customers)]
    return world({"name": "t", "customers": known, "faults": list(faults), "switches": switches})


def swept(made: World, *customers: str) -> list[CustomerInventory]:
    return list(sweep(made.client, customers or ("4001",), made.events.append))


def status(code: int, **more: Any) -> dict[str, Any]:
    return {"kind": "status", "status": code, **more}


def paths(made: World) -> list[str]:
    return [entry.path.rpartition("/")[2] for entry in made.log]


@pytest.mark.parametrize(
    ("pairs", "requests"),
    [(0, 1), (1, 1), (15, 1), (49, 1), (50, 1), (51, 2), (100, 2), (125, 3)],
)
def test_with_a_total_the_accounts_take_as_many_requests_as_they_have_hundreds(pairs: int, requests: int) -> None:
    made = world_of(pairs)
    (inventory,) = swept(made)
    assert (inventory.state, len(inventory.accounts)) == (ReadState.COMPLETE, 2 * pairs)
    assert paths(made) == ["aws_accounts"] * requests + ["govcloud_linkages"]


@pytest.mark.parametrize(
    ("pairs", "requests"),
    [(0, 1), (1, 2), (15, 2), (49, 2), (50, 2), (51, 2), (100, 3)],
)
def test_without_a_header_a_full_first_page_is_not_taken_for_the_last(pairs: int, requests: int) -> None:
    made = world_of(pairs, paging="none")
    (inventory,) = swept(made)
    assert (inventory.state, len(inventory.accounts)) == (ReadState.COMPLETE, 2 * pairs)
    assert paths(made).count("aws_accounts") == requests


@pytest.mark.parametrize("pairs", [50, 80])
def test_a_server_that_always_returns_its_first_page_has_not_been_read(pairs: int) -> None:
    made = world_of(pairs, paging="repeating")
    (inventory,) = swept(made)
    assert (inventory.state, inventory.accounts) == (ReadState.INCOMPLETE, ())
    assert inventory.reason == "page 2 of the accounts repeats earlier ones"
    assert len(made.log) == 6


def accounts_page(count: int, start: int = 1, **headers: str) -> Answer:
    items = [{"id": number, "name": "a", "region": "global"} for number in range(start, start + count)]
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(200, named, json.dumps({"aws_accounts": items}).encode())


NEXT = "next"


def pages(*given: Answer) -> Callable[[Request], Answer | None]:
    """These answers to requests for accounts, the last one repeatedly."""
    left = list(given)

    def answer(request: Request) -> Answer | None:
        if request.path != "/v1/aws_accounts":
            return None
        return left.pop(0) if len(left) > 1 else left[0]

    return answer


@pytest.mark.parametrize(
    ("given", "count"),
    [
        # A total that is reached; one that the list has outgrown, after which the pages themselves show the end.
        ([accounts_page(3, x_total="3")], 3),
        ([accounts_page(100, x_total="60"), accounts_page(20, 101, x_total="60")], 120),
        ([accounts_page(100, x_total="60"), accounts_page(0, x_total="60")], 100),
        # Smaller pages than requested; a page size doesn't show what follows, and may not even be true.
        ([accounts_page(30), accounts_page(1, 31)], 31),
        ([accounts_page(50), accounts_page(50, 51), accounts_page(50, 101), accounts_page(0)], 150),
        ([accounts_page(30, x_per_page="100"), accounts_page(1, 31, x_per_page="100")], 31),
        # A total only on the first page, and one that appears later.
        ([accounts_page(50, x_total="60"), accounts_page(10, 51)], 60),
        ([accounts_page(50), accounts_page(50, 51, x_total="100")], 100),
        # Only links: the first page without one is the last.
        ([accounts_page(50, link_relations=NEXT), accounts_page(50, 51)], 100),
        ([accounts_page(50, link_relations=NEXT), accounts_page(70, 51, link_relations="first prev")], 120),
        ([accounts_page(50, link_relations="last")], 50),
        # A page that announces another may be empty; two in a row are the end, however often more is announced.
        ([accounts_page(0, link_relations=NEXT), accounts_page(3)], 3),
        (
            [
                accounts_page(50, link_relations=NEXT),
                accounts_page(0, link_relations=NEXT),
                accounts_page(5, 51, link_relations=NEXT),
                accounts_page(0, link_relations=NEXT),
            ],
            55,
        ),
        # A total that a link contradicts: it may count only the page.
        ([accounts_page(50, x_total="50", link_relations=NEXT), accounts_page(5, 51)], 55),
        # The last page, or the whole list, repeatedly.
        ([accounts_page(30), accounts_page(30, 31), accounts_page(30, 31)], 60),
        ([accounts_page(7)], 7),
        # A server that starts over after the last page, and one whose pages count from 0 and that has a total.
        ([accounts_page(30), accounts_page(30, 31), accounts_page(30)], 60),
        ([accounts_page(7, x_total="7", link_relations="from-zero prev")], 7),
        # A page beyond the end that is refused.
        ([accounts_page(50), Answer(404, {}, b"{}")], 50),
        ([accounts_page(50), Answer(422, {}, b'{"errors": ["page"]}')], 50),
        # A page that is larger than requested.
        ([accounts_page(150), accounts_page(0)], 150),
        # A list that changes once while it is read.
        (
            [
                accounts_page(100, x_total="101"),
                accounts_page(2, 100, x_total="102"),
                accounts_page(100, x_total="102"),
                accounts_page(2, 101, x_total="102"),
            ],
            102,
        ),
        ([accounts_page(100), accounts_page(1, 100), accounts_page(100), accounts_page(2, 101)], 102),
    ],
)
def test_every_way_of_paging_is_read_to_its_end(given: list[Answer], count: int) -> None:
    made = world_of()
    made.transport.before = pages(*given)
    (inventory,) = swept(made)
    assert (inventory.state, len(inventory.accounts)) == (ReadState.COMPLETE, count), inventory.reason


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ([accounts_page(3, x_total="4"), accounts_page(0, x_total="4")], "3 of 4 accounts were listed"),
        ([accounts_page(3, x_total="4")], "page 2 of the accounts repeats earlier ones"),
        ([accounts_page(3, x_total="4"), Answer(404, {}, b"{}")], "answered 404"),
        ([accounts_page(50, link_relations=NEXT)], "page 2 of the accounts repeats earlier ones"),
        ([accounts_page(50, link_relations=NEXT), Answer(422, {}, b"{}")], "answered 422"),
        ([accounts_page(50, link_relations="last", x_total="60"), accounts_page(0)], "50 of 60 accounts were listed"),
        ([accounts_page(50), accounts_page(50, 31)] * 3, "page 2 of the accounts repeats earlier ones"),
        ([accounts_page(50), Answer(500, {}, b"{}")], "answered 500"),
        (
            [accounts_page(50, link_relations="from-zero prev")],
            "the pages of the accounts count from 0, and one was not read",
        ),
        # Repeated full pages, as from a server that returns its first page for any page number.
        ([accounts_page(100)], "page 2 of the accounts repeats earlier ones"),
        ([accounts_page(30)], "page 2 of the accounts repeats earlier ones"),
        (
            [accounts_page(100, start, x_total=total) for start, total in [(1, "200"), (101, "199")] * 3],
            "the number of accounts changed while they were being read",
        ),
        ([Answer(200, {}, b'{"aws_accounts": [')], "the answer is not JSON (18 bytes)"),
        # If nothing in a list can be read, it is the list itself that isn't understood.
        (
            [Answer(200, {}, b'{"aws_accounts": [{"id": null}]}')],
            "1 of the accounts can't be read: an object's 'id' is not an id",
        ),
        ([Answer(200, {}, b'{"aws_accounts": {"1": {"id": 1}}}')], "the answer has no list of aws_accounts"),
        ([Answer(404, {}, b"{}")], "answered 404"),
    ],
)
def test_nothing_is_claimed_about_a_list_that_may_be_incomplete(given: list[Answer], reason: str) -> None:
    made = world_of()
    made.transport.before = pages(*given)
    (inventory,) = swept(made)
    assert (inventory.state, inventory.accounts, inventory.linkages) == (ReadState.INCOMPLETE, (), ())
    assert inventory.reason == reason


@pytest.mark.parametrize(("linked", "requests"), [(0, 1), (1, 2), (7, 2), (30, 2), (55, 2)])
def test_a_list_of_linkages_that_repeats_its_page_has_no_pages(linked: int, requests: int) -> None:
    made = world_of(linked, linked=linked)
    (inventory,) = swept(made)
    assert (inventory.state, len(inventory.linkages)) == (ReadState.COMPLETE, linked)
    assert paths(made).count("govcloud_linkages") == requests


def test_a_page_that_is_refused_once_is_requested_again() -> None:
    made = world_of()
    made.transport.before = pages(accounts_page(50), Answer(404, {}, b"{}"), accounts_page(20, 51), accounts_page(0))
    (inventory,) = swept(made)
    assert (inventory.state, len(inventory.accounts)) == (ReadState.COMPLETE, 70)


def unreadable(*items: object, **headers: str) -> Answer:
    """A page of accounts, in which numbers are readable accounts with that id."""
    listed = [{"id": item} if isinstance(item, int) else item for item in items]
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(200, named, json.dumps({"aws_accounts": listed}).encode())


NO_ID = {"name": "a"}


@pytest.mark.parametrize(
    ("given", "count", "left_out"),
    [
        ([unreadable(1, NO_ID, x_total="2")], 1, "1 of the accounts can't be read: an object's 'id' is not an id"),
        (
            [unreadable(1, NO_ID, None, [], {"id": True}, x_total="5")],
            1,
            "4 of the accounts can't be read: an object's 'id' is not an id; an account is not an object",
        ),
        # A total that does not count them, and none at all: the pages show the end.
        ([unreadable(1, None, None, x_total="1"), unreadable(x_total="1")], 1, "2 of the accounts can't be read"),
        ([unreadable(1, 2, None), unreadable(3, None)], 3, "2 of the accounts can't be read"),
        ([unreadable(1, 2, None), unreadable(None)], 2, "2 of the accounts can't be read"),
        ([unreadable(1, 2, None), unreadable()], 2, "1 of the accounts can't be read"),
        # The whole list again, and a last page with nothing else on it.
        ([unreadable(1, None)], 1, "1 of the accounts can't be read"),
        ([unreadable(1, 2), unreadable(None), unreadable(None)], 2, "1 of the accounts can't be read"),
        ([unreadable(1, 2), unreadable(None, None), unreadable(None, None)], 2, "2 of the accounts can't be read"),
    ],
)
def test_an_unreadable_account_is_left_out_and_reported(given: list[Answer], count: int, left_out: str) -> None:
    made = world_of()
    made.transport.before = pages(*given)
    (inventory,) = swept(made)
    assert (inventory.state, len(inventory.accounts)) == (ReadState.COMPLETE, count), inventory.reason
    assert inventory.left_out.startswith(left_out)
    assert [event.left_out for event in made.events if isinstance(event, CustomerRead)] == [inventory.left_out]


def test_a_total_that_is_not_reached_with_the_unreadable_accounts_is_incomplete() -> None:
    made = world_of()
    made.transport.before = pages(unreadable(1, None, x_total="3"), unreadable(x_total="3"))
    (inventory,) = swept(made)
    assert (inventory.state, inventory.reason) == (ReadState.INCOMPLETE, "2 of 3 accounts were listed")


@pytest.mark.parametrize("item", [None, [], {}, {"id": 9}, {"id": 9, "govcloud_acct": 1, "commercial_acct": [2]}, 9])
def test_an_unreadable_linkage_may_have_any_account_so_nothing_is_claimed(item: object) -> None:
    made = world_of(2, linked=1)
    linkage = {"id": 8, "govcloud_acct": 400100001, "commercial_acct": 400100002}
    listed = Answer(200, {}, json.dumps([linkage, item]).encode())
    made.transport.before = lambda request: listed if "linkages" in request.path else None
    (inventory,) = swept(made)
    assert (inventory.state, inventory.accounts, inventory.linkages) == (ReadState.INCOMPLETE, (), ())
    assert inventory.reason.startswith("1 of the linkages can't be read: ")
    assert paths(made) == ["aws_accounts"]
    assert len([event for event in made.events if isinstance(event, Answered)]) == 2


def test_a_customer_without_an_id_may_be_any_so_the_list_is_incomplete() -> None:
    made = world_of()
    made.transport.before = lambda _: Answer(200, {}, b'{"customers": [{"id": 4001}, {"name": "Acme"}]}')
    with pytest.raises(StopError, match="1 of the customers can't be read: an object's 'id' is not an id") as stopped:
        read_customers(made.client)
    assert stopped.value.reason.rule == sending.CUSTOMERS_NOT_LISTED


def refusing_sizes(made: World, *answers: Answer) -> list[str]:
    """The requests for accounts to a service that refuses any `per_page` with the first of these answers."""
    asked: list[str] = []

    def before(request: Request) -> Answer | None:
        if "per_page" in dict(request.query):
            asked.append(f"{dict(request.query).get('client_api_id', '')}/{dict(request.query)['page']}")
            return answers[0]
        return None

    made.transport.before = before
    return asked


EXCEEDED = '{"errors": ["Exceeded maximum 30 per page"]}'


@pytest.mark.parametrize(
    "answer", [Answer(422, {}, EXCEEDED.encode()), Answer(400, {}, b""), Answer(200, {}, EXCEEDED.encode())]
)
def test_a_page_size_that_is_refused_is_requested_once_per_run(answer: Answer) -> None:
    made = world_of(40, customers=3)
    asked = refusing_sizes(made, answer)
    inventories = swept(made, "4001", "4002", "4003")
    assert [(each.state, len(each.accounts)) for each in inventories] == [(ReadState.COMPLETE, 80)] * 3
    assert asked == ["4001/1"]
    assert [event.requests for event in made.events if isinstance(event, CustomerRead)] == [4, 4, 4]
    for _ in range(2):
        assert [found.client_api_id for found in read_customers(made.client)] == ["4001", "4002", "4003"]
    assert asked == ["4001/1", "/1"]


def test_a_first_page_that_is_refused_with_and_without_a_size_is_not_a_refused_size() -> None:
    made = world_of(40, status(422, path="/v1/aws_accounts", customer=4001), customers=2)
    first, second = swept(made, "4001", "4002")
    assert first.state is ReadState.INCOMPLETE
    assert first.reason.startswith("answered 422: Simulated by the sandbox (request id ")
    assert (second.state, len(second.accounts)) == (ReadState.COMPLETE, 80)
    assert made.log[-2].query["per_page"] == "100"


def test_a_page_with_two_versions_of_one_account_has_not_been_read() -> None:
    items = [{"id": 1, "region": region} for region in ("global", "govcloud")]
    made = world_of()
    made.transport.before = pages(Answer(200, {"x-total": "1"}, json.dumps({"aws_accounts": items}).encode()))
    (inventory,) = swept(made)
    assert (inventory.state, inventory.reason) == (
        ReadState.INCOMPLETE,
        "page 1 of the accounts lists 1 twice, with different data",
    )


@pytest.mark.parametrize(
    ("switches", "requests"),
    [
        ({}, 1 + 1),
        ({"linkage_paging": "total"}, 1 + 1),
        ({"linkage_paging": "silent"}, 1 + 1),
        ({"paging": "none"}, 2 + 1),
        ({"paging": "none", "page_size": 10}, 3 + 1),
    ],
)
@pytest.mark.parametrize("linked", [0, 5])
def test_a_sweep_counts_the_requests_that_it_takes_at_least(
    linked: int, switches: dict[str, Any], requests: int
) -> None:
    # The first request for linkages fails, which is not counted.
    made = world_of(10, status(500, path="/api/v1/govcloud_linkages", last=1), linked=linked, **switches)
    swept(made)
    (told,) = [event for event in made.events if isinstance(event, CustomerRead)]
    looks_on = linked > 0 and switches.get("linkage_paging") != "total"
    assert told.requests == len(made.log) - 1 == requests + looks_on


def test_a_customer_that_refuses_takes_one_request() -> None:
    made = world_of(2, status(403), customers=1)
    made.transport.before = lambda request: Answer(200, {}, b"{}") if request.path == "/v1/customers" else None
    swept(made)
    assert [event.requests for event in made.events if isinstance(event, CustomerRead)] == [1]


@pytest.mark.parametrize("linked", [0, 6, 7, 8, 21])
def test_a_list_of_linkages_with_a_total_is_believed(linked: int) -> None:
    made = world_of(linked, linked=linked, linkage_paging="headers", linkage_page_size=7)
    (inventory,) = swept(made)
    assert (inventory.state, len(inventory.linkages)) == (ReadState.COMPLETE, linked)
    assert paths(made).count("govcloud_linkages") == max(1, -(-linked // 7))


@pytest.mark.parametrize("owner_ids", ["absent", "null"])
def test_accounts_may_hide_their_numbers(owner_ids: str) -> None:
    (inventory,) = swept(world_of(1, owner_ids=owner_ids))
    assert [account.owner_id for account in inventory.accounts] == ["", ""]


def test_one_unreadable_customer_does_not_affect_the_others() -> None:
    made = world_of(2, status(500, customer=4002), status(403, customer=4003), customers=4)
    states = [(found.client_api_id, found.state) for found in swept(made, "4001", "4002", "4003", "4004")]
    assert states == [
        ("4001", ReadState.COMPLETE),
        ("4002", ReadState.INCOMPLETE),
        ("4003", ReadState.FORBIDDEN),
        ("4004", ReadState.COMPLETE),
    ]
    told_states = [event.state for event in made.events if isinstance(event, CustomerRead)]
    assert told_states == [state for _, state in states]


def test_a_customer_with_unreadable_linkages_is_not_read() -> None:
    made = world_of(2, status(500, path="/api/v1/govcloud_linkages"))
    (inventory,) = swept(made)
    assert (inventory.state, inventory.accounts) == (ReadState.INCOMPLETE, ())


def refusing_key(made: World) -> None:
    made.transport.before = lambda _request: Answer(403, {}, b"{}")


def test_a_key_that_every_customer_refuses_is_recognized_after_three_and_nothing_is_claimed_about_them() -> None:
    made = world_of(1, customers=5)
    refusing_key(made)
    found: list[CustomerInventory] = []
    with pytest.raises(StopError, match="refuses the key: for every customer, answered 403") as stopped:
        found.extend(sweep(made.client, ["4001", "4002", "4003", "4004", "4005"], made.events.append))
    assert stopped.value.reason.rule == sending.KEY_REFUSED
    assert not found
    assert [event.path for event in made.events if hasattr(event, "path")] == ["/v1/aws_accounts"] * 3 + [
        "/v1/customers"
    ]


def test_a_single_customer_that_refuses_a_good_key_is_only_that_customer_s_problem() -> None:
    made = world_of(1, customers=2)
    (inventory,) = swept(made, "9999")
    assert inventory.state is ReadState.FORBIDDEN


def test_three_customers_that_refuse_a_good_key_do_not_hide_the_others() -> None:
    made = world_of(1, status(403, customer=4001), status(403, customer=4002), status(403, customer=4003), customers=4)
    states = [found.state for found in swept(made, "4001", "4002", "4003", "4004")]
    assert states == [ReadState.FORBIDDEN] * 3 + [ReadState.COMPLETE]
    assert paths(made).count("customers") == 1


def test_if_customers_can_t_be_listed_either_refusals_by_all_are_about_the_key() -> None:
    refused = [status(403, path="/v1/aws_accounts"), status(500, path="/v1/customers", last=40)]
    with pytest.raises(StopError) as stopped:
        swept(world_of(1, *refused, customers=2), "4001", "4002")
    assert stopped.value.reason.rule in {sending.KEY_REFUSED, sending.SERVICE_DOWN}


def test_a_direct_customer_is_read_without_a_client_api_id() -> None:
    made = world({"name": "t", "own": customer(1, 2), "switches": {}})
    (inventory,) = swept(made, "")
    assert (inventory.state, len(inventory.accounts)) == (ReadState.COMPLETE, 4)
    assert all("client_api_id" not in entry.query for entry in made.log)


def test_all_customers_are_listed_or_none() -> None:
    listed = read_customers(world_of(customers=130).client)
    assert [found.client_api_id for found in listed] == [str(4001 + number) for number in range(130)]
    for fault, words in ((status(403), "may not list"), (status(404), "answered 404")):
        with pytest.raises(StopError, match=words) as stopped:
            read_customers(world_of(0, {**fault, "path": "/v1/customers"}).client)
        assert stopped.value.reason.rule == sending.CUSTOMERS_NOT_LISTED
