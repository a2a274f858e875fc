"""However large, deep or broken a YAML file is, reading it takes bounded memory, and says where it stopped."""

import gc
from pathlib import Path

import pytest
import yaml
from reading import codes, read

from batch.mapping.yaml import reader
from batch.mapping.yaml import rows as gathering
from batch.mapping.yaml import text as bounds

_ROW = '- {client_api_id: 1, commercial_acct_id: 2, govcloud_acct_id: "3"}\n'


def test_a_value_that_goes_on_for_megabytes_is_told_behind_what_was_read(tmp_path: Path) -> None:
    found = read(tmp_path, "m.yaml", _ROW + '- {note: "' + "x" * 5_000_000)
    assert (codes(found), len(found.rows)) == ([(1, "F117")], 1)


def test_comments_of_megabytes_are_no_mapping(tmp_path: Path) -> None:
    found = read(tmp_path, "m.yaml", _ROW + "#\n" * 3_000_000 + _ROW)
    assert [code for _line, code in codes(found)] == ["F117"]


def test_a_row_of_thousands_of_keys_is_refused(tmp_path: Path) -> None:
    row = "- {" + ", ".join(f"k{number}: 1" for number in range(5000)) + "}\n"
    found = read(tmp_path, "m.yaml", _ROW + row)
    assert codes(found) == [(2, "F117")]


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "{" * 100_000,
        "[{" * 50_000,
        "- x: [1, [" + "[" * 1000 + "]" * 1002 + "\n",
        "[\n" * 3000,
        "- " * 100_000,
        "? " * 100_000,
        _ROW + "- {a: " + "{b: " * 100_000,
        _ROW + "- {commercial_acct_id: " + "[" * 60 + "]" * 60 + "}\n",
    ],
)
def test_nesting_without_end_is_refused(tmp_path: Path, text: str) -> None:
    found = read(tmp_path, "m.yaml", text)
    assert [code for _line, code in codes(found)] == ["F116"]


def test_a_file_of_more_rows_or_characters_than_any_mapping_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "_MOST_ROWS", 500)
    rows = "".join(
        f"- {{client_api_id: 1, commercial_acct_id: 1{at}, govcloud_acct_id: 2{at}}}\n" for at in range(2000)
    )
    found = read(tmp_path, "rows.yaml", rows)
    assert [code for _line, code in codes(found)] == ["F117"]
    assert 500 <= len(found.rows) < 1000
    monkeypatch.undo()
    monkeypatch.setattr(bounds, "_LONGEST_FILE", 10_000)
    assert codes(read(tmp_path, "long.yaml", rows))[0] == (1, "F117")


@pytest.mark.parametrize("line", ["k{}: 1\n", "- {{<<: {}}}\n"])
def test_problems_of_the_file_without_end_are_not_all_kept(tmp_path: Path, line: str) -> None:
    told = codes(read(tmp_path, "m.yaml", "".join(map(line.format, range(20_000)))))
    assert 10_000 < len(told) < 12_000
    assert "F117" in {code for _line, code in told}


@pytest.mark.parametrize(("begin", "row", "end"), [("#\n", "- {{{}", ""), ("[\n", "{{{} x: 1}},", "]\n")])
def test_a_file_that_is_broken_everywhere_is_read_to_its_end_and_leaves_no_parser_behind(
    tmp_path: Path, begin: str, row: str, end: str
) -> None:
    last = row.partition("{")[0] + "{client_api_id: x1}\n"
    text = begin + f"{row.format('commercial_acct_id: 1')}\n" * 300 + last + end
    gc.collect()
    gc.disable()
    try:
        found = read(tmp_path, "m.yaml", text)
        parsers = sum(isinstance(thing, yaml.CBaseLoader) for thing in gc.get_objects())
    finally:
        gc.enable()
    assert parsers == 0
    assert [line for line, code in codes(found) if code == "F111"] == list(range(2, 302))
    assert (302, "V101") in codes(found)


def test_reading_again_and_again_behind_open_quotes_ends_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "_PATIENCE", 100)
    found = read(tmp_path, "m.yaml", "- {note: 'it}\n- {note: \"that}\n" * 50)
    last = found.problems[-1]
    assert (last.code.id, last.message.endswith("nothing from here on was read")) == ("F118", True)
    assert last.line < 100
