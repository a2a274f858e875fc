"""What a valid id looks like, and what an invalid one probably was; nothing is ever repaired."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from batch.codes import values
from batch.diagnostics import Code, shown
from batch.mapping.rows import KEYS, OWNER_DIGITS

# The API guide calls both integers, 13 digits occur; 18 is what a 64-bit integer surely holds.
_ACCOUNT_ID = "[1-9][0-9]{0,17}"
_OWNER_NUMBER = f"[0-9]{{{OWNER_DIGITS}}}"
_SHAPES = tuple(_OWNER_NUMBER if key.endswith("_owner_id") else _ACCOUNT_ID for key in KEYS)
_VALID_RUNS = {shape: re.compile(rf"(?:(?:{shape})?\n)*+") for shape in set(_SHAPES)}

# AWS's documentation uses 123456789012, 111122223333 and its like, and one digit twelve times.
EXAMPLE_NUMBERS = frozenset(
    ["123456789012", "111122223333", "444455556666", "777788889999", *(digit * OWNER_DIGITS for digit in "0123456789")]
)

_SCIENTIFIC = r"[0-9]+([.,][0-9]*)?[eE][+]?[0-9]+"
_SPREADSHEET_ERROR = r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|NV|WERT!|BEZUG!)"
_DECIMAL = r"[0-9]+[.,]0*"
_PUNCTUATED = r"[0-9]+([-_.,/\s\u2010-\u2015]+[0-9]+)+"
_ZEROS_LOST = range(9, OWNER_DIGITS)
"""Lengths that are best explained so: one account number in a thousand begins with three zeros."""
_PLACEHOLDER_WORDS = """
    null none nil nan na n/a n.a. undefined missing empty unknown pending tbd tba todo
    x xx xxx ? ?? ??? - -- — ~ . ...
"""
_PLACEHOLDERS = frozenset(_PLACEHOLDER_WORDS.split())


def mismatches(at: int, cells: Sequence[str]) -> list[int]:
    """Give the numbers of the cells that are neither empty nor valid for the key KEYS[at].

    Matches runs of valid cells at a time: four times as fast as cell by cell.
    """
    text = "\n".join(cells) + "\n"
    if text.count("\n") != len(cells):  # a cell has a line break of its own
        return [number for number, cell in enumerate(cells) if cell and not re.fullmatch(_SHAPES[at], cell)]
    wrong: list[int] = []
    start = number = 0
    valid = _VALID_RUNS[_SHAPES[at]]
    while (run := valid.match(text, start)) and run.end() < len(text):
        number += text.count("\n", start, run.end())
        wrong.append(number)
        number += 1
        start = text.index("\n", run.end()) + 1
    return wrong


class Verdict(NamedTuple):
    """What is wrong with one value."""

    code: Code
    message: str
    hint: str | None


def judge(key: str, value: str) -> Verdict:
    """Say what is wrong with a value that is not valid for its key, "" excepted."""
    code = _code(key, value)
    name = f'{key} "{shown(value)}"'
    if code in (values.LOST_ZEROS, values.OCTAL_ACCIDENT, values.MIXED_UP):
        return Verdict(code, f"{name} has {len(value)} digits, an AWS account number has 12", _other_length(key, value))
    return Verdict(code, f"{name}: {_SAID[code.id]}", _likely(key, value, code))


_NO_GUESS = (values.SCIENTIFIC_NOTATION, values.SPREADSHEET_ERROR, values.PLACEHOLDER, values.NOT_A_NUMBER)
_SAID = {
    values.SPREADSHEET_ERROR.id: "a spreadsheet's error stands here",
    values.PLACEHOLDER.id: "a word stands here, not an id",
    values.FORMULA.id: "a formula stands here, not its result",
    values.APOSTROPHE.id: "there is an apostrophe before the value",
    values.SCIENTIFIC_NOTATION.id: "a spreadsheet cut the number to scientific notation",
    values.INVISIBLE.id: "there is an invisible character in the value",
    values.WHITESPACE.id: "there is white space around the value",
    values.FOREIGN_DIGITS.id: "these digits are not the plain 0 to 9",
    values.DECIMAL.id: "the id has a decimal part",
    values.PUNCTUATED.id: "there are separators between the digits",
    values.LEADING_ZERO_ID.id: "an id is a positive integer without leading zeros",
    values.TOO_LONG.id: "the number is too long for an id",
    values.NOT_A_NUMBER.id: "this is not a whole number",
}


def _code(key: str, value: str) -> Code:
    if value.isascii() and value.isdecimal():
        if key.endswith("_owner_id"):
            return _wrong_length(value)
        return values.LEADING_ZERO_ID if value.startswith("0") else values.TOO_LONG
    return _of_spreadsheets(value.strip()) or _of_characters(value) or values.NOT_A_NUMBER


def _of_spreadsheets(bare: str) -> Code | None:
    if bare.casefold() in _PLACEHOLDERS:
        return values.PLACEHOLDER
    if bare.startswith("="):
        return values.FORMULA
    if bare.startswith(("'", "\u2019", "\u2018", "`")):
        return values.APOSTROPHE
    if re.fullmatch(_SCIENTIFIC, bare):
        return values.SCIENTIFIC_NOTATION
    if re.fullmatch(_SPREADSHEET_ERROR, bare, re.IGNORECASE):
        return values.SPREADSHEET_ERROR
    return None


def _of_characters(value: str) -> Code | None:
    if any(not char.isprintable() and not char.isspace() for char in value):
        return values.INVISIBLE
    if value.strip() != value:
        return values.WHITESPACE
    if any(char.isdecimal() and not char.isascii() for char in value):
        return values.FOREIGN_DIGITS
    if re.fullmatch(_DECIMAL, value):
        return values.DECIMAL
    if re.fullmatch(_PUNCTUATED, value):
        return values.PUNCTUATED
    return None


def _wrong_length(number: str) -> Code:
    if _octal_original(number):
        return values.OCTAL_ACCIDENT
    return values.LOST_ZEROS if len(number) in _ZEROS_LOST else values.MIXED_UP


def _octal_original(number: str) -> str | None:
    """Give the 12-digit number that a YAML 1.1 reader turns into this one, if there is one."""
    if number.startswith("0"):
        return None
    original = f"0{int(number):o}"
    return original if len(original) == OWNER_DIGITS else None


def _other_length(key: str, number: str) -> str:
    guesses = []
    if _wrong_length(number) is not values.MIXED_UP:
        guesses.append(f"with its leading zeros restored it is {number:0>12}")
    if original := _octal_original(number):
        guesses.append(f"if a YAML reader took it for octal, it was {original}")
    guesses.append(f"if it is a CloudHealth account id, it belongs in {key.replace('_owner_id', '_acct_id')}")
    text = "; ".join(guesses)
    return f"{text[0].upper()}{text[1:]}."


def _likely(key: str, value: str, code: Code) -> str | None:
    if code in _NO_GUESS or (code is values.PUNCTUATED and not key.endswith("_owner_id")):
        return None
    if code is values.LEADING_ZERO_ID and len(value) == OWNER_DIGITS and key != "client_api_id":
        return f"It looks like an AWS account number, which belongs in {key.replace('_acct_id', '_owner_id')}."
    whole = re.fullmatch(_DECIMAL, value.strip())
    digits = re.split("[.,]", value.strip())[0] if whole else value
    likely = "".join(char for char in _plain(digits) if char.isdecimal())
    letters = any(char.isalpha() for char in value)
    if not letters and re.fullmatch(_SHAPES[KEYS.index(key)], likely) and likely != value:
        return f"{code.remedy} It was probably {likely}."
    return None


def _plain(text: str) -> str:
    """Write the decimal digits of any script as 0 to 9."""
    if text.isascii():
        return text
    import unicodedata  # noqa: PLC0415 - its tables take longer to load than thousands of rows to check

    digits = (str(unicodedata.decimal(char, char)) for char in unicodedata.normalize("NFKC", text))
    return "".join(digits)
