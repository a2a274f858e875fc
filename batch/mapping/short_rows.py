"""Rows of a table that end before its header does: what is missing may be empty, or stand for a cell within the row.

A spreadsheet leaves out separators behind the last value of a row, so a row is read that lacks nothing but columns of
the user's own. Where a cell is missing within the row, each key behind that cell has the value of a column further to
the right, and the last key has that of a column of the user's own: mostly no number at all. It passes for an account
only where a column behind the keys holds such numbers (the payer's, say; where the key is an id of CloudHealth, any),
as its name or other rows show, which may all be short. Likewise the number of a key may be in a column of the user's
own that holds none elsewhere.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache, cached_property

from batch.diagnostics import shown
from batch.ids import OWNER_DIGITS
from batch.mapping.guesses import likeness
from batch.mapping.header import Header
from batch.mapping.looks import is_like_an_account, is_number
from batch.mapping.record import Record
from batch.mapping.rows import KEYS, SIDES

Again = Callable[[], Iterable[Sequence[str]]]
"""Gives the cells of all records of a table anew."""


class ShortRows:
    """Decides about the short rows below a header."""

    def __init__(self, header: Header[Record], again: Again) -> None:
        self._names = header.names
        self._keys = header.key_cells
        self._customer = header.keys.index(KEYS[0]) if KEYS[0] in header.keys else None
        self._own_from = header.own_from
        self._own = [at for at in range(len(header.names)) if at not in self._keys]
        self._ids = {at for at in self._keys if not str(header.keys[at]).endswith("_owner_id")}
        """The columns of keys that hold CloudHealth's ids, the others AWS account numbers."""
        self._width = len(header.record.cells)
        """The columns with the nameless ones behind the last name, whose separators show a slip as well."""
        self._again = again
        self._with = cache(self._columns_with)

    def lacks_own_cells_only(self, cells: Sequence[str]) -> bool:
        """Whether the cells of a row are surely in their columns, and those that are missing are the user's own."""
        last = cells[self._last_key(cells)]
        is_short = self._own_from <= len(cells) < len(self._names)
        return is_short and (not last or is_number(last)) and not self.why_slipped(cells)

    def why_slipped(self, cells: Sequence[str]) -> str | None:
        """Say what speaks for a cell that is missing within a row; `cells` are all that it has."""
        last = self._last_key(cells)
        slips = range(1, self._width - len(cells) + 1)
        numbers = [at for at, cell in enumerate(cells[: len(self._names)]) if is_like_an_account(cell)]
        accounts = self._with_accounts.union(self._keys) - self._ids
        for at in numbers:
            if at in self._ids and (at == self._customer or len(cells[at]) == OWNER_DIGITS):
                return f"Column {shown(self._names[at])} has an AWS account number."
            is_stray = at not in self._keys and at not in self._with_accounts
            if is_stray and (at < last or any(at + by in accounts for by in slips)):
                return f"Column {shown(self._names[at])} has an account number here, and in no complete row."
        is_one = is_number if last in self._ids else is_like_an_account
        if not is_one(cells[last]):
            return None
        # A number that is at home in its column speaks against a slip, unless it would be in the other one as well.
        homes = self._with(is_one, self._longest)
        alike = (at for at in self._keys if at < len(cells) and (at in self._ids) == (last in self._ids))
        may_hold = self._with(is_one).union(alike)
        at_home = [at for at in range(last + 1, min(len(cells), len(self._names))) if at in homes and is_one(cells[at])]
        for by in slips:
            if may_hold.issuperset(at + by for at in (last, *at_home)):
                return f"A number of column {shown(self._names[last + by])} may be in the place of a key."
        return None

    def _last_key(self, cells: Sequence[str]) -> int:
        """Give the column of the last key that the row has."""
        return max((key for key in self._keys if key < len(cells) and cells[key]), default=0)

    @cached_property
    def _with_accounts(self) -> set[int]:
        return self._with(is_like_an_account, self._longest)

    @cached_property
    def _longest(self) -> int:
        """How many cells the rows have that lack none, or the fewest."""
        return min(max((len(cells) for cells in self._again()), default=0), len(self._names))

    def _columns_with(self, is_one: Callable[[str], bool], at_least: int = 0) -> set[int]:
        """The user's own columns that hold such by their name, or by their values in rows of at least so many cells."""
        by_name = {at for at in self._own for side in SIDES if likeness(self._names[at], side)}
        rows = (cells for cells in self._again() if len(cells) >= at_least)
        return by_name.union(at for cells in rows for at in self._own if at < len(cells) and is_one(cells[at]))
