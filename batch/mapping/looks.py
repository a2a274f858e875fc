"""What a cell may hold, judged by its text alone: a number, an account."""

import re

from batch.mapping.names import folded

_AROUND_A_NUMBER = r"\s\"'=\u2018\u2019\u200b\ufeff"
_A_NUMBER = re.compile(rf"[{_AROUND_A_NUMBER}]*[0-9][0-9.eE+{_AROUND_A_NUMBER}-]*")
_ACCOUNT_LENGTHS = range(9, 14)
"""AWS account numbers without their leading zeros, and CloudHealth's long ids. Counts are shorter, and sums longer."""


def is_number(value: str) -> bool:
    """Whether a value is a number, even if a spreadsheet damaged it."""
    return _A_NUMBER.fullmatch(value) is not None


def is_like_an_account(cell: str) -> bool:
    """Whether a cell could be an account's AWS number or long CloudHealth id."""
    digits = cell if cell.isdecimal() else folded(cell).strip("'\u2019\"=")
    return digits.isdecimal() and len(digits) in _ACCOUNT_LENGTHS
