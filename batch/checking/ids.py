"""Check one id: whether it is valid for its key and, if not, which rule it breaks and what it probably was."""

import re
from collections.abc import Collection, Mapping
from typing import NamedTuple

from batch.checking.spelling import digits_of_number, only_meaning, plain
from batch.counting import counted
from batch.diagnostics import Problem, Rule, Suggestion, shown
from batch.ids import ACCOUNT_ID, EXAMPLE_NUMBERS, OWNER_DIGITS, OWNER_NUMBER
from batch.mapping.rows import KEYS
from batch.rules import values

_VALID = {key: re.compile(OWNER_NUMBER if key.endswith("_owner_id") else ACCOUNT_ID).fullmatch for key in KEYS}
_DIGITS = re.compile("[0-9]+")
_CALCULATES = frozenset("=+*")
_NEED_NO_HINT = (
    values.SPREADSHEET_ERROR,
    values.PLACEHOLDER,
    values.DOUBTED,
    values.SCIENTIFIC_NOTATION,
    values.DATE,
    values.SEVERAL,
)
"""Rules that need no guess at the original value, or allow none."""
_ZEROS_LOST = range(9, OWNER_DIGITS)
"""Lengths best explained by lost zeros: one account number in a thousand begins with three zeros."""


class _Broken(NamedTuple):
    """The rule that a value breaks, and what the value probably was."""

    rule: Rule
    hint: str | None = None
    suggestion: Suggestion | None = None


def is_valid(key: str, value: str) -> bool:
    """Whether a value is a valid id for its key."""
    return _VALID[key](value) is not None


def problem_of_value(key: str, value: str, source: str, line: int, *, in_yaml: bool) -> Problem | None:
    """Return the problem of a key's value, if there is one; the caller adds the column."""
    if not is_valid(key, value):
        rule, hint, suggestion = _broken_by(key, value, in_yaml=in_yaml)
        digits = counted(len(value), "digit")
        found = rule.problem(source, line, field=key, value=shown(value), hint=hint, digits=digits)
        return found._replace(suggestion=suggestion)
    if value in EXAMPLE_NUMBERS and key.endswith("_owner_id"):
        return values.EXAMPLE_NUMBER.problem(source, line, field=key, value=value)
    if len(value) == OWNER_DIGITS and not key.endswith("_owner_id"):
        return values.TWELVE_DIGIT_ID.problem(source, line, field=key, value=value)
    return None


def with_zeros_restored(value: str) -> list[str]:
    """Return the AWS account numbers that a value with lost leading zeros can have been, the likeliest first."""
    digits = digits_of_number(value)
    if len(digits) not in _ZEROS_LOST:
        return []
    original = _octal_original(digits)
    return [f"{digits:0>12}", *([original] if original else [])]


def suggestions(values_of_keys: Mapping[str, str], codes: Collection[str]) -> str:
    """Return what a row's problems suggest, such as `commercial_owner_id=021000000105`, separated by spaces.

    This works for a row in a report, which has only its values and the codes of its problems.
    """
    in_yaml = values.OCTAL_ACCIDENT.id in codes
    broken = {
        key: _broken_by(key, value, in_yaml=in_yaml)
        for key, value in values_of_keys.items()
        if value and not is_valid(key, value)
    }
    return " ".join(
        f"{key}={suggestion.value}"
        for key, (rule, _hint, suggestion) in broken.items()
        if suggestion and rule.id in codes
    )


def _broken_by(key: str, value: str, *, in_yaml: bool) -> _Broken:
    """Return the rule that an invalid value breaks; the value must not be empty."""
    is_number = key.endswith("_owner_id")
    if not (value.isascii() and value.isdecimal()):
        rule = next(rule for rule in values.BY_LOOKS if rule.check and rule.check(value))
        return _Broken(rule) if rule in _NEED_NO_HINT else _written_otherwise(rule, key, value)
    if is_number:
        return _too_many_or_few(key, value, in_yaml=in_yaml)
    is_like_a_number = len(value) == OWNER_DIGITS and key != "client_api_id"
    rule = values.LEADING_ZERO_ID if value.startswith("0") else values.TOO_LONG
    return _Broken(rule, "It looks like an AWS account number." if is_like_a_number else None)


def _too_many_or_few(key: str, digits: str, *, in_yaml: bool) -> _Broken:
    """Return the rule that a wrong number of digits breaks."""
    could_be_id = re.fullmatch(ACCOUNT_ID, digits)
    guesses = []
    restored = None
    if len(digits) in _ZEROS_LOST:
        restored = f"{digits:0>12}"
        guesses.append(f"with its leading zeros restored it is {restored}")
    if original := _octal_original(digits):
        guesses.insert(0 if in_yaml else 1, f"if a YAML reader read it as octal, it was {original}")
    if could_be_id and guesses:
        guesses.append(f"if it is a CloudHealth account id, it belongs in {key.replace('_owner_id', '_acct_id')}")
    certain = only_meaning(key, digits)
    if len(digits) == 2 * OWNER_DIGITS:
        guesses.append(f"it may be two numbers run together, {digits[:OWNER_DIGITS]} and {digits[OWNER_DIGITS:]}")
    elif certain:
        guesses.append(f"without its extra zeros it is {certain}")
    if original and in_yaml:  # in a table, a spreadsheet that dropped zeros is likelier
        rule, restored = values.OCTAL_ACCIDENT, original
    elif restored:
        rule = values.LOST_ZEROS
    else:
        rule = values.MIXED_UP if could_be_id else values.WRONG_LENGTH
    text = "; ".join(guesses)
    return _Broken(rule, f"{text[0].upper()}{text[1:]}." if text else None, _suggestion(certain, restored))


def _octal_original(digits: str) -> str | None:
    """Return the 12-digit number that a YAML 1.1 reader turns into this one, if there is one."""
    if digits.startswith("0") or len(digits) >= OWNER_DIGITS:
        return None
    original = f"0{int(digits):o}"
    return original if len(original) == OWNER_DIGITS else None


def _written_otherwise(rule: Rule, key: str, value: str) -> _Broken:
    """Return the rule that a value with other characters than digits breaks."""
    is_number = key.endswith("_owner_id")
    certain = only_meaning(key, value)
    original = certain or _original(rule, value, is_number=is_number)
    if not original:
        is_open = rule is values.PUNCTUATED and not is_number
        return _Broken(rule, "If these are several ids, write one row for each." if is_open else None)
    if is_number and len(original) < OWNER_DIGITS:
        restored = f"{original:0>12}"
        hint = f"Leading zeros seem to be lost as well. It was probably {restored}."
        return _Broken(rule, hint, _suggestion(None, restored))
    return _Broken(rule, f"It was probably {original}.", _suggestion(certain, original))


def _suggestion(certain: str | None, likely: str | None) -> Suggestion | None:
    value = certain or likely
    return Suggestion(value, is_certain=certain is not None) if value else None


def _original(rule: Rule, value: str, *, is_number: bool) -> str | None:
    """Return the digits that are probably meant; a number may still lack leading zeros."""
    runs: list[str] = _DIGITS.findall(plain(value))
    if rule is values.DECIMAL:
        del runs[1:]
    whole = [run for run in runs if len(run) == OWNER_DIGITS]
    if is_number and len(whole) == 1:
        return whole[0]
    is_sum = len(runs) > 1 and not _CALCULATES.isdisjoint(value)
    if rule is values.NOT_A_NUMBER or is_sum or any(map(str.isalpha, value)):
        return None
    if not is_number:
        return runs[0] if len(runs) == 1 and rule is not values.DECIMAL and re.fullmatch(ACCOUNT_ID, runs[0]) else None
    digits = "".join(runs)
    lost = rule is not values.PUNCTUATED and len(digits) in _ZEROS_LOST
    return digits if lost or len(digits) == OWNER_DIGITS else None
