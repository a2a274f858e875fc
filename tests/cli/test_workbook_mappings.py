"""A workbook is a mapping for every command: its places name sheet and cell, and its commands the file."""

import csv
import io
import json
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from openpyxl.worksheet.worksheet import Worksheet
from program import KEY, PROJECT, Govlink, Served
from workbooks import NAMES, ROW, by_openpyxl, of_sheets

from batch.problem_formats import NAMES as FORMATS

IDS = ("client_api_id", "commercial_acct_id", "govcloud_acct_id")
WRONG = [NAMES, ROW, ("4001", 10987000003, "210987000004")]
STATEMENT = 'commercial_owner_id "10987000003" has 11 digits'


@pytest.fixture
def wrong(tmp_path: Path) -> str:
    by_openpyxl(tmp_path / "accounts.xlsx", WRONG)
    return "accounts.xlsx"


def test_a_problem_is_reported_with_sheet_and_cell(called: Govlink, wrong: str) -> None:
    ran = called("check", wrong)
    assert ran.out.splitlines()[0].startswith(f"accounts.xlsx:Accounts!B3: V104 {STATEMENT}")
    assert ran.code == 1


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_names_sheet_and_cell_and_nothing_twice(called: Govlink, wrong: str, form: str) -> None:
    told = called("check", wrong, "--format", form).out
    assert told.count("B3") == (2 if form == "sarif" else 1)
    assert told.count(STATEMENT.partition(" ")[0]) >= 1


def test_plain_data_has_file_sheet_and_cell_apart(called: Govlink, wrong: str) -> None:
    (problem,) = json.loads(called("check", wrong, "--format", "json").out)["problems"]
    place = {key: problem[key] for key in ("file", "sheet", "line", "column", "cell")}
    assert place == {"file": "accounts.xlsx", "sheet": "Accounts", "line": 3, "column": 2, "cell": "B3"}
    (row,) = csv.DictReader(io.StringIO(called("check", wrong, "--format", "csv").out))
    assert {key: row[key] for key in place} == {key: str(value) for key, value in place.items()}


def test_a_related_place_has_its_sheet_too(called: Govlink, tmp_path: Path) -> None:
    by_openpyxl(tmp_path / "accounts.xlsx", [NAMES, ROW, ROW])
    (problem,) = json.loads(called("check", "accounts.xlsx", "--format", "json").out)["problems"]
    assert problem["related"] == [{"file": "accounts.xlsx", "sheet": "Accounts", "line": 2}]
    assert "as accounts.xlsx:Accounts:2," in problem["message"]
    assert problem["cell"] is None


def test_a_scanner_is_given_the_file_and_no_region_of_it(called: Govlink, wrong: str) -> None:
    run = json.loads(called("check", wrong, "--format", "sarif").out)["runs"][0]
    (result,) = run["results"]
    assert result["locations"] == [
        {
            "physicalLocation": {"artifactLocation": {"uri": "accounts.xlsx"}},
            "logicalLocations": [{"fullyQualifiedName": "Accounts!B3"}],
        }
    ]
    assert result["message"]["text"].startswith(f"Accounts!B3: {STATEMENT}")


def test_an_annotation_is_of_the_file_and_names_the_cell(called: Govlink, wrong: str) -> None:
    line, _ = called("check", wrong, "--format", "github").out.splitlines()
    assert line.startswith(f"::error file=accounts.xlsx,title=V104 lost-leading-zeros::Accounts!B3: {STATEMENT}")


def test_reports_name_sheet_row_and_cell_and_the_inputs_the_file_once(called: Govlink, wrong: str) -> None:
    ran = called("plan", wrong, "--sandbox")
    assert [(row["source"], row["line"], row["status"]) for row in ran.rows] == [
        ("accounts.xlsx:Accounts", "2", "planned"),
        ("accounts.xlsx:Accounts", "3", "invalid"),
    ]
    assert ran.rows[1]["message"].count("(cell B3)") == 1
    assert ran.rows[1]["message"].startswith(STATEMENT)
    assert [entry["path"] for entry in ran.summary["inputs"]] == ["accounts.xlsx"]
    manifest = json.loads((ran.folder / "manifest.json").read_text(encoding="utf-8"))
    assert [entry["path"] for entry in manifest["inputs"]] == ["accounts.xlsx"]
    assert ran.summary["root_causes"][0]["places"] == ["accounts.xlsx:Accounts:3"]
    assert "accounts.xlsx:Accounts:3" in (ran.folder / "report.html").read_text(encoding="utf-8")


def test_a_plan_of_a_workbook_is_reviewed_and_sent(called: Govlink, tmp_path: Path, served: Served) -> None:
    by_openpyxl(tmp_path / "accounts.xlsx", [IDS, ("4001", 4, 3)])
    at = ("--base-url", served().base_url, "--rate", "500/s")
    planned = called("plan", "accounts.xlsx", *at, key=KEY)
    applied = called("apply", "--plan", planned.folder, "--yes", *at, key=KEY)
    assert [(row["source"], row["status"]) for row in applied.rows] == [("accounts.xlsx:Accounts", "created")]
    assert called("report", applied.folder).code == 0
    audited = called("audit", "accounts.xlsx", *at, key=KEY)
    assert {line["finding"] for line in audited.table("audit.csv") if line["source"]} == {"in_sync"}


def test_the_command_for_the_whole_mapping_names_the_file_and_the_sheet_that_was_given(
    called: Govlink, tmp_path: Path, served: Served
) -> None:
    of_sheets(tmp_path / "my accounts.xlsx", {"March": [IDS, ("4001", 4, 3)], "April": [IDS, ("4001", 6, 5)]})
    at = ("--base-url", served().base_url, "--rate", "500/s")
    ran = called("audit", "my accounts.xlsx", "--sheet", "April", *at, key=KEY)
    words = next(shlex.split(line) for line in ran.out.splitlines() if "then   govlink apply" in line)[1:]
    assert words[:3] == ["govlink", "apply", "my accounts.xlsx"]
    assert words[words.index("--sheet") + 1] == "April"
    assert called(*words[1:], "--yes", key=KEY).rows[0]["govcloud_acct_id"] == "5"


def hide(sheet: Worksheet) -> None:
    sheet.row_dimensions[2].hidden = True
    sheet.merge_cells("C2:C3")


@pytest.mark.parametrize("words", [["check"], ["plan", "--sandbox"], ["apply", "--yes", "--sandbox"]])
def test_hidden_parts_of_a_workbook_are_reported_by_every_command(
    called: Govlink, tmp_path: Path, words: list[str]
) -> None:
    by_openpyxl(tmp_path / "accounts.xlsx", [NAMES, ROW], hide)
    ran = called(*words, "accounts.xlsx")
    shown = ran.out + ran.err
    assert "accounts.xlsx:Accounts:2: F203 1 row of the sheet is hidden or filtered out" in shown
    assert "accounts.xlsx:Accounts!C2: F204 cells are merged (C2:C3)" in shown
    assert "F20" not in called(*words, "accounts.xlsx", "--quiet").err if words != ["check"] else True


def test_other_sheets_are_named_on_standard_error(called: Govlink, tmp_path: Path) -> None:
    of_sheets(tmp_path / "accounts.xlsx", {"March": [NAMES, ROW], "April": [NAMES, ROW]})
    for words in (["check"], ["plan", "--sandbox"], ["schedule", "systemd", "apply", "--yes", "--sandbox"]):
        assert "its sheet March is read, but not April, which also looks" in called(*words, "accounts.xlsx").err


def test_a_sheet_named_in_a_variable_does_not_affect_other_mappings(
    called: Govlink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_sheets(tmp_path / "accounts.xlsx", {"March": [NAMES, ROW], "April": [NAMES, ROW]})
    (tmp_path / "pairs.csv").write_text(f"{','.join(NAMES)}\n{','.join(ROW)}\n")
    monkeypatch.setenv("GOVLINK_SHEET", "April")
    assert called("plan", "accounts.xlsx", "--sandbox").rows[0]["source"] == "accounts.xlsx:April"
    assert called("check", "pairs.csv").code == 0
    scheduled = called("schedule", "systemd", "apply", "--yes", "--sandbox", "pairs.csv")
    assert (scheduled.code, "--sheet" in scheduled.out) == (0, False)
    assert "--sheet April" in called("schedule", "systemd", "apply", "--yes", "--sandbox", "accounts.xlsx").out
    refused = called("check", "pairs.csv", "--sheet", "April")
    assert (refused.code, refused.err) == (
        2,
        "govlink: --sheet April: only workbooks (.xlsx) have sheets, and none was given\n",
    )


@pytest.mark.parametrize("source", ["accounts.xlsx", "pairs.csv"])
def test_the_command_for_rows_to_fix_holds_while_the_variable_names_a_sheet(
    called: Govlink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    of_sheets(tmp_path / "accounts.xlsx", {"March": [NAMES, ROW], "April": WRONG})
    (tmp_path / "pairs.csv").write_text(f"{','.join(NAMES)}\n4001,10987000003,210987000004\n")
    monkeypatch.setenv("GOVLINK_SHEET", "April")
    (cause,) = called("plan", source, "--sandbox").summary["root_causes"]
    assert [row["status"] for row in called(*shlex.split(cause["command"])[1:]).rows] == ["invalid"]


def test_without_the_extra_a_run_continues_and_writes_no_workbook(
    called: Govlink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for package in ("openpyxl", "defusedxml", "xlsxwriter"):
        monkeypatch.setitem(sys.modules, package, None)
    (tmp_path / "pairs.csv").write_text(f"{','.join(NAMES)}\n4001,10987000003,210987000004\n")
    ran = called("plan", "pairs.csv", "--sandbox")
    assert (ran.code, "1 row in fix.csv" in ran.out) == (1, True), ran.err
    assert not (ran.folder / "report.xlsx").exists()


def test_a_job_is_given_the_file_of_a_workbook(called: Govlink, wrong: str) -> None:
    ran = called("schedule", "kubernetes", "--image", "x", "apply", "--yes", "--sandbox", wrong)
    assert (ran.code, "accounts.xlsx:Accounts" in ran.out, "accounts.xlsx" in ran.out) == (0, False, True)


def test_a_workbook_that_cannot_be_read_is_a_problem_of_the_file_and_ends_any_run(
    called: Govlink, tmp_path: Path
) -> None:
    (tmp_path / "accounts.xlsx").write_bytes(b"PK\x03\x04")
    checked = called("check", "accounts.xlsx")
    assert (checked.code, checked.out.splitlines()[0]) == (
        2,
        "accounts.xlsx:1: F127 the workbook is damaged: its end is missing, or its directory of parts is wrong",
    )
    planned = called("plan", "accounts.xlsx", "--sandbox")
    assert (planned.code, "accounts.xlsx:1: F127" in planned.err) == (2, True)


def test_accounts_in_a_workbook_and_in_another_file_contradict_each_other_by_their_places(
    called: Govlink, tmp_path: Path
) -> None:
    by_openpyxl(tmp_path / "a.xlsx", [NAMES, ROW])
    (tmp_path / "b.csv").write_text(f"{','.join(NAMES)}\n4001,310987000009,{ROW[2]}\n")
    told = called("check", "a.xlsx", "b.csv").out
    assert "a.xlsx:Accounts:2: X101" in told
    assert "a.xlsx:Accounts:2" in told.splitlines()[1]


def test_reading_a_workbook_loads_no_pandas() -> None:
    program = (
        "import sys, batch.mapping.workbook.reader, batch.mapping.workbook.choice\n"
        "print(sorted({'pandas', 'requests', 'rich', 'xlsxwriter'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_a_commit_of_a_workbook_is_checked_with_what_reads_it() -> None:
    (hook,) = yaml.safe_load((PROJECT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert "xlsx" in hook["files"]
    assert {need.partition(">")[0] for need in hook["additional_dependencies"]} == {"defusedxml", "openpyxl"}
