"""The examples that the README shows, run as it shows them."""

import shutil
from pathlib import Path

import pytest
from program import PROJECT, Govlink

MAPPINGS = PROJECT / "mappings"


@pytest.mark.parametrize("name", ["example.csv", "example.yaml"])
def test_an_example_ends_with_every_row_created_in_sync_or_duplicate(govlink: Govlink, name: str) -> None:
    ran = govlink("apply", MAPPINGS / name, "--sandbox", "--yes")
    assert ran.code == 0, ran.err
    assert set(ran.statuses) == {"created", "in_sync", "duplicate"}
    assert ran.summary["sandbox"] is True
    assert "SANDBOX" in ran.out


def test_the_messy_mapping_ends_in_every_status_short_of_an_outage(govlink: Govlink) -> None:
    ran = govlink("apply", MAPPINGS / "messy.csv", "--sandbox", "--yes")
    assert ran.code == 1, ran.err
    assert set(ran.statuses) == {"created", "in_sync", "duplicate", "invalid", "conflict", "rejected", "unknown"}
    assert "16 need attention" in ran.out
    for file in ("report.xlsx", "retry.csv"):
        assert f"govlink apply {ran.folder.relative_to(ran.reports.parent) / file} --sandbox" in ran.out


def test_a_second_apply_finds_the_created_rows_in_sync_and_sends_no_post(govlink: Govlink, tmp_path: Path) -> None:
    again = ("apply", MAPPINGS / "example.csv", "--sandbox", "--sandbox-state", tmp_path / "state", "--yes")
    first = govlink(*again)
    second = govlink(*again)
    assert (first.code, second.code) == (0, 0)
    assert set(second.statuses) == {"in_sync", "duplicate"}
    assert second.summary["requests"]["writes"] == 0


def test_several_files_and_a_folder_are_one_run(govlink: Govlink, tmp_path: Path) -> None:
    folder = tmp_path / "pairs"
    folder.mkdir()
    for name in ("a.csv", "b.csv"):
        shutil.copy(MAPPINGS / "example.csv", folder / name)
    ran = govlink("plan", folder, "--sandbox")
    assert [row["source"].split("/")[-1] for row in ran.rows] == ["a.csv"] * 20 + ["b.csv"] * 20
    assert set(ran.statuses[20:]) == {"duplicate"}


def test_a_mapping_on_standard_input_needs_its_format_and_then_works(govlink: Govlink) -> None:
    text = (MAPPINGS / "example.yaml").read_text(encoding="utf-8")
    ran = govlink("apply", "-", "--input-format", "yaml", "--sandbox", "--yes", stdin=text)
    assert ran.code == 0
    assert len(ran.rows) == 19
    refused = govlink("plan", "-", "--sandbox", stdin=text)
    assert refused.code == 2
    assert "--input-format" in refused.err
