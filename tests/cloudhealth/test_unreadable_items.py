"""Items in CloudHealth's lists that can't be read, as a user meets them."""

import json
from pathlib import Path
from typing import Any

import pytest
from program import KEY, Govlink, Served
from worlds import customer, pair

LEFT_OUT = "1 of the accounts can't be read: an object's 'id' is not an id"


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.csv"
    rows = [",".join(("4001", *pair(4001, number))) for number in (0, 1, 2)]
    path.write_text("\n".join(["client_api_id,commercial_acct_id,govcloud_acct_id", *rows, "4001,7,8"]) + "\n")
    return path


def world_of(**switches: bool) -> dict[str, Any]:
    return {"name": "t", "customers": [customer(4001, 3, linked=[(0, 0)])], "switches": switches}


def test_an_account_without_an_id_affects_only_rows_that_may_mean_it_and_is_reported_everywhere(
    called: Govlink, served: Served, mapping: Path
) -> None:
    sandbox = served(world_of(unreadable_account=True))
    ran = called("apply", mapping, "--yes", "--base-url", sandbox.base_url, "--rate", "200/s", key=KEY)
    assert ran.statuses == ["in_sync", "created", "rejected", "rejected"]
    assert [row["codes"] for row in ran.rows[2:]] == ["A112", "A112"]
    assert ran.rows[2]["message"] == (
        f"commercial account {pair(4001, 2)[0]} is not among the accounts of customer 4001 that can be read; {LEFT_OUT}"
    )
    assert f"govlink: customer 4001: {LEFT_OUT}; no row can link these" in ran.err
    assert ran.summary["customers"][0]["left_out"] == LEFT_OUT
    journal = map(json.loads, (ran.folder / "journal.jsonl").read_text(encoding="utf-8").splitlines())
    assert [event["left_out"] for event in journal if event["event"] == "customer_read"] == [LEFT_OUT]
    assert LEFT_OUT.replace("'", "&#39;") in (ran.folder / "report.html").read_text(encoding="utf-8")


def test_an_audit_does_not_call_an_account_gone_that_may_be_listed_without_its_id(
    called: Govlink, served: Served, mapping: Path
) -> None:
    sandbox = served(world_of(unreadable_account=True))
    ran = called("audit", mapping, "--base-url", sandbox.base_url, "--rate", "200/s", key=KEY)
    told = ran.table("audit.csv")
    assert [fact["finding"] for fact in told] == ["in_sync", "missing", "invalid", "invalid", "unlinked"]
    replayed = called("audit", mapping, "--snapshot", ran.folder)
    assert [fact["message"] for fact in replayed.table("audit.csv")] == [fact["message"] for fact in told]
    assert f"customer 4001: {LEFT_OUT}" in replayed.err


def test_a_linkage_without_an_id_closes_only_its_customer(called: Govlink, served: Served, mapping: Path) -> None:
    sandbox = served(world_of(unreadable_linkage=True))
    ran = called("apply", mapping, "--yes", "--base-url", sandbox.base_url, "--rate", "200/s", key=KEY)
    assert (ran.code, ran.statuses) == (3, ["not_attempted"] * 4)
    assert "1 of the linkages can't be read" in ran.rows[0]["message"]
    assert {entry.method for entry in sandbox.requests} == {"GET"}
