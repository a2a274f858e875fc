"""A mapping to start from: what each column is for, examples that are comments, and no row; pure.

Every member is a module with `write()`; it is loaded only when it is asked for.
"""

import importlib
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import cast

from batch.mapping.sources import Format
from batch.writing import written_as

_MEMBERS: Mapping[Format, str] = {
    Format.CSV: "as_csv",
    Format.TSV: "as_tsv",
    Format.YAML: "as_yaml",
    Format.XLSX: "as_workbook",
}


def template(name: str) -> bytes:
    """Make the mapping as the ending of a file's name has it; raises UsageError where it is another ending."""
    member = _MEMBERS[written_as(PurePath(name))]
    return cast("Callable[[], bytes]", importlib.import_module(f"{__name__}.{member}").write)()
