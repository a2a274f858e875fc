"""What a valid id looks like."""

import re
from collections.abc import Sequence

from batch.mapping.rows import ACCOUNT_ID, KEYS, OWNER_DIGITS

_OWNER_NUMBER = f"[0-9]{{{OWNER_DIGITS}}}"
_SHAPES = tuple(_OWNER_NUMBER if key.endswith("_owner_id") else ACCOUNT_ID for key in KEYS)
_VALID_RUNS = {shape: re.compile(rf"(?:(?:{shape})?\n)*+") for shape in set(_SHAPES)}

# AWS's documentation uses 123456789012, 111122223333 and its like, and one digit twelve times.
EXAMPLE_NUMBERS = frozenset(
    ["123456789012", "111122223333", "444455556666", "777788889999", *(digit * OWNER_DIGITS for digit in "0123456789")]
)

TWELVE_DIGITS = "{} {} has 12 digits, as an AWS account number has"
"""Said of a key and its value, where that is CloudHealth's id."""


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
