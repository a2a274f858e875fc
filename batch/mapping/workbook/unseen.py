"""Notes on what a person may not see in a sheet: hidden cells are read, and merged cells have one value."""

from collections.abc import Iterator, Sequence

from openpyxl.worksheet.cell_range import CellRange

from batch.diagnostics import Problem
from batch.rules import files

_NAMED = 5
"""How many ranges a message names."""


def about_hidden(source: str, header: int, rows: Sequence[int], columns: Sequence[int]) -> Iterator[Problem]:
    """Note how many rows and columns of the table are hidden; `header` is the row of its header."""
    counted = ((len(rows), "row"), (len(columns), "column"))
    what = [f"{count:,} {thing}{'' if count == 1 else 's'}" for count, thing in counted if count]
    if what:
        are = "is" if len(rows) + len(columns) == 1 else "are"
        yield files.HIDDEN_CELLS.problem(source, rows[0] if rows else header, what=" and ".join(what), are=are)


def about_merged(source: str, header: int, merged: Sequence[CellRange], columns: Sequence[int]) -> Iterator[Problem]:
    """Note which cells are merged in these columns, starting at the header's row."""
    found = [
        each
        for each in merged
        if each.max_row >= header and any(each.min_col <= column <= each.max_col for column in columns)
    ]
    if found:
        more = f" and {len(found) - _NAMED:,} more" if len(found) > _NAMED else ""
        ranges = ", ".join(each.coord for each in found[:_NAMED]) + more
        first = found[0]
        yield files.MERGED_CELLS.problem(source, first.min_row, column=first.min_col, ranges=ranges)
