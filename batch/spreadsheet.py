"""Cells that a spreadsheet would run as a formula: defused when written, restored when read back."""

# The OWASP page on CSV injection names these, and their full-width forms, which spreadsheets fold to the plain ones.
# The apostrophe is among them so that restoring is exact: every leading apostrophe is then one of ours.
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")  # noqa: RUF001 - the look-alikes are meant


def defuse(cell: str) -> str:
    """Make the cell text for a spreadsheet, by a leading apostrophe where it needs one."""
    return f"'{cell}" if cell.startswith(RISKY) else cell


def restore(cell: str) -> str:
    """Undo `defuse`: `restore(defuse(cell)) == cell` for every cell."""
    return cell.removeprefix("'")
