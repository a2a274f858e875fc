"""Places as messages name them."""

import pytest

from batch.diagnostics import Place, cell_name, is_sheet


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (Place("accounts.csv", 7), "accounts.csv:7"),
        (Place("accounts.csv", 7, 3), "accounts.csv:7:3"),
        (Place("accounts.xlsx:Sheet1", 7), "accounts.xlsx:Sheet1:7"),
        (Place("accounts.xlsx:Sheet1", 7, 3), "accounts.xlsx:Sheet1!C7"),
        (Place("a/b.xlsx/Über uns.XLSX:To fix", 7, 28), "a/b.xlsx/Über uns.XLSX:To fix!AB7"),
    ],
)
def test_a_place_in_a_workbook_names_the_sheet_and_the_cell(place: Place, words: str) -> None:
    assert str(place) == words


@pytest.mark.parametrize("source", ["accounts.xlsx", "accounts.csv", "a.xlsx:b/accounts.csv", "-", "accounts.xlsx:"])
def test_only_a_sheet_of_a_workbook_is_taken_for_one(source: str) -> None:
    assert not is_sheet(source)


@pytest.mark.parametrize(
    ("column", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (16384, "XFD")]
)
def test_columns_have_the_names_that_spreadsheets_use(column: int, letters: str) -> None:
    assert cell_name(1, column) == f"{letters}1"
