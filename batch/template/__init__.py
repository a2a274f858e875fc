"""A mapping to start from: what each column is for, examples that are comments, and no row; pure."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import PurePath

from batch.mapping.sources import Format
from batch.template import as_csv, as_workbook, as_yaml
from batch.writing import written_as

_MEMBERS: Mapping[Format, Callable[[], bytes]] = {
    Format.CSV: as_csv.write,
    Format.TSV: partial(as_csv.write, separator="\t"),
    Format.YAML: as_yaml.write,
    Format.XLSX: as_workbook.write,
}


def template(name: str) -> bytes:
    """Make the mapping as the ending of a file's name has it; raises UsageError where it is another ending."""
    return _MEMBERS[written_as(PurePath(name))]()
