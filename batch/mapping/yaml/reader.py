"""YAML to records: a list of rows, or customers, rows and customers' groups, walked event by event.

Events and not values: they carry exact lines, keep every scalar as the text that it is, and need no memory for what
was read, nor recursion for what is nested. The first syntax error ends the file.
"""

from collections.abc import Iterator
from itertools import islice
from operator import attrgetter
from typing import NoReturn

import yaml

from batch.diagnostics import Place, Problem, Rule, shown
from batch.mapping.columns import folded
from batch.mapping.options import ReadOptions
from batch.mapping.record import Default, Item, Record
from batch.mapping.sources import Source
from batch.mapping.text import Refusal
from batch.mapping.yaml.ending import Ending
from batch.mapping.yaml.events import Events
from batch.mapping.yaml.scalars import NULLS
from batch.mapping.yaml.text import TextStream
from batch.rules import files, records

_GROUP = ("client_api_id", "linkages")
_TOP = (*_GROUP, "customers")
_LISTS = {"linkages": "rows", "customers": "groups"}
"""The keys that hold lists, and what these hold."""
_MOST_ROWS = 1_000_000
_MOST_KEYS = 1000
_SHAPES = 1000
"""Combinations of keys that are remembered; a file of people's making has a few."""
_TEXT = attrgetter("value")
_TEXTS = 200
"""Texts of a value that is not a plain one: more than a message has room for."""
_LONGEST_VALUE = 400
"""Characters of a value that a message gives, because the value is in no cell."""


def read_yaml(source: Source, _options: ReadOptions) -> Iterator[Item]:
    """Read the records of a YAML source, and what is wrong with the file."""
    loader = getattr(yaml, "CBaseLoader", None)
    if loader is None:
        yield files.SLOW_YAML.problem(source.name, 1)
    yield from _Walk(source, loader or yaml.BaseLoader).items()


class YamlRecord(Record):
    """A record of YAML, which keeps the events of its names and cells."""

    __slots__ = ("_stream", "pairs", "start")

    is_yaml = True

    def __init__(self, stream: TextStream, start: yaml.Event, default: Default | None) -> None:
        super().__init__(stream.name, stream.line(start), (), (), default=default)
        self.start = start
        self.pairs: list[yaml.ScalarEvent] = []
        """Its names and cells in turn."""
        self._stream = stream

    def place(self, cell: int) -> tuple[int, int]:
        """Give the line and the column of a cell."""
        return self._stream.place(self.pairs[2 * cell + 1])

    def place_of_name(self, cell: int) -> tuple[int, int]:
        """Give the same of its name."""
        return self._stream.place(self.pairs[2 * cell])

    def is_plain(self, cell: int) -> bool:
        """Tell whether a cell is unquoted."""
        return self.pairs[2 * cell + 1].implicit[0]


class _Walk:
    """One walk through a file."""

    def __init__(self, source: Source, loader: type[yaml.BaseLoader]) -> None:
        self._name = source.name
        self._events = Events(source, loader)
        self._ahead = self._events.read()
        self._last: YamlRecord | Default | None = None
        """What was read last, until it is clear that the syntax does not break behind it."""
        self._list: yaml.Event | None = None
        """The start of the list that its row is in, if it is one."""
        self._shapes: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._row_count = 0

    def items(self) -> Iterator[Item]:
        """Give what is in the file, up to where it can't be read any further."""
        problems = self._events.problems
        try:
            for item in self._document():
                if problems:
                    yield from problems
                    problems.clear()
                yield item
        except Refusal as refusal:
            ending = self._events.ending
            # What seems to be below the place may be anything.
            yield from (problem for problem in problems if not ending or problem.line <= ending.spot.line)
            yield from self._broken_off(ending)
            yield refusal.problem
        else:
            yield from problems

    def _broken_off(self, ending: Ending | None) -> Iterator[Item]:
        """Give what was read last, as far as it is clear what it is."""
        last = self._last
        if isinstance(last, YamlRecord):
            del last.pairs[len(last.pairs) // 2 * 2 :]  # a key whose value did not come
            self._fill(last)
            last.is_sure = last.is_sure and not self._is_within(last, ending)
            yield last
        elif last and not (ending and ending.spot.line <= last.line):
            yield last

    def _is_within(self, row: YamlRecord, ending: Ending | None) -> bool:
        """Tell whether the file ends within the last row, by what is open, or by how far it is indented there."""
        open_ = self._events.open
        if not (ending and self._list) or getattr(row.start, "flow_style", True) or row.start in open_[:-1]:
            return row.start in open_
        _line, column = self._events.stream.place(self._list)
        return ending.goes_on_with(row.line, column)

    def _document(self) -> Iterator[Item]:
        documents = 0
        for event in self._ahead:
            if self._last:
                yield self._last
                self._last = None
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._events.tell(files.SECOND_DOCUMENT, event)
                    return
            elif isinstance(event, yaml.SequenceStartEvent):
                yield from self._linkages(event, None)
            elif isinstance(event, yaml.MappingStartEvent):
                yield from self._keyed(event, _TOP, None)
            elif isinstance(event, yaml.ScalarEvent) and event.value:
                hint = "A mapping is a list of rows, or `linkages:` with a list below it."
                self._no_shape(event, "the file is a single text, not a list of rows", hint)

    def _keyed(self, start: yaml.Event, known: tuple[str, ...], default: Default | None) -> Iterator[Item]:
        """Walk through the keys of the top level, or of one customer's group; `default` is the customer around it."""
        seen: dict[str, yaml.Event] = {}
        for key in self._ahead:
            if isinstance(key, yaml.MappingEndEvent):
                break
            if self._last:
                yield self._last
                self._last = None
            name, value = self._key(key, known, seen)
            if name == "client_api_id":
                default = self._customer(key, value, default, is_late=not seen.keys().isdisjoint(_LISTS))
            elif name and isinstance(value, yaml.SequenceStartEvent):
                yield from self._linkages(value, default) if name == "linkages" else self._customers(default)
            else:
                self._no_list(key, name, value)
        if known is _GROUP and seen.keys() <= {"client_api_id"}:
            hint = "The rows of a group belong below its `linkages:`; a group without any can go."
            self._no_shape(start, "the customer's group has no linkages", hint)

    def _key(self, key: yaml.Event, known: tuple[str, ...], seen: dict[str, yaml.Event]) -> tuple[str, yaml.Event]:
        """Give the known key that a key is or is probably meant to be, "" where there is none; and its value."""
        self._skip(key)
        value = next(self._ahead)
        if not isinstance(key, yaml.ScalarEvent):
            self._no_text(key)
            return "", value
        self._is_merge(key)
        if key.value in known:
            self._once(key, seen)
            return key.value, value
        seen[key.value] = key
        return self._meant(key, value, known), value

    def _once(self, key: yaml.ScalarEvent, seen: dict[str, yaml.Event]) -> None:
        first = seen.setdefault(key.value, key)
        if first is not key:
            line, column = self._events.stream.place(first)
            where = f", in column {column}" if line == self._events.stream.line(key) else ""
            related = (Place(self._name, line),)
            self._events.tell(files.YAML_DUPLICATE_KEY, key, related=related, name=key.value, first=line, where=where)

    def _meant(self, key: yaml.ScalarEvent, value: yaml.Event, known: tuple[str, ...]) -> str:
        """Tell of an unknown key; gives the known one that is probably meant and can have such a value, or ""."""
        import difflib  # noqa: PLC0415 - only for a key that is wrong

        names = {folded(other): other for other in known}
        near = "".join(names[found] for found in difflib.get_close_matches(folded(key.value), names, n=1))
        guess = f"did you mean {near}?" if near else f"known are {', '.join(known)}"
        self._events.tell(files.YAML_UNKNOWN_KEY, key, name=shown(key.value), guess=guess)
        fits = yaml.SequenceStartEvent if near in _LISTS else yaml.ScalarEvent
        return near if isinstance(value, fits) else ""

    def _no_list(self, key: yaml.Event, name: str, value: yaml.Event) -> None:
        """Pass over a value that is no list, and tell so where one belongs there."""
        self._skip(value)
        if name:
            hint = f"A list of {_LISTS[name]} belongs below it, a dash before each; without any, the key can go."
            self._no_shape(key, f"{name} needs a list", hint)

    def _customer(self, key: yaml.Event, value: yaml.Event, around: Default | None, *, is_late: bool) -> Default | None:
        """Take the customer of the rows below."""
        self._skip(value)
        if is_late:
            self._events.tell(files.LATE_CUSTOMER, key)
        line, column = self._events.stream.place(value)
        if not isinstance(value, yaml.ScalarEvent):
            hint = "One customer's id belongs here; several have a group each below `customers:`."
            self._no_shape(key, "client_api_id needs a plain value", hint)
            return Default(self._name, "", line, column)
        if not value.value or (value.implicit[0] and value.value in NULLS):
            return around
        self._last = named = Default(self._name, value.value, line, column)
        return named

    def _customers(self, default: Default | None) -> Iterator[Item]:
        for event in self._ahead:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            if isinstance(event, yaml.MappingStartEvent):
                yield from self._keyed(event, _GROUP, default)
            else:
                self._skip(event)
                hint = "It is written as `client_api_id: ID` with `linkages:` below it, in the same column."
                self._no_shape(event, "a customer is a mapping with client_api_id and linkages", hint)

    def _linkages(self, start: yaml.Event, default: Default | None) -> Iterator[Item]:
        self._list = start
        for event in self._ahead:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            if self._last:
                yield self._last
                self._last = None
            self._row_count += 1
            if self._row_count > _MOST_ROWS:
                self._refuse(event, f"the file has over {_MOST_ROWS:,} rows")
            self._last = row = YamlRecord(self._events.stream, event, default)
            if isinstance(event, yaml.MappingStartEvent):
                self._read_pairs(row)
            else:
                self._no_row(row)

    def _read_pairs(self, row: YamlRecord) -> None:
        pairs = row.pairs
        for event in islice(self._ahead, 2 * _MOST_KEYS + 1):
            if type(event) is yaml.ScalarEvent:
                pairs.append(event)
            elif type(event) is yaml.MappingEndEvent:
                break
            elif len(pairs) % 2:
                pairs.append(self._in_place_of(event, pairs[-1].value, row))
            else:
                self._no_key(event)
        else:
            self._refuse(row.start, f"a row has over {_MOST_KEYS:,} keys")
        self._fill(row)
        if "<<" in row.names and [key for key in pairs[::2] if self._is_merge(key)]:
            row.is_sure = False

    def _fill(self, row: YamlRecord) -> None:
        """Give a row its names and cells."""
        names = tuple(map(_TEXT, row.pairs[::2]))
        if len(self._shapes) > _SHAPES:
            self._shapes.clear()
        row.names = self._shapes.setdefault(names, names)
        row.cells = list(map(_TEXT, row.pairs[1::2]))

    def _no_key(self, event: yaml.Event) -> None:
        """Tell of a key that is no text, and pass over its value."""
        self._skip(event)
        self._skip(next(self._ahead))
        self._no_text(event)

    def _no_row(self, row: YamlRecord) -> None:
        row.is_sure = False
        text = self._skip(row.start)
        if not isinstance(row.start, yaml.AliasEvent):  # of which the file is told
            self._about_row(row, records.NOT_A_ROW, row.start, text)

    def _in_place_of(self, value: yaml.Event, name: str, row: YamlRecord) -> yaml.ScalarEvent:
        """Tell of a value that is not a plain text; gives an empty one in its place."""
        text = self._skip(value)
        row.unread += (name,)
        if isinstance(value, yaml.SequenceStartEvent) and folded(name) == "linkages":
            row.is_sure = False
            hint = "Groups belong below `customers:`, rows without a group below `linkages:`."
            self._no_shape(row.start, "a customer's group is in a list of rows; its rows are not read", hint)
        elif not isinstance(value, yaml.AliasEvent):  # of which the file is told
            self._about_row(row, records.NESTED_VALUE, value, text, name=shown(name))
        return yaml.ScalarEvent(None, None, (False, True), "", value.start_mark, value.end_mark)

    def _about_row(self, row: YamlRecord, rule: Rule, event: yaml.Event, text: str, **facts: str) -> None:
        """Note what is wrong with a row; `text` is in none of its cells, so the message gives it to fix.csv."""
        value = shown(text, _LONGEST_VALUE) or None
        message = rule.describe(found=f": {value}" if value else "", **facts)
        problem = Problem(rule, self._name, row.line, message, value=value)
        row.problems += (problem.at(*self._events.stream.place(event)),)

    def _no_text(self, key: yaml.Event) -> None:
        hint = "It may be a template that was not filled in." if isinstance(key, yaml.MappingStartEvent) else None
        self._no_shape(key, "a key is a plain text, not a list, a mapping or an alias", hint)

    def _no_shape(self, event: yaml.Event, what: str, hint: str | None) -> None:
        self._events.tell(files.YAML_SHAPE, event, hint, what=what)

    def _is_merge(self, key: yaml.ScalarEvent) -> bool:
        """Refuse a merge key; tells whether it is one."""
        is_merge = key.value == "<<" and key.implicit[0]
        if is_merge:
            self._events.tell(files.YAML_REFERENCE, key, what="a merge key (<<) takes in the keys of another value")
        return is_merge

    def _refuse(self, event: yaml.Event, what: str) -> NoReturn:
        line = self._events.stream.line(event)
        raise Refusal(files.TOO_LARGE.problem(self._name, line, what=what))

    def _skip(self, event: yaml.Event) -> str:
        """Pass over all that belongs to an event that has just begun; gives the texts in it, the first few at least."""
        if isinstance(event, yaml.ScalarEvent):
            return event.value
        texts: list[str] = []
        if isinstance(event, yaml.CollectionStartEvent):
            level = len(self._events.open)
            for inner in self._ahead:
                if len(self._events.open) < level:
                    break
                if isinstance(inner, yaml.ScalarEvent) and len(texts) < _TEXTS:
                    texts.append(inner.value)
        return ", ".join(texts)
