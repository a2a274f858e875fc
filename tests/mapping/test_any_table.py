"""A table of any format gets its header, names, and rows from the same two modules; here, a table without a file."""

from batch.diagnostics import Problem
from batch.mapping import ReadOptions
from batch.mapping.header import Header
from batch.mapping.record import Record
from batch.mapping.table import TableRecord, under_header


class SheetRecord(TableRecord):
    __slots__ = ()

    separator = " "

    def place(self, cell: int) -> tuple[int, int | None]:
        return self.line, cell + 1


def sheet(*rows: list[str]) -> tuple[Header[SheetRecord], list[Record], list[tuple[int, int | None, str]]]:
    """Read the rows of a sheet, the first of which is row 1."""
    found = [SheetRecord("m.xlsx", row, (), cells) for row, cells in enumerate(rows, start=1)]
    header = Header(found, ReadOptions())
    about_header = list(header.problems())
    items = list(under_header(header, about_header, found))
    records = [item for item in items if isinstance(item, Record)]
    problems = [*about_header, *(item for item in items if isinstance(item, Problem))]
    problems += [problem for record in records for problem in record.problems]
    return header, records, [(problem.line, problem.column, problem.rule.id) for problem in problems]


_NAMES = ["client_api_id", "commercial_acct_id", "govcloud_acct_id", "note"]


def test_a_header_is_found_below_a_title_and_names_the_rows_below_it() -> None:
    header, records, problems = sheet(["Accounts of March"], _NAMES, ["1", "2", "3", "x"])
    assert (header.record.line, header.key_cells) == (2, [0, 1, 2])
    assert [(record.line, record.names, record.cells) for record in records] == [
        (3, tuple(_NAMES), ["1", "2", "3", "x"])
    ]
    assert problems == [(1, None, "H105")]
    assert records[0].is_sure


def test_no_row_is_sure_below_a_header_whose_keys_may_be_elsewhere() -> None:
    _, records, problems = sheet(
        ["client_api_id", "commercial_acct_id", "govcloud_acct_id", "note", "note"], list("12345")
    )
    assert [code for _line, _column, code in problems] == ["H103"]
    assert not records[0].is_sure


def test_rows_get_as_many_cells_as_the_header_and_empty_rows_are_left_out() -> None:
    _, records, problems = sheet(_NAMES, ["", " ", "", ""], ["1", "2"], ["1", "2", "3", "x", "y"], ["Total"])
    assert [record.cells for record in records] == [["1", "2", "", ""], ["1", "2", "3", "x y"], ["Total", "", "", ""]]
    assert problems == [(2, None, "R201"), (3, 2, "R101"), (4, 5, "R101"), (5, 1, "R103")]


def test_a_column_that_may_be_meant_for_a_key_is_reported_at_its_first_number() -> None:
    names = ["Customer", "commercial_acct_id", "govcloud_acct_id"]
    rows = [["", str(number), str(number + 1)] for number in range(2, 40, 2)]
    found = [
        SheetRecord("m.xlsx", line, (), cells) for line, cells in enumerate([names, *rows, ["4001", "90", "91"]], 1)
    ]
    header = Header(found[:15], ReadOptions())
    reported = [item for item in under_header(header, [], found) if isinstance(item, Problem)]
    assert [(problem.line, problem.column, problem.rule.id, problem.field) for problem in reported] == [
        (1, 1, "H102", "client_api_id")
    ]
