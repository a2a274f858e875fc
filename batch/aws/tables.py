"""An AWS list that was exported as CSV: its rows as entries."""

import csv
import io
from collections.abc import Iterator, Sequence

from batch.aws.entry import Entry
from batch.errors import UsageError

SEPARATORS = ",;\t"


def rows_of(name: str, text: str) -> Iterator[Entry]:
    """Yield the rows of the table in the file `name`; raises UsageError with the line if it is damaged."""
    first = text.lstrip().partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    header: list[str] = []
    ended = 0
    try:
        for cells in lines:
            place, ended = f"{name}:{ended + 1}", lines.line_num
            if not any(cells):
                continue
            if not header:
                header = _header(place, cells)
            elif len(cells) != len(header):
                raise UsageError(
                    f"{place}: the row has {len(cells)} cells, but the header has {len(header)}; export it again"
                )
            else:
                yield Entry(place, dict(zip(header, cells, strict=True)))
    except csv.Error as error:
        raise UsageError(f"{name}:{lines.line_num}: this is not valid CSV: {error}") from error


def _header(place: str, cells: Sequence[str]) -> list[str]:
    header = [cell.strip() for cell in cells]
    for cell in header:
        if header.count(cell) > 1:
            raise UsageError(f"{place}: the table has two columns named {cell!r}")
    return header
