"""The header of a table: which of the first records it is, what its names mean, and what is wrong with it."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Generic, TypeVar

from batch.diagnostics import Problem, Rule, shown
from batch.mapping.guesses import Guess, question, suggestion
from batch.mapping.meant import keys_meant, names_meant, sides_meant, way_out
from batch.mapping.names import folded, is_reserved, key_of, renamed_in
from batch.mapping.options import ReadOptions
from batch.mapping.record import Record
from batch.mapping.rows import CUSTOMER_NAME, KEYS, SIDES
from batch.rules import headers

LOOK_AHEAD = 15
"""How many records are searched for the header: a report's title has a few lines, not a page."""
SURELY = 2
"""This many keys, or numbers in key columns, are no accident."""
_NAMING_CUSTOMERS = frozenset(("client_api_id", CUSTOMER_NAME))
_ABOUT_UNKNOWN_COLUMNS = (headers.MISSING_COLUMN, headers.MISSPELLED_COLUMN)
_NOT_ABOUT_NAMES = (headers.BLANK_COLUMN, headers.TITLE_ROWS, headers.HEADER_BELOW_ROWS)
"""Errors of a header that leave no doubt about which columns hold the keys."""

Record_co = TypeVar("Record_co", bound=Record, covariant=True)

Comment = tuple[int, Sequence[str]]
"""A skipped line: its number, and the cells that it would have as a record."""


class Header(Generic[Record_co]):
    """The record that is most likely the header, among the `first` ones of a table."""

    def __init__(self, first: Sequence[Record_co], options: ReadOptions) -> None:
        self._options = options
        named = [self._count(record.cells) for record in first]
        likely = named if any(named) else [_like_a_header(record.cells) for record in first]
        at = max(range(len(first)), key=lambda at: (likely[at], len(first[at].cells) if likely[at] else 0))
        self.record = first[at]
        self.above = first[:at]
        self._below = first[at + 1 :]
        self.names = tuple(self.record.cells[: self._width()])
        self._named_by_options = frozenset(renamed_in(self.names, options.columns).values())
        """The keys whose columns are named by `--column`."""
        self.keys = self._keys_of(self.names)
        """The key that each column holds, None for a column of the user's own."""
        self.rank = (named[at], len(self.names), -self.record.line)
        """The higher it is, the likelier this is the header."""

    def _width(self) -> int:
        """Count the columns, except nameless and empty ones at the end, which spreadsheet programs write."""
        named = _filled(self.record.cells)
        return max([named, *(_filled(record.cells) for record in self._below)]) if named else len(self.record.cells)

    @property
    def is_known(self) -> bool:
        """Whether it names any key. If not, it is unknown how many cells a row should have."""
        return any(self.keys)

    @property
    def key_cells(self) -> list[int]:
        """The columns (from 0) that hold ids."""
        return sorted(self.keys.index(key) for key in KEYS if key in self.keys)

    @property
    def own_from(self) -> int:
        """The first column (from 0) of those at the end that are certainly the user's own."""
        return max([*self.key_cells, *self._guesses], default=-1) + 1

    def would_be(self, names: Sequence[str], at_least: int = SURELY) -> bool:
        """Whether a record of these cells would be the header; two keys make that certain."""
        return self._count(names) >= at_least

    def problems(self, comments: Sequence[Comment] = ()) -> Iterator[Problem]:
        """Yield the problems of the header; `comments` are lines above it."""
        commented = [line for line, cells in comments if self.would_be(cells)]
        if not self.is_known and (commented or any(name.isdecimal() for name in self.names)):
            hint = f"Line {commented[0]} names columns, but begins with #, so it is a comment." if commented else None
            yield self.problem(headers.NO_HEADER, hint=hint)
            return
        yield from self.problems_above()
        found = [*self._problems_of_names(), *self._missing()]
        asking = [problem for problem in found if problem.rule in _ABOUT_UNKNOWN_COLUMNS]
        first = min(asking, key=lambda problem: problem.column or 0, default=None)
        for problem in found:
            # Only once: the hint has the options for all columns.
            yield (
                problem._replace(hint=way_out(self._meant, self.names, self._options.columns))
                if problem is first
                else problem
            )

    def is_trusted(self, problems: Sequence[Problem]) -> bool:
        """Whether its columns certainly hold the keys that it names, despite its problems."""
        return all(
            problem.rule in _NOT_ABOUT_NAMES or not problem.is_error for problem in (*self.record.problems, *problems)
        )

    def problems_above(self) -> Iterator[Problem]:
        """Yield the problem of records above the header."""
        cells = self.key_cells
        width = len(self.record.cells)
        rows = [record for record in self.above if len(record.cells) == width and _is_row(record, cells)]
        line = self.record.line
        if rows:
            yield self.problem(headers.HEADER_BELOW_ROWS, header=line, first=rows[0].line)
        elif self.above:
            yield self.problem(headers.TITLE_ROWS, header=line)._replace(line=self.above[0].line)

    @cached_property
    def undecided(self) -> list[tuple[int, Guess]]:
        """The columns that are meant for a key if later rows have numbers there, with the guess."""
        return [one for one in self._guesses.items() if not self._is_meant(*one)]

    def decide(self, cells: Sequence[str]) -> Iterator[Problem]:
        """Report undecided columns that turn out to be meant for a key, given the cells of a row."""
        for cell, guess in [one for one in self.undecided if one[1].holds_for([cells[one[0]]])]:
            self.undecided.remove((cell, guess))
            meant = self._meant | keys_meant({cell: guess.key}, self.names, cells.__getitem__)
            yield self._misspelled(cell, guess)._replace(hint=way_out(meant, self.names, self._options.columns))

    def problem(self, rule: Rule, cell: int | None = None, **facts: object) -> Problem:
        """Return a problem of the header, or of the name in one of its columns."""
        name = {} if cell is None else {"column": self.record.place(cell)[1], "value": shown(self.names[cell])}
        return rule.problem(self.record.source, self.record.line, **name, **facts)  # type: ignore[arg-type]

    def _count(self, names: Sequence[str]) -> int:
        """Count the keys that the names include."""
        return len(set(self._keys_of(names)) - {None})

    def _keys_of(self, names: Sequence[str]) -> tuple[str | None, ...]:
        renamed = renamed_in(names, self._options.columns)
        return tuple(key_of(name, renamed) for name in names)

    @cached_property
    def _guesses(self) -> dict[int, Guess]:
        """By column, the key that an unknown name could be meant for."""
        taken = frozenset(filter(None, self.keys)).union(self._named_by_options)
        unknown = [cell for cell, key in enumerate(self.keys) if not key and not is_reserved(self.names[cell])]
        return {cell: guess for cell in unknown if (guess := suggestion(self.names[cell], taken=taken))}

    def _is_meant(self, cell: int, guess: Guess) -> bool:
        """Whether a guess holds, given the first values in the column."""
        return guess.holds_for(self._values(cell))

    def _values(self, cell: int) -> list[str]:
        return [record.cells[cell] for record in self._below if cell < len(record.cells)]

    @cached_property
    def _by_name(self) -> dict[int, str]:
        """By column, the key that its name is meant for, given its values."""
        return {cell: guess.key for cell, guess in self._guesses.items() if self._is_meant(cell, guess)}

    @property
    def _missing_sides(self) -> list[str]:
        """The sides for which no column holds the accounts, not even a misspelled one."""
        named = {*self.keys, *self._by_name.values(), *self._named_by_options}
        return [side for side in SIDES if named.isdisjoint((f"{side}_owner_id", f"{side}_acct_id"))]

    @cached_property
    def _meant(self) -> dict[int, str]:
        """By column, the key that it is probably meant for, by its name or because that key is missing."""
        meant = keys_meant(self._by_name, self.names, self._values)
        unknown = [
            cell for cell, key in enumerate(self.keys) if not (key or cell in meant or is_reserved(self.names[cell]))
        ]
        meant |= sides_meant(self._missing_sides, unknown, self.names, self._values)
        if _NAMING_CUSTOMERS.isdisjoint({*self.keys, *meant.values(), *self._named_by_options}):
            meant |= names_meant(unknown, self.names, self._values)
        return meant

    def _problems_of_names(self) -> Iterator[Problem]:
        seen: dict[str, int] = {}
        for cell, name in enumerate(self.names):
            plain, guess = folded(name), self._guesses.get(cell)
            if not plain:
                yield self.problem(headers.BLANK_COLUMN, cell, number=cell + 1)
            elif plain in seen:
                facts = {"first": seen[plain] + 1, "second": cell + 1, "name": shown(name)}
                yield self.problem(headers.DUPLICATE_COLUMN, cell, field=self.keys[cell], **facts)
            elif guess and self._is_meant(cell, guess):
                yield self._misspelled(cell, guess)
            seen.setdefault(plain, cell)

    def _misspelled(self, cell: int, guess: Guess) -> Problem:
        name, key = self.names[cell], self._meant.get(cell, guess.key)
        return self.problem(headers.MISSPELLED_COLUMN, cell, field=key, name=shown(name), question=question(name, key))

    def _missing(self) -> Iterator[Problem]:
        for key, header in self._options.columns.items():
            if key in self._named_by_options and key not in self.keys:
                yield self.problem(headers.NO_SUCH_COLUMN, field=key, name=shown(header))
        for side in self._missing_sides:
            owner, account = f"{side}_owner_id", f"{side}_acct_id"
            yield self.problem(headers.MISSING_COLUMN, field=owner, owner=owner, account=account)


def _like_a_header(names: Sequence[str]) -> int:
    """Count the names that may be meant for keys, 0 if there are too few for a header."""
    meant = sum(suggestion(name) is not None for name in names)
    return meant if meant >= SURELY else 0


def _filled(cells: Sequence[str]) -> int:
    """Count the cells up to the last one that isn't empty."""
    return max((at for at, cell in enumerate(cells, start=1) if folded(cell)), default=0)


def _is_row(record: Record, cells: Sequence[int]) -> bool:
    return sum(record.cells[cell].strip().isdecimal() for cell in cells) >= SURELY
