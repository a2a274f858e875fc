"""`govlink import-aws --find-customers`, over HTTP: from AWS's list to linkages without typing an id."""

import copy
import csv
import io
import signal
from pathlib import Path
from typing import Any

import pytest
from aws_facts import page, request
from program import KEY, WORLD, Govlink, Ran, Served, interrupted

ONE, TWO, FOUR = [(f"{number + 1:012}", f"{number:012}") for number in (1, 3, 11)]
"""Two pairs of Acme and one of Globex, as (commercial, GovCloud)."""
NOBODYS = "999999999992", "999999999991"
MIXED = "000000000006", "000000000011"
ASSIGNMENTS = "/v1/aws_account_assignments"


@pytest.fixture
def aws(tmp_path: Path) -> Path:
    """AWS's list of three pairs."""
    return listed(tmp_path, ONE, TWO, FOUR)


def listed(folder: Path, *pairs: tuple[str, str]) -> Path:
    path = folder / "aws.json"
    path.write_text(page(*(request(pair, AccountName=f"name {pair[0][-2:]}") for pair in pairs)), encoding="utf-8")
    return path


def imported(program: Govlink, address: str, *args: object) -> Ran:
    return program(
        "import-aws", "aws.json", "--find-customers", "--base-url", address, "--rate", "200/s", *args, key=KEY
    )


def rows(ran: Ran) -> list[list[str]]:
    """Customer, name and numbers of each row."""
    return [list(row.values())[:4] for row in csv.DictReader(io.StringIO(ran.out))]


def world(**switches: Any) -> dict[str, Any]:
    return {**copy.deepcopy(WORLD), "switches": switches}


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize("assignments", ["v1", "v2"])
def test_three_commands_lead_from_aws_s_list_to_linkages(
    called: Govlink, served: Served, tmp_path: Path, assignments: str
) -> None:
    sandbox = served(world(assignments=assignments, assignments_name_customers=True))
    made = imported(called, sandbox.base_url)
    assert made.code == 0
    expected = [["4001", "Acme", *ONE], ["4001", "Acme", *TWO], ["4002", "Globex", *FOUR]]
    assert rows(made) == expected
    assert "the customers of 3 of 3 rows were found in the SANDBOX at" in made.err
    assert {entry.method for entry in sandbox.requests} == {"GET"}
    (tmp_path / "mapping.csv").write_text(made.out, encoding="utf-8", newline="")
    assert called("check", "mapping.csv").code == 0
    applied = called("apply", "mapping.csv", "--yes", "--base-url", sandbox.base_url, "--rate", "200/s", key=KEY)
    assert (applied.code, applied.statuses) == (0, ["in_sync", "created", "created"])


def test_moved_customers_and_govcloud_accounts_that_are_not_assigned_are_found_over_several_pages(
    called: Govlink, served: Served, tmp_path: Path
) -> None:
    data = {
        "crowd": {"customers": 4, "pairs": 30},
        "customers": [{**WORLD["customers"][1], "is_moved": True}],
        "switches": {"unassigned_govcloud": True, "assignments_name_customers": True},
        "keys": [KEY],
    }
    sandbox = served(data)
    last = next(known.account for known in reversed(sandbox.cloud.accounts) if not known.account.in_govcloud)
    listed(tmp_path, FOUR, (str(last.owner_id), NOBODYS[1]))
    made = imported(called, sandbox.base_url)
    assert (made.code, [row[0] for row in rows(made)]) == (0, ["4002", "10004"])
    asked = [entry.path[:3] for entry in sandbox.requests if entry.path.endswith("aws_account_assignments")]
    assert asked == ["/v1", "/v1", "/v1", "/v2"], "120 assignments, fifty a page"


@pytest.mark.usefixtures("aws")
def test_customers_that_assignments_name_take_two_requests(called: Govlink, served: Served) -> None:
    sandbox = served()
    assert imported(called, sandbox.base_url).code == 0
    assert [entry.path for entry in sandbox.requests] == ["/v1/customers", ASSIGNMENTS]


def test_a_pair_without_a_customer_is_named_with_the_reason_and_its_row_has_none(
    called: Govlink, served: Served, tmp_path: Path
) -> None:
    listed(tmp_path, ONE, NOBODYS, MIXED)
    made = imported(called, served().base_url)
    assert made.code == 1
    assert rows(made) == [["4001", "Acme", *ONE], ["", "", *NOBODYS], ["", "", *MIXED]]
    assert (
        "govlink: name 06 is written without a customer: commercial account 000000000006 is assigned to customer 4001 "
        "(Acme), GovCloud account 000000000011 is assigned to customer 4002 (Globex): a pair belongs to one customer\n"
    ) in made.err
    assert (
        "govlink: name 92 is written without a customer: CloudHealth lists commercial account 999999999992" in made.err
    )
    assert "likely causes for a number without a customer, in order: of a commercial account, it is" in made.err
    (tmp_path / "mapping.csv").write_text(made.out, encoding="utf-8", newline="")
    checked = called("check", "mapping.csv", "--client-api-id", "4001")
    assert (checked.code, checked.out.count(": R115 ")) == (1, 2), "a default serves no row that was left without one"


def test_accounts_that_an_unreadable_customer_may_have_are_left_open(
    called: Govlink, served: Served, tmp_path: Path
) -> None:
    listed(tmp_path, ONE, NOBODYS)
    broken = {"kind": "status", "status": 500, "customer": 4002, "path": "/v1/aws_accounts"}
    made = imported(called, served({**WORLD, "faults": [broken]}).base_url, "--max-attempts", 1)
    assert made.code == 3
    assert rows(made) == [["4001", "Acme", *ONE], ["", "", *NOBODYS]]
    assert "no list that could be read has commercial account" in made.err
    assert "govlink: the accounts of customer 4002 could not be read: answered 500" in made.err


@pytest.mark.usefixtures("aws")
def test_a_key_without_permission_for_assignments_still_finds_the_customers(called: Govlink, served: Served) -> None:
    fault = {"kind": "status", "status": 403, "path": "*/aws_account_assignments"}
    sandbox = served({**WORLD, "faults": [fault]})
    made = imported(called, sandbox.base_url)
    assert (made.code, [row[0] for row in rows(made)]) == (0, ["4001", "4001", "4002"])
    assert "among the accounts of up to 2 customers: 2 requests at 200/s" in made.err


@pytest.mark.usefixtures("aws")
def test_a_direct_customer_s_key_gets_an_error_because_it_has_no_customers(called: Govlink) -> None:
    made = called("import-aws", "aws.json", "--find-customers", "--sandbox", "--sandbox-scenario", "direct-customer")
    assert (made.code, made.out) == (3, "")
    assert "a direct customer has none" in made.err


def test_a_customers_name_is_never_a_formula_and_comes_back_unchanged(
    called: Govlink, served: Served, tmp_path: Path
) -> None:
    listed(tmp_path, ONE)
    changed = world()
    changed["customers"][0]["name"] = name = '=cmd(), "Inc"\n\x1b[31m\''
    sandbox = served(changed)
    made = imported(called, sandbox.base_url)
    assert rows(made) == [["4001", f"'{name}", *ONE]]
    (tmp_path / "mapping.csv").write_text(made.out, encoding="utf-8", newline="")
    planned = called("plan", "mapping.csv", "--base-url", sandbox.base_url, "--rate", "200/s", key=KEY)
    assert [(row["status"], row["codes"]) for row in planned.rows] == [("in_sync", "")]


def test_a_search_that_is_interrupted_writes_nothing(served: Served, tmp_path: Path) -> None:
    listed(tmp_path, ONE, NOBODYS)
    before = sorted(tmp_path.iterdir())
    data = world()
    data["faults"] = [{"kind": "status", "status": 403, "path": "*/aws_account_assignments"}]
    data["customers"] += [{"id": at, "name": "x"} for at in range(5000, 5020)]
    sandbox = served(data)
    code, out, err = interrupted(tmp_path, sandbox, signal.SIGTERM, "import-aws", "aws.json", "--find-customers")
    assert (code, out) == (143, b"")
    assert b"nothing is written: interrupted" in err
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("--find-customers", "--client-api-id", "4001"), "can't be used together"),
        (("--sandbox",), "--sandbox needs --find-customers"),
        (("--find-customers", "--sandbox"), "needs --sandbox-scenario with --sandbox"),
        (("--find-customers", "--base-url", "http://cloudhealth.example"), "https://"),
    ],
)
def test_contradictory_options_of_a_search_are_refused(called: Govlink, args: tuple[str, ...], words: str) -> None:
    made = called("import-aws", "aws.json", *args, key=KEY)
    assert (made.code, made.out) == (2, "")
    assert words in made.err


@pytest.mark.usefixtures("aws")
def test_without_the_option_no_key_is_needed_and_no_network(called: Govlink) -> None:
    made = called("import-aws", "aws.json", "--base-url", "http://127.0.0.1:9")
    assert (made.code, len(made.out.splitlines())) == (0, 4)
    assert "client_api_id" not in made.out
