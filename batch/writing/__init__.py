"""A mapping as a file: its columns and rows in, bytes out, which are read back as the same text; pure.

Every member is a module with `write(columns, rows)`; it is loaded only when it is asked for. There are as many cells in
a row as there are columns.
"""

import importlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import cast

from batch.mapping.sources import Format

Write = Callable[[Sequence[str], Iterable[Sequence[str]]], bytes]

_MEMBERS: Mapping[Format, str] = {Format.CSV: "as_csv", Format.TSV: "as_tsv", Format.YAML: "as_yaml"}


def writer(written_as: Format) -> Write:
    """Give the function that writes a mapping so."""
    return cast("Write", importlib.import_module(f"{__name__}.{_MEMBERS[written_as]}").write)
