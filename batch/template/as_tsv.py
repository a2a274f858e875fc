"""A mapping to start from as CSV with tabs between the cells."""

from batch.template import as_csv


def write() -> bytes:
    """The file."""
    return as_csv.write(separator="\t")
