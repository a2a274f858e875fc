"""A customer above rows applies to rows that name none, and is checked at its own place."""

from pathlib import Path

import pytest
from reading import codes, read

_ROW = '{commercial_owner_id: "223456789014", govcloud_owner_id: "334567890126"}'


@pytest.mark.parametrize("level", ["file", "group"])
def test_a_customer_that_no_row_needs_is_still_checked(tmp_path: Path, level: str) -> None:
    named = f"linkages:\n  - {{client_api_id: 1, {_ROW[1:]}\n"
    text = {
        "file": f"client_api_id: 4O01\n{named}",
        "group": f"{named}customers:\n  - client_api_id: 4O01\n    linkages: []\n",
    }[level]
    found = read(tmp_path, "m.yaml", text)
    (problem,) = found.problems
    assert (problem.rule.id, problem.row, problem.value) == ("V101", None, "4O01")
    assert text.splitlines()[problem.line - 1][(problem.column or 0) - 1 :] == "4O01"
    assert not found.unreadable


def test_a_customer_of_twelve_digits_and_one_that_is_not_allowed_are_reported_at_their_place(tmp_path: Path) -> None:
    text = f"client_api_id: 123456789000\nlinkages:\n  - {_ROW}\n"
    found = read(tmp_path, "m.yaml", text)
    assert codes(found) == [(1, "V201"), (3, "V201")]
    found = read(tmp_path, "m.yaml", text, direct_customer=True)
    assert codes(found) == [(1, "R112"), (1, "V201"), (3, "R112"), (3, "V201")]


@pytest.mark.parametrize("options", [{}, {"direct_customer": True}])
def test_a_problem_of_the_customer_above_is_not_reported_at_a_rows_empty_cell(
    tmp_path: Path, options: dict[str, bool]
) -> None:
    text = f"client_api_id: 4O01\nlinkages:\n  - {{client_api_id: ~, {_ROW[1:]}\n"
    found = read(tmp_path, "m.yaml", text, **options)
    reported = [
        (problem.column, [place.line for place in problem.related]) for problem in found.problems if problem.row == 0
    ]
    assert reported
    assert all(place == (None, [1]) for place in reported)


@pytest.mark.parametrize("empty", ["", '""', "''", "null", "~"])
def test_an_empty_customer_leaves_it_to_the_next_level(tmp_path: Path, empty: str) -> None:
    top = f"client_api_id: {empty}\nlinkages:\n  - {_ROW}\n"
    assert [row.client_api_id for row in read(tmp_path, "m.yaml", top, client_api_id="5").rows] == ["5"]
    group = f"client_api_id: 7\ncustomers:\n  - client_api_id: {empty}\n    linkages:\n      - {_ROW}\n"
    found = read(tmp_path, "m.yaml", group, client_api_id="5")
    assert ([row.client_api_id for row in found.rows], found.problems) == (["7"], [])


@pytest.mark.parametrize("named", ["[4003]", "{a: b}", "*x", "{{ customer }}"])
def test_rows_below_a_customer_that_is_not_text_are_not_reported_to_have_none(tmp_path: Path, named: str) -> None:
    found = read(tmp_path, "m.yaml", f"client_api_id: {named}\nlinkages:\n  - {_ROW}\n  - {_ROW}\n")
    assert {code for _line, code in codes(found)} <= {"F112", "F115"}
    assert [row.client_api_id for row in found.rows] == ["", ""]


def test_rows_above_their_customer_get_no_hint_to_name_one_above_the_rows(tmp_path: Path) -> None:
    found = read(tmp_path, "m.yaml", f"linkages:\n  - {_ROW}\nclient_api_id: 5\n")
    (row,) = (problem for problem in found.problems if problem.rule.id == "R111")
    assert row.hint is None
