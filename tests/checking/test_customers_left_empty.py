"""If only some rows of a table name a customer, the others are errors: a default applies to files that name none."""

from pathlib import Path
from typing import Any

import pytest
from program import Govlink
from reading import codes, read, read_all

_HEADER = "client_api_id,commercial_acct_id,govcloud_acct_id,note\n"
_MERGED = _HEADER + "4001,1,2,\n,3,4,\n,5,6,\n4002,7,8,\n"


@pytest.mark.parametrize("options", [{}, {"client_api_id": "9"}])
def test_rows_below_merged_cells_are_errors_even_with_a_default(tmp_path: Path, options: dict[str, Any]) -> None:
    found = read(tmp_path, "m.csv", _MERGED, **options)
    assert codes(found) == [(3, "R115"), (4, "R115")]
    assert [problem.row for problem in found.problems] == [1, 2]
    assert found.problems[0].message.startswith("2 of 4 rows name a customer")
    assert found.invalid_count == 2
    assert [row.client_api_id for row in found.rows] == ["4001", "", "", "4002"]


def test_a_file_that_names_no_customer_at_all_gets_the_default(tmp_path: Path) -> None:
    for text in (_HEADER + ",1,2,\n,3,4,\n", "commercial_acct_id,govcloud_acct_id\n1,2\n3,4\n"):
        found = read(tmp_path, "m.csv", text, client_api_id="9")
        assert codes(found) == []
        assert [row.client_api_id for row in found.rows] == ["9", "9"]


def test_each_file_is_considered_separately(tmp_path: Path) -> None:
    found = read_all(tmp_path, a=_MERGED, b=_HEADER + ",9,10,\n", c=_HEADER + "4001,11,12,\n")
    assert [problem.rule.id for problem in found.problems] == ["R115", "R115", "R111"]


def test_the_customer_of_a_group_and_of_a_file_of_yaml_stay_defaults(tmp_path: Path) -> None:
    named = "{client_api_id: 4001, commercial_acct_id: 1, govcloud_acct_id: 2}"
    rows = f"{named}, {{commercial_acct_id: 3, govcloud_acct_id: 4}}"
    for text in (f"[{rows}]", f"client_api_id: 4002\nlinkages: [{rows}]\n"):
        assert codes(read(tmp_path, "m.yaml", text, client_api_id="9")) == []


def test_a_default_does_not_apply_to_an_empty_customer_of_a_yaml_row(tmp_path: Path) -> None:
    """A row written from a table has an empty cell for which another customer may be meant."""
    accounts = "commercial_acct_id: {}, govcloud_acct_id: {}"
    row, named = accounts.format(3, 4), f"client_api_id: 4001, {accounts.format(1, 2)}"
    for empty in ('""', "", "~"):
        rows = f"- {{{named}}}\n- {{client_api_id: {empty}, {row}}}\n"
        found = read(tmp_path, "m.yaml", rows, client_api_id="9")
        assert codes(found) == [(2, "R115")]
        assert found.problems[0].message == "1 of 2 rows names a customer, but this one does not"
        assert codes(read(tmp_path, "m.yaml", f"- {{client_api_id: {empty}, {row}}}\n", client_api_id="9")) == []
        grouped = f"client_api_id: 4001\nlinkages:\n- {{{named}}}\n- {{client_api_id: {empty}, {row}}}\n"
        assert codes(read(tmp_path, "m.yaml", grouped)) == []


def test_rows_that_were_left_empty_remain_so_without_the_rows_that_name_a_customer(
    called: Govlink, tmp_path: Path
) -> None:
    """fix.csv has none of the valid rows, so with the same option its rows would go to the default customer."""
    (tmp_path / "m.csv").write_text(_MERGED, encoding="utf-8")
    ran = called("plan", tmp_path / "m.csv", "--client-api-id", "9", "--sandbox")
    back = ran.folder / "fix.csv"
    renamed = tmp_path / "renamed.csv"
    renamed.write_text(back.read_text(encoding="utf-8").replace("govlink_codes", "Govlink Codes"), encoding="utf-8")
    for file in (back, renamed, ran.folder / "report.xlsx", tmp_path / "back.yaml", tmp_path / "back.csv"):
        if file.name.startswith("back"):
            called("fix", back, "--client-api-id", "9", "--output", file)
        checked = called("check", file, "--client-api-id", "9")
        assert (checked.code, checked.out.count("R115 other rows of the file that this one comes from")) == (1, 2)
    text = back.read_text(encoding="utf-8").replace("\n,", "\n4001,")
    back.write_text(text, encoding="utf-8")
    assert called("check", back).code == 0


def test_totals_repeated_headers_and_lines_without_accounts_do_not_count(tmp_path: Path) -> None:
    empty = _HEADER + ",1,2,\n,3,4,\n"
    assert codes(read(tmp_path, "m.csv", f"{empty}Total,,,2\n", client_api_id="9")) == [(4, "R103")]
    assert codes(read(tmp_path, "m.csv", f"{empty}{_HEADER}", client_api_id="9")) == [(4, "R104")]
    found = read(tmp_path, "m.csv", f"{_MERGED},,,a remark\nTotal,,,4\n")
    assert [one for one in codes(found) if one[0] > 5] == [(6, "R111"), (6, "R113"), (6, "R114"), (7, "R103")]
    assert found.problems[0].message.startswith("2 of 4 rows name a customer")


def test_a_cell_of_blanks_names_no_customer(tmp_path: Path) -> None:
    assert codes(read(tmp_path, "m.csv", _HEADER + " ,1,2,\n,3,4,\n", client_api_id="9")) == [(2, "V107")]


def test_with_a_direct_customer_rows_that_name_none_are_right(tmp_path: Path) -> None:
    assert codes(read(tmp_path, "m.csv", _MERGED, direct_customer=True)) == [(2, "R112"), (5, "R112")]


def test_such_rows_claim_their_accounts_for_no_customer(tmp_path: Path) -> None:
    text = _HEADER + "4001,1,2,\n,1,2,\n,3,4,\n4002,3,5,\n"
    assert codes(read(tmp_path, "m.csv", text, client_api_id="4001")) == [
        (3, "R115"),
        (4, "R115"),
        (4, "X101"),
        (5, "X101"),
    ]


def test_a_row_with_only_a_name_gets_a_hint_how_to_find_the_id(tmp_path: Path) -> None:
    text = "client_api_id,customer_name,commercial_acct_id,govcloud_acct_id\n4001,Acme,1,2\n,Globex,3,4\n,,5,6\n"
    found = read(tmp_path, "m.csv", text)
    assert [problem.hint for problem in found.problems] == [
        "`govlink fix --find-customers` finds the id of Globex.",
        None,
    ]


def test_such_rows_are_not_sent_and_come_back_without_a_customer(called: Govlink, tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(_MERGED, encoding="utf-8")
    ran = called("apply", tmp_path / "m.csv", "--client-api-id", "9", "--sandbox", "--yes")
    assert ran.statuses == ["created", "invalid", "invalid", "created"]
    assert [row["client_api_id"] for row in ran.table("fix.csv")] == ["", ""]
