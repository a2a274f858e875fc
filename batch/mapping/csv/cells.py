"""Where things stand within a line of CSV, and whether a line could be a row of its own."""

import re
from functools import cache


def cell_column(line: str, separator: str, place: int) -> int | None:
    """Give the column (from 1) at which a cell starts; None where the line does not reach so far.

    `line` is the first line of a record; a quoted line break carries the later cells to the lines below.
    """
    cell, start = _cell(separator), 0
    for _ in range(place):
        end = cell.match(line, start)
        start = end.end() + 1 if end else len(line) + 1
        if start > len(line) or line[start - 1] != separator:
            return None
    return start + 1


def stray_quote_column(line: str, separator: str) -> int | None:
    """Give the column (from 1) of the first quote that stands where it must not; None where the line has none."""
    cell, start = _cell(separator), 0
    while (end := cell.match(line, start)) and line.startswith(separator, end.end()):
        start = end.end() + 1
    return line.find('"', start) + 1 or None


def reads_as_row(line: str, separator: str, width: int) -> bool:
    """Tell whether a line that is part of a quoted cell could be a row: as many separators, and a number."""
    if line.count(separator) < width - 1:
        return False
    return any(cell.strip(' "\r\n').isdecimal() for cell in line.split(separator))


@cache
def _cell(separator: str) -> re.Pattern[str]:
    return re.compile(rf'"(?:[^"]|"")*+"|[^"{separator}\r\n]*+')


@cache
def well_formed(separator: str) -> re.Pattern[str]:
    """Match a record that keeps the rules of RFC 4180 for quotes."""
    cell = rf'(?:"(?:[^"]|"")*+"|[^"{separator}\r\n]*+)'
    return re.compile(rf"{cell}(?:{separator}{cell})*+(?:\r\n|\r|\n)?")
