"""A line that begins with # is a comment; if it looks like a row, it is reported, so that no row is lost silently."""

from pathlib import Path

import pytest
from program import Govlink
from reading import codes, read

_HEADER = "ticket,client_api_id,commercial_owner_id,govcloud_owner_id\n"
_ROW = "OPS-2,4001,210000000102,410000000102\n"


@pytest.mark.parametrize(
    "line",
    [
        "#101,4001,210000000101,410000000101",
        "#N/A,4001,210000000103,410000000103",
        "#REF!,4001,210000000103",
        "#chat,,2.1E+11,4.1E+11",
        '#7,"4001","210000000101","410000000101"',
        "# OPS-1,4001,210000000101,410000000101",
    ],
)
@pytest.mark.parametrize("below", ["", 'OPS-3,4001,210000000109,"410000000109"\n'], ids=["plain", "quotes"])
def test_a_comment_that_looks_like_a_row_is_reported(tmp_path: Path, line: str, below: str) -> None:
    found = read(tmp_path, "m.csv", f"{_HEADER}{line}\n{_ROW}{below}")
    assert codes(found) == [(2, "R202")]
    assert not found.invalid_count


def test_a_key_in_the_first_column_makes_no_difference(tmp_path: Path) -> None:
    text = "commercial_owner_id,govcloud_owner_id,client_api_id\n#REF!,410000000104,\n#210000000105,410000000105,\n"
    assert codes(read(tmp_path, "m.csv", text)) == [(1, "F104"), (2, "R202"), (3, "R202")]


def test_a_comment_of_words_is_skipped_silently(tmp_path: Path) -> None:
    text = f"# exported in 2026, by Bob\n{_HEADER}# moved by Bob, on 5 May, see ticket 5, thanks\n#\n{_ROW}# 5\n"
    assert codes(read(tmp_path, "m.csv", text)) == []


def test_a_plan_warns_of_comments_that_look_like_rows_unless_it_is_quiet(called: Govlink, tmp_path: Path) -> None:
    mapping = tmp_path / "m.csv"
    lost = "".join(f"#{number},4001,210000000101,410000000101\n" for number in range(7))
    mapping.write_text(f"{_HEADER}{lost}{_ROW}", encoding="utf-8")
    stderr = called("plan", mapping, "--sandbox").err
    assert [f"m.csv:{line}:1: R202" in stderr for line in range(2, 9)] == [True] * 5 + [False] * 2
    assert "2 more lines beginning with # look like rows" in stderr
    assert "R202" not in called("plan", mapping, "--sandbox", "--quiet").err
