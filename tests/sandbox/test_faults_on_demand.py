"""Faults: which requests they affect, what the client gets, and what really happened."""

import json
from collections import Counter
from typing import Any

import pytest
from asking import ACCOUNTS, LINKAGES, Client, FakeClock, client, pair, world
from hypothesis import given, settings
from hypothesis import strategies as st

from batch.sandbox.faults import FaultKind
from batch.sandbox.messages import Delivery


def faulty(*faults: dict[str, Any], clock: FakeClock | None = None, **changes: Any) -> Client:
    return client(world(faults=list(faults), **changes), clock=clock)


def linked(asking: Client) -> list[tuple[int, int]]:
    return [(linkage.govcloud, linkage.commercial) for linkage in asking.cloud.linkages]


def test_a_fault_before_the_commit_leaves_nothing_behind() -> None:
    asking = faulty({"kind": "reset", "method": "POST"})
    assert asking.post().delivery is Delivery.RESET
    assert linked(asking) == []
    entry = asking.cloud.requests[-1]
    assert (entry.status, entry.fault, entry.committed) == (None, "reset", None)


@pytest.mark.parametrize(
    ("fault", "status", "delivery"),
    [
        ({"kind": "reset"}, None, "reset"),
        ({"kind": "hang"}, None, "hang"),
        ({"kind": "truncated"}, 201, "truncated"),
        ({"kind": "drip"}, 201, "drip"),
        ({"kind": "broken-json"}, 201, "whole"),
        ({"kind": "empty"}, 201, "whole"),
        ({"kind": "wrong-linkage"}, 201, "whole"),
        ({"kind": "login-redirect"}, 302, "whole"),
        ({"kind": "login-page"}, 200, "whole"),
        ({"kind": "status", "status": 408}, 408, "whole"),
        ({"kind": "status"}, 500, "whole"),
    ],
)
def test_after_the_commit_the_linkage_exists_and_is_in_the_log(
    fault: dict[str, Any], status: int | None, delivery: str
) -> None:
    asking = faulty({**fault, "commit": True, "method": "POST", "last": 1})
    assert asking.post().delivery.value == delivery
    assert linked(asking) == [(11, 12)]
    entry = asking.cloud.requests[-1]
    assert (entry.status, entry.fault, entry.delivery.value) == (status, fault["kind"], delivery)
    assert entry.committed is not None
    assert entry.committed["govcloud_acct"] == 11
    assert asking.post().status == 422, "the repeated one is refused"


def test_a_broken_answer_is_not_json() -> None:
    for commit in (True, False):
        body = faulty({"kind": "broken-json", "commit": commit}).post().body
        with pytest.raises(ValueError, match="Expecting"):
            json.loads(body)


def test_a_wrong_linkage_names_other_accounts() -> None:
    asking = faulty({"kind": "wrong-linkage", "commit": True})
    answer = json.loads(asking.post().body)
    assert (answer["govcloud_acct"], answer["commercial_acct"]) == (12, 13)
    assert isinstance(asking.get(LINKAGES), list), "answers without a linkage pass unchanged"


@pytest.mark.parametrize("wrapping", ["named", "data"])
def test_a_wrong_linkage_names_other_accounts_however_it_is_wrapped(wrapping: str) -> None:
    switches = {"objects": wrapping, "text_ids": True}
    answer = json.loads(faulty({"kind": "wrong-linkage", "commit": True}, switches=switches).post().body)
    linkage = answer["data" if wrapping == "data" else "govcloud_linkage"]
    assert (linkage["govcloud_acct"], linkage["commercial_acct"]) == ("12", "13")


def test_a_refusal_that_is_not_json_stays_as_it_is() -> None:
    asking = faulty({"kind": "wrong-linkage", "commit": True}, switches={"errors": "html"})
    answer = asking.ask("POST", LINKAGES, pair(999999, 999998))
    assert answer.status == 422
    assert answer.body.startswith(b"<")


def test_a_distorted_read_has_a_true_answer() -> None:
    asking = faulty({"kind": "truncated", "path": "/v1/*"})
    answer = asking.ask("GET", ACCOUNTS)
    assert answer.delivery is Delivery.TRUNCATED
    assert len(json.loads(answer.body)["aws_accounts"]) == 4
    assert asking.ask("GET", LINKAGES).delivery is Delivery.WHOLE


def test_a_gateways_error_is_a_page_and_the_others_have_the_usual_shape() -> None:
    assert faulty({"kind": "status", "status": 502}).post().headers["Content-Type"].startswith("text/html")
    assert json.loads(faulty({"kind": "status", "status": 503}).post().body).keys() == {"error"}
    assert faulty({"kind": "status", "status": 503, "errors": "empty"}).post().body == b""


def test_an_error_has_the_headers_of_its_fault() -> None:
    headers = {"Retry-After": "soon", "X-RateLimit-Reset": "1700000000"}
    assert faulty({"kind": "status", "status": 429, "headers": headers}).post().headers.items() >= headers.items()


def test_an_error_has_the_message_of_its_fault() -> None:
    asking = faulty({"kind": "status", "status": 422, "message": "This account is suspended"})
    assert json.loads(asking.post().body) == {"errors": ["This account is suspended"]}


def test_a_redirect_leads_to_a_login_page() -> None:
    asking = faulty({"kind": "login-redirect", "method": "POST"})
    location = asking.post().headers["Location"]
    page = asking.ask("GET", location, headers={})
    assert (page.status, b"sign in" in page.body) == (200, True)


def test_a_fault_can_be_meant_for_one_account() -> None:
    for name in (13, "000000000013"):
        asking = faulty({"kind": "status", "account": name, "method": "POST"})
        assert asking.post(11, 12).status == 201
        assert [asking.post(13, 14).status for _ in range(3)] == [500] * 3
        assert linked(asking) == [(11, 12)]


def test_a_fault_can_be_meant_for_one_customer() -> None:
    asking = faulty({"kind": "status", "status": 403, "customer": 2})
    assert asking.ask("GET", ACCOUNTS).status == 200
    assert Client(asking.cloud, client_api_id=2).ask("GET", ACCOUNTS).status == 403
    assert Client(asking.cloud, client_api_id=3).ask("GET", ACCOUNTS).status == 403, "no such customer anyway"


def test_first_and_last_count_matching_requests() -> None:
    asking = faulty({"kind": "status", "path": ACCOUNTS, "first": 2, "last": 3})
    statuses = []
    for _ in range(4):
        statuses.append(asking.ask("GET", ACCOUNTS).status)
        asking.ask("GET", LINKAGES)
    assert statuses == [200, 500, 500, 200]


def test_an_outage_begins_with_a_request_and_lasts_its_time() -> None:
    clock = FakeClock()
    asking = faulty({"kind": "status", "status": 503, "first": 2, "lasts": 10}, clock=clock)
    statuses = []
    for _ in range(5):
        statuses.append(asking.ask("GET", ACCOUNTS).status)
        clock.now += 5
    assert statuses == [200, 503, 503, 200, 200]


def test_the_first_matching_fault_wins_and_the_others_count_too() -> None:
    asking = faulty(
        {"kind": "status", "status": 500, "last": 1},
        {"kind": "status", "status": 503, "last": 2},
    )
    assert [asking.ask("GET", ACCOUNTS).status for _ in range(3)] == [500, 503, 200]


def test_a_probability_is_met_and_repeats_with_its_seed() -> None:
    def statuses(seed: int) -> list[int]:
        asking = faulty({"kind": "status", "probability": 0.25}, seed=seed)
        return [asking.ask("GET", ACCOUNTS).status for _ in range(1000)]

    assert 200 < Counter(statuses(1))[500] < 300
    assert statuses(1) == statuses(1)
    assert statuses(1) != statuses(2)


def test_late_work_shows_only_when_it_is_due() -> None:
    clock = FakeClock()
    asking = faulty(
        {"kind": "hang", "late": 5, "last": 1}, {"kind": "hang", "late": 2, "first": 2, "last": 2}, clock=clock
    )
    asking.post(11, 12)
    asking.post(11, 14)
    assert asking.get(LINKAGES) == []
    clock.now += 2
    assert [linkage["commercial_acct"] for linkage in asking.get(LINKAGES)] == [14]
    clock.now += 3
    assert linked(asking) == [(11, 14)], "the earlier request came too late for its account"
    first, second = asking.cloud.requests[:2]
    assert first.committed is None
    assert second.committed is not None


def test_late_work_is_visible_in_the_log_without_a_request() -> None:
    clock = FakeClock()
    asking = faulty({"kind": "status", "late": 1}, clock=clock)
    asking.post()
    assert asking.cloud.requests[0].committed is None
    clock.now += 1
    assert asking.cloud.requests[0].committed is not None


@pytest.mark.parametrize(
    ("latency", "low", "high"),
    [
        ({"mean": 0.4}, 0.4, 0.4),
        ({"mean": 0.4, "spread": 0.1, "distribution": "uniform"}, 0.3, 0.5),
        ({"mean": 0.1, "spread": 0.5, "distribution": "uniform"}, 0.0, 0.6),
        ({"mean": 0.4, "spread": 0.5, "distribution": "lognormal"}, 0.0, 10.0),
        ({"mean": 0, "spread": 0.5, "distribution": "lognormal"}, 0.0, 0.0),
    ],
)
def test_answers_take_as_long_as_their_distribution_says(latency: dict[str, Any], low: float, high: float) -> None:
    asking = client(world(latency=latency))
    delays = [asking.ask("GET", ACCOUNTS).delay for _ in range(2000)]
    assert low <= min(delays) <= max(delays) <= high
    if latency.get("distribution") == "lognormal":
        assert sum(delays) / len(delays) == pytest.approx(latency["mean"], rel=0.1)


def test_a_body_that_is_not_json_stays_readable_in_the_log() -> None:
    asking = client()
    asking.ask("POST", LINKAGES, b"govcloud=\xff")
    assert asking.cloud.requests[-1].body == "govcloud=\N{REPLACEMENT CHARACTER}"


kinds = st.sampled_from([kind.value for kind in FaultKind])
plans = st.lists(
    st.fixed_dictionaries(
        {"kind": kinds, "commit": st.booleans(), "probability": st.sampled_from([0.3, 1.0])},
        optional={
            "late": st.sampled_from([0, 3]),
            "method": st.sampled_from(["POST", "PUT"]),
            "first": st.integers(1, 3),
        },
    ),
    max_size=4,
)
writes = st.lists(
    st.tuples(st.sampled_from(["POST", "PUT"]), st.sampled_from([11, 13]), st.sampled_from([12, 14])), max_size=12
)


@settings(deadline=None)
@given(plans, writes)
def test_whatever_fails_the_log_has_exactly_what_was_done(
    plan: list[dict[str, Any]], steps: list[tuple[str, int, int]]
) -> None:
    clock = FakeClock()
    asking = faulty(*plan, clock=clock)
    for method, govcloud, commercial in steps:
        path = LINKAGES if method == "POST" else f"{LINKAGES}/1"
        answer = asking.ask(method, path, pair(govcloud, commercial))
        clock.now += 1
        if asking.cloud.requests[-1].fault is None and answer.status < 300:
            assert json.loads(answer.body) == asking.cloud.requests[-1].committed
    clock.now += 10
    made = [entry.committed for entry in asking.cloud.requests if entry.method == "POST" and entry.committed]
    assert sorted(view["id"] for view in made) == [linkage.id for linkage in asking.cloud.linkages]
    for kind in Counter(entry.fault for entry in asking.cloud.requests):
        assert kind is None or kind in {fault["kind"] for fault in plan}
