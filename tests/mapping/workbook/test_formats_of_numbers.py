"""A number format puts digits into places; with a format that does more, no id is read."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from batch.mapping.workbook.seen import shown_by

_codes = st.text("0#?,.%;-/()[]\"'\\_*@E+$ aGeneraldmyhsRed", max_size=12)


@pytest.mark.parametrize(
    ("code", "digits", "shown"),
    [
        ("0", "12", "12"),
        ("000", "7", "007"),
        ("000000000000", "10987000001", "010987000001"),
        ("0000-0000", "123456789", "12345-6789"),
        ('0000"-"0000', "1234567", "0123-4567"),
        ("0000\\-0000", "1234567", "0123-4567"),
        ("0000 0000", "1234567", "0123 4567"),
        ("#,##0", "1234567", "1,234,567"),
        ('_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)', "1234567", "1,234,567"),
        ("#", "7", "7"),
        ("##000", "7", "007"),
        ("[Red]0_)", "7", "7"),
        (";;;", "7", "7"),
    ],
)
def test_digits_are_shown_in_their_places(code: str, digits: str, shown: str) -> None:
    assert shown_by(code, digits) == shown


@pytest.mark.parametrize(
    "code",
    ["0.0E+0", "# ?/?", "@", "[>5]0", "yyyy", '0"', "0.00", "0%", "0,", '"3"0', "\\30", "*00", "0+0", "??0", "$0"],
)
def test_other_parts_of_a_format_are_not_shown(code: str) -> None:
    assert shown_by(code, "7") is None


@given(_codes, st.integers(0, 10**15).map(str))
@example('"3"0', "10987000001")
@example("0,", "310987000001000")
def test_the_shown_text_has_the_digits_of_the_number(code: str, digits: str) -> None:
    shown = shown_by(code, digits)
    if shown is not None:
        assert "".join(filter(str.isdecimal, shown)).lstrip("0") == digits.lstrip("0")
