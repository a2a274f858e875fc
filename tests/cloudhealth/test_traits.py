"""What an answer shows about the service: traits that are the same for the same service, and nothing of its users."""

import json
import threading
from typing import Any

import pytest
from worlds import customer, world

from batch.cloudhealth.calls import (
    Request,
    create_linkage,
    get_linkage,
    list_accounts,
    list_customers,
    list_linkages,
    update_linkage,
)
from batch.cloudhealth.headers import PAGE_RELATIONS
from batch.cloudhealth.noticing import TraitWatch
from batch.cloudhealth.traits import traits_of
from batch.cloudhealth.wire import Answer
from batch.events import Event, Noticed

POST = create_linkage("3947", govcloud_field="11", commercial_field="22")
PUT = update_linkage("3947", "8", govcloud_field="11", commercial_field="22")
LINKAGE = {"id": 8, "customer_id": 12, "govcloud_acct": 11, "commercial_acct": 22}


def shown(request: Request, body: Any, status: int = 200, **headers: str) -> dict[str, str]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return dict(traits_of(request, Answer(status, named, content)))


def account(**fields: object) -> dict[str, object]:
    return {"id": 5, "owner_id": "123456789000", "name": "prod", "region": "global"} | fields


@pytest.mark.parametrize(
    ("body", "shape"),
    [
        ([], "bare"),
        ([LINKAGE], "bare"),
        ({"govcloud_linkages": [LINKAGE]}, "wrapped"),
        ({"govcloud_linkages": [], "errors": []}, "wrapped"),
        ({"a": [], "b": []}, "other"),
        ({}, "other"),
        (None, "other"),
        (b"", "other"),
        (b"[{", "other"),
    ],
)
def test_a_list_is_bare_or_wrapped(body: Any, shape: str) -> None:
    assert shown(list_linkages("3947"), body)["linkages.list"] == shape


def test_headers_show_how_a_list_continues_and_a_link_is_absent_only_if_one_is_expected() -> None:
    one_page = shown(list_accounts("3947", 1), {"aws_accounts": [account()]}, x_total="1")
    assert one_page["accounts.x_total"] == "present"
    assert one_page["accounts.x_per_page"] == "absent"
    assert "accounts.link" not in one_page
    first = shown(list_accounts("3947", 1), {"aws_accounts": [account()]}, x_total="2")
    assert first["accounts.link"] == "absent"
    second = shown(list_accounts("3947", 2), {"aws_accounts": [account()]}, x_total="2")
    assert second["accounts.link"] == "absent"
    page = Answer(200, {PAGE_RELATIONS: "first prev"}, json.dumps([account()]).encode())
    assert traits_of(list_accounts("3947", 2), page)["accounts.link"] == "present"


@pytest.mark.parametrize(
    ("request_", "items", "headers", "size"),
    [
        (list_accounts("1", 1), 7, {"x-per-page": "100"}, "100"),
        (list_accounts("1", 1), 100, {}, "100"),
        (list_accounts("1", 1), 30, {"x-total": "31"}, "30"),
        (list_accounts("1", 1), 30, {PAGE_RELATIONS: "next last"}, "30"),
        (list_linkages("1"), 30, {"x-total": "31"}, "30"),
        (list_accounts("1", 1), 7, {}, None),
        (list_accounts("1", 3), 15, {"x-total": "215"}, None),
        (list_linkages("1"), 77, {}, None),
        (list_linkages("1"), 0, {PAGE_RELATIONS: "next"}, None),
        (list_customers(1, 1), 1, {"x-per-page": "1", "x-total": "40"}, None),
        (list_accounts("1", 1), 7, {"x-per-page": "1234567"}, None),
        (list_accounts("1", 1), 7, {"x-per-page": "all"}, None),
    ],
)
def test_the_page_size_is_that_of_a_full_page(
    request_: Request, items: int, headers: dict[str, str], size: str | None
) -> None:
    traits = traits_of(request_, Answer(200, headers, json.dumps([{"id": n} for n in range(items)]).encode()))
    assert {value for name, value in traits.items() if name.endswith(".page_size")} == ({size} if size else set())


def test_a_page_after_the_last_one_and_a_refused_page_size_are_traits() -> None:
    assert shown(list_accounts("1", 3), [])["accounts.beyond_the_end"] == "empty"
    assert shown(list_accounts("1", 3), {}, 404)["accounts.beyond_the_end"] == "not-found"
    assert shown(list_linkages("1", 2), {}, 422)["linkages.beyond_the_end"] == "refused"
    refused = shown(list_accounts("1", 1), {"errors": ["Exceeded maximum 30 per page"]}, 422)
    assert refused["accounts.per_page"] == "refused"
    assert refused["errors.422"] == "list"
    assert "accounts.per_page" not in shown(list_accounts("1", 1), {}, 403)


@pytest.mark.parametrize(
    ("ids", "kind"), [([1, 2], "number"), (["1", "2"], "string"), ([1, "2"], "mixed"), ([None], "null")]
)
def test_ids_are_numbers_or_strings(ids: list[object], kind: str) -> None:
    accounts = [account(id=each) for each in ids]
    assert shown(list_accounts("1", 1), {"aws_accounts": accounts})["accounts.ids"] == kind
    customers = [{"id": each, "name": "Acme"} for each in ids]
    assert shown(list_customers(1), {"customers": customers})["customers.ids"] == kind
    linkages = [LINKAGE | dict.fromkeys(LINKAGE, each) for each in ids]
    assert shown(list_linkages("1"), linkages)["linkages.ids"] == kind


def test_linkages_whose_ids_are_not_all_of_one_type_are_mixed() -> None:
    assert shown(list_linkages("1"), [LINKAGE | {"customer_id": "12"}])["linkages.ids"] == "mixed"


def test_accounts_show_which_fields_they_have() -> None:
    del (bare := account())["region"]
    fresh = account(owner_id=None, is_govcloud=True, status={"level": "red"}, amazon_name=None)
    traits = shown(list_accounts("1", 1), {"aws_accounts": [bare, fresh]})
    assert traits["accounts.owner_id"] == traits["accounts.region"] == traits["accounts.amazon_name"] == "mixed"
    assert traits["accounts.assume_role_arn"] == "absent"
    alone = shown(list_accounts("1", 1), {"aws_accounts": [fresh]})
    assert (alone["accounts.owner_id"], alone["accounts.amazon_name"]) == ("null", "null")
    assert (alone["accounts.is_govcloud"], alone["accounts.status_level"]) == ("present", "present")
    number = shown(list_accounts("1", 1), {"aws_accounts": [account(owner_id=123456789000)]})
    assert number["accounts.owner_id"] == "number"


def test_an_empty_list_shows_nothing_about_its_items() -> None:
    assert not [name for name in shown(list_accounts("1", 1), {"aws_accounts": []}) if name.endswith(("ids", "region"))]
    assert "linkages.ids" not in shown(list_linkages("1"), [])


@pytest.mark.parametrize(("request_", "name"), [(POST, "post"), (PUT, "put")])
def test_a_write_shows_its_status_the_shape_of_its_answer_and_the_fields_of_the_accounts(
    request_: Request, name: str
) -> None:
    traits = shown(request_, LINKAGE, 201)
    assert (traits[f"{name}.status"], traits[f"{name}.answer"], traits[f"{name}.places"]) == ("201", "bare", "as-sent")
    assert traits["linkages.account_fields"] == "short"
    exchanged = {"id": 8, "govcloud_acct_id": "22", "commercial_acct_id": "11"}
    traits = shown(request_, {"govcloud_linkage": exchanged}, 200)
    assert (traits[f"{name}.answer"], traits[f"{name}.places"]) == ("wrapped", "exchanged")
    assert (traits["linkages.account_fields"], traits["linkages.customer_id"]) == ("long", "absent")
    assert shown(request_, b"", 204)[f"{name}.answer"] == "empty"
    assert shown(request_, {"ok": True}, 200)[f"{name}.answer"] == "other"
    assert f"{name}.places" not in shown(request_, LINKAGE | {"govcloud_acct": 77}, 201)


def test_one_linkage_that_is_read_shows_its_shape() -> None:
    assert shown(get_linkage("1", "8"), {"govcloud_linkage": LINKAGE})["linkage.answer"] == "wrapped"
    assert "linkage.answer" not in shown(get_linkage("1", "8"), {"error": "No linkage 8"}, 404)


@pytest.mark.parametrize(
    ("body", "shape"),
    [
        ({"errors": ["a"]}, "list"),
        ({"errors": [{"message": "a"}]}, "list"),
        ({"errors": {"base": ["a"]}}, "by-field"),
        ({"error": "a"}, "text"),
        ({"error": {"errorMessage": "a"}}, "message"),
        ({}, "object"),
        ({"errors": {}}, "object"),
        ({"message": "a"}, "object"),
        (b"<html><title>502</title></html>", "html"),
        (b"", "empty"),
        (b"upstream timed out", "other"),
        (["a"], "other"),
    ],
)
def test_each_status_of_an_error_shows_the_shape_of_its_body(body: Any, shape: str) -> None:
    for status in (400, 403, 404, 422, 429, 500, 503):
        assert shown(list_linkages("1"), body, status)[f"errors.{status}"] == shape


def test_a_refused_linkage_shows_its_status_even_if_it_is_a_success() -> None:
    assert shown(POST, {"errors": ["taken"]}, 422)["refusal.status"] == "422"
    assert shown(PUT, {"errors": ["taken"]}, 400)["refusal.status"] == "400"
    inside = shown(POST, {"errors": [{"message": "taken"}]}, 200)
    assert (inside["refusal.status"], inside["errors.200"]) == ("200", "list")
    assert "post.status" not in inside
    for status in (401, 403, 404, 429, 500):
        assert "refusal.status" not in shown(POST, {}, status)


@pytest.mark.parametrize(
    ("value", "kind"),
    [("30", "seconds"), ("1.5", "seconds"), ("Wed, 21 Oct 2026 07:28:00 GMT", "date"), ("", "none"), ("soon", "other")],
)
def test_a_throttle_and_an_outage_show_how_they_ask_for_a_pause(value: str, kind: str) -> None:
    assert shown(POST, {}, 429, retry_after=value)["throttled.retry_after"] == kind
    assert shown(POST, {}, 503, retry_after=value)["unavailable.retry_after"] == kind


def test_the_names_of_headers_are_traits_and_their_values_are_not() -> None:
    headers = {"x-ratelimit-remaining": "29", "x-ratelimit-limit": "30", "x-correlation-id": "7f3a"}
    traits = traits_of(list_linkages("1"), Answer(200, headers, b"[]"))
    assert traits["rate_limit_headers"] == "x-ratelimit-limit x-ratelimit-remaining"
    assert traits["request_id"] == "x-correlation-id"
    bare = shown(list_linkages("1"), [])
    assert (bare["rate_limit_headers"], bare["request_id"]) == ("none", "none")


@pytest.mark.parametrize(
    "answer",
    [
        Answer(302, {"location": "/login"}, b""),
        Answer(407, {}, b"<html>proxy</html>"),
        Answer(200, {"content-type": "text/html"}, b"<html>Sign in</html>"),
    ],
)
def test_an_answer_that_is_not_the_service_s_own_shows_no_traits(answer: Answer) -> None:
    for request in (POST, PUT, list_linkages("1"), get_linkage("1", "8")):
        assert traits_of(request, answer) == {}


def test_a_gateway_s_page_shows_its_shape_and_no_more() -> None:
    assert shown(list_linkages("1"), b"<html>Bad gateway</html>", 502) == {"errors.502": "html"}


def test_no_trait_contains_user_data() -> None:
    secret = "8412345678"
    everything = {"id": secret, "owner_id": secret, "name": secret, "region": secret, secret: secret}
    linkage = {**LINKAGE, "id": secret, "govcloud_acct": secret, secret: secret}
    headers = {"x-request-id": secret, "x-total": secret, "x-per-page": secret, "x-ratelimit-limit": secret}
    for request in (
        list_accounts(secret, 1),
        list_customers(1),
        list_linkages(secret),
        POST,
        PUT,
        get_linkage("1", secret),
    ):
        for body in ([everything], {secret: [linkage]}, linkage, {secret: linkage}, {"errors": {secret: [secret]}}):
            for status in (200, 201, 404, 422, 429, 503):
                content = json.dumps(body).encode()
                assert secret not in repr(traits_of(request, Answer(status, headers, content)))


def noticed(events: list[Event]) -> list[tuple[str, str]]:
    return [(event.trait, event.value) for event in events if isinstance(event, Noticed)]


def test_a_run_notices_each_value_of_each_trait_once_and_both_of_contradictory_ones() -> None:
    faults = [{"kind": "status", "status": 422, "errors": "list", "first": 2, "last": 2}]
    made = world({"name": "t", "customers": [customer(4001, 1)], "faults": faults, "switches": {"errors": "text"}})
    for _ in range(3):
        made.client.send(list_linkages("4001"), "4001")
    made.client.send(get_linkage("4001", "77"), "4001")
    made.client.send(create_linkage("4001", govcloud_field="1", commercial_field="2"), "4001")
    told = noticed(made.events)
    assert len(told) == len(set(told))
    assert {("errors.422", "list"), ("errors.422", "text"), ("errors.404", "text"), ("linkages.list", "bare")} <= {
        *told
    }


def test_threads_report_a_trait_once_and_a_changeable_service_does_not_fill_the_journal() -> None:
    events: list[Event] = []
    watch = TraitWatch(events.append)

    def look() -> None:
        for size in range(1, 300):
            watch.look_at(list_linkages("1"), Answer(200, {"x-per-page": str(size)}, b"[]"))

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(noticed(events)) == len(set(noticed(events))) == 200
