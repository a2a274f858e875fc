"""A cell is read as a person sees it; if that is not clearly an id, the row is invalid."""

from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from reading import read
from workbooks import NAMES, ROW, SHEET, by_hand, by_openpyxl, changed, part_of, text_row

from batch.checking import Checked

STYLES = '<numFmts><numFmt numFmtId="170" formatCode="{}"/></numFmts><cellXfs><xf/><xf numFmtId="170"/></cellXfs>'


def checked(path: Path, **options: Any) -> Checked:
    return read(path.parent, path.name, path.read_bytes(), **options)


def number_of(folder: Path, value: object, number_format: str = "General") -> tuple[str, list[str]]:
    """The text read from a cell in the column of AWS numbers, and the codes of its problems."""
    row = [ROW[0], (value, number_format), ROW[2]]
    found = checked(by_openpyxl(folder / "m.xlsx", [NAMES, row]))
    assert all(str(problem.place).endswith("m.xlsx:Accounts!B2") for problem in found.problems)
    return found.rows[0].commercial_owner_id, [problem.rule.id for problem in found.problems]


def own(folder: Path, value: object, number_format: str = "General") -> str:
    """The text read from a cell in one of the user's own columns."""
    path = by_openpyxl(folder / "m.xlsx", [[*NAMES, "note"], [*ROW, (value, number_format)]])
    found = checked(path)
    assert found.problems == []
    return found.rows[0].extra["note"]


@pytest.mark.parametrize(
    ("value", "number_format", "seen", "codes"),
    [
        ("010987000001", "General", "010987000001", []),
        (10987000001, "000000000000", "010987000001", []),
        (10987000001, '[Red]000000000000;[Blue]-0;"none"', "010987000001", []),
        (310987000001, "General", "310987000001", []),
        (310987000001.0, "General", "310987000001", []),
        (310987000001, "0", "310987000001", []),
        (310987000001, "@", "310987000001", []),
        (310987000001, "0.00E+00", "310987000001", []),
        (310987000001, "#,##0_);(#,##0)", "310,987,000,001", ["V106"]),
        (10987000001, "0000-0000-0000", "0109-8700-0001", ["V106"]),
        (10987000001, "General", "10987000001", ["V104"]),
        (10987000001, "0", "10987000001", ["V104"]),
        (310987000001, "0.00", "310987000001", ["V122"]),
        (310987000001.5, "General", "310987000001.5", ["V111"]),
        (310987000001.5, "0", "310987000001.5", ["V122"]),
        (0.1 + 0.2, "General", "0.3", ["V111"]),
        (3109870000010000, "General", "3109870000010000", ["V121"]),
        (3109870000010000, "000000000000", "3109870000010000", ["V121"]),
        (1e300, "0", "1E+300", ["V121"]),
        (3109870000.01, "0%", "3109870000.01", ["V122"]),
        (310987000001000, "0,", "310987000001000", ["V122"]),
        (987000001, '"310"000000000', "987000001", ["V122"]),
        (10987000001, '"0"00000000000', "10987000001", ["V122"]),
        (10987000001, "*0#", "10987000001", ["V122"]),
        (310987000001, ";;;", "310987000001", []),
        (-310987000001, "0;0", "-310987000001", ["V101"]),
        (-310987000001, "General", "-310987000001", ["V101"]),
        (date(2026, 11, 30), "yyyy-mm-dd", "2026-11-30", ["V120"]),
        (4001, "d.m.yy", "1910-12-14", ["V120"]),
        (46356.5208333333, "General", "46356.5208333333", ["V111"]),
        (time(12, 30), "h:mm", "12:30:00", ["V120"]),
        (1e12, "d.m.yy", "1000000000000", ["V120"]),
        (True, "General", "TRUE", ["V101"]),
        ("#N/A", "General", "#N/A", ["V114"]),
        ("#SPILL!", "General", "#SPILL!", ["V101"]),
        ("=B7", "General", "=B7", ["V116"]),
        ("\u00a0310987000001", "General", "\u00a0310987000001", ["V107"]),
        ("'310987000001", "General", "'310987000001", ["V105"]),
    ],
)
def test_an_id_is_what_the_cell_shows_or_refused(
    tmp_path: Path, value: object, number_format: str, seen: str, codes: list[str]
) -> None:
    assert number_of(tmp_path, value, number_format) == (seen, codes)


@pytest.mark.parametrize(
    ("value", "number_format", "seen"),
    [
        (0.5, "0%", "0.5"),
        (1234.5, '"$"#,##0.00', "1234.5"),
        (1234, "#,##0", "1,234"),
        (-5, "0;(0)", "-5"),
        (0, "0;;", "0"),
        (4001, ";;;", "4001"),
        (4001, '" "', "4001"),
        (7, "000-00", "000-07"),
        (0.1 + 0.2, "General", "0.3"),
        (1e21, "General", "1E+21"),
        (date(2026, 11, 30), "d mmm yy", "2026-11-30"),
        (46356.5208333333, "d mmm yy h:mm", "2026-11-30 12:30:00"),
        (1.5, "[h]:mm:ss", "36:00:00"),
        (False, "General", "FALSE"),
        ("#REF!", "General", "#REF!"),
        ("=1+1", "General", "=1+1"),
        ("two\nlines ", "General", "two\nlines "),
        (3109870000010000, "General", "3109870000010000"),
    ],
)
def test_a_users_own_column_is_carried_through_as_shown(
    tmp_path: Path, value: object, number_format: str, seen: str
) -> None:
    assert own(tmp_path, value, number_format) == seen


def test_a_date_in_place_of_an_id_is_reported_with_the_cells_number(tmp_path: Path) -> None:
    path = by_openpyxl(tmp_path / "m.xlsx", [NAMES, [(4001, "yyyy-mm-dd"), *ROW[1:]]])
    (problem,) = checked(path).problems
    assert problem.statement == 'client_api_id "1910-12-14" is a date, not an id. The cell holds the number 4001.'
    assert (problem.field, problem.value) == ("client_api_id", "1910-12-14")


def test_days_are_counted_from_1904_if_the_workbook_requires_it(tmp_path: Path) -> None:
    date_of = '<row r="2"><c s="1"><v>44895</v></c></row>'
    path = by_hand(
        tmp_path / "m.xlsx",
        text_row(1, *NAMES) + date_of,
        workbook='<workbookPr date1904="1"/>',
        styles=STYLES.format("yyyy-mm-dd"),
    )
    assert checked(path).rows[0].client_api_id == "2026-12-01"


@pytest.mark.parametrize(
    ("cell", "seen"),
    [
        ('<c t="s"><v>0</v></c>', "310987000001"),
        ('<c t="s"><v>1</v></c>', "310987000001"),
        ('<c t="s"><v>2</v></c>', "310987\r000001"),
        ('<c t="inlineStr"><is><r><t>310987</t></r><r><t>000001</t></r></is></c>', "310987000001"),
        ('<c t="str"><f>B7</f><v>310987000001</v></c>', "310987000001"),
        ('<c t="str"><f>B7</f><v></v></c>', ""),
        ("<c><v>3.10987000001E11</v></c>", "310987000001"),
        ("<c><v>310987000000.99999</v></c>", "310987000001"),
        ("<c><v> 310987000001 </v></c>", "310987000001"),
        ("<c><v>0310987000001</v></c>", "310987000001"),
        ("<c><v>1E999999999</v></c>", "inf"),
        ("<c><f>B7</f><v></v></c>", "=B7"),
        ('<c t="d"><v>2026-11-30T12:30:00</v></c>', "2026-11-30 12:30:00"),
        ('<c s="1"><v>10987000001</v></c>', "010987000001"),
    ],
)
def test_a_cell_is_read_however_a_program_stores_it(tmp_path: Path, cell: str, seen: str) -> None:
    strings = (
        "<si><t>310987000001</t></si>"
        '<si><r><rPr><b/></rPr><t>310987</t></r><r><t>000001</t></r><rPh sb="0" eb="1"><t>guide</t></rPh></si>'
        "<si><t>310987_x000D_000001</t></si>"
    )
    row = f'<row r="2"><c t="inlineStr"><is><t>4001</t></is></c>{cell}</row>'
    path = by_hand(
        tmp_path / "m.xlsx", text_row(1, *NAMES) + row, strings=strings, styles=STYLES.format("000000000000")
    )
    assert checked(path).rows[0].commercial_owner_id == seen


def test_prefixes_of_names_in_the_xml_make_no_difference(tmp_path: Path) -> None:
    path = by_hand(tmp_path / "m.xlsx", text_row(1, *NAMES) + text_row(2, *ROW))
    xml = part_of(path, SHEET).replace(b"<", b"<x:").replace(b"<x:/", b"</x:").replace(b"xmlns=", b"xmlns:x=")
    found = checked(changed(path, {SHEET: xml}))
    row = found.rows[0]
    assert ((row.client_api_id, row.commercial_owner_id, row.govcloud_owner_id), found.problems) == (ROW, [])


def test_a_cell_that_shows_something_else_is_reported_with_its_format(tmp_path: Path) -> None:
    path = by_openpyxl(tmp_path / "m.xlsx", [NAMES, [(40.01, "0%"), *ROW[1:]]])
    (problem,) = checked(path).problems
    assert (
        problem.statement
        == "client_api_id has the number 40.01, but its cell shows something else. Its number format is 0%"
    )


def test_east_asian_date_formats_with_numbers_only_are_dates(tmp_path: Path) -> None:
    row = '<row r="2"><c s="1"><v>44895</v></c></row>'
    path = by_hand(tmp_path / "m.xlsx", text_row(1, *NAMES) + row, styles='<cellXfs><xf/><xf numFmtId="31"/></cellXfs>')
    assert [problem.rule.id for problem in checked(path).problems if problem.field] == ["V120"]


def test_a_text_that_is_formatted_as_a_date_is_a_text(tmp_path: Path) -> None:
    assert number_of(tmp_path, "310987000001", "yyyy-mm-dd") == ("310987000001", [])


def test_a_number_in_the_name_of_a_customer_is_no_error(tmp_path: Path) -> None:
    path = by_openpyxl(tmp_path / "m.xlsx", [[*NAMES, "customer_name"], [*ROW, date(2026, 11, 30)]])
    found = checked(path)
    assert (found.problems, found.rows[0].customer_name) == ([], "2026-11-30")
