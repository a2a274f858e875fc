"""The evidence of a run: its manifest and snapshot, and their later use."""

import json
import shutil
from pathlib import Path

import pytest
from program import KEY, Govlink, Ran, Served, all_text

MAPPING = "client_api_id,commercial_acct_id,govcloud_acct_id\n4001,4,3\n4001,2,1\n"


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.csv"
    path.write_text(MAPPING, encoding="utf-8")
    return path


def _run(program: Govlink, address: str, *args: object) -> Ran:
    return program(*args, "--base-url", address, "--rate", "200/s", key=KEY)


@pytest.mark.parametrize("command", ["plan", "apply", "audit"])
def test_every_run_leaves_a_manifest_of_all_its_files(
    called: Govlink, served: Served, mapping: Path, command: str
) -> None:
    sandbox = served()
    folder = _run(called, sandbox.base_url, command, mapping, *(["--yes"] if command == "apply" else [])).folder
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert {output["file"] for output in manifest["outputs"]} == {path.name for path in folder.iterdir()} - {
        "manifest.json"
    }
    assert manifest["command"] == command
    assert manifest["base_url"] == sandbox.base_url
    assert all(manifest[name] for name in ("user", "host", "started_at", "finished_at", "version"))
    assert manifest["inputs"][0]["path"] == str(mapping)
    assert manifest["options"]["rate"] == "200/s"
    assert manifest["options"]["mapping"] == [str(mapping)]
    assert KEY not in all_text(folder)


def test_one_byte_in_one_of_five_runs_is_found_and_named(called: Govlink, served: Served, mapping: Path) -> None:
    sandbox = served()
    folders = [_run(called, sandbox.base_url, "plan", mapping).folder for _ in range(5)]
    assert called("report", "--verify", *folders).code == 0
    altered = folders[3] / "report.csv"
    content = altered.read_bytes()
    altered.write_bytes(content.replace(b"4001", b"4002", 1))
    told = called("report", "--verify", *folders)
    assert told.code == 1
    assert f"{altered}: altered\n" in told.out
    assert told.out.count("every file is what the run wrote") == 4


def test_missing_and_added_files_and_links_are_reported(called: Govlink, served: Served, mapping: Path) -> None:
    folder = _run(called, served().base_url, "plan", mapping).folder
    shutil.copy(folder / "plan.csv", folder.parent / "copy.csv")
    (folder / "fix.csv").unlink()
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    (folder / "plan.csv").unlink()
    (folder / "plan.csv").symlink_to("../copy.csv")
    told = called("report", "--verify", folder)
    assert told.out.splitlines() == [
        f"{folder}/fix.csv: missing",
        f"{folder}/notes.txt: added",
        f"{folder}/plan.csv: altered",
    ]


def test_a_folder_without_a_readable_manifest_is_reported(called: Govlink, served: Served, mapping: Path) -> None:
    folder = _run(called, served().base_url, "plan", mapping).folder
    (folder / "manifest.json").write_text("[]", encoding="utf-8")
    assert "can't be read" in called("report", "--verify", folder).out
    (folder / "manifest.json").unlink()
    told = called("report", "--verify", folder)
    assert told.code == 1
    assert "has no manifest.json" in told.out


def test_reports_made_again_are_what_the_run_wrote(called: Govlink, served: Served, mapping: Path) -> None:
    folder = _run(called, served().base_url, "audit", mapping).folder
    before = (folder / "manifest.json").read_bytes()
    for name in ("report.csv", "audit.csv", "summary.json", "manifest.json"):
        (folder / name).unlink()
    assert called("report", folder).code == 0
    assert (folder / "manifest.json").read_bytes() == before
    assert called("report", "--verify", folder).code == 0


def test_rebuilding_reports_does_not_hide_altered_evidence(called: Govlink, served: Served, mapping: Path) -> None:
    folder = _run(called, served().base_url, "plan", mapping).folder
    plan = (folder / "plan.csv").read_bytes()
    (folder / "plan.csv").write_bytes(plan.replace(b"planned", b"in_sync", 1))
    rebuilt = called("report", folder)
    assert rebuilt.code == 0
    assert "plan.csv is not what the run wrote" in rebuilt.err
    told = called("report", "--verify", folder)
    assert told.code == 1
    assert f"{folder}/plan.csv: altered" in told.out


def test_reports_are_made_again_for_one_run_at_a_time(called: Govlink, tmp_path: Path) -> None:
    assert called("report", tmp_path, tmp_path).code == 2


@pytest.mark.parametrize("command", ["plan", "audit"])
def test_a_snapshot_is_decided_on_again_without_key_and_network(
    called: Govlink, served: Served, mapping: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox = served()
    seen = _run(called, sandbox.base_url, "plan", mapping)
    folder, rows = seen.folder, seen.rows
    asked = len(sandbox.requests)
    monkeypatch.delenv("CLOUDHEALTH_API_KEY")
    again = called(command, mapping, "--snapshot", folder)
    assert again.code == (0 if command == "plan" else 1)
    assert again.rows == rows
    assert len(sandbox.requests) == asked
    assert again.summary["requests"]["sent"] == again.summary["requests"]["minimum"] == 0
    assert again.summary["base_url"] == sandbox.base_url
    assert again.summary["inputs"][1]["path"] == str(folder / "snapshot.jsonl")
    assert called("report", "--verify", again.folder).code == 0


def test_a_snapshot_keeps_an_accounts_data_but_only_the_partition_of_its_role(
    called: Govlink, served: Served, mapping: Path
) -> None:
    folder = _run(called, served().base_url, "plan", mapping).folder
    content = (folder / "snapshot.jsonl").read_text(encoding="utf-8")
    (first, *_) = json.loads(content.splitlines()[1])["accounts"]
    assert first[3:] == ["govcloud", first[2], "green", "Unknown", "aws-us-gov"]
    assert "arn:" not in content
    assert f"{int(first[0]):032x}" not in content


def test_a_snapshot_of_an_earlier_version_is_decided_on_again(called: Govlink, served: Served, mapping: Path) -> None:
    seen = _run(called, served().base_url, "plan", mapping)
    snapshot = seen.folder / "snapshot.jsonl"
    header, *customers = map(json.loads, snapshot.read_text(encoding="utf-8").splitlines())
    earlier = [{**one, "accounts": [account[:4] for account in one["accounts"]]} for one in customers]
    snapshot.write_text("".join(json.dumps(line) + "\n" for line in [header, *earlier]), encoding="utf-8")
    (seen.folder / "manifest.json").unlink()
    assert called("plan", mapping, "--snapshot", seen.folder).rows == seen.rows


def test_an_audit_replayed_is_the_same_audit_and_never_the_last_one(
    called: Govlink, served: Served, mapping: Path
) -> None:
    sandbox = served()
    _run(called, sandbox.base_url, "audit", mapping)
    second = _run(called, sandbox.base_url, "audit", mapping)
    folder, facts = second.folder, second.table("audit.csv")
    mapping.write_text(MAPPING + "4001,6,5\n", encoding="utf-8")
    other = called("audit", mapping, "--snapshot", folder)
    assert other.table("audit.csv") != facts
    mapping.write_text(MAPPING, encoding="utf-8")
    assert called("audit", mapping, "--snapshot", folder).table("audit.csv") == facts
    third = _run(called, sandbox.base_url, "audit", mapping)
    assert third.summary["audit"]["compared_with"] == [folder.name]


def test_a_customer_that_the_snapshot_does_not_have_is_not_guessed_at(
    called: Govlink, served: Served, mapping: Path
) -> None:
    folder = _run(called, served().base_url, "plan", mapping).folder
    mapping.write_text(MAPPING + "4002,12,11\n", encoding="utf-8")
    ran = called("plan", mapping, "--snapshot", folder)
    assert ran.code == 3
    assert ran.statuses == ["planned", "in_sync", "not_attempted"]
    assert f"the run {folder.name} did not read this customer" in ran.rows[2]["message"]


def test_all_customers_of_a_snapshot_are_those_of_a_run_that_asked_for_all(
    called: Govlink, served: Served, mapping: Path
) -> None:
    sandbox = served()
    some = _run(called, sandbox.base_url, "audit", mapping).folder
    assert called("audit", "--all-customers", "--snapshot", some).code == 3
    every = _run(called, sandbox.base_url, "audit", "--all-customers").folder
    again = called("audit", "--all-customers", "--snapshot", every)
    assert again.code == 1
    assert {customer["client_api_id"] for customer in again.summary["customers"]} == {"4001", "4002"}


def test_a_replay_names_the_run_and_why_its_snapshot_may_not_be_what_cloudhealth_has(
    called: Govlink, served: Served, mapping: Path
) -> None:
    folder = _run(called, served().base_url, "apply", mapping, "--yes").folder
    ran = called("plan", mapping, "--snapshot", folder)
    assert f"offline: CloudHealth is as the run {folder.name} read it, which began 20" in ran.err
    assert "that run is an apply: what it sent after it had read CloudHealth is missing here" in ran.err
    assert "manifest.json" not in ran.err
    (folder / "manifest.json").unlink()
    ran = called("plan", mapping, "--snapshot", folder)
    assert "has no manifest.json, so nothing shows whether snapshot.jsonl was altered" in ran.err
    assert not called("plan", mapping, "--snapshot", folder, "--quiet").err


def test_an_altered_or_missing_snapshot_is_refused(called: Govlink, served: Served, mapping: Path) -> None:
    folder = _run(called, served().base_url, "plan", mapping).folder
    snapshot = folder / "snapshot.jsonl"
    content = snapshot.read_bytes()
    snapshot.write_bytes(content.replace(b"govcloud", b"GovCloud", 1))
    ran = called("plan", mapping, "--snapshot", folder)
    assert ran.code == 2
    assert "is not what the run wrote" in ran.err
    (folder / "manifest.json").unlink()
    assert "can't be read" in called("plan", mapping, "--snapshot", folder).err
    snapshot.unlink()
    assert "it has no snapshot.jsonl" in called("plan", mapping, "--snapshot", folder).err
