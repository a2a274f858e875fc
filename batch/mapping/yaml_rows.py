"""One row of a YAML mapping after the other, from the parser's events, gathered into blocks."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import yaml

from batch.codes import files, records, values
from batch.diagnostics import Code, Place, Problem, shown
from batch.mapping.blocks import Block
from batch.mapping.columns import is_reserved, key_of, suggestion
from batch.mapping.rows import KEYS, OWNER_DIGITS
from batch.mapping.text import Refusal
from batch.mapping.yaml_text import TextStream

_OWNERS = frozenset(at for at, key in enumerate(KEYS) if key.endswith("_owner_id"))
_RESERVED, _OWN = -1, -2
_DEEPEST = 50


class RowGatherer:
    """Turns the events of rows into blocks; `events` is shared with the one who walks through the file around them."""

    def __init__(self, name: str, stream: TextStream, events: Iterator[yaml.Event], renamed: Mapping[str, str]) -> None:
        self._name = name
        self._stream = stream
        self._events = events
        self._renamed = renamed
        self._meanings: dict[str, int] = {}
        self._slips: dict[str, str | None] = {}
        self._clear()

    def __len__(self) -> int:
        return len(self._lines)

    def _clear(self) -> None:
        self._lines: list[int] = []
        self._clients: list[str] = []
        self._cells: list[list[yaml.ScalarEvent | None]] = []
        self._extras: list[dict[str, str]] = []
        self._broken: set[int] = set()
        self._problems: list[tuple[int | None, Problem]] = []

    def block(self) -> Block:
        """Give what was gathered, and begin anew."""
        lines, extras, cells = self._lines, self._extras, self._cells
        texts = [["" if event is None else event.value for event in row] for row in cells]
        for row, client in zip(texts, self._clients, strict=True):
            row[0] = row[0] or client

        def column_of(row: int, key: str) -> int | None:
            event = cells[row][KEYS.index(key)]
            if event is None or self._stream.line(event) != lines[row]:
                return None
            return self._stream.column(event)

        columns = tuple(zip(*texts, strict=True)) or ((),) * len(KEYS)
        done = Block(self._name, lines, columns, self._problems, frozenset(self._broken), column_of, extras.__getitem__)
        self._clear()
        return done

    def row(self, start: yaml.Event, client: str) -> None:
        """Take the entry of a list that begins with `start`; `client` is the customer of rows that name none."""
        self._lines.append(self._stream.line(start))
        self._clients.append(client)
        cells: list[yaml.ScalarEvent | None] = [None] * len(KEYS)
        self._cells.append(cells)
        extra: dict[str, str] = {}
        self._extras.append(extra)
        if isinstance(start, yaml.MappingStartEvent):
            self.plain(start)
            self._pairs(cells, extra)
        else:
            self.skip(start)
            self._row_problem(records.NOT_A_ROW, start, "this entry is not a mapping of keys to values")

    def _pairs(self, cells: list[yaml.ScalarEvent | None], extra: dict[str, str]) -> None:
        seen: dict[str, yaml.Event] = {}
        events, meanings = self._events, self._meanings
        for key in events:
            if type(key) is yaml.MappingEndEvent:
                break
            name = self.key_name(key)
            value = next(events)
            if name in seen:
                first = self.place(seen[name])
                message = f"the key {shown(name)} stands already on line {first.line}"
                self._row_problem(records.DUPLICATE_KEY, key, message, first)
            seen[name] = key
            if type(value) is not yaml.ScalarEvent or value.anchor or value.tag:
                self._no_plain_value(name, value)
                continue
            meaning = meanings[name] if name in meanings else self._meaning(name)
            if meaning >= 0:
                cells[meaning] = value
                if meaning in _OWNERS and value.value[:1] == "0" and value.implicit[0]:
                    self._unquoted(KEYS[meaning], value)
            elif meaning == _OWN:
                extra[name] = value.value
        for name in extra:
            self._slip(name, cells, seen[name])

    def _no_plain_value(self, name: str, value: yaml.Event) -> None:
        self.skip(value)
        if isinstance(value, yaml.CollectionStartEvent):
            self._row_problem(records.NESTED_VALUE, value, f"the value of {shown(name)} is no plain value")

    def _slip(self, name: str, cells: list[yaml.ScalarEvent | None], key: yaml.Event) -> None:
        meant = self._slips[name]
        if meant and cells[KEYS.index(meant)] is None:
            message = f"the key {shown(name)} is not known; did you mean {meant}?"
            self._row_problem(records.MISSPELLED_KEY, key, message)

    def _meaning(self, name: str) -> int:
        key = key_of(name, self._renamed)
        meaning = KEYS.index(key) if key else _RESERVED if is_reserved(name) else _OWN
        self._meanings[name] = meaning
        self._slips[name] = suggestion(name)
        return meaning

    def _unquoted(self, key: str, value: yaml.ScalarEvent) -> None:
        if (
            len(value.value) == OWNER_DIGITS and value.value.isdecimal()
        ):  # anything else is wrong anyway, and told as such
            message = f"{key} {value.value} begins with a zero and stands without quotes"
            problem = self._in_row(values.UNQUOTED_NUMBER, value, message)
            self._problems.append((len(self._lines) - 1, replace(problem, field=key, value=value.value)))

    # What every part of a file obeys

    def key_name(self, key: yaml.Event) -> str:
        """Give a key's text, "" where it has none; the key's own events are used up."""
        if not isinstance(key, yaml.ScalarEvent):
            self.skip(key)
            self.file_problem(files.YAML_SHAPE, key, "a key is a plain text, not a list or a mapping")
            return ""
        if key.anchor or key.tag:
            self.plain(key)
        name: str = key.value
        if name == "<<" and key.implicit[0]:
            self.file_problem(files.YAML_REFERENCE, key, "merge keys (<<) are not used in a mapping")
        return name

    def place(self, event: yaml.Event) -> Place:
        """Say where an event stands."""
        return Place(self._name, self._stream.line(event))

    def plain(self, event: yaml.Event) -> None:
        """Refuse an anchor, an alias or a tag."""
        if isinstance(event, yaml.AliasEvent):
            found = f"the alias *{shown(event.anchor or '')} stands for another value"
        elif getattr(event, "anchor", None):
            found = "an anchor (&) names a value"
        elif getattr(event, "tag", None):
            found = "a tag (!) changes what a value means"
        else:
            return
        self.file_problem(files.YAML_REFERENCE, event, f"{found}; a mapping is plain data")

    def skip(self, event: yaml.Event) -> None:
        """Pass over all that belongs to an event that has just begun."""
        self.plain(event)
        depth = 1 if isinstance(event, yaml.CollectionStartEvent) else 0
        while depth:
            inner = next(self._events)
            if isinstance(inner, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(inner, yaml.CollectionEndEvent):
                depth -= 1
            if depth > _DEEPEST:
                line = self._stream.line(inner)
                message = f"nested more than {_DEEPEST} levels deep"
                raise Refusal(Problem(files.TOO_DEEP.id, self._name, line, message, hint=files.TOO_DEEP.remedy))

    def file_problem(self, code: Code, event: yaml.Event, message: str, related: Place | None = None) -> None:
        """Note a problem that concerns the whole file."""
        line, column = self.place(event).line, self._stream.column(event)
        places = (related,) if related else ()
        self.refuse(Problem(code.id, self._name, line, message, column, hint=code.remedy, related=places))

    def refuse(self, problem: Problem) -> None:
        """Note a problem of the whole file that someone else found."""
        self._problems.append((None, problem))

    def _row_problem(self, code: Code, event: yaml.Event, message: str, related: Place | None = None) -> None:
        row = len(self._lines) - 1
        problem = self._in_row(code, event, message)
        self._problems.append((row, replace(problem, related=(related,)) if related else problem))
        self._broken.add(row)

    def _in_row(self, code: Code, event: yaml.Event, message: str) -> Problem:
        line = self._lines[-1]
        column = self._stream.column(event) if self._stream.line(event) == line else None
        return Problem(code.id, self._name, line, message, column, hint=code.remedy)
