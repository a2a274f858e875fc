"""A mapping as a file: its columns and rows in, bytes out, which are read back as the same text; pure.

Every member is a module with `write(columns, rows)`; it is loaded only when it is asked for. There are as many cells in
a row as there are columns.
"""

import importlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import cast

from batch.errors import UsageError
from batch.mapping.sources import BY_ENDING, ENDINGS, Format

Write = Callable[[Sequence[str], Iterable[Sequence[str]]], bytes]

SHEET = "Mapping"
"""What the sheet of a workbook is called."""

_MEMBERS: Mapping[Format, str] = {
    Format.CSV: "as_csv",
    Format.TSV: "as_tsv",
    Format.YAML: "as_yaml",
    Format.XLSX: "as_workbook",
}


def written_as(path: PurePath) -> Format:
    """Give what a file of this name is written in, by its ending; raises `UsageError`."""
    if found := BY_ENDING.get(path.suffix.lower()):
        return found
    raise UsageError(f"{path}: a mapping ends in {ENDINGS}")


def writer(form: Format) -> Write:
    """Give the function that writes a mapping so."""
    return cast("Write", importlib.import_module(f"{__name__}.{_MEMBERS[form]}").write)
