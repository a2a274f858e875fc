"""Cells that a spreadsheet would run as a formula: defused when written, restored when read back."""

import re
from collections.abc import Sequence

# From the OWASP page on CSV injection, with their full-width forms, which spreadsheets treat like the plain ones.
# The apostrophe is included so that restoring is exact: every apostrophe in these places is then ours.
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")  # noqa: RUF001 - the look-alikes are meant

_SEPARATOR = r"([;\t\r\n])"
"""Where a spreadsheet that separates cells by semicolons or tabs begins another cell or row.

Quotes don't help: they protect only a cell that begins with one, and for such a spreadsheet ours are inside a cell.
"""
_BEFORE_RISK = re.compile(rf"""{_SEPARATOR}(?="*(?!\s)[{re.escape("".join(RISKY))}])""")
_BEFORE_OURS = re.compile(f"{_SEPARATOR}'")


def defuse(cell: str) -> str:
    """Turn the cell into text for a spreadsheet, by an apostrophe before everything that it would run."""
    return _BEFORE_RISK.sub(r"\1'", f"'{cell}" if cell.startswith(RISKY) else cell)


def restore(cell: str) -> str:
    """Undo `defuse`: `restore(defuse(cell)) == cell` for every cell."""
    return _BEFORE_OURS.sub(r"\1", cell.removeprefix("'"))


def all_defused(cells: Sequence[str]) -> Sequence[str]:
    """The cells of a column, each defused; a column that needs no change costs next to nothing."""
    is_plain = not any(cell.startswith(RISKY) for cell in cells) and not re.search(_SEPARATOR, "".join(cells))
    return cells if is_plain else list(map(defuse, cells))
