"""A mapping as YAML: a list of rows with one key per line, for readable diffs; every value is in quotes."""

import re
from collections.abc import Iterable, Iterator, Sequence

from batch.diagnostics import printable
from batch.writing.cells import spelled_out

_PLAIN = re.compile("(?!(?:null|true|false|yes|no|on|off|y|n)$)[a-z]+(?:_[a-z]+)*")
"""A name that every YAML reader reads as text."""


def write(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return the file."""
    keys = [name if _PLAIN.fullmatch(name) else _quoted(name) for name in columns]
    return ("".join(line for row in rows for line in _item(keys, row)) or "[]\n").encode()


def _item(keys: Sequence[str], cells: Sequence[str]) -> Iterator[str]:
    for at, (key, cell) in enumerate(zip(keys, cells, strict=True)):
        yield f"{'  ' if at else '- '}{key}: {_quoted(cell)}\n"


def _quoted(text: str) -> str:
    """Return the text in double quotes, which allow escapes for invisible characters and line breaks."""
    escaped = spelled_out(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{printable(escaped)}"'
