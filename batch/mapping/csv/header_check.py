"""What is wrong with the header of a CSV file, and whether it is a header at all."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from batch.diagnostics import Problem, Rule, shown
from batch.mapping.columns import Guess, folded, is_reserved, key_of, question, suggestion, way_out
from batch.mapping.csv.cells import cell_columns, rows_within
from batch.mapping.csv.records import Broken
from batch.mapping.options import ReadOptions
from batch.rules import files, headers, records

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
"""Between the columns of a mapping, and how people call them."""
_OTHER_SEPARATORS = {"|": "vertical bars (|)", ":": "colons", "^": "carets (^)", "~": "tildes (~)", " ": "spaces"}
_LANGUAGES = {
    r"\s*<[!?A-Za-z]": ("HTML or XML", None),
    r"\s*(?:\[\s*)?(?:\{|\[\s*$)": ("JSON", "JSON is YAML as well, so it can be read from a file that is named .yaml."),
}
"""Starts of files that are named .csv for no good reason, as patterns; what they are, and a hint."""
_SURELY = 2
"""So many keys in one line are no accident."""
_SIDES = (("commercial_owner_id", "commercial_acct_id"), ("govcloud_owner_id", "govcloud_acct_id"))


class Candidate(NamedTuple):
    """A record that may be the header, read with one of the separators."""

    separator: str
    line: int
    cells: tuple[str, ...]
    keys: int
    """How many of its cells name a key."""
    lines: tuple[str, ...]
    """As it stands in the file."""
    flaw: Broken | None


class Head:
    """The start of a file, down to the record that is most likely the header.

    `above` are the records above it, `below` the first ones below it, `comments` the lines above that begin with `#`,
    with their numbers; `declared` is the separator of a `sep=` line, `renamed` folded header to key, from `--column`.
    """

    def __init__(
        self,
        name: str,
        best: Candidate,
        *,
        above: Sequence[Candidate],
        below: Sequence[Candidate],
        comments: Sequence[tuple[int, str]],
        declared: str | None,
        renamed: Mapping[str, str],
    ) -> None:
        self.best = best
        self.above = above
        self.below = below
        self.comments = comments
        self.declared = declared
        self.renamed = renamed
        self._name = name

    @cached_property
    def _columns(self) -> list[int]:
        # Found once: a header of thousands of wrong names would be gone through for each of them.
        return list(cell_columns(self.best.lines[0], self.best.separator))

    def problem(
        self,
        code: Rule,
        message: str,
        *,
        column: int | None = None,
        field: str | None = None,
        hint: str | None = None,
    ) -> Problem:
        """Make a problem of the header."""
        return Problem(code, self._name, self.best.line, message, column=column, field=field, hint=hint)

    def problem_of_name(
        self, code: Rule, message: str, place: int, field: str | None = None, hint: str | None = None
    ) -> Problem:
        """Make a problem of the header's cell at `place` (from 0)."""
        column = self._columns[place] if place < len(self._columns) else None
        problem = self.problem(code, message, column=column, field=field, hint=hint)
        return problem._replace(value=shown(self.best.cells[place]))

    def guess(self, place: int, *, taken: frozenset[str] = frozenset()) -> Guess | None:
        """Give the key that the name of the column at `place` could be meant for, and isn't taken for."""
        name = self.best.cells[place]
        return None if key_of(name, self.renamed) or is_reserved(name) else suggestion(name, taken=taken)

    def is_meant(self, place: int, guess: Guess) -> bool:
        """Tell whether the guess holds, given the first values below the name."""
        return guess.holds_for(row.cells[place] for row in self.below if place < len(row.cells))

    @cached_property
    def taken(self) -> frozenset[str]:
        """The keys that have a column."""
        named = (key_of(cell, self.renamed) for cell in self.best.cells)
        return frozenset(key for key in named if key).union(self.renamed.values())

    def names_keys(self, line: str, separator: str) -> bool:
        """Tell whether a line would be the header, were it separated so."""
        names = line.replace('"', "").split(separator)
        return sum(key_of(name, self.renamed) is not None for name in names) >= _SURELY


def about_header(head: Head, options: ReadOptions) -> Iterator[Problem]:
    """Say what is wrong; where the header can't be read as such, the cause alone."""
    best = head.best
    if best.flaw and best.flaw.code is not records.STRAY_QUOTE:
        return  # whoever reads the records tells of it
    if best.flaw and best.keys:
        yield head.problem(headers.BROKEN_HEADER, f"in the header {best.flaw.message}", column=best.flaw.column)
        return
    places = [place for place, cell in enumerate(best.cells) if key_of(cell, head.renamed)]
    if any(rows_within(best.cells, best.separator, places)):
        yield head.problem(headers.BROKEN_HEADER, "a quoted name in the header goes on over lines that read as rows")
        return
    if not best.keys and (cause := _no_table(head) or _why_no_key(head)):
        yield cause
        return
    yield from _about_lines_above(head)
    yield from _about_names(head)
    yield from _about_missing(head, options)


def _no_table(head: Head) -> Problem | None:
    first = min([*head.above, head.best], key=lambda found: found.line)
    for start, (language, hint) in _LANGUAGES.items():
        if re.match(start, first.lines[0]):
            problem = head.problem(files.NOT_A_TABLE, f"this is {language}, not a table", hint=hint)
            return problem._replace(line=first.line)
    return None


def _why_no_key(head: Head) -> Problem | None:
    best = head.best
    line = best.lines[0].strip()
    if len(best.cells) == 1 and line.startswith('"') and any(head.names_keys(line, one) for one in SEPARATORS):
        message = "the whole line stands in quotes, so it is a single cell"
        return head.problem(headers.UNKNOWN_SEPARATOR, message)
    for separator, called in (SEPARATORS | _OTHER_SEPARATORS).items():
        if head.names_keys(line, separator):
            declared = f", but the file says sep={head.declared}" if head.declared else ""
            return head.problem(headers.UNKNOWN_SEPARATOR, f"the columns are separated by {called}{declared}")
    commented = [line for line, text in head.comments if head.names_keys(text.lstrip("# "), best.separator)]
    if commented or any(cell.isdecimal() for cell in best.cells):
        message = "the first line holds values, not the names of columns"
        hint = f"Line {commented[0]} names columns, but begins with #, so it is a comment." if commented else None
        return head.problem(headers.NO_HEADER, message, hint=hint)
    return None


def _about_lines_above(head: Head) -> Iterator[Problem]:
    best = head.best
    keyed = [place for place, cell in enumerate(best.cells) if key_of(cell, head.renamed)]
    rows = [found for found in head.above if len(found.cells) == len(best.cells) and _holds_numbers(found, keyed)]
    if rows:
        message = f"the header is line {best.line}, and above it stand rows, the first on line {rows[0].line}"
        yield head.problem(headers.HEADER_BELOW_ROWS, message)
    elif head.above:
        message = f"the header is line {best.line}, and there are lines above it"
        yield head.problem(headers.TITLE_ROWS, message)._replace(line=head.above[0].line)


def _holds_numbers(found: Candidate, places: list[int]) -> bool:
    cells = [found.cells[place].strip() for place in places]
    return sum(cell.isdecimal() for cell in cells) >= _SURELY


def _about_names(head: Head) -> Iterator[Problem]:
    best, renamed = head.best, head.renamed
    seen: dict[str, int] = {}
    for place, cell in enumerate(best.cells):
        plain, known = folded(cell), key_of(cell, renamed)
        if not plain:
            yield head.problem_of_name(headers.BLANK_COLUMN, f"column {place + 1} has no name", place)
        elif plain in seen:
            message = f"columns {seen[plain] + 1} and {place + 1} are both named {shown(cell)}"
            yield head.problem_of_name(headers.DUPLICATE_COLUMN, message, place, known)
        elif (guess := head.guess(place, taken=head.taken)) and head.is_meant(place, guess):
            yield _misspelled(head, place, guess)
        seen.setdefault(plain, place)


def undecided(head: Head) -> Iterator[tuple[int, Guess, Problem]]:
    """Give the columns that are meant for a key if numbers come yet, each with the problem that it then is."""
    for place in range(len(head.best.cells)):
        guess = head.guess(place, taken=head.taken)
        if guess and not head.is_meant(place, guess):
            yield place, guess, _misspelled(head, place, guess)


def _misspelled(head: Head, place: int, guess: Guess) -> Problem:
    name, key = head.best.cells[place], guess.key
    message = f"the column {shown(name)} is not known; {question(name, key)}"
    return head.problem_of_name(headers.MISSPELLED_COLUMN, message, place, key, way_out(name, key))


def _about_missing(head: Head, options: ReadOptions) -> Iterator[Problem]:
    cells = head.best.cells
    names = {folded(cell) for cell in cells}
    for key, header in options.columns.items():
        if folded(header) not in names:
            yield head.problem(headers.NO_SUCH_COLUMN, f"there is no column {shown(header)}", field=key)
    held = {key_of(cell, head.renamed) for cell in cells}
    guesses = ((place, head.guess(place)) for place in range(len(cells)))
    meant = {guess.key for place, guess in guesses if guess and head.is_meant(place, guess)}
    for side in _SIDES:
        if not (held | meant).intersection(side):
            message = f"there is no column {side[0]} or {side[1]}"
            yield head.problem(headers.MISSING_COLUMN, message, field=side[0])
