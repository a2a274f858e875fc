import io
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from batch.errors import UsageError
from batch.redaction import keep_secret, secrets_forgotten
from batch.sheets import (
    COLUMNS_AT_MOST,
    ROWS_AT_MOST,
    UNITS_AT_MOST,
    FreeSheet,
    Sheet,
    fits,
    fits_cell,
    text_workbook,
)
from batch.sheets.sizes import lines_of
from batch.sheets.styles import Style

HOSTILE = (
    "=1+1",
    '=HYPERLINK("http://x.example","y")',
    "{=1+1}",
    "+1",
    "@SUM(A1)",
    "http://x.example",
    "mailto:a@x.example",
    "internal:Sheet1!A1",
    "'quoted'",
    "000123456789",
    "1E5",
    "TRUE",
    "#N/A",
    "2026-11-30",
    " spaced ",
    "two\nlines",
    "tab\there",
    "<r><t>markup</t></r>",
    "<r></r>",
    "</t></si>",
    "]]>&amp;",
    "Zoë 日本 😀",
    "\u202eevil",
)


def opened(content: bytes) -> Worksheet:
    """The first sheet of a workbook."""
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def cells(content: bytes) -> list[tuple[str, ...]]:
    """The content of the first sheet of a workbook."""
    return [tuple("" if cell is None else str(cell) for cell in row) for row in opened(content).values]


def table(*rows: Sequence[str], columns: Sequence[str] = ("a", "b")) -> bytes:
    return text_workbook([Sheet("T", columns, rows)])


@pytest.mark.parametrize("cell", HOSTILE)
def test_every_cell_is_text_and_nothing_runs(cell: str) -> None:
    sheet = opened(table((cell, "x")))
    assert (sheet["A2"].value, sheet["A2"].data_type, sheet["A2"].number_format) == (cell, "s", "@")
    assert sheet["A2"].hyperlink is None


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.text(st.characters(exclude_categories=["Cs", "Cc"])), st.text("<r>/&_x0'\"= \n\t"))))
def test_what_is_written_comes_back(rows: list[tuple[str, str]]) -> None:
    # openpyxl leaves the escapes of characters that XML can't hold as they are.
    plain = [tuple(re.sub("_x[0-9A-Fa-f]{4}_|[\ufffe\uffff]", "", cell) for cell in row) for row in rows]
    back = cells(table(*plain))
    assert back[0] == ("a", "b")
    assert [row for row in back[1:] if any(row)] == [row for row in plain if any(row)]


def test_characters_that_xml_cannot_hold_are_escaped_as_excel_escapes_them() -> None:
    [_, row] = cells(table(("a\x00b\x1bc\rd", "half \ud800, \uffff")))
    assert row == ("a_x0000_b_x001B_c_x000D_d", "half \\ud800, _xFFFF_")


def test_a_cell_that_somebody_edits_remains_text() -> None:
    sheet = opened(table(("1", ""), ("2" * 20, "")))
    formats = [sheet.column_dimensions[letter].number_format for letter in "AB"]
    assert formats == ["@", "@"]


def test_no_cell_has_a_warning_triangle() -> None:
    with zipfile.ZipFile(io.BytesIO(table(("000123456789", "1")))) as parts:
        xml = parts.read("xl/worksheets/sheet1.xml").decode()
    assert '<ignoredError sqref="A1:XFD1048576" numberStoredAsText="1"/>' in xml


def test_the_header_is_frozen_repeated_on_paper_and_has_filters() -> None:
    sheet = opened(table(("1", "2"), ("3", "4")))
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.print_title_rows) == ("A2", "A1:B3", "$1:$1")
    assert sheet["A1"].font.bold
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)


def test_a_column_is_as_wide_as_its_cells_within_bounds() -> None:
    sheet = opened(table(("1", "x" * 500, "日本" * 10), columns=("a", "a_rather_long_name", "c")))
    narrow, widest, wide = (sheet.column_dimensions[letter].width for letter in "ABC")
    assert narrow < 8
    assert 55 < widest < 65
    assert 40 < wide < 45


@pytest.mark.parametrize(
    ("text", "lines"),
    [("", 1), ("a b", 1), ("x" * 25, 3), ("ab " + "x" * 25, 4), ("aaaa bbbb cccc", 2), ("a\nb", 2), ("日" * 6, 2)],
)
def test_a_wrapped_text_has_the_lines_that_its_words_take(text: str, lines: int) -> None:
    assert lines_of(text, 10) == lines


def test_a_row_is_as_high_as_its_wrapped_text() -> None:
    sheet = opened(text_workbook([Sheet("T", ["a"], [("word " * 40,), ("short",)], wrapped=frozenset({"a"}))]))
    assert (sheet.row_dimensions[2].height, sheet.row_dimensions[3].height) == (4 * 15, None)


def test_counts_are_numbers() -> None:
    sheet = opened(text_workbook([Sheet("T", ["id", "rows"], [("07", "12")], counts=frozenset({"rows"}))]))
    assert (sheet["A2"].value, sheet["B2"].value) == ("07", 12)


def test_a_cell_of_a_known_text_has_its_style() -> None:
    sheet = opened(
        text_workbook([Sheet("T", ["status"], [("created",), ("new",)], {"status": {"created": Style.GOOD}})])
    )
    assert sheet["A2"].fill.fgColor.rgb != sheet["A3"].fill.fgColor.rgb
    assert sheet["A2"].number_format == "@"


def test_a_free_sheet_has_text_and_numbers_anywhere() -> None:
    page = FreeSheet("P", [10, 20], [[("=Title", Style.TITLE)], [], [("rows", Style.LABEL), (12, Style.COUNT)]])
    assert list(opened(text_workbook([page])).values) == [("=Title", None), (None, None), ("rows", 12)]


def test_the_same_sheets_give_the_same_bytes_at_any_time() -> None:
    created = datetime(2026, 11, 30, 12, tzinfo=UTC)
    first, second = (text_workbook([Sheet("T", ["a"], [("1",)])], created) for _ in range(2))
    assert first == second
    assert load_workbook(io.BytesIO(first)).properties.created == created.replace(tzinfo=None)
    with zipfile.ZipFile(io.BytesIO(first)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_workbook_has_no_external_links_and_nothing_that_runs() -> None:
    with zipfile.ZipFile(io.BytesIO(table(*([cell, "x"] for cell in HOSTILE)))) as parts:
        names = set(parts.namelist())
        every = b"".join(parts.read(name) for name in names)
    assert not [name for name in names if re.search("vba|external|connection|embed|link", name, re.IGNORECASE)]
    assert b"<f>" not in every
    assert b'TargetMode="External"' not in every


def test_secrets_are_struck_from_cells_and_headers() -> None:
    secret = "0f3c9a31-77aa-4d0f-9d5e-aabbccddeeff"
    with secrets_forgotten():
        keep_secret(secret, "API key")
        page = FreeSheet("P", [10], [[(f"key={secret}", Style.PLAIN)]])
        content = text_workbook([Sheet("T", [f"a {secret}"], [(f"said {secret}",), ("plain",)]), page])
    texts = [value for sheet in load_workbook(io.BytesIO(content)) for row in sheet.values for value in row]
    assert texts == ["a [API key]", "said [API key]", "plain", "key=[API key]"]


def test_a_cell_that_is_too_long_after_its_secrets_are_struck_is_cut() -> None:
    with secrets_forgotten():
        keep_secret("any", "API key")
        content = table(("any " * (UNITS_AT_MOST // 4), ""))
    [_, (cell, _)] = cells(content)
    assert cell.startswith("[API key] [API key]")
    assert (len(cell), cell[-2:]) == (UNITS_AT_MOST, " …")


def test_what_a_sheet_cannot_hold_is_refused_and_never_cut() -> None:
    assert fits(["a"], ROWS_AT_MOST)
    assert not fits(["a"], ROWS_AT_MOST + 1)
    assert not fits(["a"] * (COLUMNS_AT_MOST + 1), 1)
    with pytest.raises(UsageError, match=r"16,385 columns don't fit into a sheet"):
        table(columns=["a"] * (COLUMNS_AT_MOST + 1))
    assert fits_cell("x" * UNITS_AT_MOST)
    assert not fits_cell("😀" * (UNITS_AT_MOST // 2 + 1))
    with pytest.raises(UsageError, match=r"a cell of 32,768 characters doesn't fit"):
        table(("x" * (UNITS_AT_MOST + 1), ""))


@pytest.mark.slow
def test_a_table_as_long_as_a_sheet_is_written_whole(tmp_path: Path) -> None:
    file = tmp_path / "long.xlsx"
    file.write_bytes(table(*[("1",)] * ROWS_AT_MOST, columns=["a"]))
    assert load_workbook(file, read_only=True).worksheets[0].max_row == ROWS_AT_MOST + 1
