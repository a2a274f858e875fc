"""`govlink audit` against a stand-in over HTTP that changes between audits."""

import copy
import csv
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
from program import KEY, WORLD, Govlink, Ran, Served
from waiting import until

from batch.frames import AUDIT
from batch.sandbox import Scenario, serve
from batch.sandbox.server import RunningSandbox

HEADER = "client_api_id,commercial_acct_id,commercial_owner_id,govcloud_acct_id,govcloud_owner_id,Ticket\n"
BOTH = "4001,2,,1,,T-1\n4001,,000000000004,,000000000003,T-2\n"


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.csv"
    path.write_text(HEADER + BOTH, encoding="utf-8")
    return path


def _audit(program: Govlink, address: str, *args: object) -> Ran:
    return program("audit", *args, "--base-url", address, "--rate", "200/s", key=KEY)


def _facts(ran: Ran) -> list[tuple[str, str, str]]:
    return [(fact["finding"], fact["govcloud_acct_id"], fact["change"]) for fact in ran.table("audit.csv")]


def _link(sandbox: RunningSandbox, commercial: int, govcloud: int, *, client: int = 4001) -> None:
    url = f"{sandbox.base_url}/api/v1/govcloud_linkages?client_api_id={client}"
    pair = {"govcloud_acct_id": govcloud, "commercial_acct_id": commercial}
    requests.post(url, json=pair, headers={"Authorization": f"Bearer {KEY}"}, timeout=10).raise_for_status()


def _nothing_accepted(folder: Path) -> Path:
    path = folder / "accepted.csv"
    path.write_text("finding,client_api_id,reason\nunreadable,9999,a customer of yore\n", encoding="utf-8")
    return path


def _world(*linkages: tuple[int, int], customers: int = 2) -> dict[str, Any]:
    """The usual customers, the first one with these (commercial, GovCloud) linkages."""
    world = copy.deepcopy(WORLD)
    world["customers"] = world["customers"][:customers]
    world["customers"][0]["linkages"] = [{"commercial": pair[0], "govcloud": pair[1]} for pair in linkages]
    return world


@contextmanager
def _at(port: int, world: dict[str, Any]) -> Iterator[RunningSandbox]:
    """Another world at the same address: what can't be done over the API has happened in between."""
    with serve(Scenario.from_dict(world), port=port) as sandbox:
        yield sandbox


def _port(sandbox: RunningSandbox) -> int:
    return int(sandbox.base_url.rpartition(":")[2])


def test_an_audit_reports_every_fact_and_writes_nothing(govlink: Govlink, served: Served, mapping: Path) -> None:
    sandbox = served()
    ran = _audit(govlink, sandbox.base_url, mapping)
    assert ran.code == 1
    assert _facts(ran) == [("in_sync", "1", "new"), ("missing", "3", "new"), ("unlinked", "5", "new")]
    assert {request.method for request in sandbox.requests} == {"GET"}
    header = (ran.folder / "audit.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == ",".join(AUDIT)
    assert ran.summary["audit"]["findings"]["missing"] == 1
    assert ran.summary["exit_code"] == 1
    assert {path.name for path in ran.folder.iterdir()} >= {"plan.csv", "report.csv", "journal.jsonl", "snapshot.jsonl"}
    assert "1 linkage is as mapped; 2 findings need attention." in ran.out


def test_the_second_audit_reports_what_changed(called: Govlink, served: Served, mapping: Path) -> None:
    sandbox = served()
    first = _audit(called, sandbox.base_url, mapping)
    since, run = first.table("audit.csv")[0]["since"], first.summary["run"]
    _link(sandbox, 4, 3)
    second = _audit(called, sandbox.base_url, mapping)
    assert _facts(second) == [
        ("in_sync", "1", "persisting"),
        ("in_sync", "3", "new"),
        ("unlinked", "5", "persisting"),
        ("missing", "3", "resolved"),
    ]
    assert {fact["since"] for fact in second.table("audit.csv") if fact["change"] != "new"} == {since}
    assert second.summary["audit"]["compared_with"] == [run]
    assert "Resolved since the last audit (1):" in second.out
    third = _audit(called, sandbox.base_url, mapping)
    assert {change for _, _, change in _facts(third)} == {"persisting"}


def test_vanished_and_repointed_linkages_are_reported_as_such(called: Govlink, mapping: Path) -> None:
    with serve(Scenario.from_dict(_world((2, 1), (6, 5)))) as sandbox:
        port = _port(sandbox)
        _audit(called, sandbox.base_url, mapping)
    with _at(port, _world((4, 1))) as sandbox:
        ran = _audit(called, sandbox.base_url, mapping)
    codes = {(fact["finding"], fact["govcloud_acct_id"]): fact["codes"].split() for fact in ran.table("audit.csv")}
    assert "D112" in codes["conflict", "1"]
    assert codes["unlinked", "5"] == ["D103", "D111"]
    assert codes["unmanaged", "5"] == ["D102", "D111"]


def test_only_customers_that_were_audited_are_compared(called: Govlink, served: Served, tmp_path: Path) -> None:
    sandbox = served()
    one = tmp_path / "one.csv"
    one.write_text(HEADER + "4001,2,,1,,\n", encoding="utf-8")
    both = tmp_path / "both.csv"
    both.write_text(HEADER + "4001,2,,1,,\n4002,12,,11,,\n", encoding="utf-8")
    _audit(called, sandbox.base_url, both)
    again = _audit(called, sandbox.base_url, one)
    assert {(fact["client_api_id"], fact["change"]) for fact in again.table("audit.csv")} == {("4001", "persisting")}
    whole = _audit(called, sandbox.base_url, both)
    assert {fact["change"] for fact in whole.table("audit.csv")} == {"persisting"}


def test_an_audit_is_not_compared_with_one_of_another_address(called: Govlink, served: Served, mapping: Path) -> None:
    _audit(called, served().base_url, mapping)
    assert {change for _, _, change in _facts(_audit(called, served().base_url, mapping))} == {"new"}


def test_a_rehearsal_finds_its_own_audits_again_and_no_others(called: Govlink, mapping: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    args = ("audit", mapping, "--sandbox", "--sandbox-state", state)
    assert {change for _, _, change in _facts(called(*args))} == {"new"}
    called("apply", mapping, "--yes", "--sandbox", "--sandbox-state", state)
    assert [fact[2] for fact in _facts(called(*args))] == ["new", "new", "resolved", "resolved"]
    elsewhere = called("audit", mapping, "--sandbox", "--sandbox-state", tmp_path / "other")
    assert {change for _, _, change in _facts(elsewhere)} == {"new"}


def test_a_rehearsal_of_a_scenario_is_a_world_of_its_own(called: Govlink) -> None:
    args = ("audit", "--all-customers", "--sandbox", "--sandbox-scenario")
    assert {change for _, _, change in _facts(called(*args, "first-steps"))} == {"new"}
    assert {change for _, _, change in _facts(called(*args, "swapped-tenant"))} == {"new"}
    assert {change for _, _, change in _facts(called(*args, "first-steps"))} == {"persisting"}


def test_all_customers_are_audited_page_by_page(called: Govlink, served: Served) -> None:
    world = copy.deepcopy(WORLD)
    world["customers"] += [{"id": number, "name": "x"} for number in range(5000, 5120)]
    sandbox = served(world)
    ran = _audit(called, sandbox.base_url, "--all-customers")
    assert ran.code == 1
    assert len(ran.summary["customers"]) == 122
    assert {finding for finding, _, _ in _facts(ran)} == {"unmanaged", "unlinked"}
    assert sum(request.path == "/v1/customers" for request in sandbox.requests) == 2


def test_nothing_is_claimed_from_an_incomplete_list_of_customers(
    called: Govlink, served: Served, mapping: Path
) -> None:
    world = {**WORLD, "faults": [{"kind": "status", "status": 500, "path": "/v1/customers"}]}
    sandbox = served(world)
    ran = _audit(called, sandbox.base_url, mapping, "--all-customers", "--max-attempts", "2")
    assert ran.code == 3
    assert _facts(ran) == [("unreadable", "", "new")]
    assert ran.summary["stopped"]["code"] == "S208"
    assert "(S208)" in ran.err


def test_a_customer_that_left_the_list_is_resolved_and_not_forgotten(called: Govlink) -> None:
    with serve(Scenario.from_dict(_world())) as sandbox:
        port = _port(sandbox)
        _audit(called, sandbox.base_url, "--all-customers")
    with _at(port, _world(customers=1)) as sandbox:
        facts = _audit(called, sandbox.base_url, "--all-customers").table("audit.csv")
        again = _audit(called, sandbox.base_url, "--all-customers")
    (left,) = [fact for fact in facts if fact["client_api_id"] == "4002"]
    assert (left["finding"], left["change"], left["codes"]) == ("unlinked", "resolved", "D103 D113")
    assert {fact["client_api_id"] for fact in again.table("audit.csv")} == {"4001"}


def test_what_could_not_be_read_is_unreadable_and_its_past_is_not_lost(called: Govlink, mapping: Path) -> None:
    with serve(Scenario.from_dict(_world((2, 1)))) as sandbox:
        port = _port(sandbox)
        first = _audit(called, sandbox.base_url, mapping).table("audit.csv")
    broken = {**_world((2, 1)), "faults": [{"kind": "status", "status": 500, "path": "/v1/aws_accounts"}]}
    with _at(port, broken) as sandbox:
        second = _audit(called, sandbox.base_url, mapping, "--max-attempts", "2")
    assert second.code == 3
    assert _facts(second) == [("unreadable", "", "new")]
    with _at(port, _world((2, 1))) as sandbox:
        third = _audit(called, sandbox.base_url, mapping)
    assert _facts(third) == [
        ("in_sync", "1", "persisting"),
        ("missing", "3", "persisting"),
        ("unlinked", "5", "persisting"),
        ("unreadable", "", "resolved"),
    ]
    assert third.table("audit.csv")[1]["since"] == first[1]["since"]


def test_a_refused_customer_is_a_finding_among_others(called: Govlink, served: Served, mapping: Path) -> None:
    mapping.write_text(HEADER + BOTH + "4009,2,,1,,\n", encoding="utf-8")
    ran = _audit(called, served().base_url, mapping)
    assert ran.code == 1
    assert ("unreadable", "", "new") in _facts(ran)


def test_accepted_findings_need_no_attention(called: Govlink, served: Served, mapping: Path, tmp_path: Path) -> None:
    accepted = tmp_path / "accepted.csv"
    lines = ("missing,3,next month", "unlinked,5,parked", "gone,7,never")
    accepted.write_text("finding,govcloud_acct_id,reason\n" + "\n".join(lines), encoding="utf-8")
    sandbox = served()
    ran = _audit(called, sandbox.base_url, mapping, "--accepted", accepted)
    assert ran.code == 0
    assert "nothing needs attention; 2 accepted" in ran.out
    assert f"{accepted}:4: matches no 'gone' finding" in ran.err
    assert "accepted: parked" in ran.table("audit.csv")[2]["message"]
    assert ran.summary["inputs"][1]["path"] == str(accepted)
    assert _audit(called, sandbox.base_url, mapping, "--accepted", accepted, "--exit-code").code == 5


def test_a_bad_file_of_acceptances_stops_the_audit_before_it_begins(
    called: Govlink, served: Served, mapping: Path, tmp_path: Path
) -> None:
    accepted = tmp_path / "accepted.csv"
    accepted.write_text("finding,client_api_id\nmissing,4001\n", encoding="utf-8")
    sandbox = served()
    ran = _audit(called, sandbox.base_url, mapping, "--accepted", accepted)
    assert ran.code == 2
    assert f"{accepted}:2: the reason is missing" in ran.err
    assert not sandbox.requests
    assert not ran.reports.exists()


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ((), "nothing to audit"),
        (("--all-customers", "--direct-customer"), "can't be used together"),
        (("--sandbox", "--all-customers"), "needs --sandbox-scenario with --sandbox"),
        (("--sandbox", "--client-api-id", "1", "--snapshot", "."), "can't be used together"),
        (("--all-customers", "--client-api-id", "4001"), "--all-customers and --client-api-id can't be used together"),
    ],
)
def test_a_pointless_audit_is_refused(called: Govlink, args: tuple[str, ...], words: str) -> None:
    ran = called("audit", *args, key=KEY)
    assert ran.code == 2
    assert words in ran.err


def test_an_audit_s_next_step_for_its_rows_is_an_apply(called: Govlink, served: Served, mapping: Path) -> None:
    mapping.write_text(HEADER + "4001,77,,5,,\n", encoding="utf-8")
    ran = _audit(called, served().base_url, mapping, "--accepted", _nothing_accepted(mapping.parent), "--keep", 9)
    (cause,) = (cause for cause in ran.summary["root_causes"] if cause["status"] == "gone")
    assert cause["command"].startswith(f"govlink apply reports/{ran.folder.name}/report.xlsx --base-url ")
    assert "--accepted" not in cause["command"]
    assert "--keep" not in cause["command"]


def test_one_customer_can_be_audited_without_a_mapping(called: Govlink, served: Served) -> None:
    ran = _audit(called, served().base_url, "--client-api-id", "4001")
    assert [finding for finding, *_ in _facts(ran)] == ["unmanaged", "unlinked", "unlinked"]
    assert ran.rows == []


def test_a_direct_customer_is_audited_even_if_no_row_of_the_mapping_is_sound(
    called: Govlink, served: Served, mapping: Path
) -> None:
    sandbox = served({"name": "direct", "keys": [KEY], "customers": [], "own": WORLD["customers"][0]})
    mapping.write_text("commercial_acct_id,govcloud_acct_id\n2x,1\n", encoding="utf-8")
    ran = _audit(called, sandbox.base_url, mapping, "--direct-customer")
    assert [finding for finding, *_ in _facts(ran)] == ["invalid", "unmanaged", "unlinked", "unlinked"]
    assert "the key's own customer (1)" in ran.out


def test_a_direct_customer_can_be_audited_without_a_mapping(called: Govlink, served: Served) -> None:
    sandbox = served({"name": "direct", "keys": [KEY], "customers": [], "own": WORLD["customers"][0]})
    ran = _audit(called, sandbox.base_url, "--direct-customer")
    assert [finding for finding, *_ in _facts(ran)] == ["unmanaged", "unlinked", "unlinked"]


def test_every_fact_is_a_json_event(govlink: Govlink, served: Served, mapping: Path) -> None:
    ran = _audit(govlink, served().base_url, mapping, "--json")
    events = [json.loads(line) for line in ran.out.splitlines()]
    found = [event for event in events if event["event"] == "found"]
    assert [{column: event[column] for column in AUDIT} for event in found] == ran.table("audit.csv")
    (audited,) = [event for event in events if event["event"] == "audited"]
    assert audited["changes"] == {"new": 2, "persisting": 0, "resolved": 0}


def test_an_audit_made_again_from_its_journal_is_the_same(called: Govlink, served: Served, mapping: Path) -> None:
    ran = _audit(called, served().base_url, mapping)
    before = {path.name: path.read_bytes() for path in ran.folder.iterdir()}
    for name in before.keys() - {"plan.csv", "journal.jsonl", "snapshot.jsonl"}:
        (ran.folder / name).unlink()
    assert called("report", ran.folder).code == 0
    assert {path.name: path.read_bytes() for path in ran.folder.iterdir()} == before


def test_an_interrupted_audit_claims_nothing_more_and_is_never_the_latest(
    govlink: Govlink, served: Served, mapping: Path, tmp_path: Path
) -> None:
    world = copy.deepcopy(WORLD)
    world["customers"] += [{"id": number, "name": "x"} for number in range(5000, 5060)]
    sandbox = served(world)
    slowly = ("audit", mapping, "--all-customers", "--base-url", sandbox.base_url, "--rate", "20/s")
    environment = {**os.environ, "CLOUDHEALTH_API_KEY": KEY}
    program = [sys.executable, "-m", "batch", *map(str, slowly)]
    with subprocess.Popen(program, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL) as process:
        until(lambda: sum(request.path == "/v1/aws_accounts" for request in sandbox.requests) >= 3)
        process.send_signal(signal.SIGTERM)
    assert process.returncode == 143
    whole = _audit(govlink, sandbox.base_url, mapping, "--all-customers")
    assert whole.summary["audit"]["compared_with"] == []
    (interrupted,) = [path for path in whole.reports.glob("*-audit-*") if path != whole.folder]
    with (interrupted / "audit.csv").open(encoding="utf-8", newline="") as lines:
        unread = [fact for fact in csv.DictReader(lines) if fact["codes"] == "S301"]
    assert {fact["finding"] for fact in unread} == {"unreadable"}
    assert len(unread) > 10


def test_an_account_of_a_customer_that_no_row_names_is_attributed_to_that_customer(
    called: Govlink, served: Served, tmp_path: Path
) -> None:
    theirs = tmp_path / "theirs.csv"
    theirs.write_text(HEADER + "4001,12,,1,,\n4001,,000000000012,,000000000003,\n", encoding="utf-8")
    address = served().base_url
    known = _audit(called, address, theirs, "--all-customers").folder
    runs = [("audit", "--snapshot", known), ("plan", "--snapshot", known), ("audit", "--all-customers")]
    for command, *more in runs:
        where = () if "--snapshot" in more else ("--base-url", address, "--rate", "200/s")
        rows = called(command, theirs, *more, *where, key=KEY).table("report.csv")
        assert [row["codes"] for row in rows] == ["A102", "A102"], more
        assert all(" belongs to customer 4002, not to " in row["message"] for row in rows)
    assert [row["codes"] for row in _audit(called, address, theirs).table("report.csv")] == ["A101", "A113"]


def test_accounts_that_cloudhealth_does_not_have_are_gone_and_one_that_waits_is_taken_up_from_retry_csv(
    called: Govlink, served: Served, tmp_path: Path
) -> None:
    gone = tmp_path / "gone.csv"
    row = "4001,{},{},{},{},\n".format
    rows = [row("99", "", "1", ""), row("", "000000000099", "3", ""), row("6", "", "", "000000000098")]
    # If the customer has the account under another id, it can't be said that CloudHealth doesn't have it.
    gone.write_text(HEADER + "".join([*rows, row("77", "000000000004", "5", "")]), encoding="utf-8")
    ran = _audit(called, served().base_url, gone)
    found = {fact["line"]: (fact["finding"], fact["codes"]) for fact in ran.table("audit.csv") if fact["line"]}
    assert found == {"2": ("gone", "A101"), "3": ("gone", "A113"), "4": ("gone", "A114"), "5": ("invalid", "A115")}
    files = {
        cause["code"]: Path(cause["command"].split()[2]).name
        for cause in ran.summary["root_causes"]
        if cause["command"]
    }
    assert files == {"A101": "report.xlsx", "A113": "retry.csv", "A114": "retry.csv", "A115": "report.xlsx"}
    assert [row["govlink_codes"] for row in ran.table("retry.csv")] == ["A113", "A114"]
