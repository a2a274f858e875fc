"""What gathered YAML rows say: the cells of the known keys, what is wrong with their keys, where each value stands."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

import yaml

from batch.diagnostics import Place, Problem, Rule, shown
from batch.mapping.blocks import Block
from batch.mapping.rows import KEYS
from batch.mapping.yaml.events import Events
from batch.mapping.yaml.scalars import are_unmistakable, is_null, other_meaning
from batch.mapping.yaml.shapes import Shape, Shapes, Slip
from batch.rules import records, values

TOLD_AT_MOST = 400
"""Characters of a value that a message tells, because the value is in no cell."""
_CLIENT = KEYS.index("client_api_id")
_VALUE = attrgetter("value")

Scalars = Sequence[yaml.ScalarEvent]


class Client(NamedTuple):
    """The customer of rows that name none."""

    id: str = ""
    line: int | None = None
    """Where it stands in the file, None where it comes from the command line."""
    is_known: bool = True
    """Whether it could be read; if not, the file is told of it, and no row misses it."""


class RowBlock:
    """The rows of a block as events: whoever gathers them adds to the lists; then `block` makes sense of them."""

    def __init__(self, name: str, events: Events, shapes: Shapes) -> None:
        self.starts: list[yaml.Event] = []
        """Per row the event with which it begins."""
        self.rows: list[list[yaml.ScalarEvent]] = []
        """Per row its keys and values in turn."""
        self.clients: list[Client] = []
        self.broken: set[int] = set()
        self.reported: defaultdict[int, set[str]] = defaultdict(set)
        """Per row the keys whose values the row's or the file's problems tell of already."""
        self._problems: list[tuple[int | None, Problem]] = []
        self._name = name
        self._events = events
        self._shapes = shapes
        self._lines: list[int] = []

    def block(self) -> Block:
        """Give the rows by columns."""
        self._lines = self._events.lines(self.starts)
        cells = [[""] * len(self.rows) for _ in KEYS]
        for shape, numbers, columns in self._by_shape():
            self._tell_flaws(shape, numbers)
            for column, key, place in zip(cells, KEYS, shape.places, strict=True):
                if place is not None:
                    self._fill(column, key, numbers, columns[place])
        self._fill_in_clients(cells[_CLIENT])
        return Block(
            self._name,
            self._lines,
            tuple(cells),
            self._problems,
            frozenset(self.broken),
            is_yaml=True,
            column_of=self._column_of,
            extras=self._extras,
            reported=self.reported,
            line_of=self._line_of,
        )

    def _by_shape(self) -> Iterator[tuple[Shape, Sequence[int], list[Scalars]]]:
        """Give each shape with the numbers of its rows, and their keys and values in turn, column by column."""
        if len(set(map(len, self.rows))) == 1:
            columns: list[Scalars] = list(zip(*self.rows, strict=True))
            if all(len(set(map(_VALUE, keys))) == 1 for keys in columns[::2]):
                yield self._shape_of(self.rows[0]), range(len(self.rows)), columns
                return
        numbers = defaultdict[tuple[str, ...], list[int]](list)
        for row, events in enumerate(self.rows):
            numbers[tuple(map(_VALUE, events[::2]))].append(row)
        for names, alike in numbers.items():
            yield self._shapes[names], alike, list(zip(*map(self.rows.__getitem__, alike), strict=True))

    def _shape_of(self, row: Scalars) -> Shape:
        return self._shapes[tuple(map(_VALUE, row[::2]))]

    def _fill(self, column: list[str], key: str, numbers: Sequence[int], events: Scalars) -> None:
        """Write the values of a key into their rows' cells, and warn of those that other readers take otherwise."""
        cells = list(map(_VALUE, events))
        if not are_unmistakable(cells):
            for at, event in enumerate(events):
                if is_null(event):
                    cells[at] = ""
                elif event.implicit[0] and (taken_for := other_meaning(event.value)):
                    self._warn_of_unquoted(numbers[at], key, event, taken_for)
        if len(cells) == len(column):
            column[:] = cells
        else:
            for row, cell in zip(numbers, cells, strict=True):
                column[row] = cell

    def _warn_of_unquoted(self, row: int, key: str, event: yaml.ScalarEvent, taken_for: str) -> None:
        value = shown(event.value)
        message = f"{key} {value} stands without quotes, and YAML readers take it for {taken_for}"
        problem = self._problem(row, values.UNQUOTED_NUMBER, event, message)
        self._problems.append((row, problem._replace(field=key, value=value)))

    def _fill_in_clients(self, column: list[str]) -> None:
        if "" in column:
            for row, client in enumerate(self.clients):
                if not column[row]:
                    column[row] = client.id
                    if not client.is_known:
                        self.reported[row].add(KEYS[_CLIENT])

    def _tell_flaws(self, shape: Shape, numbers: Sequence[int]) -> None:
        if not (shape.twice or shape.slips or shape.merges):
            return
        for row in numbers:
            events = self.rows[row]
            for first, again in shape.twice:
                self._given_twice(row, events[first], events[again], events[again + 1])
            for slip in shape.slips:
                self._slipped(row, events[slip.at], events[slip.at + 1].value, slip)
            for at in shape.merges:
                if self._events.no_merge(events[at]):
                    self.broken.add(row)

    def _slipped(self, row: int, key: yaml.ScalarEvent, value: str, slip: Slip) -> None:
        if not slip.holds_for([value]):
            return
        self.reported[row].add(slip.meant)
        message = f"the key {shown(key.value)} is not known; {slip.guess}"
        self.flaw(row, records.MISSPELLED_KEY, key, message, value, hint=slip.hint)

    def _given_twice(self, row: int, first: yaml.ScalarEvent, again: yaml.ScalarEvent, value: yaml.ScalarEvent) -> None:
        name = again.value
        if key := self._shapes.key(name):
            self.reported[row].add(key)
        lines = tuple(dict.fromkeys([self._events.line(first), self._events.line(again)]))
        stands = ", on lines {} and {}" if len(lines) > 1 else ", on line {}"
        where = "" if lines == (self._events.line(self.starts[row]),) else stands.format(*lines)
        message = f"{shown(name)} is given twice{where}; the second value is {shown(value.value, TOLD_AT_MOST)}"
        self.flaw(row, records.DUPLICATE_KEY, again, message, value.value, lines)

    def flaw(
        self,
        row: int,
        code: Rule,
        event: yaml.Event,
        message: str,
        lost: str,
        lines: tuple[int, ...] = (),
        hint: str | None = None,
    ) -> None:
        """Note what is wrong with a row; `lost` is what stands in none of its cells, `lines` those that are named.

        The message says what is lost, so that it is found in fix.csv.
        """
        problem = self._problem(row, code, event, message, lines)
        self._problems.append((row, problem._replace(value=shown(lost, TOLD_AT_MOST) or None, hint=hint)))

    def _problem(self, row: int, code: Rule, event: yaml.Event, message: str, lines: tuple[int, ...] = ()) -> Problem:
        """Make a problem of the row; a line of its own that the event has is told too."""
        line, own = self._events.line(self.starts[row]), self._events.line(event)
        if own != line and not lines:
            message, lines = f"{message} (line {own})", (own,)
        column = self._events.column(event) if own == line else None
        related = tuple(Place(self._name, other) for other in lines if other != line)
        return Problem(code, self._name, line, message, column, related=related)

    def _event(self, row: int, key: str) -> yaml.ScalarEvent | None:
        place = self._shape_of(self.rows[row]).places[KEYS.index(key)]
        event = None if place is None else self.rows[row][place]
        return None if event is None or is_null(event) else event

    def _column_of(self, row: int, key: str) -> int | None:
        event = self._event(row, key)
        return self._events.column(event) if event and self._events.line(event) == self._lines[row] else None

    def _line_of(self, row: int, key: str) -> int | None:
        event = self._event(row, key)
        if key == KEYS[_CLIENT] and not (event and event.value):
            return self.clients[row].line
        return self._events.line(event) if event else None

    def _extras(self, row: int) -> dict[str, str]:
        return {name: self.rows[row][at].value for name, at in self._shape_of(self.rows[row]).own}
