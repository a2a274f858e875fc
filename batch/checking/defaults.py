"""Customers that stand above rows: each is judged where it stands, whether or not a row needs it."""

from collections.abc import Iterator, Sequence

from batch.checking.ids import TWELVE_DIGITS, mismatches
from batch.checking.slips import judge
from batch.diagnostics import Problem, Rule, shown
from batch.mapping import KEYS, OWNER_DIGITS
from batch.mapping.blocks import Default
from batch.rules import records, values

_KEY = "client_api_id"


def flaws(source: str, defaults: Sequence[Default], *, direct_customer: bool) -> Iterator[Problem]:
    """Give what is wrong with the customers that a file names for the rows below them."""
    named = [default.client_api_id for default in defaults]
    wrong = set(mismatches(KEYS.index(_KEY), named))
    for at, (default, value) in enumerate(zip(defaults, named, strict=True)):
        if direct_customer:
            message = f"the rows below get the customer {shown(value)}, though --direct-customer was said"
            yield _flaw(source, default, records.CUSTOMER_NOT_ALLOWED, message)
        if at in wrong:
            verdict = judge(_KEY, value, in_yaml=True)
            yield _flaw(source, default, verdict.code, verdict.message)._replace(hint=verdict.hint)
        elif len(value) == OWNER_DIGITS:
            yield _flaw(source, default, values.TWELVE_DIGIT_ID, TWELVE_DIGITS.format(_KEY, value))


def _flaw(source: str, default: Default, code: Rule, message: str) -> Problem:
    value = shown(default.client_api_id)
    return Problem(code, source, default.line, message, default.column, field=_KEY, value=value)
