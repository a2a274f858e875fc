"""Cells that a spreadsheet would run as a formula: defused when written, restored when read back."""

import re
from collections.abc import Sequence

# The OWASP page on CSV injection names these, and their full-width forms, which spreadsheets fold to the plain ones.
# The apostrophe is among them so that restoring is exact: every apostrophe in these places is then one of ours.
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")  # noqa: RUF001 - the look-alikes are meant

_SEPARATOR = r"([;\t\r\n])"
"""Where a spreadsheet that separates by semicolons or tabs begins another cell or row.

Quotes are no help: they hold a cell together that begins with one, and for such a spreadsheet ours begin within a cell.
"""
_BEFORE_RISK = re.compile(rf"""{_SEPARATOR}(?="*(?!\s)[{re.escape("".join(RISKY))}])""")
_BEFORE_OURS = re.compile(f"{_SEPARATOR}'")


def defuse(cell: str) -> str:
    """Make the cell text for a spreadsheet, by an apostrophe wherever something begins that it would run."""
    return _BEFORE_RISK.sub(r"\1'", f"'{cell}" if cell.startswith(RISKY) else cell)


def restore(cell: str) -> str:
    """Undo `defuse`: `restore(defuse(cell)) == cell` for every cell."""
    return _BEFORE_OURS.sub(r"\1", cell.removeprefix("'"))


def all_defused(cells: Sequence[str]) -> Sequence[str]:
    """The cells of a column, each defused; a column without any that needs it costs next to nothing."""
    is_plain = not any(cell.startswith(RISKY) for cell in cells) and not re.search(_SEPARATOR, "".join(cells))
    return cells if is_plain else list(map(defuse, cells))
