"""A mapping as a workbook of one sheet, in which every cell is text."""

from collections.abc import Iterable, Sequence

from batch.sheets import Sheet, text_workbook
from batch.writing.cells import defused, spelled_out

SHEET = "Mapping"
"""The name of the sheet."""


def write(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return the file; raises `UsageError` if XlsxWriter is missing, or if the mapping doesn't fit into a sheet."""
    header, lines = defused(columns, rows)
    cells = [list(map(spelled_out, line)) for line in lines]
    return text_workbook([Sheet(SHEET, list(map(spelled_out, header)), cells)])
