"""Any table written as a workbook reads back the same, whichever program wrote it."""

import csv
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from office import converted, typed_into
from reading import read
from workbooks import Rows, by_openpyxl, by_xlsxwriter

from batch.mapping import KEYS

_HEADER = [*KEYS, "note", "Cost Centre"]
# All that XML can hold; only XlsxWriter keeps carriage returns and other control characters.
_plain = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff\u0085", include_characters="\n\t")
)
_text = _plain.filter(lambda text: "_x" not in text)
_messy = st.text("\r\n\t'=#+ _\x01\x0b\x1f\u00a0\u200b\u2028é漢😀", max_size=12)
_id = st.integers(1, 10**17).map(str)
_number = st.integers(0, 10**12 - 1).map("{:012}".format)


def _tables(texts: st.SearchStrategy[str]) -> st.SearchStrategy[list[list[str]]]:
    cell = st.one_of(st.just(""), _id, _number, texts)
    row = st.lists(cell, min_size=len(_HEADER), max_size=len(_HEADER))
    return st.lists(row.filter(_is_row), min_size=1, max_size=6)


def _is_row(cells: Sequence[str]) -> bool:
    """Whether a row has a text, and is neither a comment nor a conflict marker."""
    texts = [cell for cell in cells if cell.strip()]
    return bool(texts) and not (len(texts) == 1 and texts[0].startswith(("#", "=====")))


def _read_back(write: Callable[[Path, Rows], Path], table: list[list[str]]) -> tuple[list[list[str]], list[list[str]]]:
    """The table as it is read, and as it was written, except cells of only blanks, which look empty."""
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder, "m.xlsx"), [_HEADER, *table])
        rows = read(path.parent, path.name, path.read_bytes()).rows
    seen = [[*(getattr(row, key) for key in KEYS), *row.extra.values()] for row in rows]
    return seen, [[cell if cell.strip() else "" for cell in row] for row in table]


@given(_tables(st.one_of(_text, _messy)))
@settings(max_examples=20)
def test_a_table_of_texts_by_xlsxwriter_reads_back_the_same(table: list[list[str]]) -> None:
    seen, meant = _read_back(by_xlsxwriter, table)
    assert seen == meant


@given(_tables(_text.filter(lambda text: not text.startswith("="))))
@settings(max_examples=20)
def test_a_table_of_texts_by_openpyxl_reads_back_the_same(table: list[list[str]]) -> None:
    seen, meant = _read_back(by_openpyxl, table)
    assert seen == meant


@given(st.lists(st.integers(0, 10**12 - 1), min_size=1, max_size=20))
@settings(max_examples=30)
def test_a_number_in_a_format_of_zeros_is_read_as_the_account_number_that_it_shows(numbers: list[int]) -> None:
    rows = [("4001", (number, "000000000000"), (number, "General")) for number in numbers]
    with tempfile.TemporaryDirectory() as folder:
        path = by_openpyxl(
            Path(folder, "m.xlsx"), [("client_api_id", "commercial_owner_id", "govcloud_acct_id"), *rows]
        )
        found = read(path.parent, path.name, path.read_bytes())
    assert [row.commercial_owner_id for row in found.rows] == [f"{number:012}" for number in numbers]
    assert [row.govcloud_acct_id for row in found.rows] == [str(number) for number in numbers]


TABLE = [
    ["client_api_id", "commercial_owner_id", "govcloud_owner_id", "note"],
    ["4001", "010987000001", "210987000002", "Müller, Söhne"],
    ["4002", "010987000003", "210987000004", "two\nlines"],
    ["4002", "310987000005", "210987000006", "=1+1"],
]


def _rows(path: Path) -> list[list[str]]:
    found = read(path.parent, path.name, path.read_bytes())
    assert found.problems == []
    return [
        [row.client_api_id, row.commercial_owner_id, row.govcloud_owner_id, row.extra["note"]] for row in found.rows
    ]


@pytest.mark.slow
@pytest.mark.parametrize("write", [by_openpyxl, by_xlsxwriter])
def test_a_workbook_that_libreoffice_saved_again_reads_back_the_same(
    tmp_path: Path, write: Callable[[Path, Rows], Path]
) -> None:
    texts = [[cell if not cell.startswith("=") else f"\u200b{cell}" for cell in row] for row in TABLE]
    (tmp_path / "before").mkdir()
    path = write(tmp_path / "before" / "m.xlsx", texts)
    assert _rows(converted(path, ".xlsx", tmp_path)) == texts[1:]


@pytest.mark.slow
def test_csv_converted_by_libreoffice_is_read_as_it_is_shown(tmp_path: Path) -> None:
    (tmp_path / "before").mkdir()
    path = tmp_path / "before" / "m.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(TABLE)
    found = read(tmp_path, "m.xlsx", converted(path, ".xlsx", tmp_path).read_bytes())
    # Without import settings, a spreadsheet drops leading zeros; what it then shows is what is read.
    assert [row.commercial_owner_id for row in found.rows] == ["10987000001", "10987000003", "310987000005"]
    assert {problem.rule.id for problem in found.problems} == {"V104"}


@pytest.mark.slow
def test_the_formulas_that_libreoffice_computed_have_their_results(tmp_path: Path) -> None:
    (tmp_path / "before").mkdir()
    formulas = [TABLE[0], ["4001", '="010987"&"000001"', "=210987000001+1", "=1/0"]]
    path = by_openpyxl(tmp_path / "before" / "m.xlsx", formulas)
    assert {problem.rule.id for problem in read(tmp_path, "uncomputed.xlsx", path.read_bytes()).problems} == {"V116"}
    assert _rows(converted(path, ".xlsx", tmp_path)) == [["4001", "010987000001", "210987000002", "#DIV/0!"]]


@pytest.mark.slow
def test_typed_values_are_read_as_the_cell_shows_them(tmp_path: Path) -> None:
    path = by_openpyxl(tmp_path / "before.xlsx", [TABLE[0], *([cell or " " for cell in row] for row in TABLE[1:3])])
    typed = {("Accounts", "B2"): "'010987000007", ("Accounts", "B3"): "010987000008", ("Accounts", "C3"): "1/2/2026"}
    typed_into(path, typed, tmp_path / "after.xlsx")
    found = read(tmp_path, "m.xlsx", (tmp_path / "after.xlsx").read_bytes())
    assert [row.commercial_owner_id for row in found.rows] == ["010987000007", "10987000008"]
    places = [(problem.place.column, problem.rule.id) for problem in found.problems]
    assert places == [(2, "V104"), (3, "V120")]
