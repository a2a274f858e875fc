"""A mapping as CSV: RFC 4180, UTF-8."""

import csv
import io
from collections.abc import Iterable, Sequence
from itertools import chain, groupby

from batch.writing.cells import defused

_MARKS = ("#", "\ufeff")
"""A line that begins with # is a comment, and a byte order mark is lost at the start of a file; quotes keep both."""


def write(columns: Sequence[str], rows: Iterable[Sequence[str]], separator: str = ",") -> bytes:
    """Return the file."""
    return table(*defused(columns, rows), separator)


def table(header: Sequence[str], rows: Iterable[Sequence[str]], separator: str = ",") -> bytes:
    """Return any table, with its cells as they are."""
    text = io.StringIO(newline="")
    plain = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    quoted = csv.writer(text, delimiter=separator, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    for is_marked, some in groupby(chain([header], rows), key=lambda row: row[0].startswith(_MARKS)):
        (quoted if is_marked else plain).writerows(some)
    return text.getvalue().encode("utf-8", "backslashreplace")
