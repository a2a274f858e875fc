"""Find out how a CSV file is laid out: its separator, the line of its header, and which column holds which key."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from batch.diagnostics import Problem
from batch.mapping.columns import Guess, folded, is_reserved, key_of
from batch.mapping.csv.header_check import SEPARATORS, Candidate, Head, about_header, undecided
from batch.mapping.csv.quotes import Feed, QuotedRecords
from batch.mapping.options import ReadOptions
from batch.mapping.rows import KEYS
from batch.mapping.text import split_lines
from batch.rules import files, headers
from batch.spreadsheet import restore

_LOOK_AHEAD = 15
"""Records among which the header is looked for: reports have a title of a few lines, not of a page."""
_NOTHING = ",; \t\v\f\xa0"
"""A line of these alone is no header, whatever separates the columns."""
_UNTRUSTED = (
    headers.MISSING_COLUMN,
    headers.MISSPELLED_COLUMN,
    headers.DUPLICATE_COLUMN,
    headers.NO_SUCH_COLUMN,
    headers.NO_HEADER,
    headers.BROKEN_HEADER,
    headers.UNKNOWN_SEPARATOR,
)


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
    is_trusted: bool
    """Whether the keys are where the header says; if not, judging the values would only make noise."""
    problems: tuple[Problem, ...]
    undecided: tuple[tuple[int, Guess, Problem], ...]
    """Columns that are meant for a key if numbers come further down, and the problem that each then is."""

    @property
    def is_known(self) -> bool:
        """Whether the header was found at all; if not, nobody knows how many cells a row should have."""
        return any(place is not None for place in self.places)


def find_layout(name: str, head: str, first_line: int, usual: str, options: ReadOptions) -> Layout | None:
    """Read the layout off the lines from `first_line` on; None where there is no record among them.

    `usual` is the separator that the file's ending promises.
    """
    renamed = {folded(header): key for key, header in options.columns.items()}
    lines = split_lines(head)
    declared = _declared_separator(lines)
    separators = [declared] if declared else sorted(SEPARATORS, key=lambda separator: separator != usual)
    candidates = [found for separator in separators for found in _candidates(lines, first_line, separator, renamed)]
    if not candidates:
        return None
    best = max(candidates, key=lambda found: (found.keys, len(found.cells) if found.keys else 0, -found.line))
    if not best.keys:  # no key anywhere: the first record is what the user meant as header
        best = max((found for found in candidates if found.line == candidates[0].line), key=lambda f: len(f.cells))
    above = [found for found in candidates if found.separator == best.separator and found.line < best.line]
    comments = [
        (at, line) for at, line in enumerate(lines, start=first_line) if line.startswith("#") and at < best.line
    ]
    below = [found for found in candidates if found.separator == best.separator and found.line > best.line]
    read = Head(name, best, above=above, below=below, comments=comments, declared=declared, renamed=renamed)
    problems = list(about_header(read, options))
    if best.separator != usual and not declared:
        message = f"the columns are separated by {SEPARATORS[best.separator]}"
        problems.append(Problem(files.UNUSUAL_SEPARATOR, name, best.line, message))
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
        is_trusted=not (best.flaw or any(problem.code in _UNTRUSTED for problem in problems)),
        problems=tuple(problems),
        undecided=tuple(undecided(read)),
    )


def _declared_separator(lines: list[str]) -> str | None:
    """Give the separator that a line `sep=;` above everything but comments tells."""
    first = next((line for line in lines if line.strip() and not line.startswith("#")), "")
    line = re.fullmatch("\ufeff?sep=([,;\t])[\r\n]*", first, re.IGNORECASE)
    return line[1] if line else None


def _candidates(lines: list[str], first_line: int, separator: str, renamed: dict[str, str]) -> Iterator[Candidate]:
    found = 0
    feed = Feed(lines, iter(()), first_line)
    for start, cells, flaw in QuotedRecords(separator).read(feed):
        if not "".join(cells).strip(_NOTHING):
            continue
        if not found and lines[start].lstrip('\ufeff"').casefold().startswith("sep="):
            continue
        names = tuple(cell.replace('"', "") for cell in cells) if flaw else tuple(cells)
        keys = sum(key_of(cell, renamed) is not None for cell in names)
        yield Candidate(separator, first_line + start, names, keys, tuple(lines[start : feed.at]), flaw)
        found += 1
        if found == _LOOK_AHEAD:
            return
