"""However large or deep a YAML file is, reading it takes bounded memory, and the place at which it ends is reported."""

import gc
import io
import tracemalloc
from pathlib import Path

import pytest
import yaml
from reading import codes, read

from batch.mapping import ReadOptions, find_sources
from batch.mapping.yaml import reader
from batch.mapping.yaml import text as bounds
from batch.mapping.yaml.reader import read_yaml

_ROW = '- {client_api_id: 1, commercial_acct_id: 2, govcloud_acct_id: "3"}\n'


def test_a_value_of_megabytes_is_reported_after_the_items_that_were_read(tmp_path: Path) -> None:
    found = read(tmp_path, "m.yaml", _ROW + '- {note: "' + "x" * 5_000_000)
    assert (codes(found), len(found.rows)) == ([(1, "F117")], 1)


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
def test_endless_nesting_is_refused(tmp_path: Path, text: str) -> None:
    found = read(tmp_path, "m.yaml", text)
    assert [code for _line, code in codes(found)] == ["F116"]


def test_a_file_of_more_rows_or_characters_than_any_mapping_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "_MOST_ROWS", 500)
    rows = "".join(
        f"- {{client_api_id: 1, commercial_acct_id: 1{at}, govcloud_acct_id: 2{at}}}\n" for at in range(2000)
    )
    found = read(tmp_path, "rows.yaml", rows)
    assert [code for _line, code in codes(found)] == ["F117"]
    assert len(found.rows) == 500
    monkeypatch.undo()
    monkeypatch.setattr(bounds, "LONGEST_FILE", 10_000)
    assert codes(read(tmp_path, "long.yaml", rows))[0] == (1, "F117")


@pytest.mark.parametrize("line", ["k{}: 1\n", "- {{<<: {}}}\n"])
def test_endless_problems_of_a_file_are_not_all_kept(tmp_path: Path, line: str) -> None:
    found = codes(read(tmp_path, "m.yaml", "".join(map(line.format, range(20_000)))))
    assert 10_000 < len(found) < 12_000
    assert "F117" in {code for _line, code in found}


@pytest.mark.parametrize(
    "rest", ["", "- {{}\n", "- {a: @}\n", "\x07\n", "\xff", "---\n", "- {a: " + "[" * 100 + "]" * 100 + "}\n"]
)
def test_no_parser_is_left_in_memory_however_a_file_ends(tmp_path: Path, rest: str) -> None:
    gc.collect()
    gc.disable()
    try:
        read(tmp_path, "m.yaml", (_ROW * 300 + rest).encode("latin-1"))
        parsers = sum(isinstance(thing, yaml.CBaseLoader) for thing in gc.get_objects())
    finally:
        gc.enable()
    assert parsers == 0


def test_comments_of_megabytes_are_refused_and_the_row_above_is_reported(tmp_path: Path) -> None:
    found = read(tmp_path, "m.yaml", _ROW.replace("2", "x2") + "# and so on\n" * 500_000)
    assert codes(found) == [(1, "F117"), (1, "V101")]


def test_records_of_a_long_file_are_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text("".join(_ROW.replace("2", str(at)) for at in range(4000)))
    (source,) = find_sources([str(path)], ReadOptions(), io.BytesIO())
    tracemalloc.start()
    try:
        for item in read_yaml(source, ReadOptions()):
            del item
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1_000_000
