"""Rows that claim the same account: which of them contradict each other, and how they are reported."""

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import codes, read

from batch.checking import Checked, check
from batch.mapping import ReadOptions, Source, find_sources
from batch.mapping.sources import Format

_HEADER = "client_api_id,commercial_acct_id,commercial_owner_id,govcloud_acct_id,govcloud_owner_id\n"
_A, _B, _C = "123456789000", "000987654321", "000987654322"


def _checked(*rows: tuple[str, ...]) -> Checked:
    text = _HEADER + "".join(",".join(row) + "\n" for row in rows)
    return check([Source("m", Format.CSV, content=text.encode())], ReadOptions())


def test_a_row_names_rows_that_contradict_it_and_not_rows_that_repeat_it() -> None:
    found = _checked(("1", "", _A, "", _B), ("1", "", _A, "", _B), ("1", "", _A, "", _C))
    assert [[place.line for place in problem.related] for problem in found.problems] == [[4], [4], [2, 3]]
    assert found.problems[2].message == f"the commercial account {_A} is in another pair at m:2, m:3"


def test_one_problem_names_all_accounts_that_two_rows_share_and_has_the_first_as_value() -> None:
    found = _checked(("1", "7", _A, "8", _B), ("2", "7", _A, "8", _B))
    first, _second = found.problems
    assert first.message == (
        f"the commercial account 7 ({_A}) and the GovCloud account 8 ({_B}) are listed for another customer at m:3"
    )
    assert (first.rule.id, first.field, first.value) == ("X103", "commercial_acct_id", "7")


def test_a_row_with_too_few_cells_claims_nothing_because_its_values_may_be_in_the_wrong_columns(tmp_path: Path) -> None:
    text = f"client_api_id,commercial_owner_id,govcloud_owner_id,note\n1,{_B},x\n1,{_A},{_B},good\n"
    assert codes(read(tmp_path, "m.csv", text)) == [(2, "R101")]


def test_a_row_with_a_key_twice_claims_the_first_value_as_it_does_in_the_plan(tmp_path: Path) -> None:
    text = f"""
- {{client_api_id: 1, commercial_owner_id: "{_A}", govcloud_acct_id: 5, commercial_owner_id: "{_B}"}}
- {{client_api_id: 1, commercial_owner_id: "{_A}", govcloud_acct_id: 6}}
"""
    assert codes(read(tmp_path, "m.yaml", text)) == [(2, "X101"), (2, "R105"), (3, "X101")]


def test_a_problem_between_rows_has_its_rows_place_in_every_file_and_format(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f'client_api_id,note,commercial_owner_id,govcloud_owner_id\n1,"a, b",{_A},{_B}\n')
    (tmp_path / "b.csv").write_text(f"client_api_id,commercial_owner_id,govcloud_owner_id\n1,{_C},{_C}\n2,{_A},{_B}\n")
    (tmp_path / "c.yaml").write_text(f'- {{client_api_id: 1, commercial_owner_id: "{_A}", govcloud_acct_id: 5}}\n')
    found = check(find_sources([str(tmp_path)], ReadOptions(), io.BytesIO()), ReadOptions()).problems
    places = [(Path(problem.source).name, problem.line, problem.rule.id) for problem in found]
    assert places == [
        ("a.csv", 2, "X103"),
        ("b.csv", 2, "X104"),
        ("b.csv", 3, "X103"),
        ("b.csv", 3, "X103"),
        ("c.yaml", 1, "X103"),
    ]


def test_two_rows_that_link_an_account_to_itself_have_only_that_problem() -> None:
    found = _checked(("1", "7", "", "7", ""), ("1", "7", "", "7", ""))
    assert codes(found) == [(2, "X104"), (3, "X104")]


def test_rows_under_an_unclear_header_are_not_compared_with_each_other(tmp_path: Path) -> None:
    rows = f"1,{_A},{_B},{_C}\n1,{_A},{_C},{_B}\n"
    found = read(tmp_path, "m.csv", f"client_api_id,commercial_owner_id,govcloud_owner_id,GovCloud Owner ID\n{rows}")
    assert codes(found) == [(1, "H103")]


@pytest.mark.slow
@pytest.mark.parametrize("same", [True, False])
def test_thousands_of_rows_that_claim_one_account_are_checked_in_linear_time(*, same: bool) -> None:
    rows = [("1", "7", "", "", _B if same else f"{at:012}") for at in range(40_000)]
    rows.append(("1", "7", "", "", _C))
    assert _checked(*rows).invalid_count == len(rows)


_few = st.sampled_from(["", "1", "2", "3"])
_rows = st.lists(st.tuples(st.sampled_from(["1", "2"]), _few, _few, _few, _few), min_size=2, max_size=8)


def _contradict(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two rows share an account and differ in its partner or customer, as far as their text shows."""
    client, *sides = one
    same = [at for at, value in enumerate(sides) if value and value == other[1 + at]]
    crossed = [at for at, value in enumerate(sides) if value and value == other[1 + (at + 2) % 4]]
    apart = [value and other[1 + at] and value != other[1 + at] for at, value in enumerate(sides)]
    partners = any(any(apart[2:] if at <= 1 else apart[:2]) for at in same)
    return bool(crossed) or partners or (bool(same) and client != other[0])


@settings(deadline=None)
@given(_rows)
def test_a_row_that_contradicts_others_is_invalid_and_names_only_those(rows: list[tuple[str, ...]]) -> None:
    cells = [(row[0], row[1], row[2] and f"{row[2]:>012}", row[3], row[4] and f"{row[4]:>012}") for row in rows]
    found = _checked(*cells)
    clashing = {problem.row for problem in found.problems if problem.rule.id in {"X101", "X102", "X103", "X104"}}
    for at, row in enumerate(cells):
        if any(_contradict(row, other) for other in cells if other is not row):
            assert at in clashing
    for problem in found.problems:
        if problem.rule.id in {"X102", "X103"}:
            row = cells[problem.row or 0]
            assert all(_contradict(row, cells[place.line - 2]) for place in problem.related)
