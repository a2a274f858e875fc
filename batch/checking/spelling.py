"""The one id that a value can mean: digits alone, when what a person or a spreadsheet put around them is taken away."""

import re

from batch.ids import ACCOUNT_ID, OWNER_DIGITS, OWNER_NUMBER
from batch.rules import values

_QUOTES = "'\u2018\u2019`"
_DECIMAL = re.compile("([0-9]+)[.,]0*")
_IN_THOUSANDS = re.compile("[0-9]{1,3}[.,]000")
"""1,000 is a thousand for some, and one for others."""
_EXACT_DIGITS = 15
"""A spreadsheet, and nearly every other program, keeps so many digits of a decimal number."""
_GROUPED = re.compile(
    r"[0-9]+(?:(?:[-_\u2010-\u2015\u2212]|\s+)[0-9]+)+"
    rf"|[0-9]{{3}}(?:[.,{_QUOTES}][0-9]{{3}}){{3}}"
    r"|[0-9]{4}(?:[.,][0-9]{4}){2}"
)
"""Digits in groups: what else can be between them may as well separate two values, or begin a fraction."""
_BREAKS = re.compile(r"[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]")
_FULL_WIDTH = range(0xFF01, 0xFF5F)
_FULL_WIDTH_ABOVE_ASCII = 0xFEE0


def only_meaning(key: str, value: str) -> str | None:
    """Give the id that the value of a key means beyond doubt, whether or not it is written as its key needs it.

    Lost digits are none of that, nor are zeros that seem to be lost.
    """
    if key.endswith("_owner_id"):
        # Digits in groups have no zeros too many: those may as well be another group.
        digits = _without_surplus_zeros(_without_decimals(bare(value))) or digits_of_number(value)
        return digits if re.fullmatch(OWNER_NUMBER, digits) else None
    digits = _without_decimals(bare(value))
    return digits if re.fullmatch(ACCOUNT_ID, digits) else None


def digits_of_number(value: str) -> str:
    """Give the digits of an AWS account number, however many, in a value that is nothing else; "" for any other."""
    text = bare(value)
    return _without_decimals(text) or _ungrouped(text)


def bare(value: str) -> str:
    """Give a value without what is around it: white space, quotes."""
    return plain(value).strip().strip(_QUOTES).strip()


def plain(value: str) -> str:
    """Write digits of any script as 0 to 9 and full-width signs as plain ones, and leave out what is invisible."""
    if value.isascii():
        return value
    import unicodedata  # noqa: PLC0415 - its tables take longer to load than thousands of rows to check

    digits = (str(unicodedata.decimal(char, char)) for char in value if unicodedata.category(char) != "Cf")
    return "".join(map(_half_width, digits))


def _half_width(char: str) -> str:
    return chr(ord(char) - _FULL_WIDTH_ABOVE_ASCII) if ord(char) in _FULL_WIDTH else char


def _without_decimals(text: str) -> str:
    if text.isascii() and text.isdecimal():
        return text
    found = _DECIMAL.fullmatch(text)
    return found[1] if found and not _IN_THOUSANDS.fullmatch(text) and len(found[1]) <= _EXACT_DIGITS else ""


def _without_surplus_zeros(digits: str) -> str:
    """Give an AWS account number as it is behind zeros; twelve of them would be a number themselves."""
    surplus = digits[:-OWNER_DIGITS]
    return digits if len(surplus) >= OWNER_DIGITS or surplus.strip("0") else digits[-OWNER_DIGITS:]


def _ungrouped(text: str) -> str:
    is_date = values.DATE.check and values.DATE.check(text)
    return "" if is_date or _BREAKS.search(text) or not _GROUPED.fullmatch(text) else re.sub("[^0-9]", "", text)
