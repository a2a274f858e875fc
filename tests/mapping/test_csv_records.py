"""What the CSV reader yields: records in order with their places, up to a quote that leaves a record's end open."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from batch.diagnostics import Problem
from batch.mapping import ReadOptions, Source
from batch.mapping.csv.reader import read_csv
from batch.mapping.record import Record
from batch.mapping.sources import Format

_HEADER = "client_api_id,commercial_acct_id,govcloud_acct_id,note\n"


class Given(NamedTuple):
    records: list[Record]
    of_the_file: list[tuple[int, int | None, str]]
    """Line, column, and code of each problem of the file."""

    @property
    def lines(self) -> list[int]:
        return [record.line for record in self.records]

    @property
    def of_rows(self) -> list[tuple[int, int | None, str]]:
        return [place(problem) for record in self.records for problem in record.problems]


def given(text: str | bytes) -> Given:
    content = text if isinstance(text, bytes) else text.encode()
    items = list(read_csv(Source("m.csv", Format.CSV, content=content), ReadOptions()))
    records = [item for item in items if isinstance(item, Record)]
    return Given(records, [place(item) for item in items if isinstance(item, Problem)])


def place(problem: Problem) -> tuple[int, int | None, str]:
    return problem.line, problem.column, problem.rule.id


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_record_has_its_line_and_its_cells_columns_even_after_quoted_line_breaks(end: str) -> None:
    rows = f'1,2,3,"a{end}b"{end}# comment{end}{end}"1",22,"3{end}",x{end}1,2,3,z'
    found = given(_HEADER.replace("\n", end) + rows)
    assert found.lines == [2, 6, 8]
    assert [[record.place(cell) for cell in range(4)] for record in found.records] == [
        [(2, 1), (2, 3), (2, 5), (2, 7)],
        [(6, 1), (6, 5), (6, 8), (6, None)],
        [(8, 1), (8, 3), (8, 5), (8, 7)],
    ]
    assert [record.cells for record in found.records[:2]] == [["1", "2", "3", f"a{end}b"], ["1", "22", f"3{end}", "x"]]


def test_all_records_share_the_names_of_the_header() -> None:
    one, other = given(_HEADER + "1,2,3,a\n1,4\n").records
    assert one.names is other.names == ("client_api_id", "commercial_acct_id", "govcloud_acct_id", "note")
    assert len(other.cells) == 4


def test_a_record_is_yielded_before_the_rest_of_the_file_is_read() -> None:
    class Slow(Source):
        def pieces(self) -> Iterator[bytes]:
            yield (_HEADER + "".join(f"1,{number},5,x\n" for number in range(1, 20))).encode()
            raise AssertionError("read ahead")

    items = read_csv(Slow("m.csv", Format.CSV), ReadOptions())
    assert [next(items).line for _ in range(18)] == list(range(2, 20))


@pytest.mark.parametrize(
    ("broken", "reported"),
    [
        ('1,4,5,"open\n1,x,7,y\n', (3, 7, "F105")),
        ('1,"open,4,5\n1,x,7,y\n', (3, 3, "F105")),
        ('1,4,5,"open' + "\nfiller" * 30_000 + '"\n1,x,7,y\n', (3, 7, "F105")),
        ('1,4,5,"a\nb"c\n1,x,7,y\n', (3, 7, "F108")),
        ('1,4,5,"12\n1,x,7,"y"\n1,x,9,z\n', (3, 7, "F108")),
        ('"a\nb",4,"5\n1,"6"\n1,x,7,y\n', (3, None, "F108")),
        ('1,4,5" disk,"' + "x" * 140_000 + "\n1,x,7,y\n", (3, None, "F106")),
    ],
    ids=["never", "in-a-key", "not-soon", "goes-on", "closed-by-another", "on-a-later-line", "too-long"],
)
def test_quotes_that_leave_the_end_of_a_record_open_end_the_reading_and_problems_above_are_reported(
    broken: str, reported: tuple[int, int | None, str]
) -> None:
    found = given(_HEADER + '1,2,3,"a" b\n' + broken)
    assert found.of_the_file == [reported]
    assert (found.lines, found.of_rows) == ([2], [(2, 7, "R102")])


def test_quotes_that_open_on_every_line_cause_one_problem_and_cost_no_time() -> None:
    assert given(_HEADER + 'a","c\n' * 100_000 + '1"x\n').of_the_file == [(2, 2, "F108")]
    assert given(_HEADER + '1,2,3,"oops\n' * 100_000).of_the_file == [(2, 7, "F108")]


@pytest.mark.parametrize("row", ['1,2,3,"a" b', '1,2,3,"a"b"', "1,2,3," + '"a"' * 2 + "b"])
def test_a_misplaced_quote_within_a_line_affects_only_that_row(row: str) -> None:
    found = given(f"{_HEADER}{row}\n1,4,5,x\n")
    assert [(record.line, record.is_sure) for record in found.records] == [(2, False), (3, True)]
    assert [code for _, _, code in found.of_rows] == ["R102"]
    assert found.records[0].cells == row.split(",")
    assert not found.of_the_file


@pytest.mark.parametrize("cell", ['5" disk', ' "a"', 'a "b" c', 'x"', '19"/21"'])
def test_a_quote_inside_an_unquoted_cell_is_part_of_the_value_and_noted_once(cell: str) -> None:
    found = given(f"{_HEADER}1,2,3,x\n1,4,5,{cell}\n1,6,7,{cell}\n")
    assert [(record.cells[3], record.is_sure) for record in found.records[1:]] == [(cell, True)] * 2
    assert found.records[1].place(3) == (3, 7)
    assert (found.of_rows, found.of_the_file) == ([], [(3, 7 + cell.index('"'), "R204")])


def test_a_quote_after_a_space_that_may_open_a_cell_with_a_separator_leaves_the_columns_open() -> None:
    found = given('client_api_id,note,commercial_acct_id,govcloud_acct_id\n1, "x, y",2,3\n1, "x",4,5\n')
    assert (found.lines, found.of_rows) == ([2, 3], [(2, 4, "R102"), (2, 13, "R101")])
    found = given(_HEADER.replace("note", "note,more") + '1,2,3, "x, y"\n')
    assert [record.is_sure for record in found.records] == [False]
    assert found.of_rows == [(2, 8, "R102")]


def test_a_quote_in_an_unquoted_cell_next_to_a_multiline_note_is_part_of_the_value() -> None:
    found = given('note,client_api_id,commercial_acct_id,govcloud_acct_id,more\n5" disk,1,2,3,"a\nb"\nx,1,4,5,y\n')
    assert (found.lines, found.of_rows, found.of_the_file) == ([2, 4], [], [(2, 2, "R204")])
    assert found.records[0].cells == ['5" disk', "1", "2", "3", "a\nb"]
    assert [found.records[0].place(cell)[1] for cell in range(5)] == [1, 9, 11, 13, 15]


def test_names_after_a_space_and_a_quote_are_no_keys_and_the_header_is_broken() -> None:
    text = '"client_api_id", "commercial_acct_id", "govcloud_acct_id"\n"1", "2", "3"\n'
    assert given(text).of_the_file == [(1, 18, "H108")]
    assert given(_HEADER.replace("note", 'Size 5"') + "1,2,3,x\n").of_the_file == []


def test_an_unquoted_cell_that_is_too_long_makes_no_row_and_the_next_line_does() -> None:
    found = given(_HEADER + "1,2,3," + "x" * 200_000 + '\n1,4,5,x\n1,6,"' + "y" * 200_000 + '",z\n1,8,9,x\n')
    assert (found.lines, found.of_the_file) == ([3, 5], [(2, None, "F106"), (4, None, "F106")])


def test_a_quote_that_is_never_closed_in_the_header_is_the_only_problem_reported() -> None:
    assert given('client_api_id,"commercial_acct_id,govcloud_acct_id\n1,2,3\n').of_the_file == [(1, 15, "F105")]
    assert given('"client_api_id,commercial_acct_id\n1,2\n').of_the_file == [(1, 1, "F105")]
    above = given('Accounts of March\nclient_api_id,"commercial_acct_id,govcloud_acct_id\n1,2,3\n')
    assert above.of_the_file == [(1, None, "H105"), (2, 15, "F105")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_problems_above_a_merge_conflict_are_reported_however_near_they_are(end: str) -> None:
    found = given((_HEADER + "1,2\n<<<<<<< HEAD\n1,4,5,x\n").replace("\n", end))
    assert (found.of_rows, found.of_the_file) == ([(2, 3, "R101")], [(3, None, "F123")])


def test_a_first_line_that_is_too_long_is_reported_alone_or_above_the_header() -> None:
    assert given("x" * 200_000).of_the_file == [(1, None, "F106")]
    found = given("x" * 200_000 + "\n" + _HEADER + "1,2,3,x\n")
    assert (found.of_the_file, found.lines) == ([(1, None, "F106")], [3])


def test_a_row_that_repeats_one_key_is_no_header() -> None:
    found = given("client_api_id,commercial_acct_id,govcloud_acct_id\n" + "1,2,3\n" + ",".join(["client_api_id"] * 4))
    assert (found.lines, found.of_rows, found.of_the_file) == ([2, 3], [(3, 43, "R101")], [])


def test_rows_that_a_quote_swallows_are_reported_at_that_quote_even_before_other_cells() -> None:
    found = given(_HEADER + '1,"2\n1,4,5,x\n1,6",3,y\n1,8,9,z\n')
    assert (found.lines, found.of_rows) == ([2, 5], [(2, 3, "R109")])
