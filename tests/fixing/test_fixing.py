"""What is fixed in a mapping, and that everything else stays as it is."""

from pathlib import Path
from typing import Any

import pytest
from fixed import HEADER, fixed
from hypothesis import given, settings
from hypothesis import strategies as st

from batch.checking import Checked, check, load
from batch.checking.ids import is_valid
from batch.errors import UsageError
from batch.fixing.mapping import drafted
from batch.mapping import KEYS, ReadOptions, Source
from batch.mapping.sources import Format

SOUND = "4001,310987000001,210987000002,first\n"


def test_each_change_is_reported_with_its_place_and_the_rule() -> None:
    made = fixed(HEADER + "4001,1234-5678-9012,'210987000002,first\n4002.0,310987000003,210987000004,\n")
    assert made.rows == [
        ["4001", "123456789012", "210987000002", "first"],
        ["4002", "310987000003", "210987000004", ""],
    ]
    assert made.changes == [
        '1.csv:2: commercial_owner_id "1234-5678-9012" → 123456789012 (V106)',
        '1.csv:2: govcloud_owner_id "\'210987000002" → 210987000002 (V105)',
        '1.csv:3: client_api_id "4002.0" → 4002 (V111)',
    ]
    assert made.remarks == []


def test_a_cell_that_only_looks_empty_is_emptied() -> None:
    made = fixed("client_api_id,commercial_acct_id,commercial_owner_id,govcloud_acct_id\n4001,2, \u00a0\u200b,1\n")
    assert made.rows == [["4001", "2", "", "1"]]
    assert made.changes == ['1.csv:2: commercial_owner_id " \\xa0\\u200b" → "" (V108)']


def test_a_valid_mapping_stays_as_it_is() -> None:
    text = HEADER + SOUND + "4002,310987000003,210987000004,=x\n"
    assert fixed(text).text == text.replace("\n", "\r\n")


def test_what_is_not_certain_is_left_with_its_suggestion() -> None:
    made = fixed(HEADER + "4001,21000000105,2.1E+11,first\n4001,TBD,210987000004,\n")
    assert made.rows[0][1:3] == ["21000000105", "2.1E+11"]
    assert made.changes == []
    suggested = [problem.suggestion.value if problem.suggestion else None for problem in made.left.problems]
    assert (made.codes, suggested) == (["V104", "V103", "V115"], ["021000000105", None, None])


def test_columns_keep_their_names_and_order_and_those_of_further_files_follow() -> None:
    first = "Owner;Client API ID;commercial-owner-id;govcloud_owner_id\nann;4001;310987000001;210987000002\n"
    second = "note,govcloud_owner_id,client_api_id,commercial_acct_id\nx,210987000004,4002,7\n"
    made = fixed(first, second)
    assert made.header == [
        "Owner",
        "Client API ID",
        "commercial-owner-id",
        "govcloud_owner_id",
        "note",
        "commercial_acct_id",
    ]
    assert made.rows == [
        ["ann", "4001", "310987000001", "210987000002", "", ""],
        ["", "4002", "", "210987000004", "x", "7"],
    ]


def test_a_column_that_an_option_named_gets_the_name_of_its_key() -> None:
    options = ReadOptions(columns={"commercial_owner_id": "AWS no"})
    made = fixed(
        "AWS no,commercial_owner_id,client_api_id,govcloud_owner_id\n310987000001,mine,4001,210987000002\n",
        options=options,
    )
    assert made.header == ["commercial_owner_id", "input_commercial_owner_id", "client_api_id", "govcloud_owner_id"]
    assert made.remarks == [
        'the column "AWS no" is now named commercial_owner_id',
        'the column "commercial_owner_id" is now named input_commercial_owner_id',
    ]
    assert not made.left.problems


def test_names_that_two_files_spell_differently_are_kept_apart() -> None:
    header = "client_api_id,commercial_owner_id,govcloud_owner_id,{}\n"
    made = fixed(header.format("Owner") + SOUND, header.format("OWNER") + "4001,310987000003,210987000004,b\n")
    assert made.header[3:] == ["Owner", "input_OWNER"]
    assert not made.left.problems


def test_a_row_that_was_not_read_reliably_is_marked_and_keeps_its_problems() -> None:
    made = fixed(HEADER + SOUND + "4001,310987000003,210987000004,a,b\n")
    assert made.rows == [
        ["4001", "310987000001", "210987000002", "first", "", ""],
        ["?4001", "310987000003", "210987000004", "a,b", "R101", "the row has 5 cells, but the header has 4"],
    ]
    assert made.codes == ["V118"]
    assert made.remarks[0].startswith("1.csv:3: a question mark is written before the first id of this row: R101")
    again = fixed(made.text)
    assert (again.text, again.changes) == (made.text, [])


def test_nothing_in_a_row_with_a_question_mark_is_fixed() -> None:
    made = fixed(HEADER + "?4001,'310987000001,210987000002,first\n")
    assert made.rows == [["?4001", "'310987000001", "210987000002", "first"]]


def test_rows_of_totals_and_repeated_headers_stay_as_they_are() -> None:
    text = HEADER + SOUND + HEADER + "Total,,1.0,\n"
    made = fixed(text)
    assert made.text == text.replace("\n", "\r\n")
    assert made.codes == ["R104", "R103"]


def test_a_short_totals_row_is_not_taken_for_a_row() -> None:
    made = fixed("note,client_api_id,commercial_acct_id,govcloud_acct_id,more\nx,4001,2,1,y\nTotal,4001,4,3\n")
    assert [problem.row for problem in made.left.problems if problem.is_error] == [1]


def test_a_row_that_would_be_a_comment_in_a_workbook_is_not_lost_there() -> None:
    made = fixed(HEADER + SOUND + ",#N/A,,\n,,,#\n", write_as=Format.XLSX)
    assert made.left.row_count == 3
    assert [problem.rule.id for problem in made.left.problems if problem.field == "commercial_owner_id"] == ["V118"]
    assert fixed(HEADER + SOUND + ",#N/A,,\n").codes == ["R114", "R115", "V114"]


def test_a_totals_row_that_would_be_a_linkage_in_yaml_is_marked() -> None:
    made = fixed("note,client_api_id,commercial_acct_id,govcloud_acct_id\nTotal,'4001,2,1\n", write_as=Format.YAML)
    assert made.changes == []
    assert '  client_api_id: "?\'4001"\n' in made.text
    assert fixed(made.text, read_as=Format.YAML, write_as=Format.YAML).text == made.text


def test_a_row_whose_mark_looks_like_a_placeholder_stays_as_it_is() -> None:
    made = fixed(HEADER + "?,'310987000001,210987000002,\n")
    assert (made.rows[0][1], made.changes) == ("'310987000001", [])


def test_a_table_of_yaml_rows_that_all_lack_a_side_can_be_read() -> None:
    made = fixed("- {client_api_id: 4001, commercial_acct_id: 2}\n", read_as=Format.YAML)
    assert made.codes == ["R114"]


def test_comments_are_counted_and_what_only_looks_like_one_is_not() -> None:
    made = fixed("# of mine\n" + HEADER + '4001,310987000001,210987000002,"a\n# b"\n#\n#OPS-7,310987000003,,\n')
    assert "1.csv: comments are not kept (3 lines)" in made.remarks
    assert any("R202" in words for words in made.remarks)
    assert made.rows == [["4001", "310987000001", "210987000002", "a\n# b"]]


def test_comments_in_yaml_are_counted_too() -> None:
    text = """\
# of mine
- client_api_id: 4001 # why
  commercial_owner_id: "310987000001"
  govcloud_owner_id: "210987000002"
  note: "ticket #7 # none"
  more: |
    # none either
"""
    made = fixed(text, read_as=Format.YAML)
    assert made.remarks == ["1.yaml: comments are not kept (2 lines)"]
    assert made.rows[0][3:] == ["ticket #7 # none", "# none either\n"]


def test_the_customer_above_rows_is_written_into_each_and_fixed_once() -> None:
    text = """\
client_api_id: " 3947"
linkages:
  - {commercial_acct_id: 2, govcloud_acct_id: 1}
  - {commercial_acct_id: 4, govcloud_acct_id: 3, client_api_id: 4001}
  - {commercial_acct_id: 6, govcloud_acct_id: 5, client_api_id: ""}
"""
    made = fixed(text, read_as=Format.YAML)
    assert made.header == ["client_api_id", "commercial_acct_id", "govcloud_acct_id"]
    assert [row[0] for row in made.rows] == ["3947", "4001", "3947"]
    assert made.changes == ['1.yaml:1: client_api_id " 3947" → 3947 (V107)']
    assert made.remarks == ["1.yaml: the customer named above rows is written into each of them (2)"]


def test_a_yaml_null_is_written_as_an_empty_cell() -> None:
    text = (
        "- {client_api_id: 4001, commercial_acct_id: null, commercial_owner_id: '310987000001', govcloud_acct_id: 1}\n"
    )
    made = fixed(text, read_as=Format.YAML)
    assert made.rows == [["4001", "", "310987000001", "1"]]


@pytest.mark.parametrize("write_as", [Format.CSV, Format.YAML])
def test_no_yaml_row_that_was_not_read_reliably_looks_valid(write_as: Format) -> None:
    text = """\
- {client_api_id: 4001, commercial_acct_id: 2, govcloud_acct_id: 1, note: [x]}
- {client_api_id: 4001, commercial_acct_id: 4, commercial_acct_id: 6, govcloud_acct_id: 3}
- just text
- {}
- {client_api_id: 4001, commercial_acct_id: 8, govcloud_acct_id: 7}
"""
    made = fixed(text, read_as=Format.YAML, write_as=write_as)
    assert {problem.row for problem in made.left.problems if problem.is_error} == {0, 1, 2, 3}
    assert made.left.row_count == 5
    assert "just text" in made.text


def test_the_option_for_the_customer_fills_files_that_name_none() -> None:
    keys = "commercial_owner_id,govcloud_owner_id\n"
    made = fixed(keys + "310987000001,210987000002\n", options=ReadOptions("4001"))
    assert (made.header[0], made.rows[0][0]) == ("client_api_id", "4001")
    assert made.remarks == ["1.csv: customer 4001 (--client-api-id) is written into its rows (1)"]


def test_govlinks_note_about_a_missing_customer_is_removed_with_the_problem() -> None:
    keys = "commercial_owner_id,govcloud_owner_id,govlink_codes,govlink_message\n"
    made = fixed(keys + "310987000001,210987000002,R111,the row names no customer\n", options=ReadOptions("4001"))
    assert made.rows == [["4001", "310987000001", "210987000002", "", ""]]


FIX_HEADER = HEADER.strip() + ",govlink_status,govlink_codes,govlink_message,govlink_suggestion\n"


def test_a_changed_row_gets_its_remaining_problems_and_an_unchanged_row_keeps_its_notes() -> None:
    made = fixed(
        FIX_HEADER
        + "4001,3109-8700-0001,10987000002,,invalid,V106 V104,two problems,two values\n"
        + "4001,3109-8700-0001,210987000002,'=x,invalid,V106,has separators,commercial_owner_id=310987000001\n"
        + "4001,310987000003,210987000004,''y,conflict,C101,is linked otherwise,\n"
    )
    first, second, third = made.rows
    assert first[:6] == ["4001", "310987000001", "10987000002", "", "invalid", "V104"]
    assert first[6].startswith('govcloud_owner_id "10987000002" has 11 digits')
    assert first[7] == "govcloud_owner_id=010987000002"
    assert second == ["4001", "310987000001", "210987000002", "'=x", "", "", "", ""]
    assert third == ["4001", "310987000003", "210987000004", "''y", "conflict", "C101", "is linked otherwise", ""]
    again = fixed(made.text)
    assert (again.text, again.changes) == (made.text, [])


def test_cells_that_govlink_defused_are_restored_in_yaml() -> None:
    made = fixed(FIX_HEADER + "4001,310987000001,210987000002,'=x,invalid,,,\n", write_as=Format.YAML)
    assert '  note: "=x"\n' in made.text


_MERGED = """\
customer,client_api_id,commercial_acct_id,govcloud_acct_id
A,4001,2,1
,,4,3
, ,6,5
B,4002,8,7
,,10,9
"""


def test_empty_customer_cells_are_filled_down_only_on_request() -> None:
    assert [row[1] for row in fixed(_MERGED).rows] == ["4001", "", "", "4002", ""]
    made = fixed(_MERGED, fill_down=True)
    assert [row[1] for row in made.rows] == ["4001", "4001", "4001", "4002", "4002"]
    assert made.changes[1] == '1.csv:3: client_api_id "" → 4001 (--fill-down)'
    assert not made.left.problems


@pytest.mark.parametrize("above", ["TBD,2,1,", "?4001,2,1,", "Total,,x,", "4001,2,1,x,y"])
def test_nothing_is_filled_down_from_a_row_that_does_not_clearly_name_a_customer(above: str) -> None:
    text = f"client_api_id,commercial_acct_id,govcloud_acct_id,note\n4009,20,10,\n{above}\n,4,3,\n"
    made = fixed(text, fill_down=True)
    assert (made.rows[2][0], made.changes) == ("", [])


@pytest.mark.parametrize(
    "between",
    [
        "\n",
        "\r\n\r\n",
        ",,,\n",
        " ,,,\n",
        "# Globex\n",
        ",Globex,,\n",
        ",,Globex,\n",
        ",,,Globex\n",
        ",Globex,Corp,\n",
        ",2024,,\n",
        ",,,\n4009,20,10,\nTBD,,,\n",
    ],
)
def test_nothing_is_filled_down_across_a_line_that_may_begin_another_customers_rows(between: str) -> None:
    text = f'client_api_id,commercial_acct_id,govcloud_acct_id,note\n4009,20,10,"two\nlines"\n,4,3,\n{between},6,5,\n'
    made = fixed(text, fill_down=True)
    assert [row[0] for row in made.rows if row[1:3] in (["4", "3"], ["6", "5"])] == ["4009", ""]
    assert [change for change in made.changes if "fill-down" in change] == [
        '1.csv:4: client_api_id "" → 4009 (--fill-down)'
    ]


@pytest.mark.parametrize("column", ["Customer", "Tenant", "Kunde", "client"])
def test_no_customer_is_filled_down_to_a_row_with_another_customer_name(column: str) -> None:
    rows = "Acme,4001,2,1\nacme ,,4,3\n,,6,5\nGlobex,,8,7\n,,10,9\nAcme,,12,11\n"
    made = fixed(f"{column},client_api_id,commercial_acct_id,govcloud_acct_id\n{rows}", fill_down=True)
    assert [row[1] for row in made.rows] == ["4001", "4001", "4001", "", "", ""]


def test_a_line_with_only_a_customer_names_the_customer_of_the_rows_below() -> None:
    made = fixed(f"{HEADER}4001,,,\n,310987000001,,\n,310987000003,210987000004,\n4002,,,\n,2,1,\n", fill_down=True)
    assert [row[0] for row in made.rows] == ["4001", "4001", "4001", "4002", "4002"]


@pytest.mark.parametrize("column", ["govlink_codes", "govlink_source"])
def test_a_file_that_govlink_wrote_is_not_filled_down_because_rows_may_be_missing(column: str) -> None:
    text = f"client_api_id,commercial_acct_id,govcloud_acct_id,{column}\n4001,2,1,x\n,4,3,R115\n"
    made = fixed(text, fill_down=True)
    assert ([row[0] for row in made.rows], made.changes) == (["4001", ""], [])
    assert made.remarks[0].startswith("1.csv: it is not filled down, because govlink wrote it")


def test_a_default_customer_applies_to_each_yaml_row_without_a_customer() -> None:
    pairs = ["commercial_acct_id: 2, govcloud_acct_id: 1", "commercial_acct_id: 4, govcloud_acct_id: 3"]
    text = f'- {{{pairs[0]}}}\n- {{client_api_id: 4002, {pairs[1]}}}\n- {{client_api_id: "", {pairs[1]}}}\n'
    made = fixed(text, read_as=Format.YAML, options=ReadOptions("9"))
    assert sorted(row[0] for row in made.rows) == ["", "4002", "9"]
    assert made.codes == ["R115"]
    assert "customer 9 (--client-api-id) is written into its rows (1)" in made.remarks[0]


def test_rows_that_were_left_empty_get_no_default_customer_in_any_format() -> None:
    options = ReadOptions("9")
    reported = HEADER.replace("\n", ",govlink_codes\n") + f"{SOUND.strip()},R115\n".replace("4001", "")
    for text in (f"{HEADER}{SOUND},2,1,\n", reported):
        for form in Format:
            made = fixed(text, options=options, write_as=form)
            assert "R115" in made.codes


def test_a_fixed_customer_is_filled_down_but_not_into_another_file_or_into_yaml() -> None:
    header = "client_api_id,commercial_acct_id,govcloud_acct_id\n"
    made = fixed(header + "'4001,2,1\n,4,3\n", header + ",6,5\n4002,8,7\n", fill_down=True)
    assert [row[0] for row in made.rows] == ["4001", "4001", "", "4002"]
    rows = """\
- {client_api_id: 4001, commercial_acct_id: 2, govcloud_acct_id: 1}
- {client_api_id: "", commercial_acct_id: 4, govcloud_acct_id: 3}
"""
    assert fixed(rows, read_as=Format.YAML, fill_down=True).rows[1][0] == ""


_NAMED = """\
client_api_id,customer_name,commercial_acct_id,govcloud_acct_id
,Acme,2,1
,,4,3
4002,Globex,6,5
,globex ,8,7
4002,,10,9
,Initech,12,11
,,14,13
4004,,16,15
,,18,17
"""


def test_customer_names_are_filled_down_and_no_id_is_written_next_to_another_name() -> None:
    made = fixed(_NAMED, fill_down=True)
    assert [row[:2] for row in made.rows] == [
        ["", "Acme"],
        ["", "Acme"],
        ["4002", "Globex"],
        ["4002", "globex "],
        ["4002", "Globex"],
        ["", "Initech"],
        ["", "Initech"],
        ["4004", ""],
        ["4004", ""],
    ]
    assert made.changes[0] == '1.csv:3: customer_name "" → Acme (--fill-down)'


_DAMAGED = """
    4001 '4001 4001.0 310987000001 3109-8700-0001 21000000105 0021000000105 2.1E+11 TBD ?4001 #N/A =B7 #N/A
"""
_CELL = st.sampled_from(["", "310987000009 ", "\uff13\uff11\uff10987000001", *_DAMAGED.split()])
_NOTE = st.sampled_from(["", "a", "=x", "'y", " z ", "#", 'say "x"', "a\nb", "\u200b"])
_ROWS = st.lists(st.tuples(_CELL, _CELL, _CELL, _NOTE), min_size=1, max_size=5)


@settings(deadline=None, max_examples=60)
@given(rows=_ROWS, fill_down=st.booleans(), is_from_reports=st.booleans())
def test_only_invalid_values_change_as_suggested_and_a_second_run_changes_nothing(
    *, rows: list[tuple[str, ...]], fill_down: bool, is_from_reports: bool
) -> None:
    quoted = HEADER.replace("\n", ",govlink_codes\n") if is_from_reports else HEADER
    for row in [("4009", "310987000005", "210987000006", ""), *rows]:
        cells = [*row, *["x"] * is_from_reports]
        quoted += ",".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\n"
    before = load([Source("m", Format.CSV, content=quoted.encode())], ReadOptions())
    made = fixed(quoted, fill_down=fill_down)
    assert made.left.row_count == before.row_count
    after = load([Source("m", Format.CSV, content=made.content)], ReadOptions())
    suggested = {(problem.row, problem.field): problem.suggestion for problem in before.problems if problem.suggestion}
    for at, (old, new) in enumerate(zip(before.rows, after.rows, strict=True)):
        assert old.extra == new.extra
        for key in KEYS:
            value = getattr(new, key)
            if value == getattr(old, key):
                continue
            assert not is_valid(key, getattr(old, key))
            suggestion = suggested.get((at, key))
            if not value:
                assert not getattr(old, key).strip()
                continue
            is_suggested = suggestion is not None and suggestion.is_certain and suggestion.value == value
            assert is_suggested or (fill_down and key == "client_api_id" and not getattr(old, key).strip())
    again = fixed(made.text, fill_down=fill_down)
    assert (again.content, again.changes) == (made.content, [])


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "m.csv"
    path.write_text(HEADER + SOUND)
    source = Source(str(path), Format.CSV, str(path))

    def checked_and_then_changed(*args: Any) -> Checked:
        found = check(*args)
        path.write_text(HEADER + SOUND + SOUND)
        return found

    monkeypatch.setattr("batch.fixing.mapping.check", checked_and_then_changed)
    with pytest.raises(UsageError, match="changed while it was read"):
        drafted([source], ReadOptions())
