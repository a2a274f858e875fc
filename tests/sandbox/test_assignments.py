"""Which account is assigned to which customer: both versions of the list, and what is not documented about them."""

from typing import Any

import pytest
from asking import Client, account, world

from batch.sandbox.cloud import Cloud

V1, V2 = "/v1/aws_account_assignments", "/v2/aws_account_assignments"
FIRST, SECOND = ["000000000011", "000000000012"], ["000000000021", "000000000022"]


def partner(**switches: Any) -> Client:
    """Two customers with a pair each, the second of them moved to version 2."""
    customers = [
        {
            "id": number,
            "is_moved": number == 2,
            "accounts": [account(10 * number + 1, govcloud=True), account(10 * number + 2)],
        }
        for number in (1, 2)
    ]
    return Client(Cloud(world(customers=customers, switches=switches)), client_api_id=None)


def numbers(asking: Client, path: str, **query: Any) -> list[str]:
    return [each["owner_id"] for each in asking.get(path, **query)["aws_account_assignments"]]


def test_version_1_names_the_customer_and_lacks_those_that_were_moved() -> None:
    (_, only) = partner().get(V1)["aws_account_assignments"]
    assert (only["owner_id"], only["customer_id"]) == ("000000000012", 1)
    assert set(only) == {"id", "owner_id", "customer_id", "payer_account_owner_id"}


def test_version_2_has_the_moved_ones_and_names_the_customer_only_with_the_switch() -> None:
    (_, only) = partner().get(V2)["aws_account_assignments"]
    assert only["owner_id"] == "000000000022"
    assert not {"customer_id", "target_client_api_id"} & set(only)
    assert [numbers(partner(), V2, target_client_api_id=id_) for id_ in (1, 2)] == [[], SECOND]
    (_, named) = partner(assignments_name_customers=True).get(V2)["aws_account_assignments"]
    assert named["target_client_api_id"] == 2


@pytest.mark.parametrize(
    ("assignments", "v1", "v2"),
    [("none", None, None), ("v1", FIRST, None), ("v2", None, [*FIRST, *SECOND])],
)
def test_a_version_may_be_missing(assignments: str, v1: list[str] | None, v2: list[str] | None) -> None:
    asking = partner(assignments=assignments)
    for path, expected in ((V1, v1), (V2, v2)):
        assert asking.ask("GET", path).status == (200 if expected else 404)
        assert not expected or numbers(asking, path) == expected


def test_govcloud_accounts_may_not_be_assigned() -> None:
    assert numbers(partner(unassigned_govcloud=True), V1) == ["000000000012"]


def test_an_account_without_a_number_is_in_no_list() -> None:
    asking = Client(Cloud(world(customers=[{"id": 1, "accounts": [{"id": 5}, account(6)]}])), client_api_id=None)
    assert numbers(asking, V1) == ["000000000006"]


def test_assignments_come_in_pages_with_headers() -> None:
    customer = {"id": 1, "accounts": [account(id_) for id_ in range(1, 121)]}
    asking = Client(Cloud(world(customers=[customer])), client_api_id=None)
    assert [len(numbers(asking, V1, page=page, per_page=50)) for page in (1, 2, 3, 4)] == [50, 50, 20, 0]
    headers = asking.ask("GET", V1, page=1, per_page=50).headers
    assert headers["X-Total"] == "120"
    assert 'rel="next"' in headers["Link"]


@pytest.mark.parametrize("path", [V1, V2])
def test_a_direct_customer_may_not_list_assignments(path: str) -> None:
    asking = Client(Cloud(world(customers=[], own={"id": 1, "accounts": [account(12)]})), client_api_id=None)
    assert asking.ask("GET", path).status == 403
