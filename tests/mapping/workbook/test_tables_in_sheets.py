"""A sheet is not a file: its table may begin anywhere, and may have invisible rows and cells."""

from pathlib import Path

from openpyxl.worksheet.worksheet import Worksheet
from reading import codes, read
from workbooks import NAMES, ROW, SHEET, by_hand, by_openpyxl, changed, part_of, text_row

from batch.checking import Checked

OTHER = ("4002", "310987000003", "210987000004")


def checked(path: Path) -> Checked:
    return read(path.parent, path.name, path.read_bytes())


def lines(found: Checked) -> list[int]:
    return [row.line for row in found.rows]


def test_rows_keep_the_numbers_that_the_sheet_shows(tmp_path: Path) -> None:
    found = checked(by_openpyxl(tmp_path / "m.xlsx", [[], NAMES, [], [], ROW, [None], OTHER]))
    assert (lines(found), found.problems) == ([5, 7], [])
    assert found.rows[0].source == f"{tmp_path}/m.xlsx:Accounts"


def test_a_row_without_a_value_is_skipped_silently(tmp_path: Path) -> None:
    found = checked(by_openpyxl(tmp_path / "m.xlsx", [NAMES, ["", "  ", None], ROW]))
    assert (lines(found), found.problems) == ([3], [])


def test_a_table_may_begin_in_any_column_and_have_empty_columns(tmp_path: Path) -> None:
    names = ["", "", NAMES[0], None, *NAMES[1:], "note", " "]
    found = checked(by_openpyxl(tmp_path / "m.xlsx", [names, ["", "", ROW[0], None, *ROW[1:]], ["", "", "acme"]]))
    assert found.rows[0].extra == {"note": ""}
    assert (f"{tmp_path}/m.xlsx:Accounts!C3", "V101") in [
        (str(problem.place), problem.rule.id) for problem in found.problems
    ]


def test_a_value_in_a_nameless_column_belongs_to_no_row_and_refuses_the_sheet(tmp_path: Path) -> None:
    found = checked(by_openpyxl(tmp_path / "m.xlsx", [["", NAMES[0], "", *NAMES[1:]], ["", ROW[0], "x", *ROW[1:]]]))
    (problem,) = found.problems
    assert (str(problem.place), problem.rule.id, found.unreadable) == (f"{tmp_path}/m.xlsx:Accounts!C2", "H104", True)
    assert problem.message == "column C has no name"


def test_a_value_next_to_the_table_is_an_extra_cell_at_its_place(tmp_path: Path) -> None:
    found = checked(by_openpyxl(tmp_path / "m.xlsx", [NAMES, [*ROW, None, None, "checked by Ann"], OTHER]))
    (problem,) = found.problems
    assert (str(problem.place), problem.rule.id) == (f"{tmp_path}/m.xlsx:Accounts!F2", "R101")
    assert (lines(found), found.invalid_count) == ([2, 3], 1)


def test_cells_that_are_missing_at_the_end_of_a_row_are_empty(tmp_path: Path) -> None:
    found = checked(by_openpyxl(tmp_path / "m.xlsx", [[*NAMES, "note", "ticket"], ROW, [*OTHER[:2]]]))
    assert codes(found) == [(3, "R114")]
    assert found.rows[0].extra == {"note": "", "ticket": ""}


def test_a_row_with_only_a_comment_is_skipped_and_one_with_more_is_not(tmp_path: Path) -> None:
    rows = [["# Accounts of March"], NAMES, ["# checked by Ann"], ROW, ["#101", *OTHER[1:]]]
    found = checked(by_openpyxl(tmp_path / "m.xlsx", rows))
    assert (lines(found), codes(found)) == ([4, 5], [(5, "V101")])


def test_a_title_above_the_header_is_reported_with_its_row(tmp_path: Path) -> None:
    found = checked(by_openpyxl(tmp_path / "m.xlsx", [["Accounts of March"], NAMES, ROW]))
    assert codes(found) == [(1, "H105")]


def hide(sheet: Worksheet) -> None:
    sheet.row_dimensions[3].hidden = True
    sheet.row_dimensions[4].hidden = True
    sheet.row_dimensions[9].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet.column_dimensions["Z"].hidden = True


def test_hidden_rows_and_columns_are_read_and_counted_in_a_note(tmp_path: Path) -> None:
    third = ("4003", "310987000005", "210987000006")
    found = checked(by_openpyxl(tmp_path / "m.xlsx", [NAMES, ROW, OTHER, third], hide))
    (note,) = found.problems
    assert lines(found) == [2, 3, 4]
    assert (note.line, note.rule.id, note.message) == (
        3,
        "F203",
        "2 rows and 1 column of the sheet are hidden or filtered out, and are read like the others",
    )


def test_one_hidden_column_is_noted_at_the_header(tmp_path: Path) -> None:
    def hide_column(sheet: Worksheet) -> None:
        sheet.column_dimensions["A"].hidden = True

    (note,) = checked(by_openpyxl(tmp_path / "m.xlsx", [NAMES, ROW], hide_column)).problems
    assert (note.line, note.message) == (
        1,
        "1 column of the sheet is hidden or filtered out, and is read like the others",
    )


def test_what_a_filter_hides_counts_as_hidden(tmp_path: Path) -> None:
    def filtered(sheet: Worksheet) -> None:
        sheet.auto_filter.ref = "A1:C3"
        sheet.auto_filter.add_filter_column(0, ["4001"])
        sheet.row_dimensions[3].hidden = True

    found = checked(by_openpyxl(tmp_path / "m.xlsx", [NAMES, ROW, OTHER], filtered))
    assert (lines(found), codes(found)) == ([2, 3], [(3, "F203")])


def test_merged_cells_have_the_value_of_the_first_one_and_are_noted(tmp_path: Path) -> None:
    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("D1:E1")

    rows = [[*NAMES, "note", "more"], [*ROW, "x"], ["", *OTHER[1:]]]
    found = checked(by_openpyxl(tmp_path / "m.xlsx", rows, merge))
    note = next(problem for problem in found.problems if problem.rule.id == "F204")
    assert (str(note.place), note.message) == (
        f"{tmp_path}/m.xlsx:Accounts!A2",
        "cells are merged (A2:A3): only the first one has the value, and the others are empty",
    )
    assert [row.client_api_id for row in found.rows] == ["4001", ""]


def test_a_value_hidden_below_merged_cells_is_not_read(tmp_path: Path) -> None:
    merged = '<mergeCells><mergeCell ref="A2:A3"/><mergeCell ref="B7:C9"/></mergeCells>'
    rows = text_row(1, *NAMES) + text_row(2, *ROW) + text_row(3, *OTHER)
    found = checked(by_hand(tmp_path / "m.xlsx", rows, sheet=merged))
    assert [row.client_api_id for row in found.rows] == ["4001", ""]
    assert "F204" in [problem.rule.id for problem in found.problems]


def test_merged_cells_in_the_users_own_columns_are_not_noted(tmp_path: Path) -> None:
    rows = [[*NAMES, "note"], [*ROW, "x"], OTHER]
    assert checked(by_openpyxl(tmp_path / "m.xlsx", rows, lambda sheet: sheet.merge_cells("D2:D3"))).problems == []


def test_only_the_first_of_many_merged_ranges_are_named(tmp_path: Path) -> None:
    ranges = "".join(f'<mergeCell ref="A{row}:A{row + 1}"/>' for row in range(2, 20, 2))
    path = by_hand(tmp_path / "m.xlsx", text_row(1, *NAMES), sheet=f"<mergeCells>{ranges}</mergeCells>")
    note = next(problem for problem in checked(path).problems if problem.rule.id == "F204")
    assert "(A2:A3, A4:A5, A6:A7, A8:A9, A10:A11 and 4 more)" in note.message


def test_rows_and_cells_without_numbers_follow_one_another(tmp_path: Path) -> None:
    cells = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in ROW)
    path = by_hand(tmp_path / "m.xlsx", text_row(1, *NAMES) + f'<row r="7"/><row>{cells}</row>')
    assert lines(checked(path)) == [8]


def test_the_size_that_a_sheet_claims_to_have_is_not_believed(tmp_path: Path) -> None:
    path = by_hand(tmp_path / "m.xlsx", text_row(1, *NAMES) + text_row(2, *ROW))
    xml = part_of(path, SHEET).replace(b"<sheetData>", b'<dimension ref="A1"/><sheetData>')
    assert lines(checked(changed(path, {SHEET: xml}))) == [2]


def test_a_total_below_the_table_is_no_linkage(tmp_path: Path) -> None:
    found = checked(by_openpyxl(tmp_path / "m.xlsx", [NAMES, ROW, ["Total", 12]]))
    assert codes(found) == [(3, "R103")]
