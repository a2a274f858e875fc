"""Assign keys to cells: a record of any format becomes a row."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

from batch.mapping.guesses import question, suggestion
from batch.mapping.names import is_reserved, key_of, renamed_in
from batch.mapping.record import Record
from batch.mapping.rows import CUSTOMER_NAME, KEYS, Row
from batch.mapping.yaml.scalars import NULLS
from batch.spreadsheet import restore

CLIENT = KEYS.index("client_api_id")
_KEPT = 1000
"""How many sets of names are cached; a file written by people has a few."""
_RUN_TOGETHER = re.compile(r"""([\w-]+)\s*:?\s*["'0-9]""")


class Misspelled(NamedTuple):
    """A name that is probably meant to be a key."""

    cell: int
    key: str
    guess: str
    """What was probably meant, in words."""
    holds_for: Callable[[Iterable[str]], bool] = lambda _values: True
    """Whether it is meant to be that key, given its values."""


class Columns(NamedTuple):
    """What the names of a record's cells mean; cells are numbered from 0."""

    cells: tuple[int | None, ...]
    """The cell of each key in KEYS, or None."""
    customer_name: int | None
    """The cell with the customer's name."""
    own: tuple[tuple[int, str], ...]
    """The user's own columns: cell and name."""
    twice: tuple[tuple[int, int], ...]
    """Names that are given twice: the first cell and the other one."""
    misspelled: tuple[Misspelled, ...]
    pick: Callable[[Sequence[str]], tuple[str, ...]]
    """Returns the cells of the keys in order, given a record's cells and one empty cell after them."""
    is_defused: bool
    """Whether govlink wrote the table, and so any leading apostrophe in the user's own columns."""

    def row(self, record: Record, values: list[str]) -> Row:
        """Return the row of a record, given the values of its keys."""
        cells = record.cells
        if self.is_defused:
            own = {name: restore(cells[cell]) for cell, name in self.own}
        else:
            own = {name: cells[cell] for cell, name in self.own}
        client, commercial_id, commercial_number, govcloud_id, govcloud_number = values
        return Row(
            record.source,
            record.line,
            client,
            commercial_id,
            commercial_number,
            govcloud_id,
            govcloud_number,
            own,
            self.name_in(record),
        )

    def name_in(self, record: Record) -> str:
        """Return the customer's name exactly as in its cell, "" if there is none or if it is a null of YAML."""
        cell = self.customer_name
        if cell is None:
            return ""
        name = record.cells[cell]
        if record.is_yaml and name in NULLS and record.is_plain(cell):
            return ""
        return restore(name) if self.is_defused else name

    def values(self, record: Record) -> list[str]:
        """Return the cells of the keys in order, "" for a missing one."""
        return list(self.pick((*record.cells, "")))


class Keys:
    """The meaning of names, worked out once for all records with the same names.

    `renamed` maps keys to headers, from `--column`.
    """

    def __init__(self, renamed: Mapping[str, str]) -> None:
        self._renamed = renamed
        self._known: dict[tuple[tuple[str, ...], bool], Columns] = {}
        self._names: tuple[str, ...] | None = None
        self._columns = self._understood((), is_yaml=False)
        """The columns of `_names`, the last names asked for; in a table, all records share them."""

    def of(self, record: Record) -> Columns:
        """Return what the names of a record mean."""
        if record.names is not self._names:
            known = self._known.get((record.names, record.is_yaml))
            if known is None:
                if len(self._known) == _KEPT:
                    self._known.clear()
                known = self._understood(record.names, is_yaml=record.is_yaml)
                self._known[record.names, record.is_yaml] = known
            self._names, self._columns = record.names, known
        return self._columns

    def key(self, name: str, names: Sequence[str]) -> str | None:
        """Return the key that a name means among `names`, None for a column of the user's own."""
        return key_of(name, renamed_in(names, self._renamed))

    def _understood(self, names: tuple[str, ...], *, is_yaml: bool) -> Columns:
        first: dict[str, int] = {}
        own: dict[str, int] = {}
        twice = []
        renamed = renamed_in(names, self._renamed)
        for cell, name in enumerate(names):
            key = key_of(name, renamed)
            seen, meaning = (first, key) if key else (own, name)
            if meaning in seen:
                twice.append((seen[meaning], cell))
            else:
                seen[meaning] = cell
        is_defused = not is_yaml and any(map(is_reserved, names))
        kept = [(cell, name) for name, cell in own.items() if not is_reserved(name)]
        return Columns(
            cells=tuple(map(first.get, KEYS)),
            customer_name=first.get(CUSTOMER_NAME),
            own=tuple((cell, restore(name) if is_defused else name) for cell, name in kept),
            twice=tuple(twice),
            misspelled=tuple(
                found for cell, name in kept if (found := self._misspelled(cell, name)) and found.key not in first
            ),
            pick=itemgetter(*(first.get(key, -1) for key in KEYS)),
            is_defused=is_defused,
        )

    def _misspelled(self, cell: int, name: str) -> Misspelled | None:
        together = _RUN_TOGETHER.match(name)
        if together and (key := self.key(together[1], (name,))):
            return Misspelled(cell, key, f"write a colon and a space after {together[1]}")
        guess = suggestion(name, taken=frozenset(self._renamed))
        if guess is None:
            return None
        return Misspelled(cell, guess.key, question(name, guess.key), guess.holds_for)
