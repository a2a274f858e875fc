"""The rows of a mapping to its file, in UTF-8; pure."""

from collections.abc import Iterator

import pandas as pd

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
    """The text between double quotes; what can't be seen is escaped, and so are line breaks, which YAML would fold."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    if not escaped.isprintable():
        escaped = "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in escaped)
    return f'"{escaped}"'
