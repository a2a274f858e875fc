"""The cells of a mapping that is written: text that no file can hold, and text that a spreadsheet would run."""

from collections.abc import Iterable, Sequence

from batch.mapping.names import is_reserved, key_of
from batch.mapping.rows import KEYS
from batch.spreadsheet import defuse


def spelled_out(cell: str) -> str:
    """Spell out what no mapping file can hold: NUL (YAML could escape it) and half a surrogate pair."""
    return cell.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")


def defused(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> tuple[Sequence[str], Iterable[Sequence[str]]]:
    """Return a table's names and cells as they are written; all except ids are defused if the reader undoes that.

    The reader does so in a table that has govlink's own columns.
    """
    if not any(map(is_reserved, columns)):
        return columns, rows
    own = [key_of(name, {}) not in KEYS for name in columns]
    return _defused(columns, own), (_defused(row, own) for row in rows)


def _defused(cells: Sequence[str], own: Sequence[bool]) -> list[str]:
    return [defuse(cell) if is_own else cell for cell, is_own in zip(cells, own, strict=True)]
