"""`govlink fix --find-customers`, over HTTP: rows without a customer get one, and no other row is changed."""

import signal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from program import KEY, WORLD, Govlink, Ran, Served, interrupted

HEADER = "client_api_id,customer_name,commercial_owner_id,govcloud_owner_id,note\n"
ONE, TWO, FOUR = (f"{number + 1:012},{number:012}" for number in (1, 3, 11))
"""Two pairs of Acme (4001) and one of Globex (4002)."""
MIXED, NOBODYS = "000000000006,000000000011", "999999999992,999999999991"


def fixed(called: Govlink, address: str, *args: object) -> Ran:
    options = "--find-customers", "--base-url", address, "--rate", "200/s"
    return called("fix", "m.csv", *options, *args, key=KEY)


def mapping(folder: Path, *rows: str, header: str = HEADER) -> None:
    (folder / "m.csv").write_text(header + "".join(f"{row}\n" for row in rows), encoding="utf-8")


def customers(ran: Ran) -> list[str]:
    return [line.partition(",")[0] for line in ran.out.splitlines()[1:]]


def test_empty_cells_get_the_customer_of_their_accounts_and_each_change_is_printed(
    called: Govlink, served: Served, tmp_path: Path
) -> None:
    sandbox = served()
    # As left by merged cells, with a customer that its accounts don't belong to, which is not checked here.
    mapping(tmp_path, f"4001,,{ONE},=x", f",,{TWO},b", f"4001,Globex,{FOUR},c", f",,{FOUR},d")
    ran = fixed(called, sandbox.base_url)
    assert ran.out.splitlines() == [
        HEADER.strip(),
        f"4001,,{ONE},=x",
        f"4001,,{TWO},b",
        f"4001,Globex,{FOUR},c",
        f"4002,,{FOUR},d",
    ]
    assert 'm.csv:3: client_api_id "" → 4001 (--find-customers, Acme)\n' in ran.err
    assert 'm.csv:5: client_api_id "" → 4002 (--find-customers, Globex)\n' in ran.err
    assert "Fixed: 2 values in 2 rows." in ran.err
    assert "the customers of 2 of 2 rows were found in the SANDBOX at" in ran.err
    assert [entry.path for entry in sandbox.requests] == ["/v1/customers", "/v1/aws_account_assignments"]


def test_a_file_without_the_column_gets_it_in_front(called: Govlink, served: Served, tmp_path: Path) -> None:
    mapping(tmp_path, f"{ONE},x", f"{FOUR},y", header="commercial_owner_id,govcloud_owner_id,note\n")
    ran = fixed(called, served().base_url, "--output", "fixed.yaml")
    assert ran.code == 0
    written = (tmp_path / "fixed.yaml").read_text(encoding="utf-8")
    assert written.startswith('- client_api_id: "4001"\n  commercial_owner_id: "000000000002"\n')
    assert called("check", "fixed.yaml").code == 0


def test_fixed_numbers_are_used_for_the_search(called: Govlink, served: Served, tmp_path: Path) -> None:
    mapping(tmp_path, ",,0000-0000-0002,'000000000001,")
    ran = fixed(called, served().base_url)
    assert (ran.code, ran.out.splitlines()[1]) == (0, f"4001,,{ONE},")


def test_the_customer_that_was_found_is_the_one_whose_accounts_restore_zeros(
    called: Govlink, served: Served, tmp_path: Path
) -> None:
    pair = [{"id": 1, "owner_id": "021000000105"}, {"id": 2, "owner_id": "310987000001", "region": "govcloud"}]
    sandbox = served({"keys": [KEY], "customers": [{"id": 4001, "name": "Acme", "accounts": pair}]})
    mapping(tmp_path, ",Acme,21000000105,310987000001,")
    ran = fixed(called, sandbox.base_url, "--from-cloudhealth")
    assert (ran.code, ran.out.splitlines()[1]) == (0, "4001,Acme,021000000105,310987000001,")


def test_rows_that_name_another_customer_than_their_accounts_have_are_warned_of(
    called: Govlink, served: Served, tmp_path: Path
) -> None:
    mapping(tmp_path, f",Umbrella,{ONE},", f",Umbrella,{TWO},", f",globex,{FOUR},")
    ran = fixed(called, served().base_url)
    assert (ran.code, customers(ran)) == (0, ["4001", "4001", "4002"])
    assert (
        "m.csv:2:2: the row names customer Umbrella, but its accounts belong to customer 4001 (Acme) "
        "(and 1 more row); check which is right\n" in ran.err
    )
    assert ran.err.count("check which is right") == 1


@pytest.mark.parametrize(("name", "expected"), [("acme", "4001"), (" GLOBEX ", "4002")])
def test_a_name_can_replace_numbers(called: Govlink, served: Served, tmp_path: Path, name: str, expected: str) -> None:
    mapping(tmp_path, f",{name},{NOBODYS},")
    assert customers(fixed(called, served().base_url)) == [expected]


def test_rows_without_a_found_customer_remain_with_the_reason(called: Govlink, served: Served, tmp_path: Path) -> None:
    mapping(tmp_path, f"4001,,{ONE},", f",,{MIXED},", f",,{NOBODYS},", f",Globex,{TWO},", f",Globe,{NOBODYS},")
    ran = fixed(called, served().base_url)
    assert (ran.code, customers(ran)) == (1, ["4001", "", "", "", ""])
    lines = ran.err.splitlines()
    left = {line[: len("<stdout>:3")]: hint for line, hint in pairwise(lines)}
    assert "customer 4001 (Acme)" in left["<stdout>:3"]
    assert "customer 4002 (Globex)" in left["<stdout>:3"]
    assert left["<stdout>:4"].startswith("    CloudHealth lists commercial account 999999999992 or GovCloud account")
    assert "the name 'Globex' is that of customer 4002" in left["<stdout>:5"]
    assert left["<stdout>:6"].endswith("no customer is named 'Globe'; the most similar: 4002 (Globex).")
    assert "likely causes for a number without a customer, in order" in ran.err


def test_two_customers_of_the_same_name_are_both_listed_and_neither_is_filled_in(
    called: Govlink, served: Served, tmp_path: Path
) -> None:
    twins = [{"id": 7, "name": "Acme"}, {"id": 8, "name": "ACME"}]
    mapping(tmp_path, f",acme,{NOBODYS},")
    ran = fixed(called, served({"keys": [KEY], "customers": twins}).base_url)
    assert (ran.code, customers(ran)) == (1, [""])
    assert "The name 'acme' is that of customer 7 (Acme), the name 'acme' is that of customer 8 (ACME)" in ran.err


def test_an_unreadable_customer_leaves_the_row_open(called: Govlink, served: Served, tmp_path: Path) -> None:
    broken = {"kind": "status", "status": 500, "customer": 4002, "path": "/v1/aws_accounts"}
    mapping(tmp_path, f",,{NOBODYS},", f",,{ONE},")
    ran = fixed(called, served({**WORLD, "faults": [broken]}).base_url, "--max-attempts", 1)
    assert (ran.code, customers(ran)) == (3, ["", "4001"])
    assert "No list that could be read has commercial account 999999999992" in ran.err
    assert "the accounts of customer 4002 could not be read: answered 500" in ran.err


def test_if_every_row_has_a_customer_nothing_is_asked(called: Govlink, tmp_path: Path) -> None:
    mapping(tmp_path, f"4001,,{ONE},")
    assert fixed(called, "http://127.0.0.1:9").code == 0


@pytest.mark.parametrize("status", [401, 403])
def test_if_the_key_is_refused_nothing_is_written(called: Govlink, served: Served, tmp_path: Path, status: int) -> None:
    mapping(tmp_path, f",,{ONE},")
    fault = {"kind": "status", "status": status}
    ran = fixed(called, served({**WORLD, "faults": [fault]}).base_url, "--output", "fixed.csv")
    assert (ran.code, ran.out, (tmp_path / "fixed.csv").exists()) == (3, "", False)
    assert "nothing is written" in ran.err


def test_a_search_that_is_interrupted_writes_nothing(served: Served, tmp_path: Path) -> None:
    mapping(tmp_path, f",,{NOBODYS},")
    data: dict[str, Any] = {"customers": [{"id": at, "name": "x"} for at in range(5000, 5020)]}
    sandbox = served(data)
    args = ("fix", "m.csv", "--find-customers", "--output", "f.csv")
    code, out, err = interrupted(tmp_path, sandbox, signal.SIGINT, *args)
    assert (code, out, (tmp_path / "f.csv").exists()) == (130, b"", False)
    assert b"nothing is written: interrupted" in err


@pytest.mark.parametrize("other", [["--client-api-id", "4001"], ["--direct-customer"]])
def test_options_that_name_the_customer_contradict_the_search(
    called: Govlink, tmp_path: Path, other: list[str]
) -> None:
    mapping(tmp_path, f",,{ONE},")
    ran = called("fix", "m.csv", "--find-customers", *other, key=KEY)
    assert (ran.code, ran.out) == (2, "")
    assert "--find-customers can't be used together with" in ran.err
