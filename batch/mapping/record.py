"""What a reader gives, whatever the format: records in order, each with its place and its cells."""

from collections.abc import Sequence
from typing import NamedTuple

from batch.diagnostics import Problem


class Record:
    """One entry of a mapping as it is in the file, before anybody has asked what its columns mean.

    A format makes a subclass that finds the place of a cell. It is asked for only where something is wrong, so a reader
    keeps what it takes to find it, and computes nothing for sound rows.
    """

    __slots__ = ("cells", "default", "is_sure", "line", "names", "problems", "source", "unread")

    is_yaml = False
    """Whether it has names and quotes of its own: another reader may take an unquoted number for octal, no total is
    below the rows, and nothing that govlink has defused comes back.
    """

    def __init__(
        self,
        source: str,
        line: int,
        names: tuple[str, ...],
        cells: Sequence[str],
        *,
        default: "Default | None" = None,
        problems: tuple[Problem, ...] = (),
        is_sure: bool = True,
        unread: tuple[str, ...] = (),
    ) -> None:
        self.source = source
        self.line = line
        """The physical line (from 1) on which it starts."""
        self.names = names
        """The name of each cell: the header's, or the record's own. Alike records share one tuple."""
        self.cells = cells
        """The text of each cell exactly as found; as many as there are names."""
        self.default = default
        """The customer of a record that names none, where the file has one above it."""
        self.problems = problems
        """What the reader found wrong with it."""
        self.is_sure = is_sure
        """Whether its cells are what they seem; if not, there is a problem, and checking them would only make noise."""
        self.unread = unread
        """Names of cells with an unreadable value, which is a problem by itself: not checked, missed or claimed."""

    def place(self, cell: int) -> tuple[int, int | None]:
        """Give the line and the column (from 1) of a cell, by its number; the column is None where it isn't known."""
        raise NotImplementedError

    def place_of_name(self, cell: int) -> tuple[int, int | None]:
        """Give the same of the cell's name, in a format where each record has its own."""
        raise NotImplementedError

    def is_plain(self, cell: int) -> bool:  # noqa: ARG002 - for formats that have quotes
        """Whether a cell is unquoted in a format where quotes make a difference."""
        return False


class Default(NamedTuple):
    """A customer that a file names for the records below."""

    source: str
    client_api_id: str
    """Empty where it could not be read, for which there is a problem: the records below have one, but it is unknown."""
    line: int
    column: int | None


Item = Record | Default | Problem
"""What a reader gives, in the file's order; a problem among them concerns the file as a whole."""
