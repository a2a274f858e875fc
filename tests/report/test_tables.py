import csv
import io
import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from story import HOSTILE, cells, joined, plan_of, texts

from batch.checking import load
from batch.frames import PLAN, REPORT, report_name, text_frame
from batch.mapping import ReadOptions, find_sources
from batch.mapping.names import folded, is_reserved, key_of
from batch.mapping.rows import COLUMNS, KEYS
from batch.report.tables import as_written, from_csv, mapping_table, to_csv
from batch.spreadsheet import RISKY, defuse, restore


def _table(columns: list[str], rows: list[list[str]]) -> pd.DataFrame:
    return text_frame(columns, rows)


tables = st.integers(1, 4).flatmap(
    lambda width: st.builds(
        _table,
        st.lists(
            texts, min_size=width, max_size=width, unique_by=lambda name: name.encode("utf-8", "backslashreplace")
        ),
        st.lists(st.lists(texts, min_size=width, max_size=width), max_size=5),
    )
)


@settings(deadline=None)
@given(tables)
def test_a_frame_comes_back_from_its_file_cell_by_cell(frame: pd.DataFrame) -> None:
    written = as_written(frame.rename(columns=lambda name: name.encode("utf-8", "backslashreplace").decode()))
    pd.testing.assert_frame_equal(from_csv(to_csv(written)), written)


@settings(deadline=None)
@given(tables)
def test_no_cell_and_no_header_begins_as_a_formula_does(frame: pd.DataFrame) -> None:
    text = to_csv(frame).decode()
    for line in csv.reader(io.StringIO(text, newline=""), strict=True):
        for cell in line:
            assert not cell.startswith(tuple(start for start in RISKY if start != "'"))


@settings(deadline=None)
@given(tables)
def test_nothing_begins_as_a_formula_where_a_spreadsheet_separates_by_semicolons_or_tabs(frame: pd.DataFrame) -> None:
    for piece in re.split(r"[;\t\r\n]", to_csv(frame).decode()):
        assert not piece.lstrip('"').startswith(tuple(start for start in RISKY if start != "'"))


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("a;=1+1", "a;'=1+1"),
        ("a\t@SUM(1)", "a\t'@SUM(1)"),
        ("line\n=1+1", "line\n'=1+1"),
        ("line\r\n-1", "line\r\n'-1"),
        ('a;"=1+1"', 'a;\'"=1+1"'),
        ("a;'b", "a;''b"),
        ("=1;=2", "'=1;'=2"),
        ("a; b=c, d-e", "a; b=c, d-e"),
    ],
)
def test_what_such_a_spreadsheet_would_run_is_defused_and_comes_back(cell: str, written: str) -> None:
    assert (defuse(cell), restore(written)) == (written, cell)


def test_line_ends_are_those_of_rfc_4180() -> None:
    assert to_csv(text_frame(("a", "b"), [("1", "x\ny")])) == b'a,b\r\n1,"x\ny"\r\n'


def test_a_first_cell_that_looks_like_a_comment_is_quoted() -> None:
    assert to_csv(text_frame(("a", "b"), [("#1", "x"), ("2", "y")])) == b'a,b\r\n"#1","x"\r\n2,y\r\n'


@pytest.mark.parametrize("content", [b"", b"\xff", b'a,b\r\n"x', b"a,b\r\n1\r\n", b'a,b\r\n"1"x,2\r\n'])
def test_what_was_never_written_here_is_refused_as_a_value_error(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_csv(content)


def test_an_empty_frame_keeps_its_columns() -> None:
    assert list(from_csv(to_csv(text_frame(PLAN, [])))) == list(PLAN)


# retry.csv and fix.csv, fed back


def _held(cell: str) -> str:
    """The cell as a file can hold it."""
    return cell.replace("\0", "\\x00")


def _own_name(name: str) -> bool:
    """Whether a mapping file can have a user's column of this name."""
    return bool(folded(name)) and "\0" not in name and key_of(name, {}) is None and not is_reserved(name)


names = st.one_of(st.sampled_from(["Owner", "owner", "status", "Status", "input_status", "=cmd", "'x", "line"]), cells)
own_names = st.lists(names.filter(_own_name), max_size=4, unique=True)
ids = st.one_of(st.sampled_from(["1", "000987654321", "#7", "=7", "", " 7", "x,y"]), cells)


@settings(deadline=None)
@given(st.data(), own_names)
def test_fix_csv_read_back_has_every_row_and_every_cell_of_the_users_own(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, own: list[str]
) -> None:
    columns = [report_name(name) for name in own]
    keys = dict.fromkeys([*KEYS], ids) | {"customer_name": cells}
    row = st.fixed_dictionaries(keys | dict.fromkeys(columns, cells))
    rows = data.draw(st.lists(row, min_size=1, max_size=4))
    plan = plan_of(*({"status": "invalid", "codes": "V101", "message": "bad", **one} for one in rows), own=columns)
    path = tmp_path_factory.getbasetemp() / "fix.csv"
    path.write_bytes(to_csv(mapping_table(joined(as_written(plan), []), "fix.csv")))

    checked = load(find_sources([str(path)], ReadOptions(), io.BytesIO()), ReadOptions())

    assert [problem for problem in checked.problems if problem.row is None and problem.rule.id[0] in "FH"] == []
    assert [list(one.extra.values()) for one in checked.rows] == [
        [_held(one[name]) for name in columns] for one in rows
    ]
    for read, one in zip(checked.rows, rows, strict=True):
        for key in KEYS:
            assert getattr(read, key) == defuse(_held(one[key]))
        assert read.customer_name == _held(one["customer_name"])


def test_a_name_with_a_line_that_looks_like_a_comment_is_read_unchanged() -> None:
    report = joined(plan_of({"status": "failed", "PO\n#": "7"}, own=["PO\n#"]), [])
    content = to_csv(mapping_table(report, "retry.csv"))
    [row] = load(find_sources(["-"], ReadOptions(input_format="csv"), io.BytesIO(content)), ReadOptions()).rows
    assert row.extra == {"PO\n#": "7"}


def test_column_names_that_a_reader_can_distinguish_are_kept() -> None:
    report = joined(plan_of({"status": "failed"}, own=["Owner", "input_status", "input_input_line"]), [])
    told = ["govlink_status", "govlink_codes", "govlink_message", "govlink_suggestion"]
    assert list(mapping_table(report, "retry.csv")) == [*COLUMNS, "Owner", "status", "input_line", *told]


def test_column_names_that_a_reader_would_confuse_are_made_distinct() -> None:
    own = ["owner", "OWNER", "input_commercial_owner_id", "Commercial Owner ID"]
    report = joined(plan_of({"status": "failed"}, own=own), [])
    given_back = list(mapping_table(report, "retry.csv"))[len(COLUMNS) : -4]
    assert given_back == ["owner", "input_OWNER", "input_commercial_owner_id", "input_input_Commercial Owner ID"]


def test_only_the_rows_of_the_statuses_are_given_back_in_their_order() -> None:
    statuses = ["failed", "created", "unknown", "invalid", "not_attempted"]
    report = joined(plan_of(*({"status": status} for status in statuses)), [])
    assert mapping_table(report, "retry.csv")["govlink_status"].tolist() == ["failed", "unknown", "not_attempted"]
    assert mapping_table(report, "fix.csv")["govlink_status"].tolist() == ["invalid"]


def test_hostile_texts_reach_report_csv_under_the_columns_of_the_contract() -> None:
    plan = plan_of(*({"status": "invalid", "commercial_name": text} for text in HOSTILE), own=["note"])
    report = from_csv(to_csv(joined(plan, [])))
    assert list(report) == [*REPORT, "note"]
    assert report["commercial_name"].tolist() == list(HOSTILE)
