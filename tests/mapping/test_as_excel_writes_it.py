"""Rows as spreadsheets write them: without separators after the last value, or with some beyond the header."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import codes, read

from batch.checking import load
from batch.mapping import KEYS, ReadOptions, Source
from batch.mapping.sources import Format

_HEADER = "client_api_id,commercial_owner_id,govcloud_owner_id,note,ticket\n"
_OTHER = "4001,310000000009,510000000009,x,OPS-9\n"


def _as_excel(rows: list[list[str]]) -> str:
    """Write rows as Excel does: each block of 16 is as wide as its widest row."""
    out = io.StringIO(newline="")
    for block in (rows[at : at + 16] for at in range(0, len(rows), 16)):
        width = max(at for row in block for at, cell in enumerate(row, start=1) if cell)
        csv.writer(out).writerows(row[:width] for row in block)
    return out.getvalue()


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["", "x", '5" disk']), st.sampled_from(["", "OPS-1"])), max_size=60))
def test_csv_written_by_excel_is_read_as_its_cells(own: list[tuple[str, str]]) -> None:
    rows = [["4001", f"{210000000000 + at}", f"{410000000000 + at}", *cells] for at, cells in enumerate(own)]
    text = _as_excel([_HEADER.rstrip().split(","), *rows, _OTHER.rstrip().split(",")])
    checked = load([Source("m.csv", Format.CSV, content=text.encode())], ReadOptions())
    read_back = [[*(getattr(row, key) for key in KEYS), *row.extra.values()] for row in checked.rows[:-1]]
    assert read_back == [[client, "", one, "", other, *cells] for client, one, other, *cells in rows]
    assert {problem.rule.id for problem in checked.problems} <= {"R203"}


@pytest.mark.parametrize("row", ["4001,210000000001,410000000001", "4001,210000000001,410000000001,moved"])
def test_rows_that_lack_only_cells_of_own_columns_are_valid_and_noted_once(tmp_path: Path, row: str) -> None:
    found = read(tmp_path, "m.csv", f"{_HEADER}{_OTHER}{row}\n4001,210000000002,410000000002\n")
    assert codes(found) == [(3, "R203")]
    assert "2 rows, starting with this one, have" in found.problems[0].message
    assert found.problems[0].row is None
    assert not found.invalid_count
    assert found.rows[1].extra == {"note": row.split(",")[3] if "moved" in row else "", "ticket": ""}


def test_a_short_row_claims_its_accounts(tmp_path: Path) -> None:
    found = read(tmp_path, "m.csv", f"{_HEADER}{_OTHER}4001,310000000009,410000000008\n")
    assert codes(found) == [(2, "X101"), (3, "R203"), (3, "X101")]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("commercial_owner_id,govcloud_owner_id,note,client_api_id", "210000000001,410000000001,x"),
        ("client_api_id,commercial_owner_id,note,govcloud_owner_id", "4001,210000000001,x"),
        ("commercial_owner_id,govcloud_owner_id,note,Customer", "210000000001,410000000001,x"),
    ],
    ids=["customer", "account", "may-be-meant-for-a-key"],
)
def test_a_row_that_lacks_a_cell_of_a_key_is_an_error(tmp_path: Path, header: str, row: str) -> None:
    found = read(tmp_path, "m.csv", f"{header}\n{row}\n", client_api_id="9")
    assert codes(found) == [(2, "R101")]


def test_a_column_like_a_key_is_the_users_own_next_to_the_key(tmp_path: Path) -> None:
    text = "commercial_owner_id,govcloud_owner_id,client_api_id,Client ID\n210000000001,410000000001,5\n"
    assert codes(read(tmp_path, "m.csv", text)) == [(2, "R203")]


_SLIPPED = {
    "a-cell-before-keys": ("client_api_id,note,{0},{1},ticket", "4001,210000000001,410000000001,500000000001"),
    "text-behind-keys": ("client_api_id,{0},{1},note", "4001,410000000001,OPS-1"),
    "payer": ("client_api_id,{0},{1},Payer,note", "4001,410000000001,900000000018"),
    "payer-and-text": ("client_api_id,{0},{1},Payer,note,more", "4001,410000000001,900000000018,x"),
    "payer-without-values": ("client_api_id,{0},{1},Payer account,note", "4001,410000000001,900000000018"),
    "payer-and-a-number": ("client_api_id,{0},{1},Payer,note,ref", "4001,410000000001,900000000018,x,800000000000"),
    "customer": ("client_api_id,{0},{1},ref", "210000000001,410000000001,900000000018"),
    "number-as-id": (
        "client_api_id,commercial_acct_id,{0},govcloud_acct_id,{1},note,",
        "4001,2,210000000001,410000000001,,",
    ),
    "number-of-another-key": (
        "client_api_id,commercial_acct_id,govcloud_acct_id,ref,{0},{1},note,more",
        "4001,2,1,410000000001,,x",
    ),
    "number-behind-keys": (
        "client_api_id,commercial_acct_id,govcloud_acct_id,{0},{1},Billing,Payer,note,more",
        "4001,2,1,410000000001,x,900000000018,y",
    ),
    "number-before-its-key": (
        "{1},commercial_acct_id,old,govcloud_acct_id,client_api_id,number,{0},note,more",
        "410000000001,1002,1003,,1,210000000001,,",
    ),
    "two-cells": ("client_api_id,a,b,{0},{1},note,more", "4001,210000000001,410000000001,900000000018,900000000018"),
}


@pytest.mark.parametrize(("header", "row"), _SLIPPED.values(), ids=_SLIPPED)
def test_a_row_in_which_a_cell_may_be_missing_before_a_key_is_an_error_and_claims_nothing(
    tmp_path: Path, header: str, row: str
) -> None:
    names = header.format("commercial_owner_id", "govcloud_owner_id").split(",")
    cells = {"client_api_id": "4001", "commercial_owner_id": "410000000001", "govcloud_owner_id": "300000000001"}
    cells["number"] = "5"
    other = ",".join(cells.get(name, "900000000018" if name == "Payer" else "") for name in names)
    found = read(tmp_path, "m.csv", f"{','.join(names)}\n{row}\n{other}\n")
    assert codes(found) == [(2, "R101")]


@pytest.mark.parametrize(
    ("keys", "row", "slipped"),
    [
        (
            "commercial_owner_id,govcloud_owner_id",
            "210000000001,410000000001,900000000018",
            "410000000002,900000000018",
        ),
        ("commercial_acct_id,govcloud_acct_id", "1001,2001,5500", "2002,5500"),
        ("commercial_owner_id,govcloud_acct_id", "210000000001,2001,5500", "2002,5500"),
    ],
)
@pytest.mark.parametrize("last", ["", ",x"], ids=["all-rows-short", "one-complete"])
def test_slipped_cells_are_detected_by_numbers_in_other_short_rows(
    tmp_path: Path, keys: str, row: str, slipped: str, last: str
) -> None:
    """Excel leaves the last column out of each block of rows in which it is empty."""
    text = f"client_api_id,{keys},Billing,note\n4001,{row}{last}\n4001,{slipped}\n"
    found = read(tmp_path, "m.csv", text)
    assert (3, "R101") in codes(found)
    assert not any(problem.line != 3 and problem.is_error for problem in found.problems)


def test_slipped_cells_are_detected_by_separators_of_nameless_columns(tmp_path: Path) -> None:
    header = "client_api_id,commercial_owner_id,govcloud_owner_id,Payer,,"
    row, slipped = "4001,210000000001,410000000001,900000000018", "4001,410000000002,900000000018"
    for empty in ("", ",", ",,"):
        found = read(tmp_path, "m.csv", f"{header}\n{row}{empty}\n{row.replace('01,4', '03,4')[:-1]}7,,\n{slipped},,\n")
        assert [problem for problem in codes(found) if problem[1] == "R101"] == [(4, "R101")]
    assert found.problems[-1].message == "the row has 5 cells, but the header has 6"


def test_a_number_after_the_keys_in_its_own_column_is_no_sign_of_slipped_cells(tmp_path: Path) -> None:
    header = "client_api_id,commercial_owner_id,govcloud_owner_id,Payer,note"
    rows = "4001,210000000001,410000000001,900000000018,x\n4001,210000000002,410000000002,900000000018\n"
    assert codes(read(tmp_path, "m.csv", f"{header}\n{rows}")) == [(3, "R203")]


def test_a_damaged_id_in_a_short_row_is_reported_as_such(tmp_path: Path) -> None:
    found = read(tmp_path, "m.csv", f"{_HEADER}4001,2.1E+11,410000000001\n4001,210000000002,'410000000002\n{_OTHER}")
    assert sorted(codes(found)) == [(2, "R203"), (2, "V103"), (3, "V105")]


def test_a_short_totals_row_is_recognized(tmp_path: Path) -> None:
    assert codes(read(tmp_path, "m.csv", f"{_HEADER}{_OTHER}Total,1,1\nTotal,,,2\n")) == [(3, "R103"), (4, "R103")]


@pytest.mark.parametrize("surplus", [",", ",,,", ", ,\t"])
def test_empty_cells_beyond_the_header_are_ignored(tmp_path: Path, surplus: str) -> None:
    row = f"4001,210000000001,410000000001,x,OPS-1{surplus}\n"
    found = read(tmp_path, "m.csv", _HEADER + row + _OTHER)
    assert codes(found) == []
    assert found.rows[0].extra == {"note": "x", "ticket": "OPS-1"}
    assert codes(read(tmp_path, "m.csv", _HEADER.replace("\n", f"{surplus}\n") + row + _OTHER)) == []


def test_a_value_beyond_the_header_is_an_error(tmp_path: Path) -> None:
    assert codes(read(tmp_path, "m.csv", f"{_HEADER}{_OTHER.rstrip()},,y\n")) == [(2, "R101")]
    nameless = _HEADER.replace("\n", ",,\n")
    assert codes(read(tmp_path, "m.csv", f"{nameless}{_OTHER.rstrip()},,y\n")) == [(1, "H104"), (1, "H104")]
    late = "".join(f"4001,{210000000100 + at},{410000000100 + at},,\n" for at in range(20))
    assert codes(read(tmp_path, "m.csv", f"{nameless}{late}{_OTHER.rstrip()},,y\n")) == [(22, "R101")]


def test_a_quote_in_the_cell_of_a_key_is_an_error_of_its_value(tmp_path: Path) -> None:
    rows = '4001, "210000000001",410000000001,x,\n4001,2100"00000002,410000000002,x,\n'
    found = read(tmp_path, "m.csv", _HEADER + rows)
    assert codes(found) == [(2, "V107"), (2, "R204"), (3, "V101")]
    assert found.invalid_count == 2
