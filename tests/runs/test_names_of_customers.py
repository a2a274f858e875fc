"""The customer's name next to its id, from the mapping through every file of a run and back."""

import csv
from pathlib import Path
from typing import Any

import pytest
from program import KEY, WORLD, Govlink, Ran, Served

from batch.sandbox.server import RunningSandbox

MAPPING = (
    "client_api_id,customer_name,commercial_acct_id,govcloud_acct_id,ticket\n"
    "4001,Acme,4,3,a\n4001,Acme,6,99,b\n4002,Globex,x,11,c\n"
)
SOUND = MAPPING.replace("6,99", "6,5").replace("x,11", "12,11")


@pytest.fixture
def sandbox(served: Served) -> RunningSandbox:
    return served()


def _run(called: Govlink, sandbox: RunningSandbox, *words: object) -> Ran:
    return called(*words, "--base-url", sandbox.base_url, "--rate", "200/s", key=KEY)


def _header(ran: Ran, name: str) -> list[str]:
    with (ran.folder / name).open(encoding="utf-8", newline="") as lines:
        return next(csv.reader(lines))


def _mapping(folder: Path, text: str = MAPPING) -> Path:
    path = folder / "pairs.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_name_follows_the_id_in_every_table_of_a_run(
    called: Govlink, sandbox: RunningSandbox, tmp_path: Path
) -> None:
    mapping = _mapping(tmp_path)
    audited = _run(called, sandbox, "audit", mapping)
    assert _header(audited, "audit.csv")[:2] == ["client_api_id", "customer_name"]
    held = _run(called, sandbox, "apply", mapping, "--yes", "--max-creates", 0)
    for name, before in (("plan.csv", 2), ("report.csv", 2), ("retry.csv", 0), ("fix.csv", 0)):
        header = _header(held, name)
        assert header[before : before + 3] == ["client_api_id", "customer_name", "commercial_acct_id"]
        assert "input_customer_name" not in header
    assert [row["customer_name"] for row in held.rows] == ["Acme", "Acme", "Globex"]
    assert [row["customer_name"] for row in held.table("fix.csv")] == ["Acme", "Globex"]


def test_a_reviewed_plan_and_what_is_fed_back_carry_the_name(
    called: Govlink, sandbox: RunningSandbox, tmp_path: Path
) -> None:
    planned = _run(called, sandbox, "plan", _mapping(tmp_path))
    applied = _run(called, sandbox, "apply", "--plan", planned.folder, "--yes", "--max-creates", 0)
    assert [row["customer_name"] for row in applied.rows] == ["Acme", "Acme", "Globex"]
    again = _run(called, sandbox, "apply", applied.folder / "retry.csv", "--yes")
    assert [(row["customer_name"], row["status"]) for row in again.rows] == [("Acme", "created")]


def _named(sandbox: RunningSandbox) -> list[str]:
    return [request.path for request in sandbox.requests if request.path.startswith("/v1/customers")]


def _world(**names: str) -> dict[str, Any]:
    return {**WORLD, "customers": [{**each, "name": names[f"c{each['id']}"]} for each in WORLD["customers"]]}


@pytest.mark.parametrize("command", [("plan",), ("apply", "--yes"), ("audit",)])
def test_a_row_with_another_name_for_its_customer_gets_a_warning_and_keeps_its_status(
    called: Govlink, sandbox: RunningSandbox, tmp_path: Path, command: tuple[str, ...]
) -> None:
    text = SOUND.replace("4001,Acme,4,3", "4001,Globex,4,3")
    without = _run(called, sandbox, "plan", _mapping(tmp_path, text), "--no-names").statuses
    ran = _run(called, sandbox, *command, _mapping(tmp_path, text))
    words = 'the row calls customer 4001 "Globex", but CloudHealth calls it "Acme"'
    assert words in ran.out
    first, second, third = ran.table("plan.csv")
    assert (first["codes"], first["message"]) == ("A205", words)
    assert [row["codes"] for row in (second, third)] == ["", ""]
    assert [row["customer_name"] for row in (first, second, third)] == ["Globex", "Acme", "Globex"]
    assert [row["status"] for row in ran.table("plan.csv")] == without
    assert [(one["code"], one["rows"]) for one in ran.summary["warnings"]] == [("A205", 1)]


def test_case_white_space_and_unicode_make_no_difference_and_blanks_are_filled_in(
    called: Govlink, served: Served, tmp_path: Path
) -> None:
    sandbox = served(_world(c4001="Größe GmbH", c4002="=cmd()\n, \u202e"))
    rows = "4001, GRÖSSE\u00a0gmbh,4,3\n4001,,6,5\n4002,,12,11\n"
    text = f"client_api_id,Customer Name,commercial_acct_id,govcloud_acct_id\n{rows}"
    ran = _run(called, sandbox, "plan", _mapping(tmp_path, text))
    assert [row["customer_name"] for row in ran.rows] == ["Größe GmbH", "Größe GmbH", "'=cmd()\n, \u202e"]
    assert ran.summary["warnings"] == []
    assert "\u202e" not in ran.out
    again = _run(called, sandbox, "apply", "--plan", ran.folder, "--yes")
    assert [(row["status"], row["codes"]) for row in again.rows] == [("created", "")] * 3


def test_a_blank_name_is_no_name(called: Govlink, sandbox: RunningSandbox, tmp_path: Path) -> None:
    mapping = _mapping(tmp_path, SOUND.replace("4001,Acme", "4001,\u00a0 "))
    ran = _run(called, sandbox, "plan", mapping, "--no-names")
    assert [row["customer_name"] for row in ran.rows] == ["", "", "Globex"]
    ran = _run(called, sandbox, "plan", mapping)
    assert [(row["customer_name"], row["codes"]) for row in ran.rows] == [("Acme", "")] * 2 + [("Globex", "")]


def test_a_customer_that_cloudhealth_calls_by_white_space_has_no_name(
    called: Govlink, served: Served, tmp_path: Path
) -> None:
    unnamed = {**WORLD["customers"][0], "name": " \u200b"}
    sandbox = served({**WORLD, "customers": [unnamed, WORLD["customers"][1]]})
    ran = _run(called, sandbox, "plan", _mapping(tmp_path, SOUND.replace("4001,Acme,6", "4001,,6")))
    assert [(row["customer_name"], row["codes"]) for row in ran.rows] == [("Acme", ""), ("", ""), ("Globex", "")]


def test_one_request_reads_all_names_and_the_option_skips_it(
    called: Govlink, sandbox: RunningSandbox, tmp_path: Path
) -> None:
    mapping = _mapping(tmp_path, SOUND)
    ran = _run(called, sandbox, "plan", mapping)
    assert _named(sandbox) == ["/v1/customers"]
    with_names = ran.summary
    assert with_names["requests"]["sent"] == with_names["requests"]["minimum"]
    assert [one["name"] for one in with_names["customers"]] == ["Acme", "Globex"]
    spared = _run(called, sandbox, "plan", mapping, "--no-names")
    assert _named(sandbox) == ["/v1/customers"]
    assert spared.summary["requests"]["sent"] == with_names["requests"]["sent"] - 1
    assert "--no-names" in spared.summary["apply_command"]


@pytest.mark.parametrize("status", [403, 404, 429, 500])
def test_a_run_continues_if_the_names_cannot_be_read(
    called: Govlink, served: Served, tmp_path: Path, status: int
) -> None:
    fault = {"kind": "status", "status": status, "path": "/v1/customers"}
    sandbox = served({**WORLD, "faults": [fault]})
    ran = _run(called, sandbox, "apply", _mapping(tmp_path, SOUND), "--yes")
    assert (ran.code, ran.statuses) == (0, ["created"] * 3)
    assert _named(sandbox) == ["/v1/customers"]
    assert "name" not in ran.err
    assert [row["customer_name"] for row in ran.rows] == ["Acme", "Acme", "Globex"]


def test_a_direct_customer_is_not_asked_for_a_name(called: Govlink, served: Served, tmp_path: Path) -> None:
    own = WORLD["customers"][0]
    sandbox = served({"name": "own", "keys": [KEY], "own": own})
    text = "commercial_acct_id,govcloud_acct_id\n4,3\n"
    ran = _run(called, sandbox, "plan", _mapping(tmp_path, text), "--direct-customer")
    assert ran.statuses == ["planned"]
    assert _named(sandbox) == []


def test_an_audit_of_all_customers_lists_them_once(called: Govlink, sandbox: RunningSandbox) -> None:
    ran = _run(called, sandbox, "audit", "--all-customers")
    assert _named(sandbox) == ["/v1/customers"]
    found = {(fact["client_api_id"], fact["customer_name"], fact["finding"]) for fact in ran.table("audit.csv")}
    assert found == {("4001", "Acme", "unmanaged"), ("4001", "Acme", "unlinked"), ("4002", "Globex", "unlinked")}


def test_a_replay_has_the_names_that_its_run_learned(called: Govlink, sandbox: RunningSandbox, tmp_path: Path) -> None:
    mapping = _mapping(tmp_path, SOUND.replace("4001,Acme,4,3", "4001,Initech,4,3"))
    ran = _run(called, sandbox, "plan", mapping)
    seen, rows = ran.folder, ran.rows
    assert "A205" in rows[0]["codes"]
    assert called("plan", mapping, "--snapshot", seen).rows == rows
    audited = called("audit", mapping, "--snapshot", seen)
    assert {fact["customer_name"] for fact in audited.table("audit.csv")} == {"Initech", "Acme", "Globex"}
    reports = {name: (seen / name).read_bytes() for name in ("summary.json", "report.html", "report.csv")}
    assert called("report", seen).code == 0
    assert {name: (seen / name).read_bytes() for name in reports} == reports


def test_a_rehearsal_calls_its_customers_as_the_mapping_does(called: Govlink, tmp_path: Path) -> None:
    text = SOUND + "4002,Umbrella,14,13,d\n"
    ran = called("apply", _mapping(tmp_path, text), "--sandbox", "--yes")
    assert [(row["status"], row["codes"]) for row in ran.rows] == [("created", "")] * 3 + [("created", "A205")]


def test_people_see_the_name_next_to_the_id_everywhere(called: Govlink, served: Served, tmp_path: Path) -> None:
    sandbox = served(_world(c4001="Acme <b>\x1b[1m", c4002="Globex"))
    mapping = _mapping(tmp_path, MAPPING.replace(",Acme", ",").replace("x,11", "12,11"))
    planned = _run(called, sandbox, "plan", mapping)
    acme = r"customer 4001 (Acme <b>\x1b[1m)"
    assert f"  create  {acme}  commercial" in planned.out
    assert "  create  customer 4002 (Globex) " in planned.out
    assert f"1 row of {acme} was rejected" in planned.out
    page = (planned.folder / "report.html").read_text(encoding="utf-8")
    assert r"4001<small>Acme &lt;b&gt;\x1b[1m</small>" in page
    assert "4002<small>Globex</small>" in page
    assert r"customer 4001 (Acme &lt;b&gt;\x1b[1m) was rejected" in page
    audited = _run(called, sandbox, "audit", "--client-api-id", "4001")
    assert r"whose  4001 Acme <b>\x1b[1m (" in audited.out
    page = (audited.folder / "report.html").read_text(encoding="utf-8")
    assert r"<td>4001<small>Acme &lt;b&gt;\x1b[1m</small></td>" in page


def test_several_customers_of_a_cause_are_listed_by_id_and_name(
    called: Govlink, sandbox: RunningSandbox, tmp_path: Path
) -> None:
    mapping = _mapping(tmp_path, MAPPING.replace("6,99", "98,5").replace("x,11", "97,11"))
    ran = _run(called, sandbox, "plan", mapping)
    assert "      whose  4001 Acme (1), 4002 Globex (1)" in ran.out
    assert "4001 Acme (1), 4002 Globex (1)" in (ran.folder / "report.html").read_text(encoding="utf-8")


def test_a_users_column_of_that_name_comes_back_next_to_the_one_that_the_option_names(
    called: Govlink, sandbox: RunningSandbox, tmp_path: Path
) -> None:
    mapping = _mapping(tmp_path, SOUND.replace("ticket", "Tenant").replace(",a\n", ",Acme\n"))
    held = _run(called, sandbox, "apply", mapping, "--column", "customer_name=Tenant", "--yes", "--max-creates", 0)
    assert [(row["customer_name"], row["input_customer_name"]) for row in held.rows] == [
        ("Acme", "Acme"),
        ("b", "Acme"),
        ("c", "Globex"),
    ]
    again = _run(called, sandbox, "apply", held.folder / "retry.csv", "--yes")
    assert [(row["customer_name"], row["status"]) for row in again.rows] == [
        ("Acme", "created"),
        ("b", "created"),
        ("c", "created"),
    ]
    assert [row["codes"] for row in again.rows] == ["", "A205", "A205"]
