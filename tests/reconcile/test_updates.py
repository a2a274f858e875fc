"""Which linkage each conflicting row repoints, and in which order."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch.reconcile.updates import arrange


def test_a_row_whose_accounts_are_in_one_linkage_repoints_it() -> None:
    assert arrange({1: ["L"]}) == {1: ("L", frozenset())}


def test_a_linkage_with_an_account_on_both_sides_counts_once() -> None:
    assert arrange({1: ["L", "L"]}) == {1: ("L", frozenset())}


def test_two_rows_that_share_a_linkage_get_an_update_and_a_create_after_it() -> None:
    assert arrange({1: ["L"], 2: ["L"]}) == {1: ("L", frozenset()), 2: (None, frozenset({1}))}


def test_a_chain_is_taken_from_its_free_end() -> None:
    # Row 1 wants the accounts of linkages A and B; B is free once row 2 has repointed it.
    assert arrange({1: ["A", "B"], 2: ["B", "C"], 3: ["C"]}) == {
        3: ("C", frozenset()),
        2: ("B", frozenset({3})),
        1: ("A", frozenset({2})),
    }


def test_a_cycle_has_no_solution() -> None:
    assert arrange({1: ["A", "B"], 2: ["B", "A"]}) == {}


def test_rows_that_wait_for_a_cycle_have_no_solution_and_other_rows_do() -> None:
    assert arrange({1: ["A", "B"], 2: ["B", "A"], 3: ["A", "C"], 4: ["D"]}) == {4: ("D", frozenset())}


def test_a_row_between_two_linkages_that_nobody_moves_has_no_solution() -> None:
    assert arrange({1: ["A", "B"]}) == {}


@pytest.mark.slow
def test_a_chain_of_a_hundred_thousand_is_ordinary_even_from_its_wrong_end() -> None:
    began = time.process_time()
    chain = {row: [row, row + 1] for row in range(100_000)} | {100_000: [100_000]}
    assert len(arrange(chain)) == 100_001
    assert time.process_time() - began < 5


@st.composite
def worlds(draw: st.DrawFn) -> tuple[dict[int, tuple[int, int]], dict[str, tuple[int, int]]]:
    """Wanted and existing pairs of (commercial, GovCloud) numbers, each account once on its side."""
    size = draw(st.integers(1, 7))
    wanted = list(zip(range(size), draw(st.permutations(range(size))), strict=True))
    held = list(zip(range(size), draw(st.permutations(range(size))), strict=True))[: draw(st.integers(0, size))]
    rows = draw(st.permutations(list(enumerate(wanted))))
    return dict(rows[: draw(st.integers(1, size))]), {f"L{at}": pair for at, pair in enumerate(held)}


@given(worlds())
def test_carried_out_in_order_every_step_finds_its_accounts_free(
    world: tuple[dict[int, tuple[int, int]], dict[str, tuple[int, int]]],
) -> None:
    wanted, linkages = world
    held_by = {
        row: [name for name, held in linkages.items() if held[0] == pair[0] or held[1] == pair[1]]
        for row, pair in wanted.items()
        if pair not in linkages.values()
    }
    held_by = {row: names for row, names in held_by.items() if names}
    state = dict(linkages)
    done: set[int] = set()
    for row, (linkage, before) in arrange(held_by).items():
        assert before <= done
        commercial, govcloud = wanted[row]
        others = [pair for name, pair in state.items() if name != linkage]
        assert all(pair[0] != commercial and pair[1] != govcloud for pair in others)
        state[linkage or f"new {row}"] = wanted[row]
        done.add(row)
