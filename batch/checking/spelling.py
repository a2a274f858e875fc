"""The only id that a value can mean: its digits, without what a person or a spreadsheet put around them."""

import re

from batch.ids import ACCOUNT_ID, OWNER_DIGITS, OWNER_NUMBER
from batch.rules import values

_QUOTES = "'\u2018\u2019`"
_DECIMAL = re.compile("([0-9]+)[.,]0*")
_IN_THOUSANDS = re.compile("[0-9]{1,3}[.,]000")
"""1,000 means a thousand to some people, and one to others."""
_EXACT_DIGITS = 15
"""The digits of a decimal number that spreadsheets, and nearly all other programs, keep."""
_GROUPED = re.compile(
    r"[0-9]+(?:(?:[-_\u2010-\u2015\u2212]|\s+)[0-9]+)+"
    rf"|[0-9]{{3}}(?:[.,{_QUOTES}][0-9]{{3}}){{3}}"
    r"|[0-9]{4}(?:[.,][0-9]{4}){2}"
)
"""Digits in groups. Any other character between them may separate two values, or begin a fraction."""
_BREAKS = re.compile(r"[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]")
_FULL_WIDTH = range(0xFF01, 0xFF5F)
_FULL_WIDTH_ABOVE_ASCII = 0xFEE0


def only_meaning(key: str, value: str) -> str | None:
    """Return the id that a key's value unambiguously means, whether or not it is written as its key requires.

    A value with lost digits, or with zeros that seem to be lost, means no id unambiguously.
    """
    if key.endswith("_owner_id"):
        # Digits in groups have no extra zeros: those may be another group.
        digits = _without_extra_zeros(_without_decimals(bare(value))) or digits_of_number(value)
        return digits if re.fullmatch(OWNER_NUMBER, digits) else None
    digits = _without_decimals(bare(value))
    return digits if re.fullmatch(ACCOUNT_ID, digits) else None


def digits_of_number(value: str) -> str:
    """Return the digits, of any count, in a value that is only an AWS account number; "" for any other value."""
    text = bare(value)
    return _without_decimals(text) or _ungrouped(text)


def bare(value: str) -> str:
    """Return a value without the whitespace and quotes around it."""
    return plain(value).strip().strip(_QUOTES).strip()


def plain(value: str) -> str:
    """Return a value with any script's digits as 0 to 9, full-width signs as plain, and no invisible characters."""
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


def _without_extra_zeros(digits: str) -> str:
    """Return an AWS account number without the zeros before it; twelve zeros would be a number themselves."""
    extra = digits[:-OWNER_DIGITS]
    return digits if len(extra) >= OWNER_DIGITS or extra.strip("0") else digits[-OWNER_DIGITS:]


def _ungrouped(text: str) -> str:
    is_date = values.DATE.check and values.DATE.check(text)
    return "" if is_date or _BREAKS.search(text) or not _GROUPED.fullmatch(text) else re.sub("[^0-9]", "", text)
