"""What the API's documentation and recorded answers describe, tried with the core."""

import json
from typing import Any

import pytest
from asking import ACCOUNTS, LINKAGES, Client, FakeClock, account, client, pair, world

from batch.sandbox import Scenario
from batch.sandbox.cloud import Cloud


def crowd(accounts: int) -> Scenario:
    return Scenario.from_dict({"customers": [{"id": 1, "accounts": [account(id_) for id_ in range(1, accounts + 1)]}]})


def test_a_request_without_a_key_must_sign_in() -> None:
    answer = client().ask("GET", ACCOUNTS, headers={})
    assert answer.status == 401
    assert json.loads(answer.body) == {"error": "You need to sign in or sign up before continuing"}


@pytest.mark.parametrize("header", ["Basic c2VjcmV0", "Bearer ", "Bearer"])
def test_only_a_bearer_token_is_a_key(header: str) -> None:
    assert client().ask("GET", ACCOUNTS, headers={"authorization": header}).status == 401


def test_any_key_is_accepted_unless_the_scenario_names_some() -> None:
    assert client().ask("GET", ACCOUNTS).status == 200
    named = client(world(keys=["right"]))
    refused = named.ask("GET", ACCOUNTS)
    assert (refused.status, refused.body) == (403, b"{}")
    named.key = "right"
    assert named.ask("GET", ACCOUNTS).status == 200


def test_a_key_in_the_query_works_and_is_not_kept_in_the_log() -> None:
    asking = client()
    assert asking.ask("GET", ACCOUNTS, headers={}, api_key="hunter2").status == 200
    assert "hunter2" not in repr(asking.cloud.requests)
    assert asking.cloud.requests[0].query["api_key"] == "REDACTED"


def test_customers_of_a_partner_are_listed_and_shown() -> None:
    asking = Client(Cloud(world()), client_api_id=None)
    assert [customer["id"] for customer in asking.get("/v1/customers")["customers"]] == [1, 2]
    shown = asking.get("/v1/customers/2")
    assert shown["_links"] == {"self": {"href": "/v1/customers/2"}}
    assert asking.ask("GET", "/v1/customers/3").status == 404


def test_accounts_have_the_recorded_fields() -> None:
    (govcloud, *_) = client().get(ACCOUNTS)["aws_accounts"]
    assert {name: govcloud[name] for name in ("id", "name", "owner_id", "region", "account_type", "tags")} == {
        "id": 11,
        "name": "000000000011",
        "owner_id": "000000000011",
        "region": "govcloud",
        "account_type": "Unknown",
        "tags": [],
    }
    assert govcloud["authentication"]["assume_role_arn"].startswith("arn:aws-us-gov:")
    assert govcloud["_links"] == {"self": {"href": "/v1/aws_accounts/11"}}
    assert govcloud["status"]["level"] == "green"
    assert "is_govcloud" not in govcloud


def test_a_scenario_can_set_an_account_s_other_fields() -> None:
    told: dict[str, Any] = {"level": "red", "account_type": "Standalone", "partition": "aws-us-gov"}
    accounts = [account(11, name="blue"), account(12, name="blue", amazon_name="Blue", **told)]
    views = client(world(customers=[{"id": 1, "accounts": accounts}])).get(ACCOUNTS)["aws_accounts"]
    assert [view["amazon_name"] for view in views] == ["blue", "Blue"]
    assert [view["account_type"] for view in views] == ["Linked", "Standalone"]
    assert [view["status"]["level"] for view in views] == ["green", "red"]
    partitions = [view["authentication"]["assume_role_arn"].split(":")[1] for view in views]
    assert partitions == ["aws", "aws-us-gov"]


def test_an_account_is_shown_to_its_owner_only() -> None:
    asking = client()
    assert asking.get(f"{ACCOUNTS}/11")["id"] == 11
    assert asking.ask("GET", f"{ACCOUNTS}/21").status == 404
    assert asking.ask("GET", f"{ACCOUNTS}/99").status == 404


@pytest.mark.parametrize(
    ("query", "first", "count"),
    [
        ({}, 1, 30),
        ({"page": 0}, 1, 30),
        ({"page": "x", "per_page": ""}, 1, 30),
        ({"per_page": 100}, 1, 100),
        ({"per_page": 1000}, 1, 100),
        ({"per_page": 0}, 1, 30),
        ({"per_page": 1}, 1, 1),
        ({"page": 2, "per_page": 100}, 101, 50),
        ({"page": 3, "per_page": 100}, None, 0),
        ({"page": "9" * 40, "per_page": 100}, None, 0),
        ({"page": "\u0662"}, 1, 30),
    ],
)
def test_lists_come_in_pages(query: dict[str, object], first: int | None, count: int) -> None:
    page = client(crowd(150)).get(ACCOUNTS, **query)["aws_accounts"]
    assert len(page) == count
    assert first is None or page[0]["id"] == first


def test_headers_show_how_a_list_continues() -> None:
    asking = client(crowd(150))
    headers = asking.ask("GET", ACCOUNTS, page=2, per_page=50).headers
    assert (headers["X-Total"], headers["X-Per-Page"]) == ("150", "50")
    base = "http://sandbox.test/v1/aws_accounts?client_api_id=1"
    assert headers["Link"].split(", ") == [
        f'<{base}&page=1&per_page=50>; rel="first"',
        f'<{base}&page=1&per_page=50>; rel="prev"',
        f'<{base}&page=3&per_page=50>; rel="next"',
        f'<{base}&page=3&per_page=50>; rel="last"',
    ]
    assert "next" not in asking.ask("GET", ACCOUNTS, page=3, per_page=50).headers["Link"]
    assert "Link" not in client(crowd(3)).ask("GET", ACCOUNTS).headers


def test_a_linkage_is_made_listed_and_read() -> None:
    clock = FakeClock()
    asking = client(clock=clock)
    answer = asking.post()
    assert answer.status == 201
    made = json.loads(answer.body)
    assert made == {
        "id": 1,
        "customer_id": 1,
        "govcloud_acct": 11,
        "commercial_acct": 12,
        "created_at": "2023-11-14T22:13:20Z",
        "updated_at": "2023-11-14T22:13:20Z",
    }
    assert asking.get(LINKAGES) == [made]
    assert asking.get(f"{LINKAGES}/1") == made


def test_a_linkage_is_repointed_by_put() -> None:
    clock = FakeClock()
    asking = client(clock=clock)
    asking.post(11, 14)
    clock.now += 60
    answer = asking.put(1, 11, 12)
    assert answer.status == 200
    changed = json.loads(answer.body)
    assert (changed["id"], changed["commercial_acct"]) == (1, 12)
    assert changed["created_at"] < changed["updated_at"]
    assert asking.cloud.requests[-1].committed == changed
    assert asking.put(1, 11, 12).status == 200, "its own accounts do not prevent it"


def test_another_customers_linkage_looks_like_a_missing_one() -> None:
    asking = client()
    asking.post()
    other = Client(asking.cloud, client_api_id=2)
    assert other.get(LINKAGES) == []
    assert other.ask("GET", f"{LINKAGES}/1").status == 404
    assert other.put(1, 21, 22).status == 404
    assert other.put(7, 21, 22).status == 404


@pytest.mark.parametrize("client_api_id", ["3", "0", "-1", "x", "1 ", "\uff11", "9" * 50])
def test_a_customer_that_is_not_the_partners_is_refused(client_api_id: str) -> None:
    asking = Client(Cloud(world()), client_api_id=None)
    for path in (ACCOUNTS, LINKAGES):
        assert asking.ask("GET", path, client_api_id=client_api_id).status == 403


def test_a_partner_without_a_tenant_of_its_own_must_name_a_customer() -> None:
    asking = Client(Cloud(world()), client_api_id=None)
    assert asking.ask("GET", ACCOUNTS).status == 403
    assert asking.ask("GET", ACCOUNTS, client_api_id="").status == 403


def test_a_direct_customer_names_none_and_has_none() -> None:
    own = {"id": 12, "accounts": [account(11, govcloud=True), account(12)]}
    asking = Client(Cloud(Scenario.from_dict({"own": own})), client_api_id=None)
    assert len(asking.get(ACCOUNTS)["aws_accounts"]) == 2
    assert json.loads(asking.post().body)["customer_id"] == 12
    assert asking.ask("GET", ACCOUNTS, client_api_id=12).status == 403
    assert asking.ask("GET", "/v1/customers").status == 403
    assert asking.ask("GET", "/v1/customers/12").status == 403


@pytest.mark.parametrize("method", ["POST", "PUT"])
@pytest.mark.parametrize("content_type", [None, "text/plain", "application/x-www-form-urlencoded"])
def test_writing_needs_the_content_type_of_json(method: str, content_type: str | None) -> None:
    asking = client()
    headers = {"authorization": "Bearer k"} | ({"content-type": content_type} if content_type else {})
    path = LINKAGES if method == "POST" else f"{LINKAGES}/1"
    answer = asking.ask(method, path, pair(11, 12), headers=headers)
    assert answer.status == 422
    assert json.loads(answer.body) == {"errors": ["Content-Type must be application/json"]}
    assert not asking.cloud.linkages


def test_a_content_type_may_name_its_charset() -> None:
    headers = {"authorization": "Bearer k", "content-type": "Application/JSON; charset=utf-8"}
    assert client().ask("POST", LINKAGES, pair(11, 12), headers=headers).status == 201


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", f"{LINKAGES}/1"),
        ("POST", ACCOUNTS),
        ("GET", "/v1/perspectives"),
        ("GET", f"{LINKAGES}/x"),
        ("GET", "/"),
        ("HEAD", ACCOUNTS),
    ],
)
def test_undocumented_endpoints_do_not_exist(method: str, path: str) -> None:
    assert client().ask(method, path).status == 404


@pytest.mark.parametrize("path", ["/v1/aws_accounts/", "//v1/aws_accounts"])
def test_the_slashes_of_public_clients_do_not_matter(path: str) -> None:
    assert client().ask("GET", path).status == 200


def test_the_body_of_a_read_is_ignored() -> None:
    assert client().ask("GET", ACCOUNTS, b"null", headers={"authorization": "Bearer k"}).status == 200
