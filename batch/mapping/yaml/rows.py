"""The rows of a YAML mapping, one after the other, gathered into blocks."""

from typing import NoReturn

import yaml

from batch.diagnostics import Problem, shown
from batch.mapping.blocks import Block
from batch.mapping.columns import folded
from batch.mapping.text import Refusal
from batch.mapping.yaml.block import TOLD_AT_MOST, Client, RowBlock
from batch.mapping.yaml.events import Events, Spot
from batch.mapping.yaml.shapes import Shapes
from batch.rules import files, records

_MOST_ROWS = 1_000_000
_MOST_KEYS = 1000


class RowGatherer:
    """Turns the events of rows into blocks; `events` is shared with the one who walks through the file around them."""

    def __init__(self, name: str, events: Events, shapes: Shapes) -> None:
        self.last_line = 0
        """The line of the row that was begun last."""
        self._name = name
        self._events = events
        self._shapes = shapes
        self._is_unfinished = False
        self._gathered = RowBlock(name, events, shapes)
        self._done = 0

    def __len__(self) -> int:
        return len(self._gathered.rows)

    @property
    def begun(self) -> int:
        """The line of the last row that was gathered, 0 where there is none."""
        return self._events.line(self._gathered.starts[-1]) if self._gathered.starts else self.last_line

    @property
    def brace(self) -> Spot | None:
        """Where the brace of a row stands that is not read to its end."""
        start = self._gathered.starts[-1] if self._is_unfinished and self._gathered.starts else None
        return self._events.spot(start) if isinstance(start, yaml.MappingStartEvent) and start.flow_style else None

    def break_off(self) -> None:
        """Say that the last row is not read to its end."""
        self._is_unfinished = bool(self._gathered.rows)

    def add_plain(self, client: Client) -> None:
        """Take all the plain rows that stand ahead; `client` is the customer of those that name none."""
        starts, rows = self._events.plain_rows()
        self._gathered.starts += starts
        self._gathered.rows += rows
        self._gathered.clients += [client] * len(rows)

    def add(self, start: yaml.Event, client: Client) -> None:
        """Take whatever entry of a list begins with `start`."""
        if self._done > _MOST_ROWS:
            self._refuse(start, f"the file has over {_MOST_ROWS:,} rows, and the rest is not read")
        row: list[yaml.ScalarEvent] = []
        self._gathered.starts.append(start)
        self._gathered.rows.append(row)
        self._gathered.clients.append(client)
        self._is_unfinished = True
        if isinstance(start, yaml.MappingStartEvent):
            self._events.plain(start)
            self._read(row)
        else:
            self._no_mapping(start)
        self._is_unfinished = False

    def _no_mapping(self, start: yaml.Event) -> None:
        text = self._events.skip(start)
        row = len(self) - 1
        self._gathered.broken.add(row)
        if not isinstance(start, yaml.AliasEvent):  # of which the file is told
            message = f"this entry is not a mapping of keys to values{_told(text)}"
            self._gathered.flaw(row, records.NOT_A_ROW, start, message, text)

    def _read(self, row: list[yaml.ScalarEvent]) -> None:
        for key in self._events:
            if isinstance(key, yaml.MappingEndEvent):
                return
            if len(row) > 2 * _MOST_KEYS:
                self._refuse(key, f"a row has over {_MOST_KEYS:,} keys, and the rest of the file is not read")
            self._events.skip(key)
            value = next(self._events)
            text = self._events.skip(value)
            if not isinstance(key, yaml.ScalarEvent):
                self._events.no_text(key)
            elif isinstance(value, yaml.ScalarEvent):
                row += key, value
            else:
                row += key, self._in_place_of(value, key.value, text)

    def _in_place_of(self, value: yaml.Event, key: str, text: str) -> yaml.ScalarEvent:
        """Tell of a value that is no plain text; gives an empty one that stands there."""
        row = len(self) - 1
        if meant := self._shapes.key(key):
            self._gathered.reported[row].add(meant)
        if isinstance(value, yaml.SequenceStartEvent) and folded(key) == "linkages":
            self._group_among_rows(row)
        elif not isinstance(value, yaml.AliasEvent):  # of which the file is told
            message = f"the value of {shown(key)} is no plain value{_told(text)}"
            self._gathered.flaw(row, records.NESTED_VALUE, value, message, text)
        return yaml.ScalarEvent(None, None, (False, True), "", value.start_mark, value.end_mark)

    def _group_among_rows(self, row: int) -> None:
        self._gathered.broken.add(row)
        message = "a customer's group stands in a list of rows; its rows are not read"
        hint = "Groups belong below `customers:`, rows without a group below `linkages:`."
        self._events.problem(files.YAML_SHAPE, self._gathered.starts[row], message, hint)

    def _refuse(self, event: yaml.Event, message: str) -> NoReturn:
        raise Refusal(Problem(files.TOO_LARGE, self._name, self._events.line(event), message))

    def block(self) -> Block:
        """Give what was gathered, and begin anew."""
        if self._is_unfinished:
            self._gathered.broken.add(len(self) - 1)  # the file broke off within it, of which the file is told
        done = self._gathered.block()
        self._done += len(done.lines)
        self.last_line = done.lines[-1] if done.lines else self.last_line
        self._gathered = RowBlock(self._name, self._events, self._shapes)
        return done


def _told(text: str) -> str:
    return f": {shown(text, TOLD_AT_MOST)}" if text else ""
