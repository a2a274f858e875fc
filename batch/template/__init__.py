"""A mapping to start from: what each column is for, examples as comments, and no rows; pure."""

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
    """Return the mapping in the format of a file's extension; raises UsageError for an unknown extension."""
    return _MEMBERS[written_as(PurePath(name))]()
