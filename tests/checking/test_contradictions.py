"""Which rows contradict each other, tested with claims and without files."""

from batch.checking.contradictions import Claims
from batch.rules import between

_C1, _C2, _G1, _G2 = "310987000001", "310987000003", "210987000002", "000000000004"


def found(*rows: tuple[str, ...], faulty: tuple[int, ...] = ()) -> tuple[dict[int, list[str]], dict[int, int]]:
    """The rules that each row breaks, and which row it repeats."""
    claims = Claims()
    for claim in rows:
        claims.add(*claim)
    contradictions, duplicates = claims.found(set(faulty))
    broken: dict[int, list[str]] = {}
    for contradiction in contradictions:
        broken.setdefault(contradiction.row, []).append(contradiction.rule.id)
    return broken, duplicates


def test_a_repeated_row_repeats_the_first_one_however_many_there_are() -> None:
    row = ("4001", "", _C1, "", _G1)
    assert found(row, row, row) == ({}, {1: 0, 2: 0})


def test_an_account_in_two_pairs_is_an_error_in_both_rows_and_neither_is_repeated() -> None:
    rows = [("4001", "", _C1, "", _G1), ("4001", "", _C1, "", _G2), ("4001", "", _C1, "", _G1)]
    assert found(*rows) == ({0: ["X101"], 1: ["X101"], 2: ["X101"]}, {})


def test_an_id_and_a_number_are_not_compared_with_each_other() -> None:
    assert found(("4001", "7", "", "", _G1), ("4001", "7", "", "8", "")) == ({}, {})
    assert found(("4001", "310987000001", "", "", _G1), ("4001", "", _C1, "", _G2)) == ({}, {})


def test_a_row_that_names_an_account_both_ways_repeats_one_that_names_it_either_way() -> None:
    assert found(("4001", "7", _C1, "", _G1), ("4001", "7", "", "", _G1), ("4001", "", _C1, "", _G1)) == (
        {},
        {1: 0, 2: 0},
    )


def test_an_invalid_row_contradicts_others_but_neither_repeats_them_nor_is_repeated() -> None:
    row = ("4001", "", _C1, "", _G1)
    assert found(row, row, row, faulty=(0,)) == ({}, {2: 1})
    assert found(row, ("4001", "", _C1, "", _G2), faulty=(1,))[0] == {0: ["X101"], 1: ["X101"]}


def test_an_account_on_both_sides_of_rows_or_of_one_row_is_an_error() -> None:
    assert found(("4001", "", _C1, "", _G1), ("4001", "", _G1, "", _C2))[0] == {0: ["X102"], 1: ["X102"]}
    assert found(("4001", "7", "", "7", ""))[0] == {0: ["X104"]}


def test_an_account_of_two_customers_is_an_error_even_in_the_same_pair() -> None:
    assert found(("4001", "", _C1, "", _G1), ("4002", "", _C1, "", _G1))[0] == {0: ["X103"], 1: ["X103"]}


def test_a_row_without_a_customer_contradicts_no_other_customer() -> None:
    assert found(("4001", "", _C1, "", _G1), ("", "", _C1, "", _G1))[0] == {}


def test_an_account_number_keeps_its_zeros_in_messages() -> None:
    claims = Claims()
    claims.add("4001", "", _C1, "", _G2)
    claims.add("4001", "9", _C2, "", _G2)
    first, second = claims.found(set())[0]
    assert first.named == [f"the GovCloud account {_G2}"]
    assert (first.rule, first.others, first.more) == (between.TWO_PAIRS, (1,), 0)
    assert second.others == (0,)


def test_a_row_names_the_first_ten_others_and_counts_the_rest() -> None:
    claims = Claims()
    for row in range(13):
        claims.add("4001", "", _C1, "", f"{row:012}")
    last = claims.found(set())[0][-1]
    assert (last.row, last.others, last.more) == (12, tuple(range(10)), 2)
