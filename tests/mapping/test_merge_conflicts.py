"""A file with an unresolved merge conflict of any form is refused, because it has the rows of both versions."""

from pathlib import Path

import pytest
from reading import codes, read

_HEADER = "client_api_id,commercial_acct_id,govcloud_acct_id\n"
_CSV = f"{_HEADER}1,2,3\n<<<<<<< HEAD\n1,4,5\n=======\n1,6,7\n>>>>>>> topic\n"
_BASE = _CSV.replace("=======", "||||||| 1a2b3c4\n1,8,9\n=======")
_BLOCK = """\
- client_api_id: 1
  commercial_acct_id: 2
<<<<<<< HEAD
  govcloud_acct_id: 3
=======
  govcloud_acct_id: 4
>>>>>>> topic
"""
_FLOW = """\
- {client_api_id: 1, commercial_acct_id: 2,
   govcloud_acct_id: 3,
<<<<<<< HEAD
   ticket: 3,
=======
   ticket: 4,
>>>>>>> topic
   note: x}
"""


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("m.csv", _CSV, 3),
        ("m.csv", _BASE, 3),
        ("m.csv", _CSV.replace("\n", "\r\n"), 3),
        ("m.csv", _CSV.replace("\n", "\r"), 3),
        ("m.tsv", _CSV.replace(",", "\t"), 3),
        ("m.csv", _CSV.removeprefix(_HEADER + "1,2,3\n"), 1),
        ("m.csv", _CSV.replace("<<<<<<< HEAD", '"<<<<<<< HEAD",,').replace(">>>>>>> topic", '">>>>>>> topic",,'), 3),
        ("m.csv", _CSV.replace("1,2,3\n", '1,2,"3\n'), 3),
        ("m.yaml", _BLOCK, 3),
        ("m.yaml", _FLOW, 3),
    ],
    ids=["csv", "diff3", "crlf", "cr", "tsv", "at-the-top", "saved-by-a-spreadsheet", "in-quotes", "block", "flow"],
)
def test_a_merge_conflict_refuses_the_file_at_its_first_marker(tmp_path: Path, name: str, text: str, line: int) -> None:
    found = read(tmp_path, name, text)
    assert (line, "F123") in codes(found)
    assert found.unreadable


@pytest.mark.parametrize("lost", ["<<<<<<< HEAD\n", ">>>>>>> topic\n", "=======\n"])
def test_a_conflict_with_one_marker_removed_is_still_a_conflict(tmp_path: Path, lost: str) -> None:
    assert read(tmp_path, "m.csv", _CSV.replace(lost, "")).unreadable


def test_the_middle_marker_on_its_own_refuses_the_file(tmp_path: Path) -> None:
    found = read(tmp_path, "m.csv", f"{_HEADER}1,2,3\n=======\n1,4,5\n")
    assert codes(found) == [(3, "F123")]


def test_the_middle_marker_is_recognized_with_a_spreadsheets_separators(tmp_path: Path) -> None:
    for mark in ("=======,,", '"=======",,', "===========,,"):
        assert codes(read(tmp_path, "m.csv", f"{_HEADER}1,2,3\n{mark}\n1,4,5\n")) == [(3, "F123")]
    assert codes(read(tmp_path, "m.csv", f"note,{_HEADER}=======,1,2,3\n")) == []


@pytest.mark.parametrize(
    "first", [">>>> ORIGINAL //depot/m.csv#1", "==== THEIRS //depot/m.csv#2", "==== YOURS //me/m.csv"]
)
def test_a_conflict_of_perforce_is_refused_at_any_of_its_markers(tmp_path: Path, first: str) -> None:
    assert codes(read(tmp_path, "m.csv", f"{_HEADER}{first}\n1,2,3\n<<<<\n")) == [(2, "F123")]


def test_a_conflict_marker_is_found_across_two_pieces(tmp_path: Path) -> None:
    for length in range((1 << 16) - 20, (1 << 16) + 1):
        text = _HEADER + "# ".ljust(length - len(_HEADER) - 1, "x") + "\n<<<<<<< HEAD\n1,2,3\n"
        assert codes(read(tmp_path, "m.csv", text)) == [(3, "F123")]


def test_text_like_a_marker_within_a_line_or_a_note_is_text(tmp_path: Path) -> None:
    text = f'{_HEADER.strip()},note\n1,2,3,see <<<<<<< HEAD\n1,4,5,"Title\n=======\nwords"\n1,6,7,>>>>\n'
    assert codes(read(tmp_path, "m.csv", text)) == []
