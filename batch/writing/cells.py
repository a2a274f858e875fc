"""The cells of a mapping on their way into a file: what no file can hold, and what a spreadsheet would run."""

from collections.abc import Iterable, Sequence

from batch.mapping.names import is_reserved, key_of
from batch.mapping.rows import KEYS
from batch.spreadsheet import defuse


def spelled_out(cell: str) -> str:
    """Spell out what no mapping file can hold: NUL, which YAML has an escape for, and half a surrogate pair."""
    return cell.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")


def defused(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> tuple[Sequence[str], Iterable[Sequence[str]]]:
    """Give the names and the cells of a table as they are written: all but ids are defused if the reader undoes it.

    It does so in a table that has columns of govlink's.
    """
    if not any(map(is_reserved, columns)):
        return columns, rows
    own = [key_of(name, {}) not in KEYS for name in columns]
    return _defused(columns, own), (_defused(row, own) for row in rows)


def _defused(cells: Sequence[str], own: Sequence[bool]) -> list[str]:
    return [defuse(cell) if is_own else cell for cell, is_own in zip(cells, own, strict=True)]
