"""A mapping to start from: what each column is for, examples that are comments, and no row; pure.

Every member is a module with `write()`; it is loaded only when it is asked for.
"""

import importlib
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import cast

from batch.errors import UsageError

_MEMBERS: Mapping[str, str] = {
    ".csv": "as_csv",
    ".tsv": "as_tsv",
    ".yaml": "as_yaml",
    ".yml": "as_yaml",
    ".xlsx": "as_workbook",
}


def template(name: str) -> bytes:
    """Make the mapping as the ending of a file's name has it; raises UsageError where it is another ending."""
    member = _MEMBERS.get(PurePath(name).suffix.lower())
    if member is None:
        raise UsageError(f"{name}: a mapping ends in {', '.join(_MEMBERS)}")
    return cast("Callable[[], bytes]", importlib.import_module(f"{__name__}.{member}").write)()
