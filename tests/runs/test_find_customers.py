"""Finding customers: which lists are read, in which order, how far, and what is known if one can't be read."""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from worlds import World, customer, world

from batch.cloudhealth import calls
from batch.cloudhealth.pacing import parse_rates
from batch.cloudhealth.wire import Answer
from batch.errors import Exit
from batch.events import Event
from batch.reconcile.customers import InNone, InOne, InTwo, Sought
from batch.runs.find_customers import Search, find_customers
from batch.runs.reading import Reading

CUSTOMERS, V1, V2, ACCOUNTS = "customers", "v1", "v2", "accounts"
_NAMES = {
    "/v1/customers": CUSTOMERS,
    "/v1/aws_account_assignments": V1,
    "/v2/aws_account_assignments": V2,
    "/v1/aws_accounts": ACCOUNTS,
}


@dataclass
class Told:
    """A view that keeps its texts."""

    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def note(self, text: str) -> None:
        self.notes.append(text)

    def warn(self, text: str) -> None:
        self.warnings.append(text)

    def event(self, event: Event) -> None:
        pass

    def pause(self) -> None:
        pass


def world_of(
    *faults: dict[str, Any], count: int = 3, pairs: int = 2, moved: int = 0, rate: str = "", **switches: Any
) -> World:
    """Customers 4001, 4002 … with this many pairs each; the last `moved` of them are in version 2."""
    customers = [
        {**customer(4001 + at, pairs), "name": f"Customer {at + 1}", "is_moved": at >= count - moved}
        for at in range(count)
    ]
    scenario = {"name": "t", "customers": customers, "faults": list(faults), "switches": switches}
    return world(scenario, max_attempts=2, rates=parse_rates(rate) if rate else ())


def pair(customer_id: int, number: int = 0, govcloud_of: int = 0, name: str = "") -> Sought:
    """The numbers of a customer's pair, the GovCloud account perhaps another customer's."""
    first, other = customer_id * 100_000 + 10 * number, (govcloud_of or customer_id) * 100_000 + 10 * number
    return Sought(f"{first + 2:012d}", f"{other + 1:012d}", name)


NOBODYS = Sought("999999999992", "999999999991")


def found(made: World, *rows: Sought, told: Told | None = None) -> Search:
    view: Any = told or Told()
    return find_customers(Reading(made.cloudhealth, made.cloudhealth, made.events.append, view, made.stopping), rows)


def asked(made: World) -> list[str]:
    """The lists that were requested, one page each; for accounts, with the customer."""
    return [f"{_NAMES[entry.path]} {entry.query.get('client_api_id', '')}".strip() for entry in made.log]


def refused(status: int, path: str = "*", **more: Any) -> dict[str, Any]:
    return {"kind": "status", "status": status, "path": path, **more}


def test_one_page_of_assignments_finds_customers_that_are_all_in_it() -> None:
    made = world_of()
    rows = pair(4001), pair(4003, 1)
    search = found(made, *rows)
    assert search.answers == {rows[0]: InOne("4001"), rows[1]: InOne("4003")}
    assert search.customer_of(rows[1]) == ("4003", "Customer 3")
    assert (search.exit_code, search.remarks) == (Exit.OK, [])
    assert asked(made) == [CUSTOMERS, V1]


@pytest.mark.parametrize(("customers", "pages"), [([4001], 1), ([4001, 4010], 2), ([4020], 3)])
def test_assignments_are_read_only_until_all_numbers_are_found(customers: list[int], pages: int) -> None:
    made = world_of(count=20, pairs=3)  # 120 accounts, six per customer
    assert found(made, *map(pair, customers)).exit_code == Exit.OK
    assert asked(made) == [CUSTOMERS, *[V1] * pages]


def test_moved_customers_are_found_in_version_2_if_it_names_them() -> None:
    made = world_of(moved=1, assignments_name_customers=True)
    rows = pair(4001), pair(4003)
    assert found(made, *rows).answers == {rows[0]: InOne("4001"), rows[1]: InOne("4003")}
    assert asked(made) == [CUSTOMERS, V1, V2]


def test_if_version_2_names_no_customer_accounts_are_read_until_all_rows_are_found() -> None:
    made, told = world_of(count=5, moved=3), Told()
    assert found(made, pair(4003), told=told).exit_code == Exit.OK
    assert asked(made) == [CUSTOMERS, V1, V2, *[f"{ACCOUNTS} {id_}" for id_ in (4001, 4002, 4003)]]
    assert "the list of account assignments (version 2) doesn't name customers" in told.notes


@pytest.mark.parametrize("status", [403, 404])
def test_a_key_that_may_not_read_assignments_reads_the_accounts(status: int) -> None:
    made = world_of(refused(status, "*/aws_account_assignments"))
    search = found(made, pair(4002, 1))
    assert search.answers == {pair(4002, 1): InOne("4002")}
    assert [each for each in asked(made) if each.startswith(ACCOUNTS)] == [f"{ACCOUNTS} 4001", f"{ACCOUNTS} 4002"]


@pytest.mark.parametrize("status", [400, 404, 422])
def test_a_service_that_refuses_the_list_of_assignments_is_reported(status: int) -> None:
    made, told = world_of(refused(status, "*/aws_account_assignments")), Told()
    assert found(made, pair(4001), told=told).exit_code == Exit.OK
    assert any(
        f"CloudHealth refused the list of account assignments (version 1): answered {status}" in note
        for note in told.notes
    )


def test_what_was_read_of_assignments_before_they_failed_counts() -> None:
    made, told = world_of(refused(500, "/v1/aws_account_assignments", first=2), count=20, pairs=3), Told()
    rows = pair(4001), pair(4020)
    assert found(made, *rows, told=told).answers == {rows[0]: InOne("4001"), rows[1]: InOne("4020")}
    assert any("could not be read completely" in warning for warning in told.warnings)


def test_the_commercial_account_decides_if_govcloud_accounts_are_not_assigned() -> None:
    made = world_of(unassigned_govcloud=True)
    assert found(made, pair(4001), pair(4002)).exit_code == Exit.OK
    assert asked(made) == [CUSTOMERS, V1]


@pytest.mark.parametrize("switches", [{}, {"assignments": "none"}])
@pytest.mark.parametrize(("commercial", "govcloud"), [(4001, 4003), (4003, 4001)])
def test_a_pair_in_two_customers_is_found_in_both_whichever_list_has_them(
    switches: dict[str, Any], commercial: int, govcloud: int
) -> None:
    made = world_of(**switches)
    row = pair(commercial, govcloud_of=govcloud)
    search = found(made, row)
    answer = search.answers[row]
    assert isinstance(answer, InTwo)
    assert [claim.client_api_id for claim in answer.claims] == [str(commercial), str(govcloud)]
    assert (search.customer_of(row), search.exit_code) == (("", ""), Exit.ATTENTION)
    assert all(f"customer {id_} (Customer {id_ - 4000})" in search.why_not(row) for id_ in (commercial, govcloud))


def test_a_pair_that_no_customer_has_is_reported_with_the_likely_causes() -> None:
    made = world_of()
    search = found(made, NOBODYS, pair(4001))
    assert search.answers == {NOBODYS: InNone(), pair(4001): InOne("4001")}
    assert asked(made) == [CUSTOMERS, V1, V2, *[f"{ACCOUNTS} {id_}" for id_ in (4001, 4002, 4003)]]
    assert search.why_not(NOBODYS).startswith("CloudHealth lists commercial account 999999999992 or GovCloud")
    (causes,) = search.remarks
    places = [causes.index(words) for words in ("24 to 48 hours", "nobody has added it", "only one sub-organization")]
    assert places == sorted(places)
    assert search.exit_code == Exit.ATTENTION


@pytest.mark.parametrize("status", [403, 500])
def test_nothing_is_claimed_about_a_customer_that_cannot_be_read(status: int) -> None:
    made = world_of(refused(status, "/v1/aws_accounts", customer=4002))
    search = found(made, NOBODYS, pair(4001))
    assert search.exit_code == Exit.STOPPED
    assert search.why_not(NOBODYS).startswith("no list that could be read has")
    assert search.remarks[0].startswith(f"the accounts of customer 4002 could not be read: answered {status}")


def test_an_unreadable_customer_does_not_matter_if_all_rows_are_found() -> None:
    made = world_of(refused(500, "/v1/aws_accounts", customer=4001), assignments="none")
    search = found(made, pair(4002))
    assert (search.answers, search.exit_code) == ({pair(4002): InOne("4002")}, Exit.OK)


def test_accounts_that_cannot_be_read_leave_it_open_who_has_the_number() -> None:
    search = found(world_of(unreadable_account=True), NOBODYS)
    assert search.exit_code == Exit.STOPPED
    assert "1 of the accounts can't be read" in search.remarks[0]


def test_customers_that_rows_name_are_read_first() -> None:
    made = world_of(count=9, assignments="none")
    assert found(made, pair(4007, name=" CUSTOMER  7")).exit_code == Exit.OK
    assert asked(made)[-1] == f"{ACCOUNTS} 4007"
    assert [each for each in asked(made) if each.startswith(ACCOUNTS)] == [f"{ACCOUNTS} 4007"]


def test_a_name_that_contradicts_the_numbers_is_detected_whichever_list_has_them() -> None:
    for made in (world_of(), world_of(assignments="none")):
        row = pair(4001, name="Customer 3")
        answer = found(made, row).answers[row]
        assert isinstance(answer, InTwo)
        assert {claim.client_api_id for claim in answer.claims} == {"4001", "4003"}


def test_rows_with_only_names_need_only_the_list_of_customers() -> None:
    made = world_of()
    known, mistyped = Sought("", "", "customer 2"), Sought("", "", "Customer 22")
    search = found(made, known, mistyped)
    assert search.answers[known] == InOne("4002")
    assert search.why_not(mistyped).startswith(
        "no customer is named 'Customer 22'; the most similar: 4002 (Customer 2), "
    )
    assert asked(made) == [CUSTOMERS]


def test_each_stage_announces_its_cost() -> None:
    made, told = world_of(count=20, pairs=3, rate="30/min"), Told()
    found(made, NOBODYS, told=told)
    assert "\n".join(told.notes[:-1]) == (
        "looking for the customers of 1 row: first, one request per 100 customers\n"
        "looking for 2 AWS accounts in the list of account assignments (version 1): one request per 50 assignments "
        "or so\n"
        "the list of account assignments (version 1) has 120: reading all of it takes another 2 requests at 30/min: "
        "about 2 seconds\n"
        "looking for 2 AWS accounts in the list of account assignments (version 2): one request per 50 assignments "
        "or so\n"
        "looking for 2 AWS accounts among the accounts of up to 20 customers: 20 requests at 30/min: about 38 seconds "
        "if all must be read, and more for those with over 100 accounts"
    )
    assert told.notes[-1].startswith("the customers of 0 of 1 row were found in ")


@pytest.mark.parametrize(("paging", "words"), [("none", "one request per further page"), ("link", "further page")])
def test_a_list_without_a_length_is_announced_as_one_request_per_page(paging: str, words: str) -> None:
    told = Told()
    found(world_of(count=20, pairs=3, paging=paging), NOBODYS, told=told)
    assert words in told.notes[2]


def test_version_2_is_read_for_what_version_1_does_not_have() -> None:
    made = world_of(count=40, pairs=3, moved=20, unassigned_govcloud=True, assignments_name_customers=True)
    assert found(made, pair(4001), pair(4021)).exit_code == Exit.OK
    assert asked(made) == [CUSTOMERS, V1, V1, V2, V2]


def test_a_run_that_stops_has_the_reason_and_asks_nothing_more() -> None:
    made = world_of(refused(401, "/v1/aws_accounts"), refused(401, "*/aws_account_assignments"))
    found(made, NOBODYS)
    assert made.stopping.reason
    assert made.stopping.reason.exit_code == Exit.STOPPED
    assert f"{ACCOUNTS} 4001" not in asked(made)


def test_if_customers_cannot_be_listed_nothing_else_is_asked() -> None:
    made = world_of(refused(403, "/v1/customers"))
    found(made, NOBODYS)
    assert made.stopping.reason
    assert "may not list them" in made.stopping.reason.words
    assert asked(made) == [CUSTOMERS]


def test_a_customer_that_the_key_cannot_see_is_no_customer_of_a_row() -> None:
    made = world_of()
    hidden = {"id": 1, "owner_id": pair(4001).commercial_owner_id, "customer_id": 999}
    page = json.dumps({"aws_account_assignments": [hidden]}).encode()
    made.transport.before = lambda request: Answer(200, {}, page) if request.path == calls.ASSIGNMENTS[1] else None
    assert found(made, pair(4001)).answers == {pair(4001): InOne("4001")}
    assert asked(made)[-1] == f"{ACCOUNTS} 4001"


def test_accounts_without_a_number_are_reported_if_a_number_is_in_no_list() -> None:
    search = found(world_of(owner_ids="null", assignments="none"), NOBODYS)
    assert search.remarks[0] == (
        "CloudHealth doesn't return the AWS numbers of 12 of the accounts that were read "
        "(of customers 4001, 4002, 4003)"
    )


def test_a_key_without_customers_finds_none() -> None:
    made = world({"name": "t", "customers": [], "own": customer(1, 1)})
    made.transport.before = lambda request: Answer(200, {}, b"[]") if request.path == calls.CUSTOMERS else None
    assert found(made, NOBODYS).answers == {NOBODYS: InNone()}
    assert ACCOUNTS not in " ".join(asked(made))


def test_of_many_customers_that_cannot_be_read_the_first_are_named_and_the_others_counted() -> None:
    search = found(world_of(refused(403, "/v1/aws_accounts"), count=9), NOBODYS)
    assert len(search.unread) == 9
    assert search.remarks[4].startswith("the accounts of customer 4005 could not be read: answered 403")
    assert search.remarks[5] == "the accounts of 4 more customers could not be read either"
    numberless = found(world_of(owner_ids="absent", assignments="none", count=9), NOBODYS)
    assert numberless.remarks[0].endswith("(of customers 4001, 4002, 4003, 4004, 4005 and 4 more)")
