"""For which rows a customer is looked for, and how the result is written."""

import pytest
from fixed import HEADER, fixed

from batch.checking import Checked
from batch.fixing.customers import named, without_customer
from batch.fixing.mapping import DraftMapping, drafted
from batch.fixing.result import result
from batch.mapping import ReadOptions, Source
from batch.mapping.sources import Format

NUMBERS = "310987000001,210987000002"


def draft(text: str, form: Format = Format.CSV) -> DraftMapping:
    return drafted([Source(f"m.{form}", form, content=text.encode())], ReadOptions())


def written(mapping: DraftMapping) -> tuple[str, Checked]:
    """The file as CSV, and the problems left in it."""
    made, left = result(
        mapping, Format.CSV, lambda content: Source("result", Format.CSV, content=content), ReadOptions()
    )
    return made.decode(), left


def test_the_name_of_the_customer_is_kept_in_its_column() -> None:
    made = fixed(f"Customer Name,commercial_owner_id,govcloud_owner_id,note\n =Acme ,{NUMBERS},x\n")
    assert made.header == ["Customer Name", "commercial_owner_id", "govcloud_owner_id", "note"]
    assert made.rows == [[" =Acme ", *NUMBERS.split(","), "x"]]
    row = f'{{customer_name: "~", commercial_owner_id: "{NUMBERS[:12]}", govcloud_owner_id: "{NUMBERS[13:]}"}}'
    assert fixed(f"- {row}", read_as=Format.YAML).rows[0][0] == "~"
    assert fixed("- " + row.replace('"~"', "~"), read_as=Format.YAML).rows[0][0] == ""


def test_a_name_that_govlink_defused_stays_defused_where_it_was_and_is_plain_in_yaml() -> None:
    text = f"client_api_id,customer_name,commercial_owner_id,govcloud_owner_id,govlink_status\n4001,'=A,{NUMBERS},x\n"
    assert fixed(text).rows[0][1] == "'=A"
    assert '"=A"' in fixed(text, write_as=Format.YAML).text


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (f"4001,{NUMBERS},\n,{NUMBERS},\n", [3]),
        (f"  ,{NUMBERS},\n", [2]),
        (f"?4001,{NUMBERS},\n", []),
        (f"40O1,{NUMBERS},\n", []),  # an invalid id still names a customer
        (f",{NUMBERS},\n,Total,,\n", [2]),
        (f",{NUMBERS},,,x\n,{NUMBERS},\n", [3]),  # a row that was not read reliably
    ],
)
def test_a_customer_is_looked_for_if_a_row_was_read_reliably_and_names_none(rows: str, lines: list[int]) -> None:
    assert [draft.record.line for draft in without_customer(draft(HEADER + rows).drafts)] == lines


def test_rows_of_a_group_or_file_with_a_customer_have_one() -> None:
    row = '{commercial_owner_id: "310987000001", govcloud_owner_id: "210987000002"}'
    mapping = draft(f"customers:\n- client_api_id: 4001\n  linkages: [{row}]\n", Format.YAML)
    assert without_customer(mapping.drafts) == []


def test_a_found_customer_is_written_and_reported_like_other_changes() -> None:
    mapping = draft(f"{HEADER},{NUMBERS},\n")
    (row,) = without_customer(mapping.drafts)
    assert str(named(row, "4001", "Acme")) == 'm.csv:2: client_api_id "" → 4001 (--find-customers, Acme)'
    assert written(mapping)[0].splitlines()[1] == f"4001,{NUMBERS},"


def test_a_column_for_the_customer_comes_first_whichever_row_it_was_found_for() -> None:
    mapping = draft(f"commercial_owner_id,govcloud_owner_id,note\n{NUMBERS},one\n310987000003,210987000004,two\n")
    assert str(named(mapping.drafts[1], "4001", "")) == 'm.csv:3: client_api_id "" → 4001 (--find-customers)'
    assert written(mapping)[0].splitlines() == [
        "client_api_id,commercial_owner_id,govcloud_owner_id,note",
        f",{NUMBERS},one",
        "4001,310987000003,210987000004,two",
    ]


@pytest.mark.parametrize("first", ["4001,310987000003,210987000004,\n", ""])
def test_a_row_whose_customer_was_not_found_is_reported_with_the_reason(first: str) -> None:
    mapping = draft(f"{HEADER}{first},{NUMBERS},\n")
    (row,) = without_customer(mapping.drafts)
    row.no_customer, row.suggested["client_api_id"] = "no customer is named 'Acmee'", "4001"
    (problem,) = written(mapping)[1].problems
    assert problem.rule.id == ("R115" if first else "R111")
    assert (problem.hint, problem.field) == ("No customer is named 'Acmee'.", "client_api_id")
    assert problem.suggestion == ("4001", False)
