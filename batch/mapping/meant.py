"""Columns that are probably meant for keys that the header lacks, found by names and values, as options to paste.

They are only suggested: a column named `Payer` may or may not hold commercial accounts.
"""

import re
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence

from batch.diagnostics import shown
from batch.mapping.guesses import Likeness, likeness, may_call_customers, meanings
from batch.mapping.looks import is_number
from batch.mapping.options import VariableColumns
from batch.mapping.rows import CUSTOMER_NAME

Values = Callable[[int], Sequence[str]]
"""Returns the first values of a column."""
_HOLDS = {
    "client_api_id": "the customer's id in CloudHealth",
    "commercial_owner_id": "the commercial account's AWS number",
    "commercial_acct_id": "the commercial account's CloudHealth id",
    "govcloud_owner_id": "the GovCloud account's AWS number",
    "govcloud_acct_id": "the GovCloud account's CloudHealth id",
    CUSTOMER_NAME: "the customer's name",
}
_LENGTHS_OF_NUMBERS = range(9, 13)
"""Digits of AWS account numbers, including those that have lost zeros."""


def keys_meant(guesses: Mapping[int, str], names: Sequence[str], values: Values) -> dict[int, str]:
    """Return the key of each column whose name means one; its values distinguish account numbers from ids.

    `guesses` are columns with the key that the name suggests. Columns that compete for the same key are left out.
    """
    found = {
        cell: _of_side(key.partition("_")[0], values(cell)) if len(meanings(names[cell], key)) > 1 else key
        for cell, key in guesses.items()
    }
    keys = list(found.values())
    return {cell: key for cell, key in found.items() if keys.count(key) == 1}


def sides_meant(missing: Sequence[str], unknown: Sequence[int], names: Sequence[str], values: Values) -> dict[int, str]:
    """Return, for each side that no column names, the one column that most likely holds its accounts, if any.

    `unknown` are the candidates. A column that names no side is suggested only if the other side is known.
    """
    found: dict[int, str] = {}
    open_sides = list(missing)
    for side in reversed(missing):  # GovCloud accounts first: tables that have them name them
        by_likeness: dict[Likeness, list[int]] = {}
        for cell in unknown:
            like = likeness(names[cell], side)
            if like is Likeness.OF_NO_SIDE and (len(open_sides) > 1 or cell in found):
                continue
            if like and any(map(is_number, values(cell))):
                by_likeness.setdefault(like, []).append(cell)
        best = by_likeness[min(by_likeness)] if by_likeness else []
        if len(best) == 1:
            found[best[0]] = _of_side(side, values(best[0]))
            open_sides.remove(side)
    return found


def names_meant(unknown: Sequence[int], names: Sequence[str], values: Values) -> dict[int, str]:
    """Return the column that most likely holds the customers' names, if there is exactly one."""
    found = [
        cell
        for cell in unknown
        if may_call_customers(names[cell]) and any(values(cell)) and not any(map(is_number, values(cell)))
    ]
    return {found[0]: CUSTOMER_NAME} if len(found) == 1 else {}


def way_out(meant: Mapping[int, str], names: Sequence[str], columns: Mapping[str, str]) -> str | None:
    """Return a hint with the options that map the columns to keys, ready to paste; None if no name can be pasted.

    Options replace an environment variable, so the `columns` from the variable are included.
    """
    pasted = [(names[cell], key) for cell, key in sorted(meant.items()) if names[cell].isprintable()]
    if not pasted:
        return None
    *first, last = [f"{shown(name)} is {_HOLDS[key]}" for name, key in pasted]
    words = f"{', '.join(first)} and {last}" if first else last
    kept = [(header, key) for key, header in columns.items()] if isinstance(columns, VariableColumns) else []
    options = (f"--column {key}={shlex.quote(name)}" for name, key in kept + pasted)
    return f"If {words}, add {' '.join(options)} to the command."


def _of_side(side: str, values: Iterable[str]) -> str:
    digits = [re.sub("[^0-9]", "", value) for value in values if is_number(value)]
    is_id = digits and not any(len(run) in _LENGTHS_OF_NUMBERS for run in digits)
    return f"{side}_acct_id" if is_id else f"{side}_owner_id"
