"""Behind broken syntax, a row gets the customer that it surely has, or none: never that of the group before it."""

from pathlib import Path

import pytest
from reading import codes, read

_ROW = '{commercial_owner_id: "223456789014", govcloud_owner_id: "334567890126"}'
_FIRST = f"client_api_id: 3947\ncustomers:\n  - client_api_id: 4001\n    linkages:\n      - {_ROW}\n"


@pytest.mark.parametrize(
    "broken",
    [
        "  - client_api_id: @4002\n    linkages:\n",
        "  - client_api_id: %4002\n    linkages:\n",
        "  - client_api_id: [4002\n    linkages:\n",
        "  - client_api_id: {4002\n    linkages:\n",
        "  - client_api_id: '4002\n    linkages:\n",
        "\t- client_api_id: 4002\n    linkages:\n",
        "    - client_api_id: 4002\n    linkages:\n",
        "   - client_api_id: 4002\n    linkages:\n",
        "  - client_api_id: 4002\n    li\nnkages:\n",
    ],
)
def test_a_group_that_begins_broken_gives_its_rows_to_no_other_customer(tmp_path: Path, broken: str) -> None:
    found = read(tmp_path, "m.yaml", f"{_FIRST}{broken}      - {_ROW}\n      - {_ROW}\n")
    assert [row.client_api_id for row in found.rows] == ["4001", "", ""]
    assert {problem.code.id for problem in found.problems} <= {"F111", "F113"}


@pytest.mark.parametrize("first", [f"    - {_ROW}", f"\t- {_ROW}", "  @"])
def test_rows_are_read_behind_a_first_one_that_is_indented_otherwise(tmp_path: Path, first: str) -> None:
    found = read(tmp_path, "m.yaml", f"client_api_id: 3947\nlinkages:\n{first}\n  - {_ROW}\n  - {_ROW}\n")
    assert [(row.line, row.client_api_id) for row in found.rows][-2:] == [(4, "3947"), (5, "3947")]


def test_a_dash_within_a_text_that_broke_off_is_no_row(tmp_path: Path) -> None:
    text = f"client_api_id: 3947\nlinkages:\n    - note: |\n        some\n   text\n    - more\n    - {_ROW}\n"
    found = read(tmp_path, "m.yaml", text)
    assert [row.line for row in found.rows] == [3, 7]


@pytest.mark.parametrize("level", ["file", "group"])
def test_a_customer_that_no_row_needs_is_checked_all_the_same(tmp_path: Path, level: str) -> None:
    named = f"linkages:\n  - {{client_api_id: 1, {_ROW[1:]}\n"
    text = {
        "file": f"client_api_id: 4O01\n{named}",
        "group": f"{named}customers:\n  - client_api_id: 4O01\n    linkages: []\n",
    }[level]
    found = read(tmp_path, "m.yaml", text)
    (problem,) = found.problems
    assert (problem.code.id, problem.row, problem.value) == ("V101", None, "4O01")
    assert text.splitlines()[problem.line - 1][(problem.column or 0) - 1 :] == "4O01"
    assert not found.unreadable


def test_a_customer_of_twelve_digits_and_one_that_is_not_allowed_are_told_where_they_stand(tmp_path: Path) -> None:
    text = f"client_api_id: 123456789000\nlinkages:\n  - {_ROW}\n"
    found = read(tmp_path, "m.yaml", text)
    assert codes(found) == [(1, "V201"), (3, "V201")]
    found = read(tmp_path, "m.yaml", text, direct_customer=True)
    assert codes(found) == [(1, "R112"), (1, "V201"), (3, "R112"), (3, "V201")]


def test_a_customer_above_broken_syntax_is_told_once(tmp_path: Path) -> None:
    text = f"client_api_id: x1\nlinkages:\n  - {_ROW} x\n  - {_ROW[:-1]}, client_api_id: 2}}\n"
    assert codes(read(tmp_path, "m.yaml", text)) == [(1, "V101"), (3, "V101"), (3, "F111")]


@pytest.mark.parametrize("empty", ["", '""', "''", "null", "~"])
def test_an_empty_customer_leaves_it_to_the_next_level(tmp_path: Path, empty: str) -> None:
    top = f"client_api_id: {empty}\nlinkages:\n  - {_ROW}\n"
    assert [row.client_api_id for row in read(tmp_path, "m.yaml", top, client_api_id="5").rows] == ["5"]
    group = f"client_api_id: 7\ncustomers:\n  - client_api_id: {empty}\n    linkages:\n      - {_ROW}\n"
    found = read(tmp_path, "m.yaml", group, client_api_id="5")
    assert ([row.client_api_id for row in found.rows], found.problems) == (["7"], [])


def test_rows_above_their_customer_are_not_told_to_name_one_above_the_rows(tmp_path: Path) -> None:
    found = read(tmp_path, "m.yaml", f"linkages:\n  - {_ROW}\nclient_api_id: 5\n")
    (row,) = (problem for problem in found.problems if problem.code.id == "R111")
    assert row.hint is None
