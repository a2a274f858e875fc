"""What reading guarantees beyond the traps: defaults, options, several files, and the user's own columns."""

import hashlib
import io
from pathlib import Path

import pytest
from reading import codes, read, read_all

from batch.checking import check, load
from batch.errors import UsageError
from batch.mapping import ReadOptions, find_sources
from batch.mapping.options import VariableColumns

_HEADER = "client_api_id,commercial_acct_id,govcloud_acct_id,note\n"


def test_a_cell_beats_its_group_which_beats_the_file_which_beats_the_option(tmp_path: Path) -> None:
    text = """
client_api_id: 2
linkages:
  - {commercial_acct_id: 10, govcloud_acct_id: 20}
  - {client_api_id: 4, commercial_acct_id: 11, govcloud_acct_id: 21}
customers:
  - client_api_id: 3
    linkages:
      - {commercial_acct_id: 12, govcloud_acct_id: 22}
      - {client_api_id: 5, commercial_acct_id: 13, govcloud_acct_id: 23}
  - linkages:
      - {commercial_acct_id: 14, govcloud_acct_id: 24}
"""
    found = read(tmp_path, "m.yaml", text, client_api_id="1")
    assert [row.client_api_id for row in found.rows] == ["2", "4", "3", "5", "2"]
    listed = read(tmp_path, "list.yaml", "- {commercial_acct_id: 1, govcloud_acct_id: 2}\n", client_api_id="1")
    assert [row.client_api_id for row in listed.rows] == ["1"]
    cells = read(tmp_path, "m.csv", _HEADER + ",1,2,\n,3,4,\n", client_api_id="1")
    assert [row.client_api_id for row in cells.rows] == ["1", "1"]


def test_no_row_names_a_customer_with_a_direct_customer(tmp_path: Path) -> None:
    found = read(tmp_path, "m.csv", _HEADER + ",1,2,\n5,3,4,\n", direct_customer=True)
    assert codes(found) == [(3, "R112")]
    assert (found.problems[0].column, found.problems[0].value) == (1, "5")


def test_a_file_that_names_no_customer_gets_one_hint_for_all_rows(tmp_path: Path) -> None:
    found = read_all(tmp_path, a=_HEADER + ",1,2,\n,3,4,\n", b=_HEADER + "1,7,8,\n")
    assert [problem.rule.id for problem in found.problems] == ["R111"] * 2
    first, other = [problem.hint for problem in found.problems]
    assert first
    assert first.startswith("No row of the file names one. Add a column client_api_id")
    assert other is None


def test_an_unusual_header_is_named_by_an_option(tmp_path: Path) -> None:
    text = "Kunde,commercial_acct_id,govcloud_acct_id,client_api_id\n5,1,2,mine\n"
    found = read(tmp_path, "m.csv", text, columns={"client_api_id": "KUNDE"})
    assert codes(found) == []
    assert (found.rows[0].client_api_id, found.rows[0].extra) == ("5", {"client_api_id": "mine"})


def test_a_named_header_that_is_absent_refuses_the_file(tmp_path: Path) -> None:
    found = read(tmp_path, "m.csv", _HEADER + "5,1,2,\n", columns={"client_api_id": "Kunde"})
    assert found.unreadable
    assert codes(found) == [(1, "H106")]


@pytest.mark.parametrize("columns", [{"client_api_id": "Kunde"}, {"client_api_id": "Kunde", "govcloud_acct_id": "Gov"}])
def test_a_file_that_govlink_wrote_has_the_keys_own_names_whatever_columns_are_named(
    tmp_path: Path, columns: dict[str, str]
) -> None:
    written = _HEADER.replace("note", "govlink_status") + "5,1,2,failed\n"
    found = read(tmp_path, "retry.csv", written, columns=columns)
    assert codes(found) == []
    assert (found.rows[0].client_api_id, found.rows[0].govcloud_acct_id) == ("5", "2")
    renamed = written.replace("client_api_id", "Kunde")
    assert read(tmp_path, "retry.csv", renamed, columns=columns).rows[0].client_api_id == "5"


def test_a_column_of_a_variable_gives_way_to_the_keys_own_name(tmp_path: Path) -> None:
    columns = VariableColumns(client_api_id="Kunde")
    own = read(tmp_path, "m.csv", _HEADER + "5,1,2,\n", columns=columns)
    both = read(tmp_path, "m.csv", _HEADER.replace("note", "Kunde") + "5,1,2,7\n", columns=columns)
    assert [found.rows[0].client_api_id for found in (own, both)] == ["5", "7"]
    neither = read(tmp_path, "m.csv", _HEADER.replace("client_api_id", "x") + "5,1,2,\n", columns=columns)
    assert codes(neither) == [(1, "H106")]
    pairs = "commercial_acct_id: {}, govcloud_acct_id: {}}}\n"
    rows = "- {client_api_id: 5, " + pairs.format(1, 2) + "- {Kunde: 6, " + pairs.format(3, 4)
    assert [row.client_api_id for row in read(tmp_path, "m.yaml", rows, columns=columns).rows] == ["5", "6"]


def test_an_account_whose_named_header_is_absent_has_no_other_missing_column(tmp_path: Path) -> None:
    text = "client_api_id,commercial_owner_id,govcloud_owner_id\n5,100000000001,100000000002\n"
    found = read(tmp_path, "m.csv", text, columns={"commercial_owner_id": "Konto"})
    assert codes(found) == [(1, "H106")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("comercial_owner_id,govcloud_number\n100000000001,100000000002\n", [(1, "H102"), (1, "H102"), (3, "F107")]),
        ('Konto,note\n"100000000001",a\n" x,2\n', [(1, "H101"), (1, "H101"), (3, "F105"), (4, "F107")]),
    ],
)
def test_problems_above_a_bad_byte_are_reported_even_under_an_unknown_header(
    tmp_path: Path, text: str, expected: list[tuple[int, str]]
) -> None:
    assert codes(read(tmp_path, "m.csv", text.encode("utf-16") + b"1")) == expected


@pytest.mark.parametrize(
    "options",
    [
        {"client_api_id": "5", "direct_customer": True},
        {"client_api_id": "five"},
        {"client_api_id": "05"},
        {"client_api_id": "0"},
        {"client_api_id": ""},
        {"columns": {"commercial": "x"}},
    ],
)
def test_contradictory_options_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        ReadOptions(**options)  # type: ignore[arg-type]


def test_own_columns_are_carried_through_and_those_of_govlink_are_not(tmp_path: Path) -> None:
    text = "commercial_acct_id,govcloud_acct_id,client_api_id,Cost Centre,govlink_status\n1,2,3,'=7,invalid\n"
    found = read(tmp_path, "m.csv", text)
    assert found.rows[0].extra == {"Cost Centre": "=7"}
    plain = read(tmp_path, "plain.csv", text.replace(",govlink_status", ",other"))
    assert plain.rows[0].extra == {"Cost Centre": "'=7", "other": "invalid"}


def test_an_account_claimed_in_two_files_names_the_other_file(tmp_path: Path) -> None:
    found = read_all(tmp_path, a=_HEADER + "1,2,3,\n", b=_HEADER + "1,2,4,\n1,2,3,\n")
    assert [(problem.row, problem.rule.id) for problem in found.problems] == [(0, "X101"), (1, "X101"), (2, "X101")]
    assert [str(place) for place in found.problems[0].related] == [f"{tmp_path}/b.csv:2"]


def test_many_rows_with_one_account_name_a_few_others_and_count_the_rest(tmp_path: Path) -> None:
    found = read(tmp_path, "m.csv", _HEADER + "".join(f"1,2,{number},\n" for number in range(10, 30)))
    assert len(found.problems) == 20
    assert found.problems[0].message.endswith("m.csv:12 and 9 more")
    assert len(found.problems[0].related) == 10


def test_a_duplicate_of_a_duplicate_names_the_first_row(tmp_path: Path) -> None:
    found = read(tmp_path, "m.csv", _HEADER + "1,2,3,a\n1,2,3,b\n1,2,3,c\n")
    assert [[str(place) for place in problem.related] for problem in found.problems] == [[f"{tmp_path}/m.csv:2"]] * 2


def test_a_broken_row_is_still_a_row_and_keeps_what_could_be_read(tmp_path: Path) -> None:
    found = read(tmp_path, "m.csv", _HEADER + '1,2,3,"x"y\n1,4\n')
    assert [(row.commercial_acct_id, row.govcloud_acct_id) for row in found.rows] == [("2", "3"), ("4", "")]


def test_checking_keeps_no_row_and_finds_the_same(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(_HEADER + "1,2,3,\n1,2,3,\n,5,x9,\n")
    sources = find_sources([str(tmp_path / "m.csv")], ReadOptions(), io.BytesIO())
    loaded, checked = load(sources, ReadOptions()), check(sources, ReadOptions())
    assert checked.problems == loaded.problems
    assert (checked.row_count, checked.invalid_count, checked.rows) == (3, 1, [])


def test_loading_sets_the_digest_and_size_of_each_file() -> None:
    text = _HEADER + "1,2,3,\n"
    source = find_sources(["-"], ReadOptions(input_format="csv"), io.BytesIO(text.encode()))[0]
    load([source], ReadOptions())
    assert (source.sha256, source.size) == (hashlib.sha256(text.encode()).hexdigest(), len(text))


def test_a_line_that_never_ends_is_refused_in_little_memory(tmp_path: Path) -> None:
    found = read(tmp_path, "m.csv", _HEADER + "1,2,3,\n" + "x" * 3_000_000)
    assert codes(found) == [(3, "F106")]
    assert len(found.rows) == 1


def test_a_cell_that_never_ends_is_refused(tmp_path: Path) -> None:
    found = read(tmp_path, "m.csv", _HEADER + "1,2,3," + "x" * 200_000 + "\n1,4,x5,\n")
    assert codes(found) == [(2, "F106"), (3, "V101")]


def test_a_short_row_that_swallows_others_is_reported(tmp_path: Path) -> None:
    found = read(tmp_path, "m.csv", _HEADER + '1,2,"oops\n1,4,5,x\n1,6,7",y\n1,8,9,z\n')
    assert [row.line for row in found.rows] == [2, 5]
    assert codes(found) == [(2, "R109")]


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
@pytest.mark.parametrize(
    "row",
    [
        '1,2,3,"see{}17",8,9',  # the text after the cell is on its last line
        '1,2,3,"see{}17","18{}",9',  # so is the start of the next multiline cell
        '1,2,3,"see{}17","18","{}19"',
        '1,2,3,"{}17",8,9',
    ],
)
def test_numbers_next_to_the_end_of_a_multiline_cell_are_no_swallowed_row(tmp_path: Path, row: str, end: str) -> None:
    header = "client_api_id,commercial_acct_id,govcloud_acct_id,note,cost,seats"
    found = read(tmp_path, "m.csv", f"{header}{end}{row.replace('{}', end)}{end}4,5,6,x,y,z{end}")
    assert codes(found) == []
    assert [row.extra["note"].split(end)[-1] for row in found.rows] == ["17", "x"]


def test_a_name_with_a_line_break_and_a_number_in_the_header_is_no_swallowed_row(tmp_path: Path) -> None:
    header = 'client_api_id,commercial_acct_id,govcloud_acct_id,"part\n1",2,3'
    found = read(tmp_path, "m.csv", f"{header}\n1,2,3,a,b,c\n")
    assert (codes(found), found.rows[0].extra) == ([], {"part\n1": "a", "2": "b", "3": "c"})


def test_a_row_that_a_quote_swallows_is_reported_by_its_line_even_after_another_multiline_cell(
    tmp_path: Path,
) -> None:
    header = "note,client_api_id,commercial_acct_id,govcloud_acct_id,last\n"
    found = read(tmp_path, "m.csv", header + '"a\nb",1,2,3,"oops\nx,1,4,5,y\nz,1,6,7"\n')
    [reported] = [problem for problem in found.problems if problem.rule.id == "R109"]
    assert (reported.line, "lines 4, 5 look like rows" in reported.message) == (2, True)


def test_a_line_break_in_a_first_cell_is_no_swallowed_row(tmp_path: Path) -> None:
    found = read(tmp_path, "m.csv", 'note,client_api_id,commercial_acct_id,govcloud_acct_id\n"a\nb",1,2,3\n')
    assert (codes(found), len(found.rows)) == ([], 1)


def test_reading_continues_after_bad_bytes(tmp_path: Path) -> None:
    rows = "".join(f"1,{2 * number + 1},{2 * number + 2},fine\n" for number in range(10_000))
    text = (
        _HEADER.encode()
        + b"1,x1,900001,M\xfcller\n"
        + rows.encode()
        + b"1,x2,900002,M\xfcller\0\0\n1,900003,900004,\xfc"
    )
    found = read(tmp_path, "m.csv", text)
    assert codes(found) == [(2, "V101"), (2, "F101"), (10_003, "V101"), (10_003, "F103")]
    assert [problem.column for problem in found.problems] == [3, 14, 3, 19]
    assert len(found.rows) == 10_003


def test_bytes_of_another_kind_of_file_are_reported_only_by_their_encoding(tmp_path: Path) -> None:
    found = read(tmp_path, "m.csv", bytes(range(128, 256)) * 100 + b"\n,,\n1,2\n")
    assert codes(found) == [(1, "F101")]


def test_rows_under_an_unknown_header_are_not_reported_as_ragged(tmp_path: Path) -> None:
    found = read(tmp_path, "m.csv", "a|b\n1,2|3\n")
    assert codes(found) == [(1, "H101"), (1, "H101")]


def test_a_problem_of_a_header_names_its_column_and_key(tmp_path: Path) -> None:
    text = "client_api_id,note,Note,comercial_owner_id,\n1,a,b,100000000001,c\n"
    found = read(tmp_path, "m.csv", text, columns={"govcloud_acct_id": "gov"})
    assert [(problem.rule.id, problem.column, problem.field) for problem in found.problems] == [
        ("H106", None, "govcloud_acct_id"),
        ("H103", 20, None),
        ("H102", 25, "commercial_owner_id"),
        ("H104", 44, None),
    ]


def test_a_header_far_below_comments_is_found(tmp_path: Path) -> None:
    found = read(tmp_path, "m.csv", "# a long story\n" * 10_000 + _HEADER + "1,2,x3,\n")
    assert codes(found) == [(10_002, "V101")]


def test_quoted_records_across_two_pieces_keep_their_lines(tmp_path: Path) -> None:
    rows = "".join(f'1,{number},{number + 50_000},"a ""quoted""\nnote"\n' for number in range(1, 3001))
    found = read(tmp_path, "m.csv", _HEADER + rows + "1,x5,99999,end\n")
    assert codes(found) == [(6002, "V101")]
    assert [row.line for row in found.rows[:3]] == [2, 4, 6]
    assert {row.extra["note"] for row in found.rows[:-1]} == {'a "quoted"\nnote'}


def test_a_column_that_only_begins_like_govlinks_own_belongs_to_the_user(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(
        "client_api_id,commercial_owner_id,govcloud_owner_id,Govlinkage,GOVLINK Status\n"
        "1,210000000001,410000000001,x,y\n",
        encoding="utf-8",
    )
    options = ReadOptions()
    (row,) = load(find_sources([str(path)], options, io.BytesIO()), options).rows
    assert row.extra == {"Govlinkage": "x"}


def test_a_syntax_error_at_the_very_end_is_on_a_line_that_the_file_has(tmp_path: Path) -> None:
    path = tmp_path / "open.yaml"
    path.write_bytes(b"{")
    options = ReadOptions()
    (problem,) = check(find_sources([str(path)], options, io.BytesIO()), options).problems
    assert (problem.rule.id, problem.line) == ("F111", 1)


@pytest.mark.slow
@pytest.mark.timeout(20)
def test_a_header_of_thousands_of_wrong_names_is_checked_in_linear_time(tmp_path: Path) -> None:
    names = [f"govcloud_owner_id{chr(0x4E00 + number)}" for number in range(16_000)]
    found = read(tmp_path, "wide.csv", ",".join(names) + "\n" + ",".join("1" for _ in names) + "\n")
    reported = [problem.column for problem in found.problems if problem.rule.id == "H102"]
    assert reported == [1 + number * len("govcloud_owner_idX,") for number in range(16_000)]
