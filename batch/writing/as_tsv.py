"""A mapping as CSV with tabs between the cells."""

from collections.abc import Iterable, Sequence

from batch.writing import as_csv


def write(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The file."""
    return as_csv.write(columns, rows, separator="\t")
