"""Rows of a table that are shorter than its header: cells are missing at the end, or one within the row.

A spreadsheet leaves out the separators after the last value of a row, so a row that lacks only columns of the user's
own is read. But if a cell within the row is missing, every value after it has slipped one column to the left, and the
last key has the value of one of the user's own columns. That value is usually no number. It can be mistaken for an
account only if a column after the keys holds such numbers (the payer's, for example; or any number, if the key is a
CloudHealth id). The column's name or other rows show that, although all other rows may be short as well. Conversely, a
key's number may have slipped into one of the user's own columns that has no number in other rows.
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
"""Yields the cells of all records of a table again."""


class ShortRows:
    """Decides whether short rows below a header can be read."""

    def __init__(self, header: Header[Record], again: Again) -> None:
        self._names = header.names
        self._keys = header.key_cells
        self._customer = header.keys.index(KEYS[0]) if KEYS[0] in header.keys else None
        self._own_from = header.own_from
        self._own = [at for at in range(len(header.names)) if at not in self._keys]
        self._ids = {at for at in self._keys if not str(header.keys[at]).endswith("_owner_id")}
        """The key columns for CloudHealth ids; the other key columns are for AWS account numbers."""
        self._width = len(header.record.cells)
        """The number of columns with nameless ones after the last name, whose separators also show slipped cells."""
        self._again = again
        self._with = cache(self._columns_with)

    def lacks_own_cells_only(self, cells: Sequence[str]) -> bool:
        """Whether a row's cells are certainly in their columns, and only the user's own columns are missing."""
        last = cells[self._last_key(cells)]
        is_short = self._own_from <= len(cells) < len(self._names)
        return is_short and (not last or is_number(last)) and not self.why_slipped(cells)

    def why_slipped(self, cells: Sequence[str]) -> str | None:
        """Return the evidence that a cell within the row is missing, or None; `cells` are all of the row's."""
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
        # A number that is at home in its column is evidence against a slip, unless it fits the next column as well.
        homes = self._with(is_one, self._longest)
        alike = (at for at in self._keys if at < len(cells) and (at in self._ids) == (last in self._ids))
        may_hold = self._with(is_one).union(alike)
        at_home = [at for at in range(last + 1, min(len(cells), len(self._names))) if at in homes and is_one(cells[at])]
        for by in slips:
            if may_hold.issuperset(at + by for at in (last, *at_home)):
                return f"A number of column {shown(self._names[last + by])} may be in the place of a key."
        return None

    def _last_key(self, cells: Sequence[str]) -> int:
        """Return the column of the last key that the row has."""
        return max((key for key in self._keys if key < len(cells) and cells[key]), default=0)

    @cached_property
    def _with_accounts(self) -> set[int]:
        return self._with(is_like_an_account, self._longest)

    @cached_property
    def _longest(self) -> int:
        """The number of cells in the longest rows, but not more than there are names."""
        return min(max((len(cells) for cells in self._again()), default=0), len(self._names))

    def _columns_with(self, is_one: Callable[[str], bool], at_least: int = 0) -> set[int]:
        """Return the user's own columns with such values, by their name or in rows of `at_least` cells or more."""
        by_name = {at for at in self._own for side in SIDES if likeness(self._names[at], side)}
        rows = (cells for cells in self._again() if len(cells) >= at_least)
        return by_name.union(at for cells in rows for at in self._own if at < len(cells) and is_one(cells[at]))
