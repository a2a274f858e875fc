"""A rule is what can be wrong, and what to do about it; a problem is a rule broken at one place."""

import re
from collections.abc import Callable
from enum import StrEnum
from itertools import zip_longest
from typing import NamedTuple


class Severity(StrEnum):
    """How much a problem weighs: an error keeps its row from being sent, the others do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Example(NamedTuple):
    """A mapping as short as shows a rule broken, or kept, and what else it takes to see it."""

    text: str | bytes
    """The file that `command` names first (of a workbook, its table). A `…` is `repeated` more of what is before it."""
    command: str = "govlink check mapping.csv"
    """Of several, each has a line."""
    cloudhealth: str = ""
    """What CloudHealth has and how it answers, as a scenario of the sandbox, in YAML; none where it isn't asked.

    What it has only when the next command is run is a document of its own.
    """
    beside: tuple[tuple[str, str], ...] = ()
    """Further files that the command names, each as its name and its text."""
    circumstance: str = ""
    """What else must hold, in words: another version of a library, a signal."""
    repeated: int = 0

    @property
    def steps(self) -> list[tuple[str, str]]:
        """Each command, behind what CloudHealth has from then on; "" where that is what it had before."""
        return list(zip_longest(self.cloudhealth.split("---\n"), self.command.splitlines(), fillvalue=""))


class Rule(NamedTuple):
    """A kind of problem, stable across versions: users filter and search by its id.

    Every part is given with it, in one place: who adds a rule adds one value.
    """

    id: str
    """A family letter and three digits, such as `V103`; `batch.rules.registry` has the families."""
    name: str
    """The same in kebab-case words, such as `lost-leading-zeros`."""
    severity: Severity
    meaning: str
    """One or two sentences: what was found, and why it matters."""
    remedy: str
    """What a person does about it, in the imperative."""
    message: str
    """What happened in one case, with the names of its facts in braces, as `str.format` takes it."""
    wrong: Example
    right: Example
    """The same mapping, corrected."""
    check: Callable[[str], object] | None = None
    """Whether a value, as it is in the file, breaks the rule; where one value alone shows it."""

    def describe(self, **facts: object) -> str:
        """The message about one case."""
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
        """The rule broken at one place: the fields of `Problem`, and the facts that the message names besides."""
        message = self.describe(field=field, value=value, **facts)
        return Problem(self, source, line, message, column, row, field, value, hint, related)


class Place(NamedTuple):
    """A place in a mapping: the file as the user named it, the physical line (from 1), and perhaps a column (from 1).

    In a workbook the source is `FILE.xlsx:SHEET` and the line is the sheet's row, so that a place with a column is a
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
"""The name of a workbook and that of a sheet, which can't have these characters."""


def is_sheet(source: str) -> bool:
    """Whether a source is a sheet of a workbook."""
    return _OF_WORKBOOK.fullmatch(source) is not None


def file_and_sheet(source: str) -> tuple[str, str]:
    """Give the file of a source, and the sheet, "" where it has none."""
    found = _OF_WORKBOOK.fullmatch(source)
    return (found[1], found[2]) if found else (source, "")


def cell_name(row: int, column: int) -> str:
    """Name a cell of a sheet as spreadsheets do; `C7` is row 7, column 3."""
    return f"{column_name(column)}{row}"


def column_name(column: int) -> str:
    """Name a column (from 1) of a sheet as spreadsheets do: `C` is the third."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


class Suggestion(NamedTuple):
    """What to write in place of a value that is wrong."""

    value: str
    is_certain: bool
    """Whether it can be nothing else, so that it may be written without asking a person."""


class Problem(NamedTuple):
    """One thing that is wrong at one place.

    `column` counts characters from 1 within the physical line, where it is known. `row` is the index (from 0) of the
    mapping row that it concerns, counted over all files of the run, or None where it concerns the file as a whole.
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
    """What it probably is in this very case; it adds to the message, and repeats nothing of the remedy."""
    related: tuple[Place, ...] = ()
    suggestion: Suggestion | None = None
    """What the hint names as the value of `field`, if it names one."""

    @property
    def place(self) -> Place:
        """Where it is."""
        return Place(self.source, self.line, self.column)

    def at(self, line: int, column: int | None) -> "Problem":
        """The same at a place within the record; a line that isn't the record's first is named."""
        if line == self.line:
            return self._replace(column=column)
        place = Place(self.source, line)
        return self._replace(message=f"{self.message} (line {line})", related=(*self.related, place))

    @property
    def in_cell(self) -> "Problem":
        """The same with the cell in its message, for where only the line is given; that of a sheet is a row."""
        if not (self.column and is_sheet(self.source)):
            return self
        return self._replace(message=f"{self.message} (cell {cell_name(self.line, self.column)})")

    @property
    def statement(self) -> str:
        """What is wrong: the message, and the hint behind it."""
        return _and_then(self.message, self.hint) if self.hint else self.message

    @property
    def in_full(self) -> str:
        """What is wrong and what a person does about it, in one line."""
        return _and_then(self.statement, self.rule.remedy)

    @property
    def is_error(self) -> bool:
        """Whether it keeps its row, or the whole file, from being sent."""
        return self.rule.severity is Severity.ERROR


def _and_then(first: str, sentence: str) -> str:
    """Put a sentence behind words that may or may not end as one."""
    return f"{first}{'' if first.endswith(('.', '?')) else '.'} {sentence}"


def shown(text: str, limit: int = 40) -> str:
    r"""Make the text fit for a message: invisible characters escaped (`\u200b`), cut after `limit` characters."""
    if len(text) <= limit and text.isprintable():
        return text
    return printable(text if len(text) <= limit else text[: limit - 1] + "…")


def printable(text: str) -> str:
    """Escape what a terminal would act on or not show: control characters, zero-width ones, direction marks."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)
