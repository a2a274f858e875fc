"""The rules for every linkage, and the answers to pairs that break them."""

import json
from typing import Any

import pytest
from asking import LINKAGES, Client, account, client, pair, world
from hypothesis import given, settings
from hypothesis import strategies as st

from batch.sandbox.messages import Answer


def errors(answer: Answer) -> list[str]:
    assert answer.status == 422
    found: list[str] = json.loads(answer.body)["errors"]
    return found


def test_both_accounts_must_belong_to_the_customer() -> None:
    assert errors(client().post(21, 99)) == [
        "Account 21 is not owned by this customer",
        "Account 99 is not owned by this customer",
    ]


def test_the_sides_must_fit_the_regions() -> None:
    assert errors(client().post(12, 11)) == [
        "Account 12 is not a GovCloud account",
        "Account 11 is a GovCloud account, not a commercial one",
    ]


def test_an_account_cannot_be_linked_to_itself() -> None:
    assert errors(client().post(11, 11)) == ["Account 11 is a GovCloud account, not a commercial one"]
    assert errors(client().post(12, 12)) == ["Account 12 is not a GovCloud account"]


@pytest.mark.parametrize(("govcloud", "commercial", "linked"), [(11, 14, [11]), (13, 12, [12]), (11, 12, [11, 12])])
def test_an_account_is_part_of_at_most_one_linkage(govcloud: int, commercial: int, linked: list[int]) -> None:
    asking = client()
    asking.post(11, 12)
    expected = [f"Account {account_id} is already part of linkage 1" for account_id in linked]
    assert errors(asking.post(govcloud, commercial)) == expected
    assert len(asking.cloud.linkages) == 1


def test_a_put_keeps_the_same_rules() -> None:
    asking = client()
    asking.post(11, 12)
    asking.post(13, 14)
    assert errors(asking.put(1, 11, 14)) == ["Account 14 is already part of linkage 2"]
    assert errors(asking.put(1, 12, 11))[0] == "Account 12 is not a GovCloud account"
    assert [(linkage.govcloud, linkage.commercial) for linkage in asking.cloud.linkages] == [(11, 12), (13, 14)]


def test_other_customers_linkages_are_not_revealed() -> None:
    asking = client()
    Client(asking.cloud, client_api_id=2).post(21, 22)
    assert errors(asking.post(11, 22)) == ["Account 22 is not owned by this customer"]


def test_an_account_without_a_region_is_not_a_govcloud_account() -> None:
    accounts = [account(11, govcloud=True), {"id": 12, "region": None}, {"id": 13, "region": None, "is_govcloud": True}]
    asking = client(world(customers=[{"id": 1, "accounts": [*accounts, account(14)]}]))
    assert errors(asking.post(12, 14)) == ["Account 12 is not a GovCloud account"]
    assert asking.post(13, 14).status == 201


@pytest.mark.parametrize("value", [None, True, "11", 11.0, 0, -11, 2**63, [], {}])
def test_an_id_is_a_positive_integer_of_the_service(value: Any) -> None:
    assert errors(client().post(value, 12)) == ["govcloud_acct_id must be the id of an account"]


def test_a_body_without_ids_is_answered_with_both_fields() -> None:
    assert len(errors(client().ask("POST", LINKAGES, b"{}"))) == 2
    assert errors(client().ask("POST", LINKAGES, b"[1, 2]")) == ["The body must be an object"]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe\x00", b"[" * 100_000])
def test_a_body_that_is_not_json_is_a_bad_request(body: bytes) -> None:
    answer = client().ask("POST", LINKAGES, body)
    assert (answer.status, json.loads(answer.body)) == (400, {"errors": ["The body is not JSON"]})


ids = st.sampled_from([11, 12, 13, 14, 21, 22, 23, 24, 99])
writes = st.lists(st.tuples(st.sampled_from([1, 2]), st.sampled_from(["POST", "PUT"]), st.integers(1, 4), ids, ids))


@settings(deadline=None)
@given(writes)
def test_whatever_is_written_no_account_is_ever_linked_twice_or_wrongly(
    steps: list[tuple[int, str, int, int, int]],
) -> None:
    asking = client()
    for customer, method, linkage_id, govcloud, commercial in steps:
        asking.client_api_id = customer
        path = LINKAGES if method == "POST" else f"{LINKAGES}/{linkage_id}"
        answer = asking.ask(method, path, pair(govcloud, commercial))
        assert (asking.cloud.requests[-1].committed is not None) == (answer.status < 300)
    linkages = asking.cloud.linkages
    linked = [account_id for linkage in linkages for account_id in (linkage.govcloud, linkage.commercial)]
    assert len(linked) == len(set(linked))
    for linkage in linkages:
        assert linkage.govcloud % 2 == 1, "odd ones are GovCloud accounts"
        assert linkage.commercial % 2 == 0
        assert linkage.govcloud // 10 == linkage.commercial // 10 == linkage.customer_id
