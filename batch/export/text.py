"""The rows of a mapping to its file, in UTF-8; pure."""

from collections.abc import Iterator

import pandas as pd

from batch.diagnostics import printable
from batch.frames import columns_of
from batch.report.tables import to_csv

as_csv = to_csv


def as_yaml(rows: pd.DataFrame) -> bytes:
    """A list of rows, a key a line, so that a change is seen for itself; every value stands in quotes."""
    lines = (_item(rows.columns, cells) for cells in zip(*columns_of(rows), strict=True))
    return ("".join(line for item in lines for line in item) or "[]\n").encode()


def _item(keys: "pd.Index[str]", cells: tuple[str, ...]) -> Iterator[str]:
    for at, (key, cell) in enumerate(zip(keys, cells, strict=True)):
        yield f"{'  ' if at else '- '}{key}: {_quoted(cell)}\n"


def _quoted(text: str) -> str:
    """The text between double quotes: there YAML knows the escapes that make it fit to be seen, line breaks' too."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{printable(escaped)}"'
