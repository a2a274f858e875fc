"""A mapping as YAML: a list of rows, a key a line, so that a change is seen for itself; every value is in quotes."""

import re
from collections.abc import Iterable, Iterator, Sequence

from batch.diagnostics import printable
from batch.writing.cells import spelled_out

_PLAIN = re.compile("(?!(?:null|true|false|yes|no|on|off|y|n)$)[a-z]+(?:_[a-z]+)*")
"""A name that no YAML reader takes for anything but text."""


def write(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The file."""
    keys = [name if _PLAIN.fullmatch(name) else _quoted(name) for name in columns]
    return ("".join(line for row in rows for line in _item(keys, row)) or "[]\n").encode()


def _item(keys: Sequence[str], cells: Sequence[str]) -> Iterator[str]:
    for at, (key, cell) in enumerate(zip(keys, cells, strict=True)):
        yield f"{'  ' if at else '- '}{key}: {_quoted(cell)}\n"


def _quoted(text: str) -> str:
    """The text between double quotes: there YAML has the escapes that make it fit to be seen, line breaks' too."""
    escaped = spelled_out(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{printable(escaped)}"'
