"""Warnings about accounts are shown in plan, apply, and audit, and stop nothing."""

import re
from pathlib import Path
from typing import Any

import pytest
from page_text import Page
from program import KEY, Govlink, Ran, Served

ACCOUNTS: list[dict[str, Any]] = [
    {
        "id": 1,
        "owner_id": "000000000001",
        "name": "one-gov",
        "region": "govcloud",
        "amazon_name": "One",
        "level": "red",
    },
    {"id": 2, "owner_id": "000000000002", "name": "one", "amazon_name": "one"},
    {"id": 3, "owner_id": "000000000003", "name": "two-gov", "region": "govcloud", "amazon_name": "three"},
    {"id": 4, "owner_id": "000000000004", "name": "two", "amazon_name": "two", "account_type": "Unknown"},
    {
        "id": 5,
        "owner_id": "000000000005",
        "name": "three-gov",
        "region": None,
        "partition": "aws-us-gov",
        "amazon_name": "two",
    },
    {"id": 6, "owner_id": "000000000006", "name": "three", "amazon_name": "three"},
]
CUSTOMER = {"id": 4001, "accounts": ACCOUNTS, "linkages": [{"govcloud": 1, "commercial": 2}]}
MAPPING = "client_api_id,commercial_acct_id,govcloud_acct_id\n4001,2,1\n4001,4,3\n4001,6,5\n"
RULES = ["A201", "A202 A203", "A203"]
CROSSED = 'the names in AWS differ: commercial "two", GovCloud "three"'


@pytest.fixture
def ran(called: Govlink, served: Served, tmp_path: Path) -> Any:
    """Run a command against a customer whose columns were sorted apart."""
    (tmp_path / "m.csv").write_text(MAPPING, encoding="utf-8")
    sandbox = served({"name": "t", "keys": [KEY], "customers": [CUSTOMER]})

    def run(*args: object) -> Ran:
        command, *more = args
        address = ("--base-url", sandbox.base_url, "--rate", "200/s")
        return called(command, tmp_path / "m.csv", *more, *address, key=KEY)

    return run


def test_a_plan_warns_in_every_report_and_withholds_no_row(ran: Any) -> None:
    plan = ran("plan")
    assert plan.code == 0
    assert plan.statuses == ["in_sync", "planned", "planned"]
    assert [row["codes"] for row in plan.rows] == [row["codes"] for row in plan.table("plan.csv")] == RULES
    shown = re.sub(r"[^ ]*/m\.csv", "m.csv", plan.out)
    first = "Warnings to check first:\n  2 rows of customer 4001: names crossed (A203), such as m.csv:3\n"
    assert f"{first}  1 row of customer 4001: no assets shown (A201) at m.csv:2\n" in shown
    block = shown[shown.index("\nWarnings (") :]
    assert "names crossed (A203)\n      where  " in block
    assert CROSSED in block
    assert {one["code"]: one["rows"] for one in plan.summary["warnings"]} == {"A201": 1, "A202": 1, "A203": 2}
    assert plan.summary["root_causes"] == []
    page = Page((plan.folder / "report.html").read_bytes())
    section = page.text("section #warnings")
    assert section.startswith("Warnings No row is skipped because of them")
    assert "2 rows of customer 4001: names crossed A203" in section
    assert CROSSED in section


def test_what_was_warned_of_is_sent_all_the_same(ran: Any) -> None:
    applied = ran("apply", "--yes")
    assert applied.code == 0
    assert applied.statuses == ["in_sync", "created", "created"]
    assert [row["codes"] for row in applied.rows] == RULES
    assert "Warnings (" in applied.out


def test_an_audit_warns_of_linkages_in_sync_and_needs_no_attention_for_it(ran: Any) -> None:
    ran("apply", "--yes")
    audit = ran("audit")
    assert audit.code == 0
    assert [(fact["finding"], fact["codes"]) for fact in audit.table("audit.csv")] == [
        ("in_sync", codes) for codes in RULES
    ]
    assert "2 findings of customer 4001: names crossed (A203)" in audit.out
    assert CROSSED in Page((audit.folder / "report.html").read_bytes()).text("section #warnings")
    assert ran("audit").summary["audit"]["changes"]["new"] == 0


def test_the_reports_of_a_run_without_warnings_have_no_section_for_them(
    called: Govlink, served: Served, tmp_path: Path
) -> None:
    (tmp_path / "m.csv").write_text("client_api_id,commercial_acct_id,govcloud_acct_id\n4001,4,3\n", encoding="utf-8")
    plan = called("plan", tmp_path / "m.csv", "--rate", "6000/min", "--base-url", served().base_url, key=KEY)
    assert "Warnings" not in plan.out + (plan.folder / "report.html").read_text(encoding="utf-8")
    assert plan.summary["warnings"] == []
