"""Any mapping that is written is read back as the same text."""

import csv
import io

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from batch.checking import load
from batch.mapping import ReadOptions, Source
from batch.mapping.sources import Format
from batch.writing import WRITERS
from batch.writing.as_workbook import SHEET

KEYS = ("client_api_id", "commercial_owner_id", "govcloud_owner_id")
ROW = ("4001", "021000000105", "210987000002")
FORMATS = [Format.CSV, Format.TSV, Format.YAML, Format.XLSX]

_ODD = ["=cmd()", "'x", "#7", "a;=b", "", " x ", 'say "x"', "tab\tx", "\u200bé漢😀", "a:\n- b", "\\x00", "\x07"]


def _read(content: bytes, written_as: Format) -> list[dict[str, str]]:
    checked = load(
        [Source("m", written_as, content=content, sheet=SHEET if written_as is Format.XLSX else "")], ReadOptions()
    )
    assert not checked.problems, [problem.in_full for problem in checked.problems]
    return [dict(row.extra) for row in checked.rows]


@pytest.mark.parametrize("written_as", FORMATS)
@pytest.mark.parametrize("more", [(), ("govlink_message",)])
@settings(max_examples=40, deadline=None)
@given(cell=st.sampled_from(_ODD) | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_every_cell_comes_back_as_it_is(written_as: Format, more: tuple[str, ...], cell: str) -> None:
    rows = [
        (cell, *ROW, "", *["x" for _ in more]),
        ("", "4002", "310987000001", "310987000002", cell, *["" for _ in more]),
    ]
    content = WRITERS[written_as](("note", *KEYS, "=own name", *more), rows)
    # A workbook is read as a person sees it.
    kept = "" if written_as is Format.XLSX and cell.isspace() else cell
    assert _read(content, written_as) == [{"note": kept, "=own name": ""}, {"note": "", "=own name": kept}]


def test_a_table_without_govlinks_columns_is_written_as_it_is() -> None:
    columns, row = ("=a", *KEYS), ("'=b", *ROW)
    written = WRITERS[Format.CSV](columns, [row]).decode()
    assert list(csv.reader(io.StringIO(written))) == [list(columns), list(row)]


def test_own_cells_of_a_table_with_govlinks_columns_are_defused_and_ids_are_not() -> None:
    content = WRITERS[Format.CSV]((*KEYS, "note", "govlink_message"), [("=B7", *ROW[1:], "=1+1", "-")])
    assert list(csv.reader(io.StringIO(content.decode())))[1] == ["=B7", *ROW[1:], "'=1+1", "'-"]


@pytest.mark.parametrize("first", ["#", "\ufeff#", "\ufeffnote"])
def test_a_header_that_would_be_a_comment_or_lose_a_character_is_quoted(first: str) -> None:
    content = WRITERS[Format.CSV]((first, *KEYS), [("x", *ROW)])
    assert _read(content, Format.CSV) == [{first: "x"}]


def test_names_in_yaml_are_text_for_every_reader() -> None:
    content = WRITERS[Format.YAML]((*KEYS, "no", "12", "a: b", "customer_note"), [(*ROW, "a", "b", "c", "d")])
    assert content.decode().splitlines()[:4] == [
        '- client_api_id: "4001"',
        '  commercial_owner_id: "021000000105"',
        '  govcloud_owner_id: "210987000002"',
        '  "no": "a"',
    ]
    assert list(yaml.safe_load(content)[0]) == [*KEYS, "no", "12", "a: b", "customer_note"]


@pytest.mark.parametrize("written_as", FORMATS)
def test_text_that_no_file_can_hold_is_spelled_out(written_as: Format) -> None:
    content = WRITERS[written_as]((*KEYS, "note"), [(*ROW, "a\udcffb")])
    assert _read(content, written_as) == [{"note": "a\\udcffb"}]
