"""Each open question of the API has a switch, and each switch has its effect."""

import json
from typing import Any

import pytest
from asking import ACCOUNTS, LINKAGES, Client, account, client, world

from batch.sandbox import Scenario, Switches


def switched(**switches: Any) -> Client:
    return client(world(switches=switches))


def shown_pair(view: dict[str, int]) -> tuple[int, int]:
    return view["govcloud_acct"], view["commercial_acct"]


def test_a_swapped_tenant_takes_and_shows_the_accounts_the_other_way_round() -> None:
    asking = switched(direction="swapped")
    assert asking.post(11, 12).status == 422
    answer = asking.post(12, 11)
    assert answer.status == 201
    assert shown_pair(json.loads(answer.body)) == (12, 11)
    assert (asking.cloud.linkages[0].govcloud, asking.cloud.linkages[0].commercial) == (11, 12)


def test_a_swapped_tenant_names_the_field_that_is_wrong() -> None:
    asking = switched(direction="swapped", errors="by-field")
    assert json.loads(asking.post(12, 99).body) == {
        "errors": {"commercial_acct_id": ["Account 99 is not owned by this customer"]}
    }


def test_a_swapped_tenant_may_answer_by_name() -> None:
    asking = switched(direction="swapped", swapped_answers="by-name")
    assert shown_pair(json.loads(asking.post(12, 11).body)) == (11, 12)


def test_a_seeded_linkage_can_contradict_its_tenant() -> None:
    for direction, expected in (("by-name", (12, 11)), ("swapped", (11, 12))):
        linkages = [{"govcloud": 11, "commercial": "000000000012", "reversed": True, "id": 8}]
        customer = {"id": 1, "accounts": [account(11, govcloud=True), account(12)], "linkages": linkages}
        asking = client(world(customers=[customer], switches={"direction": direction}))
        (shown,) = asking.get(LINKAGES)
        assert shown_pair(shown) == expected
        assert shown["id"] == 8


@pytest.mark.parametrize("status", [200, 201])
def test_a_new_linkage_has_the_status_of_the_switch(status: int) -> None:
    assert switched(created_status=status).post().status == status


@pytest.mark.parametrize("status", [400, 422])
def test_a_broken_rule_has_the_status_of_the_switch(status: int) -> None:
    assert switched(refused_status=status).post(12, 11).status == status


@pytest.mark.parametrize(
    ("shape", "body"),
    [
        ("documented", b'{"errors": ["Account 13 is not owned by this customer"]}'),
        ("list", b'{"errors": ["Account 13 is not owned by this customer"]}'),
        ("by-field", b'{"errors": {"govcloud_acct_id": ["Account 13 is not owned by this customer"]}}'),
        ("text", b'{"error": "Account 13 is not owned by this customer"}'),
        ("message", b'{"error": {"errorMessage": "Account 13 is not owned by this customer"}}'),
        ("object", b"{}"),
        ("empty", b""),
    ],
)
def test_an_error_has_the_shape_of_the_switch(shape: str, body: bytes) -> None:
    customer = {"id": 1, "accounts": [account(12)]}
    asking = client(world(customers=[customer], switches={"errors": shape}))
    assert asking.post(13, 12).body == body


def test_an_error_can_be_a_page() -> None:
    answer = switched(errors="html").post(99, 12)
    assert answer.headers["Content-Type"].startswith("text/html")
    assert b"Account 99" in answer.body
    assert b"<script>" not in switched(errors="html").ask("GET", "/v1/<script>").body


def test_lists_may_continue_without_a_header() -> None:
    headers = switched(paging="none").ask("GET", ACCOUNTS, per_page=2).headers
    assert not {"X-Total", "X-Per-Page", "Link"} & set(headers)


def test_pages_may_repeat_forever() -> None:
    asking = switched(paging="repeating")
    first, tenth = (asking.get(ACCOUNTS, per_page=2, page=page) for page in (1, 10))
    assert first == tenth
    assert len(tenth["aws_accounts"]) == 2


@pytest.mark.parametrize(("paging", "counts"), [("whole", [2, 2]), ("silent", [1, 1, 0]), ("headers", [1, 1, 0])])
def test_linkages_may_come_in_pages(paging: str, counts: list[int]) -> None:
    asking = switched(linkage_paging=paging, linkage_page_size=1)
    asking.post(11, 12)
    asking.post(13, 14)
    assert [len(asking.get(LINKAGES, page=page)) for page in range(1, len(counts) + 1)] == counts
    assert ("X-Total" in asking.ask("GET", LINKAGES).headers) == (paging == "headers")


def test_links_may_carry_the_key() -> None:
    assert "secret" in switched(links_with_key=True).ask("GET", ACCOUNTS, per_page=1).headers["Link"]
    assert "secret" not in switched().ask("GET", ACCOUNTS, per_page=1).headers["Link"]


def test_accounts_may_lack_their_number() -> None:
    def first_account(**switches: Any) -> Any:
        return switched(**switches).get(ACCOUNTS)["aws_accounts"][0]

    assert first_account()["owner_id"] == "000000000011"
    assert first_account(owner_ids="null")["owner_id"] is None
    assert "owner_id" not in first_account(owner_ids="absent")
    fresh = client(world(customers=[{"id": 1, "accounts": [{"id": 5}]}])).get(ACCOUNTS)["aws_accounts"][0]
    assert "owner_id" not in fresh


def test_accounts_may_hide_their_region() -> None:
    assert "region" not in switched(hide_regions=True).get(ACCOUNTS)["aws_accounts"][0]
    one = {"id": 5, "region": None}
    assert "region" not in client(world(customers=[{"id": 1, "accounts": [one]}])).get(ACCOUNTS)["aws_accounts"][0]


def test_accounts_may_show_whether_they_are_govcloud() -> None:
    views = switched(is_govcloud=True).get(ACCOUNTS)["aws_accounts"]
    assert [view["is_govcloud"] for view in views] == [True, False, True, False]
    one = {"id": 5, "region": None, "is_govcloud": False}
    view = client(world(customers=[{"id": 1, "accounts": [one]}])).get(ACCOUNTS)["aws_accounts"][0]
    assert view["is_govcloud"] is False


def test_a_missing_content_type_may_be_accepted() -> None:
    body = b'{"govcloud_acct_id": 11, "commercial_acct_id": 12}'
    answer = switched(lenient_content_type=True).ask("POST", LINKAGES, body, headers={"authorization": "Bearer k"})
    assert answer.status == 201


def test_lists_may_come_bare_or_wrapped_in_any_object() -> None:
    def shown(path: str, wrapping: str) -> Any:
        asking = switched(lists=wrapping)
        asking.post()
        return asking.get(path)

    for path, name in ((ACCOUNTS, "aws_accounts"), ("/v1/customers", "customers"), (LINKAGES, "govcloud_linkages")):
        bare = shown(path, "bare")
        assert isinstance(bare, list)
        assert shown(path, "named") == {name: bare}
        assert shown(path, "data")["data"] == bare
        assert shown(path, "documented") == (bare if path == LINKAGES else {name: bare})


def test_a_single_object_may_come_wrapped() -> None:
    for wrapping, name in (("named", "govcloud_linkage"), ("data", "data")):
        asking = switched(objects=wrapping)
        made, changed = json.loads(asking.post().body)[name], json.loads(asking.put(1, 13, 14).body)[name]
        assert (shown_pair(made), shown_pair(changed)) == ((11, 12), (13, 14))
        assert asking.get(f"{LINKAGES}/1")[name] == changed
    assert asking.get(f"{ACCOUNTS}/11")["data"]["id"] == 11
    assert switched(objects="bare").get(f"{ACCOUNTS}/11")["id"] == 11


def test_ids_may_be_text() -> None:
    asking = switched(text_ids=True)
    made = json.loads(asking.post().body)
    assert [made[name] for name in ("id", "customer_id", "govcloud_acct", "commercial_acct")] == ["1", "1", "11", "12"]
    assert asking.get(LINKAGES) == [made]
    assert asking.get(ACCOUNTS)["aws_accounts"][0]["id"] == "11"


def test_a_page_size_may_be_refused() -> None:
    asking = switched(per_page_at_most=3)
    refused = asking.ask("GET", ACCOUNTS, per_page=4)
    assert (refused.status, json.loads(refused.body)) == (422, {"errors": ["Exceeded maximum 3 per page"]})
    assert len(asking.get(ACCOUNTS, per_page=2)["aws_accounts"]) == 2
    assert len(asking.get(ACCOUNTS)["aws_accounts"]) == 3


def test_the_last_of_a_list_may_have_no_id() -> None:
    asking = switched(unreadable_account=True, unreadable_linkage=True)
    assert asking.get(LINKAGES) == []
    asking.post(11, 12)
    asking.post(13, 14)
    assert ["id" in view for view in asking.get(LINKAGES)] == [True, False]
    pages = [asking.get(ACCOUNTS, page=page, per_page=2)["aws_accounts"] for page in (1, 2, 3)]
    assert [["id" in view for view in page] for page in pages] == [[True, True], [True, False], []]


def test_the_defaults_are_the_same_with_and_without_a_file() -> None:
    assert Scenario.from_dict({"switches": {}}).switches == Switches()


def test_every_answer_has_an_id_that_is_in_the_log_and_the_same_for_the_same_seed() -> None:
    faults = [{"kind": "status", "status": 500, "first": 2, "last": 2}]
    logs = []
    for _ in range(2):
        asking = client(world(seed=7, faults=faults))
        answers = [asking.post(), asking.post(), asking.post(99, 12)]
        ids = [answer.headers["X-Request-Id"] for answer in answers]
        assert ids == [entry.request_id for entry in asking.cloud.requests]
        logs.append(ids)
    assert logs[0] == logs[1]
    assert len({*logs[0]}) == 3
    other = client(world(seed=8))
    assert other.post().headers["X-Request-Id"] != logs[0][0]


def test_answers_may_have_no_id() -> None:
    asking = switched(hide_request_ids=True)
    assert "X-Request-Id" not in asking.post().headers
    assert asking.cloud.requests[0].request_id == ""
