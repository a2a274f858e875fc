"""Two public clients of CloudHealth, not written here, use the stand-in and find what they expect."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from asking import account, world
from others import environment_with

from batch.sandbox import Scenario, serve
from batch.sandbox.server import RunningSandbox

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def cloudhealth_client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return environment_with("cloudhealth-client==0.5.0", tmp_path_factory.mktemp("cloudhealth-client"))


@pytest.fixture(scope="module")
def chtools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return environment_with("chtools==2.3.1", tmp_path_factory.mktemp("chtools"))


def partner_of_many_accounts() -> Scenario:
    """A customer with 250 accounts (the odd ones GovCloud), and the partner's own tenant with 70."""
    customer = {"id": 1, "accounts": [account(id_, govcloud=id_ % 2 == 1) for id_ in range(1, 251)]}
    own = {"id": 9, "accounts": [account(id_) for id_ in range(1001, 1071)]}
    return world(customers=[customer], own=own)


def run(environment: Path, program: str, sandbox: RunningSandbox) -> Any:
    """Run a program that uses a client, with `url` available; returns what it leaves in `result`."""
    text = f"import json\nurl = {sandbox.base_url!r}\n{program}\nprint(json.dumps(result))"
    done = subprocess.run(
        [str(environment / "python"), "-W", "ignore", "-c", text], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


OPEN_CLOUDHEALTH_CLIENT = """
from cloudhealth.client import CloudHealth
from cloudhealth.exceptions import CloudHealthError
cloudhealth = CloudHealth(endpoint=url, api_key="secret")
"""


def test_cloudhealth_client_lists_customers_and_pages_of_accounts(cloudhealth_client: Path) -> None:
    program = (
        OPEN_CLOUDHEALTH_CLIENT
        + """
pages = [cloudhealth.awsaccounts.list(page=page)["aws_accounts"] for page in (1, 2, 3)]
result = {
    "pages": [[account["id"] for account in page] for page in pages],
    "one": cloudhealth.awsaccounts.get(1070)["owner_id"],
    "customers": cloudhealth.partner.list_customers()["customers"],
    "customer": cloudhealth.partner.get_customer(1)["id"],
}
"""
    )
    with serve(partner_of_many_accounts()) as sandbox:
        result = run(cloudhealth_client, program, sandbox)
    assert [len(page) for page in result["pages"]] == [30, 30, 10]
    assert [id_ for page in result["pages"] for id_ in page] == list(range(1001, 1071))
    assert result["one"] == "000000001070"
    assert [customer["id"] for customer in result["customers"]] == [1] == [result["customer"]]
    assert {entry.body for entry in sandbox.requests} == {None}, "its body on GET is null"


LINK = (
    OPEN_CLOUDHEALTH_CLIENT
    + """
partner = cloudhealth.partner
try:
    made = partner.connect_govcloud_account(1, 11, 12)
    result = {
        "made": made,
        "listed": partner.list_linkages(1),
        "read": partner.get_linkage(1, made["id"]),
    }
    partner.connect_govcloud_account(1, 11, 12)
except CloudHealthError as error:
    result = {"refused": str(error), **globals().get("result", {})}
"""
)


def test_cloudhealth_client_sends_no_content_type_and_is_refused_as_documented(cloudhealth_client: Path) -> None:
    with serve(partner_of_many_accounts()) as sandbox:
        assert run(cloudhealth_client, LINK, sandbox)["refused"].startswith("422")
        assert sandbox.requests[-1].status == 422
        assert not sandbox.linkages


def test_cloudhealth_client_links_lists_and_reads_if_that_is_accepted(cloudhealth_client: Path) -> None:
    forgiving = Scenario.from_dict(
        {
            "customers": [{"id": 1, "accounts": [account(11, govcloud=True), account(12)]}],
            "switches": {"lenient_content_type": True, "errors": "text"},
        }
    )
    with serve(forgiving) as sandbox:
        result = run(cloudhealth_client, LINK, sandbox)
        assert len(sandbox.linkages) == 1
    assert (result["made"]["govcloud_acct"], result["made"]["commercial_acct"]) == (11, 12)
    assert result["listed"] == [result["made"]]
    assert result["read"] == result["made"]
    assert "already part of linkage" in result["refused"]


# Its address is a constant, and it has no linkages: they go through the client that its own classes use.
OPEN_CHTOOLS = """
import chtools.cloudhealth.client as core
core.DEFAULT_CLOUDHEALTH_API_URL = url + "/"
from chtools.aws_account.client import AwsAccountClient
accounts = AwsAccountClient("hunter2", client_api_id=1)
"""


def test_chtools_lists_accounts_over_several_pages_and_finds_one(chtools: Path) -> None:
    program = (
        OPEN_CHTOOLS
        + """
result = {
    "ids": [account["id"] for account in accounts.list()],
    "found": accounts.get_by_owner_id("000000000249").schema["id"],
}
"""
    )
    with serve(partner_of_many_accounts()) as sandbox:
        result = run(chtools, program, sandbox)
    assert result == {"ids": list(range(1, 251)), "found": 249}
    first = sandbox.requests[0]
    assert first.path.endswith("/"), "it sends a trailing slash"
    assert first.query["api_key"] == "REDACTED", "and the key in the query"


def test_chtools_links_lists_and_reads_with_parameters_that_leak_from_call_to_call(chtools: Path) -> None:
    program = (
        OPEN_CHTOOLS
        + """
accounts.list()
http = accounts._http_client
made = http.post("api/v1/govcloud_linkages", {"govcloud_acct_id": 11, "commercial_acct_id": 12})
listed = http.get("api/v1/govcloud_linkages/")
read = http.get("api/v1/govcloud_linkages/%d" % made["id"])
try:
    http.post("api/v1/govcloud_linkages", {"govcloud_acct_id": 12, "commercial_acct_id": 11})
except RuntimeError as error:
    result = {"made": made, "listed": listed, "read": read, "refused": str(error)}
"""
    )
    with serve(partner_of_many_accounts()) as sandbox:
        result = run(chtools, program, sandbox)
        assert len(sandbox.linkages) == 1
        posted = next(entry for entry in sandbox.requests if entry.method == "POST")
    assert (posted.query["page"], posted.query["per_page"]) == ("3", "100"), "they belonged to the list"
    assert result["listed"] == [result["made"]]
    assert result["read"] == result["made"]
    assert "422" in result["refused"]
    assert "not a GovCloud account" in result["refused"]
