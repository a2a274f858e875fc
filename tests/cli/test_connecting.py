"""What an embedded sandbox has: the mapping's accounts, and everything else from the named scenario."""

import json
from pathlib import Path

import pytest
import yaml
from program import Govlink, Ran

from batch.sandbox import shipped_scenarios

MAPPING = (
    "client_api_id,commercial_owner_id,govcloud_owner_id,sandbox\n"
    "7,210000000001,210000000002,\n7,210000000003,210000000004,linked\n7,210000000005,210000000006,refused\n"
)
REHEARSED = ["created", "in_sync", "rejected"]
"""The outcomes of the rows if the sandbox has the mapping's accounts and follows its words."""
CUSTOMER = {"id": 7, "accounts": [{"owner_id": "210000000001"}, {"owner_id": "210000000002", "region": "govcloud"}]}


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.csv"
    path.write_text(MAPPING, encoding="utf-8")
    return path


def _scenario(folder: Path, **data: object) -> Path:
    file = folder / "mine.yaml"
    file.write_text(yaml.safe_dump(data), encoding="utf-8")
    return file


def _rehearsed(called: Govlink, mapping: Path, scenario: object) -> Ran:
    return called("apply", mapping, "--sandbox", "--sandbox-scenario", scenario, "--yes")


@pytest.mark.parametrize("name", sorted({*shipped_scenarios()} - {"outage"}))
def test_a_scenario_that_ships_is_rehearsed_with_the_mapping_s_accounts(
    called: Govlink, mapping: Path, name: str
) -> None:
    assert _rehearsed(called, mapping, name).statuses == REHEARSED


def test_a_scenario_s_switches_hold_for_the_mapping_s_accounts(called: Govlink, mapping: Path, tmp_path: Path) -> None:
    file = _scenario(tmp_path, switches={"created_status": 200, "text_ids": True})
    ran = _rehearsed(called, mapping, file)
    assert ran.statuses == REHEARSED
    assert [row["http_status"] for row in ran.rows] == ["200", "", "422"]


def test_a_scenario_s_faults_strike_the_mapping_s_rows_and_the_mapping_s_words_come_first(
    called: Govlink, mapping: Path, tmp_path: Path
) -> None:
    fault = {"kind": "status", "status": 409, "message": "Not today", "method": "POST"}
    ran = _rehearsed(called, mapping, _scenario(tmp_path, faults=[fault]))
    assert ran.statuses == ["rejected", "in_sync", "rejected"]
    assert [row["http_status"] for row in ran.rows] == ["409", "", "422"]


@pytest.mark.parametrize("whose", [{"customers": [CUSTOMER]}, {"crowd": {"customers": 1, "pairs": 1, "first_id": 7}}])
def test_a_file_with_customers_keeps_them_unless_they_are_made_up(
    called: Govlink, mapping: Path, tmp_path: Path, whose: dict[str, object]
) -> None:
    kept = _rehearsed(called, mapping, _scenario(tmp_path, **whose)).statuses
    assert kept == ["created" if "customers" in whose else "rejected", "rejected", "rejected"]
    assert _rehearsed(called, mapping, _scenario(tmp_path, **whose, made_up=True)).statuses == REHEARSED


def test_a_direct_customer_s_mapping_takes_the_place_of_a_partner_s_world(called: Govlink, tmp_path: Path) -> None:
    mapping = tmp_path / "direct.csv"
    mapping.write_text("commercial_owner_id,govcloud_owner_id\n210000000001,210000000002\n", encoding="utf-8")
    words = ("apply", mapping, "--direct-customer", "--yes", "--sandbox", "--sandbox-scenario", "first-steps")
    assert called(*words).statuses == ["created"]


def test_without_a_mapping_a_scenario_s_own_customers_are_used(called: Govlink) -> None:
    ran = called("export", "--all-customers", "--sandbox", "--sandbox-scenario", "first-steps")
    assert "of 2 customers" in ran.err


def test_what_is_compared_with_earlier_audits_is_what_the_sandbox_was_made_from(
    called: Govlink, mapping: Path, tmp_path: Path
) -> None:
    def changes(mapping: Path, scenario: object) -> set[str]:
        ran = called("audit", mapping, "--sandbox", "--sandbox-scenario", scenario)
        return {fact["change"] for fact in ran.table("audit.csv")}

    other = tmp_path / "other.csv"
    other.write_text(MAPPING, encoding="utf-8")
    assert changes(mapping, "throttled") == {"new"}
    assert changes(other, "throttled") == {"new"}
    assert changes(mapping, "throttled") == {"persisting"}
    kept = _scenario(tmp_path, customers=[CUSTOMER])
    assert changes(mapping, kept) == {"new"}
    assert changes(other, "mine.yaml") == {"persisting"}


def test_a_reviewed_plan_is_rehearsed_in_the_world_of_its_mapping(called: Govlink, mapping: Path) -> None:
    words = ("--sandbox", "--sandbox-scenario", "throttled")
    plan = called("plan", mapping, *words).folder
    ran = called("apply", "--plan", plan, "--yes", *words)
    assert ran.statuses == REHEARSED
    worlds = [
        json.loads((folder / "journal.jsonl").read_text(encoding="utf-8").partition("\n")[0])["world"]
        for folder in (plan, ran.folder)
    ]
    assert worlds == [f"sandbox of scenario throttled made from {mapping}"] * 2


def test_a_file_that_is_not_a_scenario_is_refused(called: Govlink, mapping: Path) -> None:
    ran = _rehearsed(called, mapping, "outtage")
    assert ran.code == 2
    assert "no scenario outtage" in ran.err
