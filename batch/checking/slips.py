"""What an invalid id probably was: told, never repaired."""

import re
from typing import NamedTuple

from batch.diagnostics import Rule, shown
from batch.mapping.rows import ACCOUNT_ID, MARK_OF_DOUBT, OWNER_DIGITS
from batch.rules import values

_PLACEHOLDER_WORDS = """
    null none nil nan na n/a n.a. undefined missing empty unknown pending tbd tba todo
    x xx xxx ? ?? ??? - -- — ~ . ...
"""
_PLACEHOLDERS = frozenset(_PLACEHOLDER_WORDS.split())
_SHAPES = {
    values.FORMULA: "['\u2019]?=.*",
    values.APOSTROPHE: "['\u2018\u2019`].*",
    values.DOUBTED: f"{re.escape(MARK_OF_DOUBT)}.*",
    values.SCIENTIFIC_NOTATION: r"[0-9]++(?:[.,][0-9]*+)?[eE]\+?[0-9]++",
    values.SPREADSHEET_ERROR: r"(?i:#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|NV|WERT!|BEZUG!))",
    values.DATE: "(?:[0-9]{4}[-./][0-9]{1,2}[-./][0-9]{1,2}|[0-9]{1,2}[-./][0-9]{1,2}[-./][0-9]{4})(?:[ T][0-9:.]+)?",
    values.DECIMAL: "[0-9]++[.,]0*+",
    values.SEVERAL: f"[0-9]{{{OWNER_DIGITS}}}(?:[^0-9]+[0-9]{{{OWNER_DIGITS}}})+",
    values.PUNCTUATED: r"[0-9]++(?:[-_.,;|/\s\u2010-\u2015]++[0-9]++)++",
}
"""What the whole of a value looks like, white space around it apart; the first that fits."""
_SHAPE = re.compile("|".join(f"(?P<{code.id}>{shape})" for code, shape in _SHAPES.items()), re.DOTALL)
_OF_SHAPE = {code.id: code for code in _SHAPES}
_DIGITS = re.compile("[0-9]+")
_CALCULATES = frozenset("=+*")
_ID = re.compile(ACCOUNT_ID)

_SAID = {
    values.SPREADSHEET_ERROR.id: "a spreadsheet's error stands here",
    values.PLACEHOLDER.id: "a word stands here, not an id",
    values.FORMULA.id: "a formula stands here, not its result",
    values.APOSTROPHE.id: "there is an apostrophe before the value",
    values.DOUBTED.id: "there is a question mark before the value",
    values.SCIENTIFIC_NOTATION.id: "a spreadsheet cut the number to scientific notation",
    values.INVISIBLE.id: "there is an invisible character in the value",
    values.WHITESPACE.id: "there is white space around the value",
    values.FOREIGN_DIGITS.id: "these digits are not the plain 0 to 9",
    values.DATE.id: "a date stands here, not an id",
    values.DECIMAL.id: "the id has a decimal part",
    values.SEVERAL.id: "more than one account number stands here",
    values.PUNCTUATED.id: "there are separators between the digits",
    values.LEADING_ZERO_ID.id: "an id is a positive integer without leading zeros",
    values.TOO_LONG.id: "the number is too long for an id",
    values.NOT_A_NUMBER.id: "this is not a whole number",
}
_SAYS_IT_ALL = frozenset(
    code.id
    for code in (
        values.SPREADSHEET_ERROR,
        values.PLACEHOLDER,
        values.DOUBTED,
        values.SCIENTIFIC_NOTATION,
        values.DATE,
        values.SEVERAL,
    )
)
"""Codes after which no original can be told, or none needs to be."""
_ZEROS_LOST = range(9, OWNER_DIGITS)
"""Lengths that are best explained so: one account number in a thousand begins with three zeros."""


class Verdict(NamedTuple):
    """What is wrong with one value."""

    code: Rule
    message: str
    hint: str | None


def judge(key: str, value: str, *, in_yaml: bool = False) -> Verdict:
    """Say what is wrong with a value that is not valid for its key, "" excepted."""
    is_number = key.endswith("_owner_id")
    if value.isascii() and value.isdecimal():
        return _too_many_or_few(key, value, in_yaml=in_yaml) if is_number else _no_id(key, value)
    code = _code(value)
    said = _SAID[code.id] if code is not values.WHITESPACE or value.strip() else "only white space stands here"
    return Verdict(code, f'{key} "{shown(value)}": {said}', _hint(code, value, is_number=is_number))


def _no_id(key: str, digits: str) -> Verdict:
    code = values.LEADING_ZERO_ID if digits.startswith("0") else values.TOO_LONG
    hint = None
    if len(digits) == OWNER_DIGITS and key != "client_api_id":
        hint = "It looks like an AWS account number."
    return Verdict(code, f'{key} "{shown(digits)}": {_SAID[code.id]}', hint)


def _too_many_or_few(key: str, digits: str, *, in_yaml: bool) -> Verdict:
    """Judge digits that are not as many as an AWS account number has."""
    could_be_id = _ID.fullmatch(digits)
    guesses = []
    if len(digits) in _ZEROS_LOST:
        guesses.append(f"with its leading zeros restored it is {digits:0>12}")
    if original := _octal_original(digits):
        guesses.insert(0 if in_yaml else 1, f"if a YAML reader took it for octal, it was {original}")
    if could_be_id and guesses:
        guesses.append(f"if it is a CloudHealth account id, it belongs in {key.replace('_owner_id', '_acct_id')}")
    if len(digits) == 2 * OWNER_DIGITS:
        guesses.append(f"it may be two numbers run together, {digits[:OWNER_DIGITS]} and {digits[OWNER_DIGITS:]}")
    elif len(digits) > OWNER_DIGITS and not digits[:-OWNER_DIGITS].strip("0"):
        guesses.append(f"without the zeros that are too many it is {digits[-OWNER_DIGITS:]}")
    if original and in_yaml:  # in a table, a spreadsheet that dropped zeros is the likelier cause
        code = values.OCTAL_ACCIDENT
    elif len(digits) in _ZEROS_LOST:
        code = values.LOST_ZEROS
    else:
        code = values.MIXED_UP if could_be_id else values.WRONG_LENGTH
    count = f"{len(digits)} digit{'s' if len(digits) > 1 else ''}"
    message = f'{key} "{shown(digits)}" has {count}, an AWS account number has {OWNER_DIGITS}'
    text = "; ".join(guesses)
    return Verdict(code, message, f"{text[0].upper()}{text[1:]}." if text else None)


def _octal_original(digits: str) -> str | None:
    """Give the 12-digit number that a YAML 1.1 reader turns into this one, if there is one."""
    if digits.startswith("0") or len(digits) >= OWNER_DIGITS:
        return None
    original = f"0{int(digits):o}"
    return original if len(original) == OWNER_DIGITS else None


def _code(value: str) -> Rule:
    """Give the code of a value that is not just digits."""
    bare = value.strip()
    if bare.casefold() in _PLACEHOLDERS:
        return values.PLACEHOLDER
    if found := _SHAPE.fullmatch(bare):
        return _OF_SHAPE[found.lastgroup or ""]
    if not value.isprintable() and any(not char.isprintable() and not char.isspace() for char in value):
        return values.INVISIBLE
    if bare != value:
        return values.WHITESPACE
    if not value.isascii() and any(char.isdecimal() and not char.isascii() for char in value):
        return values.FOREIGN_DIGITS
    return values.NOT_A_NUMBER


def _hint(code: Rule, value: str, *, is_number: bool) -> str | None:
    original = None if code.id in _SAYS_IT_ALL else _original(code, value, is_number=is_number)
    if not original:
        is_open = code is values.PUNCTUATED and not is_number
        return "If these are several ids, write a row for each." if is_open else None
    if is_number and len(original) < OWNER_DIGITS:
        return f"Leading zeros seem to be lost as well. It was probably {original:0>12}."
    return f"It was probably {original}."


def _original(code: Rule, value: str, *, is_number: bool) -> str | None:
    """Give the digits that are meant, where that is beyond doubt; of a number leading zeros may be lost."""
    runs: list[str] = _DIGITS.findall(_plain(value))
    if code is values.DECIMAL:
        del runs[1:]
    whole = [run for run in runs if len(run) == OWNER_DIGITS]
    if is_number and len(whole) == 1:
        return whole[0]
    is_sum = len(runs) > 1 and not _CALCULATES.isdisjoint(value)
    if code is values.NOT_A_NUMBER or is_sum or any(map(str.isalpha, value)):
        return None
    digits = "".join(runs)
    if is_number:
        lost = code is not values.PUNCTUATED and len(digits) in _ZEROS_LOST
        return digits if lost or len(digits) == OWNER_DIGITS else None
    return digits if code is not values.PUNCTUATED and _ID.fullmatch(digits) else None


def _plain(text: str) -> str:
    """Write the decimal digits of any script as 0 to 9."""
    if text.isascii():
        return text
    import unicodedata  # noqa: PLC0415 - its tables take longer to load than thousands of rows to check

    digits = (str(unicodedata.decimal(char, char)) for char in unicodedata.normalize("NFKC", text))
    return "".join(digits)
