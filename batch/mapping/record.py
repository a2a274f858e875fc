"""What a reader of any format yields: records in order, each with its place and its cells."""

from collections.abc import Sequence
from typing import NamedTuple

from batch.diagnostics import Problem


class Record:
    """One entry of a mapping as it is in the file, before its columns are matched with keys.

    Each format has a subclass that finds the place of a cell. A place is needed only for a problem, so a reader keeps
    what it takes to find one, and computes nothing for valid rows.
    """

    __slots__ = ("cells", "default", "is_sure", "line", "names", "problems", "source", "unread")

    is_yaml = False
    """Whether it has its own names and quotes: another reader may read an unquoted number as octal, there are no totals
    below the rows, and no cell was defused by govlink.
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
        """The name of each cell, from the header or the record itself. Records with the same names share one tuple."""
        self.cells = cells
        """The text of each cell exactly as found; one per name."""
        self.default = default
        """The customer for a record that names none, if the file names one above it."""
        self.problems = problems
        """The problems that the reader found in it."""
        self.is_sure = is_sure
        """Whether its cells were read reliably. If not, it already has a problem, and checking them only adds noise."""
        self.unread = unread
        """Names of cells with unreadable values, already a problem: they are neither checked nor reported missing."""

    def place(self, cell: int) -> tuple[int, int | None]:
        """Return the line and the column (from 1) of a cell, by its number; the column is None if it isn't known."""
        raise NotImplementedError

    def place_of_name(self, cell: int) -> tuple[int, int | None]:
        """Return the place of a cell's name, in a format where each record has its own names."""
        raise NotImplementedError

    def is_plain(self, cell: int) -> bool:  # noqa: ARG002 - for formats that have quotes
        """Whether a cell is unquoted, in a format where quotes make a difference."""
        return False


class Default(NamedTuple):
    """A customer that a file names for the records below."""

    source: str
    client_api_id: str
    """Empty if it could not be read, which is already a problem: the records below have an unknown customer."""
    line: int
    column: int | None


Item = Record | Default | Problem
"""What a reader yields, in the file's order; a problem among these concerns the file as a whole."""
