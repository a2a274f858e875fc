"""What people and tests can see of the stand-in, under paths that CloudHealth does not have."""

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
import requests
from asking import ACCOUNTS, LINKAGES, account, world

from batch.sandbox import load_scenario, serve
from batch.sandbox.server import RunningSandbox

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    accounts = [account(11, govcloud=True, name=HOSTILE), account(12), {"id": 13, "region": None}]
    scenario = world(
        customers=[{"id": 1, "name": "Acme", "accounts": accounts}],
        switches={"direction": "swapped"},
        faults=[{"kind": "reset", "commit": True, "method": "POST"}],
    )
    with serve(scenario) as running:
        headers = {"Authorization": "Bearer secret"}
        url = f"{running.base_url}{LINKAGES}?client_api_id=1"
        with pytest.raises(requests.ConnectionError):
            requests.post(url, json={"govcloud_acct_id": 12, "commercial_acct_id": 11}, headers=headers, timeout=30)
        requests.get(f"{running.base_url}{ACCOUNTS}?client_api_id=1&api_key=hunter2", timeout=30)
        yield running


def test_the_log_has_each_request_and_its_result(sandbox: RunningSandbox) -> None:
    first, second, *_ = requests.get(f"{sandbox.base_url}/_sandbox/requests", timeout=30).json()
    assert (first["sequence"], first["method"], first["status"], first["fault"]) == (1, "POST", None, "reset")
    assert first["body"] == {"govcloud_acct_id": 12, "commercial_acct_id": 11}
    assert first["committed"]["govcloud_acct"] == 12
    assert first["time"].endswith("Z")
    assert second["query"] == {"client_api_id": "1", "api_key": "REDACTED"}
    assert second["committed"] is None


@pytest.mark.parametrize(("since", "sequences"), [("2", [2]), ("0", [1, 2]), ("3", []), ("x", [1, 2])])
def test_the_log_can_be_read_starting_with_a_number(sandbox: RunningSandbox, since: str, sequences: list[int]) -> None:
    entries = requests.get(f"{sandbox.base_url}/_sandbox/requests", params={"since": since}, timeout=30).json()
    assert [entry["sequence"] for entry in entries] == sequences


def test_reading_the_pages_is_not_logged(sandbox: RunningSandbox) -> None:
    requests.get(f"{sandbox.base_url}/_sandbox/state", timeout=30)
    assert len(sandbox.requests) == 2


def test_the_state_has_the_true_accounts_next_to_the_shown_ones(sandbox: RunningSandbox) -> None:
    state = requests.get(f"{sandbox.base_url}/_sandbox/state", timeout=30).json()
    assert [customer["name"] for customer in state["customers"]] == ["Acme"]
    assert [(known["id"], known["customer_id"], known["in_govcloud"]) for known in state["accounts"]] == [
        (11, 1, True),
        (12, 1, False),
        (13, 1, False),
    ]
    (linkage,) = state["linkages"]
    assert (linkage["govcloud_acct"], linkage["true_govcloud"], linkage["true_commercial"]) == (12, 11, 12)


class Texts(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert all(name != "src" for name, _ in attrs), "nothing is loaded from anywhere"

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.mark.parametrize("path", ["/_sandbox", "/_sandbox/"])
def test_the_page_is_marked_as_not_cloudhealth_and_shows_names_as_text(sandbox: RunningSandbox, path: str) -> None:
    answer = requests.get(sandbox.base_url + path, timeout=30)
    page = Texts(answer.text)
    shown = " ".join(page.texts)
    assert "It is not CloudHealth" in shown
    assert HOSTILE in shown
    assert not {"img", "script"} & page.tags
    assert "12 → 11" in shown
    assert "linkage 1" in shown
    assert "hunter2" not in answer.text


def test_an_empty_world_has_a_page_too() -> None:
    with serve(world(customers=[])) as empty:
        assert "None yet." in requests.get(f"{empty.base_url}/_sandbox/", timeout=30).text


def test_the_page_of_a_big_world_has_how_much_of_it_is_shown() -> None:
    with serve(world(crowd={"customers": 1, "pairs": 600, "linked": 600})) as big:
        page = requests.get(f"{big.base_url}/_sandbox/", timeout=30).text
        assert "The first 500 of 1208." in page
        assert "Customer 001" in page
        assert "The latest 500 of 600." in page


def test_the_page_names_a_direct_customer_without_an_id_to_address_it_by() -> None:
    with serve(load_scenario("direct-customer")) as direct:
        assert "own tenant" in requests.get(f"{direct.base_url}/_sandbox/", timeout=30).text


def test_schema_and_description_are_served(sandbox: RunningSandbox) -> None:
    schema = requests.get(f"{sandbox.base_url}/_sandbox/scenario.schema.json", timeout=30)
    assert schema.headers["Content-Type"].startswith("application/schema+json")
    assert schema.json()["title"] == "A scenario of the govlink sandbox"
    description = requests.get(f"{sandbox.base_url}/_sandbox/openapi.json", timeout=30).json()
    assert set(description["paths"]) == {
        "/v1/customers",
        "/v1/customers/{id}",
        "/v1/aws_accounts",
        "/v1/aws_accounts/{id}",
        "/v1/aws_account_assignments",
        "/v2/aws_account_assignments",
        "/api/v1/govcloud_linkages",
        "/api/v1/govcloud_linkages/{id}",
    }
