"""Write a mapping: columns and rows in, and bytes out that are read back as the same text; pure.

Each row has one cell per column.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import PurePath

from batch.errors import UsageError
from batch.mapping.sources import BY_ENDING, ENDINGS, Format
from batch.writing import as_csv, as_workbook, as_yaml

Write = Callable[[Sequence[str], Iterable[Sequence[str]]], bytes]

WRITERS: Mapping[Format, Write] = {
    Format.CSV: as_csv.write,
    Format.TSV: partial(as_csv.write, separator="\t"),
    Format.YAML: as_yaml.write,
    Format.XLSX: as_workbook.write,
}


def written_as(path: PurePath) -> Format:
    """Return the format of a file by its extension; raises `UsageError` for an unknown one."""
    if found := BY_ENDING.get(path.suffix.lower()):
        return found
    raise UsageError(f"{path}: the name of a mapping must end in {ENDINGS}")
