"""A number format lays out digits, and whatever it is, no number is shown that an id could be mistaken for."""

import re
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from batch.checking.ids import is_valid
from batch.mapping.workbook.cells import Cell
from batch.mapping.workbook.masks import shown_by
from batch.mapping.workbook.seen import Display

_codes = st.text("0#?,.%;-/()[]\"'\\_*@E+$ aGeneraldmyhsRed", max_size=12)
_numbers = st.one_of(
    st.integers(-(10**13), 10**13),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(0, 10**12).map(lambda number: number / 100),
)


@pytest.mark.parametrize(
    ("code", "number", "shown"),
    [
        ("0", "12.5", "13"),
        ("000", "7", "007"),
        ("0000-0000", "123456789", "12345-6789"),
        ("##-##", "5", "-5"),
        ("#,##0", "1234567", "1,234,567"),
        ("#,##0", "0", "0"),
        ("#", "0", ""),
        ("0.00", "-1.005", "-1.01"),
        ("0.0#", "1.50", "1.5"),
        ("0.00;(0.00)", "-2", "(2.00)"),
        ('0;-0;"none"', "0", "none"),
        ("0%", "0.125", "13%"),
        ("0,,", "1234567890", "1235"),
        ('"No. "000', "7", "No. 007"),
        ("[$€-407] 0", "7", "€ 7"),
        ("[Red]0_)", "7", "7"),
        ("\\A0", "7", "A7"),
    ],
)
def test_digits_are_laid_out_as_a_format_has_them(code: str, number: str, shown: str) -> None:
    assert shown_by(code, Decimal(number)) == shown


@pytest.mark.parametrize("code", ["General", "0.0E+0", "# ?/?", "@", "[>5]0", "yyyy", '0"', "", ";;;"])
def test_what_a_format_does_beside_laying_out_digits_is_not_guessed(code: str) -> None:
    assert shown_by(code, Decimal(7)) is None


@given(_codes, _numbers)
@example('"3"0', 10987000001)
@example("0,", 310987000001000)
@example("0", 310987000001.5)
@example("0;0", -310987000001)
def test_an_id_that_is_taken_from_a_number_has_the_digits_of_the_number(code: str, number: float) -> None:
    seen = Display([], [code], counts_from_1904=False).seen(Cell(1, "n", 0, repr(number), None))
    assert seen.text or number == 0
    if seen.rule is None and any(is_valid(key, seen.text) for key in ("commercial_owner_id", "commercial_acct_id")):
        assert int(seen.text) == Decimal(repr(number)).quantize(Decimal(1))
        assert re.fullmatch("[0-9]+", seen.text)
