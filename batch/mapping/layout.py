"""Find out how a CSV file is laid out: its separator, the line of its header, and which column holds which key."""

import csv
import io
import re
from collections.abc import Iterator
from typing import NamedTuple

from batch.codes import files, headers
from batch.diagnostics import Code, Problem, shown
from batch.mapping.columns import folded, is_reserved, key_of, suggestion
from batch.mapping.options import ReadOptions
from batch.mapping.rows import KEYS
from batch.spreadsheet import restore

_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
_LOOK_AHEAD = 15
"""Records among which the header is looked for: reports have a title of a few lines, not of a page."""
_UNTRUSTED = (
    headers.MISSING_COLUMN,
    headers.MISSPELLED_COLUMN,
    headers.DUPLICATE_COLUMN,
    headers.NO_SUCH_COLUMN,
    headers.NO_HEADER,
)
_SIDES = (("commercial_owner_id", "commercial_acct_id"), ("govcloud_owner_id", "govcloud_acct_id"))


class Layout(NamedTuple):
    """How to read the records below the header."""

    separator: str
    header_line: int
    header: tuple[str, ...]
    places: tuple[int | None, ...]
    """Per key of KEYS its column (from 0), or None."""
    own: tuple[tuple[int, str], ...]
    """The user's own columns: place and name."""
    defused: bool
    """govlink wrote this file, so a leading apostrophe in the user's own columns is govlink's."""
    problems: tuple[Problem, ...]

    @property
    def is_trusted(self) -> bool:
        """Whether the keys are where the header says; if not, judging the values would only make noise."""
        return not any(problem.code in _UNTRUSTED for problem in self.problems)


class _Candidate(NamedTuple):
    separator: str
    line: int
    cells: tuple[str, ...]
    keys: int


def find_layout(name: str, head: str, first_line: int, usual: str, options: ReadOptions) -> Layout | None:
    """Read the layout off the lines from `first_line` on; None where there is no record among them.

    `usual` is the separator that the file's ending promises.
    """
    renamed = {folded(header): key for key, header in options.columns.items()}
    told = _told_separator(head)
    separators = [told] if told else sorted(_SEPARATORS, key=lambda separator: separator != usual)
    candidates = [found for separator in separators for found in _candidates(head, first_line, separator, renamed)]
    if not candidates:
        return None
    best = max(candidates, key=lambda found: (found.keys, len(found.cells) if found.keys else 0, -found.line))
    if not best.keys:  # no key anywhere: the first record is what the user meant as header
        best = max((found for found in candidates if found.line == candidates[0].line), key=lambda f: len(f.cells))
    first = min(found.line for found in candidates)
    problems = list(_about_header(name, best, renamed, options, first))
    if best.separator != usual and not told:
        message = f"the columns are separated by {_SEPARATORS[best.separator]}"
        problems.append(_problem(files.UNUSUAL_SEPARATOR, name, best.line, message))
    keys = [key_of(cell, renamed) for cell in best.cells]
    defused = any(is_reserved(cell) for cell in best.cells)
    return Layout(
        separator=best.separator,
        header_line=best.line,
        header=best.cells,
        places=tuple(keys.index(key) if key in keys else None for key in KEYS),
        own=tuple(
            (place, restore(cell) if defused else cell)
            for place, (cell, key) in enumerate(zip(best.cells, keys, strict=True))
            if key is None and not is_reserved(cell)
        ),
        defused=defused,
        problems=tuple(problems),
    )


def _told_separator(head: str) -> str | None:
    told = re.match("sep=([,;\t])[\r\n]", head, re.IGNORECASE)
    return told[1] if told else None


def _candidates(head: str, first_line: int, separator: str, renamed: dict[str, str]) -> Iterator[_Candidate]:
    is_new_record = True

    def lines() -> Iterator[str]:
        nonlocal is_new_record
        for line in io.StringIO(head, newline=""):
            # Within a quoted name, a line that begins so is no comment.
            is_comment = is_new_record and line.startswith("#")
            is_new_record = False
            yield "\n" if is_comment else line

    reader = csv.reader(lines(), delimiter=separator, strict=True)
    last = first_line - 1
    found = 0
    while found < _LOOK_AHEAD:
        is_new_record = True
        try:
            cells = next(reader, None)
        except csv.Error:
            cells = []
        if cells is None:
            return
        line, last = last + 1, first_line - 1 + reader.line_num
        if not any(cells) or (line == 1 and cells[0].casefold().startswith("sep=")):
            continue
        found += 1
        yield _Candidate(separator, line, tuple(cells), sum(key_of(cell, renamed) is not None for cell in cells))


def _about_header(
    name: str, best: _Candidate, renamed: dict[str, str], options: ReadOptions, first: int
) -> Iterator[Problem]:
    if not best.keys and any(cell.isdecimal() for cell in best.cells):
        yield _problem(headers.NO_HEADER, name, best.line, "the first line holds values, not the names of columns")
        return
    if first < best.line:
        message = f"the header is line {best.line}, and there are lines above it"
        yield _problem(headers.TITLE_ROWS, name, first, message)
    yield from _about_columns(name, best, renamed)
    held = {key_of(cell, renamed) for cell in best.cells}
    for header in options.columns.values():
        if folded(header) not in {folded(cell) for cell in best.cells}:
            yield _problem(headers.NO_SUCH_COLUMN, name, best.line, f"there is no column {shown(header)}")
    meant = {suggestion(cell) for cell in best.cells if not key_of(cell, renamed)}
    for side in _SIDES:
        if not (held | meant).intersection(side):
            yield _problem(headers.MISSING_COLUMN, name, best.line, f"there is no column {side[0]} or {side[1]}")


def _about_columns(name: str, best: _Candidate, renamed: dict[str, str]) -> Iterator[Problem]:
    taken = frozenset(key for cell in best.cells if (key := key_of(cell, renamed))).union(renamed.values())
    seen: dict[str, int] = {}
    for number, cell in enumerate(best.cells, start=1):
        plain = folded(cell)
        if not plain:
            yield _problem(headers.BLANK_COLUMN, name, best.line, f"column {number} has no name")
        elif plain in seen:
            message = f"columns {seen[plain]} and {number} are both named {shown(cell)}"
            yield _problem(headers.DUPLICATE_COLUMN, name, best.line, message, cell)
        elif not key_of(cell, renamed) and not is_reserved(cell) and (key := suggestion(cell, taken=taken)):
            message = f"the column {shown(cell)} is not known; did you mean {key}?"
            yield _problem(headers.MISSPELLED_COLUMN, name, best.line, message, cell)
        seen.setdefault(plain, number)


def _problem(code: Code, name: str, line: int, message: str, value: str | None = None) -> Problem:
    return Problem(code, name, line, message, value=None if value is None else shown(value))
