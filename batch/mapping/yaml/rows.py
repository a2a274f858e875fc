"""The rows of a YAML mapping: the events of their names and cells, and problems of their form."""

from itertools import islice
from operator import attrgetter

import yaml

from batch.diagnostics import Problem, Rule, shown
from batch.mapping.names import folded
from batch.mapping.record import Default, Record
from batch.mapping.yaml.events import Events
from batch.mapping.yaml.text import TextStream
from batch.rules import records

_MOST_KEYS = 1000
_SHAPES = 1000
"""How many combinations of keys are cached; a file written by people has a few."""
_TEXT = attrgetter("value")
_LONGEST_VALUE = 400
"""How many characters of a value a message quotes if no cell has the value."""


class YamlRecord(Record):
    """A YAML record, which keeps the events of its names and cells."""

    __slots__ = ("_stream", "pairs", "start")

    is_yaml = True

    def __init__(self, stream: TextStream, start: yaml.Event, default: Default | None) -> None:
        super().__init__(stream.name, stream.line(start), (), (), default=default)
        self.start = start
        self.pairs: list[yaml.ScalarEvent] = []
        """Its names and cells, alternating."""
        self._stream = stream

    def place(self, cell: int) -> tuple[int, int]:
        """Return the line and the column of a cell."""
        return self._stream.place(self.pairs[2 * cell + 1])

    def place_of_name(self, cell: int) -> tuple[int, int]:
        """Return the line and the column of a cell's name."""
        return self._stream.place(self.pairs[2 * cell])

    def is_plain(self, cell: int) -> bool:
        """Whether a cell is unquoted."""
        return self.pairs[2 * cell + 1].implicit[0]


class Rows:
    """Reads the rows of one file, from any of its lists."""

    def __init__(self, events: Events) -> None:
        self._events = events
        self._shapes: dict[tuple[str, ...], tuple[str, ...]] = {}

    def read(self, row: YamlRecord) -> None:
        """Read a row to its end; its start is the last event taken."""
        if isinstance(row.start, yaml.MappingStartEvent):
            self._read_pairs(row)
        else:
            self._no_row(row)

    def _read_pairs(self, row: YamlRecord) -> None:
        pairs = row.pairs
        try:
            for event in islice(self._events.ahead, 2 * _MOST_KEYS + 1):
                if type(event) is yaml.ScalarEvent:
                    pairs.append(event)
                elif type(event) is yaml.MappingEndEvent:
                    break
                elif len(pairs) % 2:
                    pairs.append(self._in_place_of(event, pairs[-1].value, row))
                else:
                    self._no_key(event)
            else:
                self._events.refuse(row.start, f"a row has over {_MOST_KEYS:,} keys")
        finally:  # if the file ends within the row, keep what was read of it
            self._fill(row)

    def _fill(self, row: YamlRecord) -> None:
        """Set a row's names and cells; a merge key among them is an error of the file."""
        del row.pairs[len(row.pairs) // 2 * 2 :]  # drops a key without a value
        names = tuple(map(_TEXT, row.pairs[::2]))
        if len(self._shapes) > _SHAPES:
            self._shapes.clear()
        row.names = self._shapes.setdefault(names, names)
        row.cells = list(map(_TEXT, row.pairs[1::2]))
        if "<<" in names and [key for key in row.pairs[::2] if self._events.is_merge(key)]:
            row.is_sure = False

    def _no_key(self, event: yaml.Event) -> None:
        """Report a key that isn't text, and skip its value."""
        self._events.skip(event)
        self._events.skip(next(self._events.ahead))
        self._events.no_text(event)

    def _no_row(self, row: YamlRecord) -> None:
        row.is_sure = False
        text = self._events.skip(row.start)
        if not isinstance(row.start, yaml.AliasEvent):  # which is reported as a problem of the file
            self._about_row(row, records.NOT_A_ROW, row.start, text)

    def _in_place_of(self, value: yaml.Event, name: str, row: YamlRecord) -> yaml.ScalarEvent:
        """Report a value that isn't plain text; returns an empty one in its place."""
        text = self._events.skip(value)
        row.unread += (name,)
        if isinstance(value, yaml.SequenceStartEvent) and folded(name) == "linkages":
            row.is_sure = False
            hint = "Groups belong below `customers:`, rows without a group below `linkages:`."
            self._events.no_shape(row.start, "a customer's group is in a list of rows; its rows are not read", hint)
        elif not isinstance(value, yaml.AliasEvent):  # which is reported as a problem of the file
            self._about_row(row, records.NESTED_VALUE, value, text, name=shown(name))
        return yaml.ScalarEvent(None, None, (False, True), "", value.start_mark, value.end_mark)

    def _about_row(self, row: YamlRecord, rule: Rule, event: yaml.Event, text: str, **facts: str) -> None:
        """Add a problem to a row. No cell has `text`, so the message quotes it for fix.csv."""
        value = shown(text, _LONGEST_VALUE) or None
        message = rule.describe(found=f": {value}" if value else "", **facts)
        problem = Problem(rule, self._events.stream.name, row.line, message, value=value)
        row.problems += (problem.at(*self._events.stream.place(event)),)
