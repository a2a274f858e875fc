"""The first sheet with the columns of a mapping is read, or the named one; other likely sheets are mentioned."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart
from workbooks import NAMES, ROW, Rows, of_sheets

from batch.checking import Checked, load
from batch.errors import UsageError
from batch.mapping import ReadOptions, find_sources

MAPPING: Rows = [NAMES, ROW]
NOTES: Rows = [["Who", "What"], ["Ann", "checked"]]


def opened(path: Path, sheet: str | None = None) -> tuple[str, str, Checked]:
    """The sheet that is read, the remarks, and the problems found in it."""
    remarks: list[str] = []
    options = ReadOptions(sheet=sheet)
    (source,) = find_sources([str(path)], options, io.BytesIO(), remarks.append)
    return source.sheet, "\n".join(remarks).removeprefix(f"{path}: "), load([source], options)


def hidden(name: str, state: Literal["hidden", "veryHidden"] = "hidden") -> Callable[[Workbook], None]:
    def hide(book: Workbook) -> None:
        book[name].sheet_state = state

    return hide


def with_chart(book: Workbook) -> None:
    book.create_chartsheet("Chart").add_chart(BarChart())


def test_the_first_sheet_with_the_columns_is_read(tmp_path: Path) -> None:
    sheet, remarks, found = opened(of_sheets(tmp_path / "m.xlsx", {"Read me": NOTES, "Accounts": MAPPING}))
    assert (sheet, remarks, [row.source for row in found.rows]) == ("Accounts", "", [f"{tmp_path}/m.xlsx:Accounts"])


def test_other_sheets_that_look_like_mappings_are_named(tmp_path: Path) -> None:
    sheets = {"March": MAPPING, "Read me": NOTES, "April": MAPPING, "Old": MAPPING}
    path = of_sheets(tmp_path / "m.xlsx", sheets, hidden("Old", "veryHidden"))
    sheet, remarks, _ = opened(path)
    assert sheet == "March"
    assert remarks == (
        "its sheet March is read, but not April; Old (hidden), which also look like mappings; "
        "to read another one, give --sheet NAME"
    )


def test_a_sheet_whose_names_are_only_like_those_of_a_mapping_is_named_before_an_older_one_is_read(
    tmp_path: Path,
) -> None:
    as_people_write: Rows = [("Customer", "Linked account", "Gov account"), ROW]
    sheet, remarks, _ = opened(of_sheets(tmp_path / "m.xlsx", {"Accounts": as_people_write, "Old": MAPPING}))
    assert sheet == "Old"
    assert remarks == (
        "its sheet Old is read, but not Accounts, which also looks like a mapping; "
        "to read another one, give --sheet NAME"
    )


def test_a_sheet_with_a_misspelled_column_is_read_only_if_no_other_has_the_columns(tmp_path: Path) -> None:
    almost = [(NAMES[0], NAMES[1], "govcluod_owner_id"), ROW]
    assert opened(of_sheets(tmp_path / "m.xlsx", {"Almost": almost, "Accounts": MAPPING}))[0] == "Accounts"
    sheet, _, found = opened(of_sheets(tmp_path / "m.xlsx", {"Notes": NOTES, "Almost": almost}))
    assert (sheet, [problem.rule.id for problem in found.problems]) == ("Almost", ["H102"])


def test_a_hidden_sheet_is_read_only_if_it_is_named(tmp_path: Path) -> None:
    path = of_sheets(tmp_path / "m.xlsx", {"Notes": NOTES, "Old": MAPPING}, hidden("Old"))
    sheet, _, found = opened(path)
    (problem,) = found.problems
    assert (sheet, str(problem.place)) == ("", f"{path}:1")
    assert problem.message == (
        "no sheet has the columns of a mapping: Notes has none of them; Old has them, but is hidden"
    )
    assert len(opened(path, "Old")[2].rows) == 1


def test_if_no_sheet_has_the_columns_the_problem_names_what_each_one_lacks(tmp_path: Path) -> None:
    sheets: dict[str, Rows] = {"Half": [NAMES[:2], ROW[:2]], "Other": [NAMES[2:], ROW[2:]], "Empty": [], "Notes": NOTES}
    found = opened(of_sheets(tmp_path / "m.xlsx", sheets, with_chart))[2]
    (problem,) = found.problems
    assert (problem.rule.id, found.unreadable) == ("F128", True)
    assert problem.message == (
        "no sheet has the columns of a mapping: in Half, there is no column govcloud_owner_id or govcloud_acct_id; "
        "in Other, there is no column commercial_owner_id or commercial_acct_id; "
        "Empty is empty; Notes has none of them; Chart is a chart"
    )


def test_the_only_sheet_with_content_gets_the_same_problems_as_any_table(tmp_path: Path) -> None:
    sheet, _, found = opened(
        of_sheets(tmp_path / "m.xlsx", {"Sheet1": [NAMES[:2], ROW[:2]], "Sheet2": [], "Sheet3": []})
    )
    assert (sheet, [problem.rule.id for problem in found.problems]) == ("Sheet1", ["H101"])


def test_the_only_sheet_with_names_that_could_be_meant_is_read_and_its_problems_print_the_options(
    tmp_path: Path,
) -> None:
    table = [("AWS account", "Gov account", "Customer"), (*ROW[1:], ROW[0])]
    sheet, remarks, found = opened(of_sheets(tmp_path / "m.xlsx", {"Notes": NOTES, "Pairs": table}))
    assert (sheet, remarks) == ("Pairs", "")
    assert any("--column govcloud_owner_id='Gov account'" in problem.in_full for problem in found.problems)


def test_the_same_holds_for_such_a_sheet_with_a_title_after_a_sheet_of_instructions(tmp_path: Path) -> None:
    table: Rows = [("Accounts of March",), (), ("Customer", "Linked account", "Gov account"), ROW, ("", *ROW[1:])]
    path = of_sheets(
        tmp_path / "m.xlsx",
        {"Read me": [["Ann wrote this"]], "Pairs": table},
        lambda book: book["Pairs"].merge_cells("A4:A5"),
    )
    sheet, _, found = opened(path)
    assert sheet == "Pairs"
    assert any("--column client_api_id=Customer" in problem.in_full for problem in found.problems)


def test_a_sheet_without_a_column_that_an_option_names_is_not_the_mapping(tmp_path: Path) -> None:
    table = [("Kunde", *NAMES[1:]), ROW]
    path = of_sheets(tmp_path / "m.xlsx", {"March": MAPPING, "Notes": NOTES, "Kunden": table})
    options = ReadOptions(columns={"client_api_id": "Kunde"})
    remarks: list[str] = []
    (source,) = find_sources([str(path)], options, io.BytesIO(), remarks.append)
    assert source.sheet == "Kunden"


def test_an_empty_workbook_has_no_rows(tmp_path: Path) -> None:
    sheet, _, found = opened(of_sheets(tmp_path / "m.xlsx", {"Sheet1": [], "Sheet2": []}))
    assert (sheet, [problem.rule.id for problem in found.problems]) == ("Sheet1", ["F104"])


@pytest.mark.parametrize("name", ["Notes", "notes"])
def test_a_named_sheet_is_read_whatever_it_contains(tmp_path: Path, name: str) -> None:
    sheet, remarks, found = opened(of_sheets(tmp_path / "m.xlsx", {"Accounts": MAPPING, "Notes": NOTES}), name)
    assert (sheet, remarks, {problem.rule.id for problem in found.problems}) == ("Notes", "", {"H101"})


def test_a_missing_sheet_is_refused_with_the_existing_ones(tmp_path: Path) -> None:
    path = of_sheets(tmp_path / "m.xlsx", {"Accounts": MAPPING, "Old": MAPPING}, hidden("Old"))
    with pytest.raises(UsageError) as refused:
        opened(path, "March")
    assert str(refused.value) == f"--sheet March: {path} has no such sheet; it has Accounts; Old (hidden)"


def test_a_chart_has_no_rows(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="that sheet is a chart and has no rows"):
        opened(of_sheets(tmp_path / "m.xlsx", {"Accounts": MAPPING}, with_chart), "Chart")


def test_only_workbooks_have_sheets_to_name(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("client_api_id,commercial_acct_id,govcloud_acct_id\n1,2,3\n")
    with pytest.raises(UsageError, match=r"^--sheet A: only workbooks \(.xlsx\) have sheets, and none was given$"):
        opened(tmp_path / "m.csv", "A")


def test_only_the_sheet_to_fix_of_a_report_is_read(tmp_path: Path) -> None:
    to_fix = [(*NAMES, "govlink_message"), (*ROW, "wrong")]
    path = of_sheets(tmp_path / "m.xlsx", {"All rows": MAPPING, "To retry": to_fix, "To fix": to_fix})
    assert opened(path)[:2] == (
        "To fix",
        "only its sheet To fix is read, which govlink wrote; to read another one, give --sheet NAME",
    )
    assert opened(path, "All rows")[0] == "All rows"


def test_someone_elses_sheet_with_that_name_is_an_ordinary_sheet(tmp_path: Path) -> None:
    assert opened(of_sheets(tmp_path / "m.xlsx", {"Accounts": MAPPING, "To fix": MAPPING}))[0] == "Accounts"
