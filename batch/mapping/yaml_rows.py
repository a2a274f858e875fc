"""The rows of a YAML mapping, one after the other, gathered into blocks."""

from collections.abc import Mapping

import yaml

from batch.codes import records, values
from batch.diagnostics import Code, Place, Problem, shown
from batch.mapping.blocks import Block
from batch.mapping.columns import is_reserved, key_of, suggestion
from batch.mapping.rows import KEYS
from batch.mapping.yaml_events import Events
from batch.mapping.yaml_scalars import other_meaning

_TOLD_AT_MOST = 400
"""Characters of a value that a message tells, because the value is in no cell."""

Pairs = dict[str, yaml.ScalarEvent]


class Names:
    """The keys that a file uses in its rows, and what each means; learned when a key is seen first."""

    def __init__(self, renamed: Mapping[str, str]) -> None:
        self.spellings: dict[str, list[str]] = {key: [] for key in KEYS}
        self.slips: dict[str, str] = {}
        """Keys that are probably slips, each with the known key that is meant."""
        self.own: set[str] = set()
        self._renamed = renamed
        self.seen: set[str] = set()

    def learn(self, name: str) -> None:
        """Find out what a key means."""
        self.seen.add(name)
        if key := key_of(name, self._renamed):
            self.spellings[key].append(name)
        elif not is_reserved(name):
            self.own.add(name)
            if meant := suggestion(name, taken=frozenset(self._renamed.values())):
                self.slips[name] = meant


class RowGatherer:
    """Turns the events of rows into blocks; `events` is shared with the one who walks through the file around them."""

    def __init__(self, name: str, events: Events, names: Names) -> None:
        self._name = name
        self._events = events
        self._names = names
        self._unfinished = False
        self.last_line = 0
        """The line of the row that was begun last."""
        self._clear()

    def __len__(self) -> int:
        return len(self._starts)

    def _clear(self) -> None:
        self._starts: list[yaml.Event] = []
        self._clients: list[str] = []
        self._rows: list[Pairs] = []
        self._broken: set[int] = set()
        self._problems: list[tuple[int | None, Problem]] = []

    def add(self, start: yaml.Event, client: str) -> None:
        """Take the entry of a list that begins with `start`; `client` is the customer of rows that name none."""
        pairs: Pairs = {}
        self._starts.append(start)
        self._clients.append(client)
        self._rows.append(pairs)
        if type(start) is yaml.MappingStartEvent:
            if start.anchor or start.tag:
                self._events.plain(start)
            self._unfinished = True
            self._read(pairs)
            self._unfinished = False
        else:
            said = self._events.skip(start)
            self._flaw(len(self) - 1, records.NOT_A_ROW, start, "this entry is not a mapping of keys to values", said)

    def _read(self, pairs: Pairs) -> None:
        events, seen, scalar, end = self._events.all, self._names.seen, yaml.ScalarEvent, yaml.MappingEndEvent
        for key in events:
            if type(key) is end:
                return
            if type(key) is scalar and key.value in seen and not key.anchor and not key.tag:
                name = key.value
            else:
                name = self._events.key_name(key)
                self._names.learn(name)
            value = next(events)
            if type(value) is scalar and name not in pairs and not value.anchor and not value.tag:
                pairs[name] = value
            else:
                self._odd_pair(pairs, name, key, value)

    def _odd_pair(self, pairs: Pairs, name: str, key: yaml.Event, value: yaml.Event) -> None:
        said = self._events.skip(value)
        row = len(self) - 1
        if name in pairs:
            self._given_twice(row, name, key, said, pairs[name])
        elif isinstance(value, yaml.ScalarEvent):
            pairs[name] = value
        elif isinstance(value, yaml.AliasEvent):
            self._broken.add(row)  # told of the file
        else:
            self._flaw(row, records.NESTED_VALUE, value, f"the value of {shown(name)} is no plain value", said)

    def block(self) -> Block:
        """Give what was gathered, and begin anew."""
        lines = self._events.lines(self._starts)
        self.last_line = lines[-1] if lines else self.last_line
        if self._unfinished:
            self._broken.add(len(self) - 1)  # the file broke off within it, which is told of the file
        columns = {key: self._column(key) for key in KEYS}
        self._tell_slips(columns)
        cells = [["" if event is None else event.value for event in column] for column in columns.values()]
        cells[0] = [cell or client for cell, client in zip(cells[0], self._clients, strict=True)]

        def column_of(row: int, key: str) -> int | None:
            event = columns[key][row]
            return self._events.column(event, lines[row]) if event else None

        rows, own = self._rows, self._names.own

        def extras(row: int) -> dict[str, str]:
            return {name: event.value for name, event in rows[row].items() if name in own}

        done = Block(self._name, lines, tuple(cells), self._problems, frozenset(self._broken), column_of, extras)
        self._clear()
        return done

    def _column(self, key: str) -> list[yaml.ScalarEvent | None]:
        spellings = self._names.spellings[key]
        if not spellings:
            return [None] * len(self)
        column = [pairs.get(spellings[0]) for pairs in self._rows]
        for name in spellings[1:]:
            for row, event in enumerate(pairs.get(name) for pairs in self._rows):
                first = column[row]
                if event and first:
                    self._given_twice(row, name, event, event.value, first)
                column[row] = first or event
        self._warn_of_unquoted(key, column)
        return column

    def _warn_of_unquoted(self, key: str, column: list[yaml.ScalarEvent | None]) -> None:
        for row, event in enumerate(column):
            if event and event.implicit[0] and (taken_for := other_meaning(event.value)):
                value = shown(event.value)
                message = f"{key} {value} stands without quotes, and YAML readers take it for {taken_for}"
                problem = self._problem(row, values.UNQUOTED_NUMBER, event, message)
                self._problems.append((row, problem._replace(field=key, value=value)))

    def _tell_slips(self, columns: Mapping[str, list[yaml.ScalarEvent | None]]) -> None:
        for name, meant in self._names.slips.items():
            for row, pairs in enumerate(self._rows):
                if name in pairs and columns[meant][row] is None:
                    message = f"the key {shown(name)} is not known; did you mean {meant}?"
                    self._flaw(row, records.MISSPELLED_KEY, pairs[name], message)

    def _given_twice(self, row: int, name: str, again: yaml.Event, said: str, first: yaml.Event) -> None:
        place = self._events.place(first)
        message = f"{shown(name)} is given twice, first on line {place.line}; the other value is"
        self._flaw(row, records.DUPLICATE_KEY, again, message, said or '""', (place,))

    def _flaw(
        self, row: int, code: Code, event: yaml.Event, message: str, said: str = "", related: tuple[Place, ...] = ()
    ) -> None:
        """Note why a row was not read surely; `said` is left out of it, and the message alone brings it to fix.csv."""
        value = shown(said, _TOLD_AT_MOST)
        problem = self._problem(row, code, event, f"{message}: {value}" if value else message)
        self._problems.append((row, problem._replace(value=value or None, related=related)))
        self._broken.add(row)

    def _problem(self, row: int, code: Code, event: yaml.Event, message: str) -> Problem:
        place = self._events.place(self._starts[row])
        column = self._events.column(event, place.line)
        return Problem(code, self._name, place.line, message, column)
