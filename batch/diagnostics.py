"""A rule is a kind of problem and what to do about it; a problem is a rule broken at one place."""

import re
from collections.abc import Callable
from enum import StrEnum
from itertools import zip_longest
from typing import NamedTuple


class Severity(StrEnum):
    """How serious a problem is: an error keeps its row from being sent, the others do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Example(NamedTuple):
    """A short mapping that breaks or follows a rule, and whatever else is needed to reproduce that."""

    text: str | bytes
    """The first file that `command` names (of a workbook, its table); `…` is `repeated` more of the last character."""
    command: str = "govlink check mapping.csv"
    """Several commands have one line each."""
    cloudhealth: str = ""
    """What CloudHealth has and how it answers, as a sandbox scenario in YAML; "" if it isn't asked.

    A second YAML document is what it has when the next command runs.
    """
    other_files: tuple[tuple[str, str], ...] = ()
    """Further files that the command names: name and text of each."""
    circumstance: str = ""
    """What else must hold, for people to read: a library without an extension, a signal."""
    repeated: int = 0

    @property
    def steps(self) -> list[tuple[str, str]]:
        """Each command, preceded by what CloudHealth has from then on, "" if that didn't change."""
        return list(zip_longest(self.cloudhealth.split("---\n"), self.command.splitlines(), fillvalue=""))


class Rule(NamedTuple):
    """A kind of problem, stable across versions: users filter and search by its id.

    All parts of a rule are in one place: adding a rule means adding one value.
    """

    id: str
    """A family letter and three digits, such as `V103`; `batch.rules.registry` has the families."""
    name: str
    """A name in kebab case, such as `lost-leading-zeros`."""
    severity: Severity
    meaning: str
    """One or two sentences: what was found, and why it matters."""
    remedy: str
    """What to do about it, in the imperative."""
    message: str
    """What happened in one case, as a template for `str.format` with its facts in braces."""
    wrong: Example
    right: Example
    """The same mapping, corrected."""
    check: Callable[[str], object] | None = None
    """Whether a value, exactly as in the file, breaks the rule; for rules about a single value."""

    def describe(self, **facts: object) -> str:
        """Return the message about one case."""
        return self.message.format(**facts)

    def problem(
        self,
        source: str,
        line: int,
        *,
        column: int | None = None,
        row: int | None = None,
        field: str | None = None,
        value: str | None = None,
        hint: str | None = None,
        related: "tuple[Place, ...]" = (),
        **facts: object,
    ) -> "Problem":
        """Return a problem with this rule, from the fields of `Problem` and the other facts that the message needs."""
        message = self.describe(field=field, value=value, **facts)
        return Problem(self, source, line, message, column, row, field, value, hint, related)


class Place(NamedTuple):
    """A place in a mapping: the file as the user named it, the physical line (from 1), and perhaps a column (from 1).

    In a workbook, the source is `FILE.xlsx:SHEET` and the line is the sheet's row, so that a place with a column is a
    cell: `FILE.xlsx:SHEET!C7`.
    """

    source: str
    line: int
    column: int | None = None

    def __str__(self) -> str:
        if self.column is None:
            return f"{self.source}:{self.line}"
        if is_sheet(self.source):
            return f"{self.source}!{cell_name(self.line, self.column)}"
        return f"{self.source}:{self.line}:{self.column}"


_OF_WORKBOOK = re.compile(r"(.*\.xlsx):([^:\\/?*\[\]]+)", re.IGNORECASE | re.DOTALL)
"""The name of a workbook and of a sheet; a sheet's name can't have these characters."""


def is_sheet(source: str) -> bool:
    """Whether a source is a sheet of a workbook."""
    return _OF_WORKBOOK.fullmatch(source) is not None


def file_and_sheet(source: str) -> tuple[str, str]:
    """Return the file of a source and its sheet, "" if it has none."""
    found = _OF_WORKBOOK.fullmatch(source)
    return (found[1], found[2]) if found else (source, "")


def cell_name(row: int, column: int) -> str:
    """Return a cell's name as in a spreadsheet: `C7` is row 7, column 3."""
    return f"{column_name(column)}{row}"


def column_name(column: int) -> str:
    """Return a column's name as in a spreadsheet: `C` for column 3 (from 1)."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


class Suggestion(NamedTuple):
    """What to write in place of a wrong value."""

    value: str
    is_certain: bool
    """Whether it can be nothing else, so that it may be written without asking a person."""


class Problem(NamedTuple):
    """One thing that is wrong at one place.

    `column` counts characters from 1 within the physical line, if it is known. `row` is the index (from 0) of the
    mapping row that it concerns, counted across all files of the run, or None if it concerns the file as a whole.
    `value` is the offending text, shortened, with invisible characters escaped.
    """

    rule: Rule
    source: str
    line: int
    message: str
    column: int | None = None
    row: int | None = None
    field: str | None = None
    value: str | None = None
    hint: str | None = None
    """What the cause probably is in this case; it adds to the message and doesn't repeat the remedy."""
    related: tuple[Place, ...] = ()
    suggestion: Suggestion | None = None
    """The value for `field` that the hint names, if it names one."""

    @property
    def place(self) -> Place:
        """The place of the problem."""
        return Place(self.source, self.line, self.column)

    def at(self, line: int, column: int | None) -> "Problem":
        """Return the problem at a place within the record; the message names a line other than the record's first."""
        if line == self.line:
            return self._replace(column=column)
        place = Place(self.source, line)
        return self._replace(message=f"{self.message} (line {line})", related=(*self.related, place))

    @property
    def in_cell(self) -> "Problem":
        """The problem with its cell in the message, for reports that show only the line (a row of the sheet)."""
        if not (self.column and is_sheet(self.source)):
            return self
        return self._replace(message=f"{self.message} (cell {cell_name(self.line, self.column)})")

    @property
    def statement(self) -> str:
        """What is wrong: the message followed by the hint."""
        return _and_then(self.message, self.hint) if self.hint else self.message

    @property
    def in_full(self) -> str:
        """What is wrong and what to do about it, in one line."""
        return _and_then(self.statement, self.rule.remedy)

    @property
    def is_error(self) -> bool:
        """Whether it keeps its row, or the whole file, from being sent."""
        return self.rule.severity is Severity.ERROR


def _and_then(first: str, sentence: str) -> str:
    """Append a sentence to text that may or may not end with a period."""
    return f"{first}{'' if first.endswith(('.', '?')) else '.'} {sentence}"


def shown(text: str, limit: int = 40) -> str:
    r"""Return text for a message: invisible characters are escaped (`\u200b`), and `limit` characters are kept."""
    if len(text) <= limit and text.isprintable():
        return text
    return printable(text if len(text) <= limit else text[: limit - 1] + "…")


def printable(text: str) -> str:
    """Escape what a terminal would act on or not show: control characters, zero-width characters, direction marks."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)
