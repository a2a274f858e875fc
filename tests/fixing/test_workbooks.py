"""Fixing workbooks: cells by their names, and values that were never text."""

import io
from datetime import date
from typing import Any

from fixed import fixed
from openpyxl import Workbook

from batch.mapping.sources import Format

HEADER = ["client_api_id", "commercial_owner_id", "govcloud_owner_id", "note"]


def _workbook(*rows: list[Any], formats: dict[str, str] | None = None) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Accounts"
    for row in (HEADER, *rows):
        sheet.append(row)
    for cell, code in (formats or {}).items():
        sheet[cell].number_format = code
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_change_is_reported_by_sheet_and_cell() -> None:
    made = fixed(_workbook(["4001", "3109-8700-0001", "210987000002", "a"]), read_as=Format.XLSX)
    assert made.changes == ['1.xlsx:Accounts!B2: commercial_owner_id "3109-8700-0001" → 310987000001 (V106)']
    assert made.rows == [["4001", "310987000001", "210987000002", "a"]]


def test_what_a_person_sees_in_a_sheet_is_written_as_text() -> None:
    content = _workbook([4001, 21000000105, 310987000002, None], formats={"B2": "000000000000"})
    made = fixed(content, read_as=Format.XLSX, write_as=Format.XLSX)
    assert (made.changes, made.codes) == ([], [])


def test_cells_without_an_id_are_left_and_the_others_of_their_row_are_fixed() -> None:
    made = fixed(_workbook([4001, date(2026, 11, 30), "'210987000002", None]), read_as=Format.XLSX)
    assert made.rows == [["4001", "2026-11-30", "210987000002", ""]]
    assert made.codes == ["V120"]


def test_a_row_whose_cell_shows_another_number_than_it_has_does_not_look_valid() -> None:
    rows = [[4001, 310987000001, "210987000002", None], [4001, 310987000003, "210987000004", None]]
    made = fixed(_workbook(*rows, formats={"B2": "0.00", "B3": "[h]:mm:ss;@"}), read_as=Format.XLSX)
    assert [problem.row for problem in made.left.problems if problem.is_error] == [0, 1]
