"""Plan and apply against a stand-in over HTTP: what is sent, what is shown, and what is written to disk."""

import json
from pathlib import Path

import pytest
from program import KEY, WORLD, Govlink, Ran, Served

from batch.sandbox.server import RunningSandbox

HEADER = "client_api_id,commercial_acct_id,commercial_owner_id,govcloud_acct_id,govcloud_owner_id,Ticket\n"


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.csv"
    rows = (
        "4001,,000000000004,,000000000003,T-1",
        "4001,6,,5,,T-2",
        "4001,2,000000000002,,000000000001,T-3",
        "4002,12,,,000000000011,T-4",
    )
    path.write_text(HEADER + "\n".join(rows), encoding="utf-8")
    return path


def _run(program: Govlink, sandbox: RunningSandbox, *args: object) -> Ran:
    return program(*args, "--base-url", sandbox.base_url, "--rate", "200/s", key=KEY)


def test_plan_reads_and_never_writes(govlink: Govlink, served: Served, mapping: Path) -> None:
    sandbox = served()
    ran = _run(govlink, sandbox, "plan", mapping)
    assert ran.code == 0
    assert ran.statuses == ["planned", "planned", "in_sync", "planned"]
    assert {request.method for request in sandbox.requests} == {"GET"}


def test_plan_shows_pending_changes_by_its_exit_code_when_asked(called: Govlink, served: Served, mapping: Path) -> None:
    sandbox = served()
    assert _run(called, sandbox, "plan", mapping, "--exit-code").code == 5
    assert _run(called, sandbox, "apply", mapping, "--yes").code == 0
    assert _run(called, sandbox, "plan", mapping, "--exit-code").code == 0


def test_the_plan_shows_names_next_to_the_numbers(called: Govlink, served: Served, mapping: Path) -> None:
    ran = _run(called, served(), "plan", mapping)
    line = next(line for line in ran.out.splitlines() if "pairs.csv:2" in line)
    assert "commercial 000000000004 two (id 4)" in line
    assert "GovCloud 000000000003 two-gov (id 3)" in line


def test_apply_creates_what_is_missing_once_and_a_second_one_nothing(
    called: Govlink, served: Served, mapping: Path
) -> None:
    sandbox = served()
    first = _run(called, sandbox, "apply", mapping, "--yes")
    assert first.code == 0
    assert first.statuses == ["created", "created", "in_sync", "created"]
    assert [row["Ticket"] for row in first.rows] == ["T-1", "T-2", "T-3", "T-4"]
    posts = [request for request in sandbox.requests if request.method == "POST"]
    assert len(posts) == 3
    second = _run(called, sandbox, "apply", mapping, "--yes")
    assert set(second.statuses) == {"in_sync"}
    assert len([request for request in sandbox.requests if request.method == "POST"]) == 3


def test_the_reported_linkages_are_the_true_ones(called: Govlink, served: Served, mapping: Path) -> None:
    sandbox = served()
    ran = _run(called, sandbox, "apply", mapping, "--yes")
    true = {(str(link.id), str(link.commercial), str(link.govcloud)) for link in sandbox.linkages}
    told = {(row["linkage_id"], row["commercial_acct_id"], row["govcloud_acct_id"]) for row in ran.rows}
    assert told == true


def test_a_run_sends_only_the_requests_it_needs_and_one_check_of_its_first_linkage(
    called: Govlink, served: Served, mapping: Path
) -> None:
    ran = _run(called, served(), "apply", mapping, "--yes")
    requests = ran.summary["requests"]
    # One page of accounts and one of linkages per customer; one has a linkage, and may have more on a second page.
    # Then a page of customers, for their names.
    assert requests["minimum"] == 2 * 2 + 1 + 1 + 3
    assert requests["sent"] == requests["minimum"] + 1
    assert requests["throttled"] == 0


def test_the_journal_has_each_intent_before_its_outcome(called: Govlink, served: Served, mapping: Path) -> None:
    ran = _run(called, served(), "apply", mapping, "--yes")
    events = [json.loads(line) for line in (ran.folder / "journal.jsonl").read_text(encoding="utf-8").splitlines()]
    assert events[0]["event"] == "run_started"
    assert events[0]["schema_version"] == 1
    assert events[-1]["event"] == "run_finished"
    for row in (1, 2, 4):
        of_row = [event["event"] for event in events if event.get("row") == row and event["event"] != "answered"]
        assert of_row == ["intent", "settled"]


def test_json_prints_events_and_nothing_else(govlink: Govlink, served: Served, mapping: Path) -> None:
    ran = _run(govlink, served(), "apply", mapping, "--yes", "--json")
    events = [json.loads(line)["event"] for line in ran.out.splitlines()]
    assert events[0] == "run_started"
    assert events[-1] == "reported"
    assert events.count("settled") == 3


def test_the_reports_can_be_made_again_byte_for_byte(called: Govlink, served: Served, mapping: Path) -> None:
    ran = _run(called, served(), "apply", mapping, "--yes")
    before = {path.name: path.read_bytes() for path in ran.folder.iterdir()}
    for name in before.keys() - {"plan.csv", "journal.jsonl", "snapshot.jsonl", "manifest.json"}:
        (ran.folder / name).unlink()
    assert called("report", ran.folder).code == 0
    assert {path.name: path.read_bytes() for path in ran.folder.iterdir()} == before


def test_a_conflict_names_who_is_linked_to_whom(called: Govlink, served: Served, tmp_path: Path) -> None:
    path = tmp_path / "wrong.csv"
    path.write_text(HEADER + "4001,4,,1,,\n", encoding="utf-8")
    ran = _run(called, served(), "apply", path, "--yes")
    assert ran.code == 1
    (row,) = ran.rows
    assert row["status"] == "conflict"
    assert row["linkage_id"]
    assert "commercial 2 (one) with GovCloud 1 (one-gov)" in row["message"]


def test_an_allowed_update_repoints_the_linkage(called: Govlink, served: Served, tmp_path: Path) -> None:
    path = tmp_path / "moved.csv"
    path.write_text(HEADER + "4001,4,,1,,\n", encoding="utf-8")
    sandbox = served()
    ran = _run(called, sandbox, "apply", path, "--yes", "--allow-update")
    assert ran.code == 0
    assert ran.statuses == ["updated"]
    (linkage,) = sandbox.linkages
    assert (linkage.govcloud, linkage.commercial) == (1, 4)


@pytest.mark.parametrize("option", ["--max-creates", "--limit"])
def test_a_plan_beyond_a_limit_ends_with_3_and_keeps_the_rest(
    called: Govlink, served: Served, mapping: Path, option: str
) -> None:
    sandbox = served()
    ran = _run(called, sandbox, "apply", mapping, "--yes", option, "1")
    assert ran.code == 3
    sent = 1 if option == "--limit" else 0
    assert ran.statuses.count("created") == sent
    assert ran.statuses.count("not_attempted") == 3 - sent
    assert len(ran.table("retry.csv")) == 3 - sent


def test_only_rows_of_a_reviewed_plan_that_still_hold_are_sent(
    called: Govlink, served: Served, mapping: Path, tmp_path: Path
) -> None:
    sandbox = served()
    reviewed = _run(called, sandbox, "plan", mapping).folder
    other = tmp_path / "other.csv"
    other.write_text(HEADER + "4001,4,,5,,\n", encoding="utf-8")
    assert _run(called, sandbox, "apply", other, "--yes").code == 0
    ran = _run(called, sandbox, "apply", "--plan", reviewed, "--yes")
    assert ran.code == 1
    assert ran.statuses == ["conflict", "conflict", "in_sync", "created"]
    assert all(row["codes"].startswith("L105") for row in ran.rows[:2])


def test_retry_and_fix_are_mappings_that_can_be_fed_back(called: Govlink, served: Served, mapping: Path) -> None:
    sandbox = served()
    stopped = _run(called, sandbox, "apply", mapping, "--yes", "--limit", "1")
    again = _run(called, sandbox, "apply", stopped.folder / "retry.csv", "--yes")
    assert again.code == 0
    assert set(again.statuses) == {"created"}
    assert [row["Ticket"] for row in again.rows] == ["T-2", "T-4"]


def test_an_incomplete_reviewed_plan_is_refused(called: Govlink, served: Served, mapping: Path, tmp_path: Path) -> None:
    sandbox = served()
    reviewed = _run(called, sandbox, "plan", mapping).folder
    latest = (tmp_path / "reports" / "latest-plan").resolve()
    refused = called("plan", mapping, "--base-url", sandbox.base_url, key="another-key")
    assert refused.code == 3
    assert (tmp_path / "reports" / "latest-plan").resolve() == latest == reviewed
    ran = _run(called, sandbox, "apply", "--plan", refused.folder, "--yes")
    assert ran.code == 2
    assert "plan again" in ran.err


def test_a_reviewed_plan_with_updates_needs_allow_update_again(called: Govlink, served: Served, tmp_path: Path) -> None:
    path = tmp_path / "moved.csv"
    path.write_text(HEADER + "4001,4,,1,,\n", encoding="utf-8")
    sandbox = served()
    reviewed = _run(called, sandbox, "plan", path, "--allow-update").folder
    refused = _run(called, sandbox, "apply", "--plan", reviewed, "--yes")
    assert refused.code == 2
    assert "--allow-update" in refused.err
    assert _run(called, sandbox, "apply", "--plan", reviewed, "--yes", "--allow-update").statuses == ["updated"]


def test_the_printed_command_raises_the_limit_that_refused_and_plans_stale_rows_again(
    called: Govlink, served: Served, mapping: Path, tmp_path: Path
) -> None:
    sandbox = served()
    guarded = _run(called, sandbox, "apply", mapping, "--yes", "--max-creates", "1", "--require-clean")
    assert "retry.csv" in guarded.out
    (line,) = [line for line in guarded.out.splitlines() if "  then   govlink apply" in line]
    assert "--max-creates 3" in line
    assert "--require-clean" in line
    assert "--yes" not in line
    reviewed = _run(called, sandbox, "plan", mapping).folder
    other = tmp_path / "other.csv"
    other.write_text(HEADER + "4001,4,,5,,\n", encoding="utf-8")
    _run(called, sandbox, "apply", other, "--yes")
    stale = _run(called, sandbox, "apply", "--plan", reviewed, "--yes", "--max-creates", "9")
    (line,) = [line for line in stale.out.splitlines() if "  then   govlink" in line]
    assert "govlink plan " in line
    assert "--max-creates" not in line


def test_each_refusal_and_unknown_row_has_its_request_id_in_every_report(
    called: Govlink, served: Served, mapping: Path
) -> None:
    faults = [
        {"kind": "status", "status": 422, "method": "POST", "account": 3, "message": "not today"},
        {"kind": "status", "status": 504, "method": "POST", "account": 5},
        {"kind": "status", "status": 403, "customer": 4002},
    ]
    sandbox = served({**WORLD, "faults": faults})
    ran = _run(called, sandbox, "apply", mapping, "--yes", "--max-attempts", 1, "--settle-time", 0.1)
    assert ran.statuses == ["rejected", "unknown", "in_sync", "rejected"]
    ids = {request.status: request.request_id for request in sandbox.requests}
    page = (ran.folder / "report.html").read_text(encoding="utf-8")
    for row, status in zip(ran.rows, (422, 504, None, 403), strict=True):
        assert row["message"].count("(request id ") == (0 if status is None else 1)
        if status is not None:
            assert f"answered {status}" in row["message"]
            assert f"(request id {ids[status]})" in row["message"]
            assert ids[status] in page
            assert ids[status] in json.dumps(ran.summary["root_causes"])
    told = [row["govlink_message"] for name in ("retry.csv", "fix.csv") for row in ran.table(name)]
    assert sorted(told) == sorted(row["message"] for row in ran.rows if row["status"] != "in_sync")
    lines = (ran.folder / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    answered = [event for event in map(json.loads, lines) if event["event"] == "answered"]
    assert {event["request_id"] for event in answered} == {request.request_id for request in sandbox.requests}


def test_a_rehearsal_with_a_swapped_service_names_the_option_until_it_is_given(called: Govlink, tmp_path: Path) -> None:
    scenario, mapping = tmp_path / "recorded.yaml", tmp_path / "pairs.csv"
    scenario.write_text("switches: {direction: swapped}\n", encoding="utf-8")
    mapping.write_text("client_api_id,commercial_acct_id,govcloud_acct_id\n4001,2,1\n", encoding="utf-8")
    world = (mapping, "--sandbox", "--sandbox-scenario", scenario)
    words = "add --direction swapped"
    assert words in called("plan", *world).err
    refused = called("apply", "--yes", *world)
    assert (words in refused.err, refused.statuses) == (True, ["rejected"])
    sent = called("apply", "--yes", *world, "--direction", "swapped")
    assert (words in sent.err, sent.statuses) == (False, ["created"])
    assert words not in called("plan", *world, "--quiet").err
    assert words not in called("plan", mapping, "--sandbox").err
    mapping.write_text("client_api_id,commercial_acct_id,govcloud_acct_id,sandbox\n4001,2,1,linked\n", encoding="utf-8")
    assert words not in called("plan", *world).err
