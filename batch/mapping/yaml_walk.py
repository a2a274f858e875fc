"""The form of a YAML mapping, walked event by event: a list of rows, or defaults, rows and customers' groups.

Events and not values: they carry exact lines, keep every scalar as the text that it is, and need no memory for what
was read, nor recursion for what is nested.
"""

import difflib
from collections.abc import Iterator
from typing import NamedTuple

import yaml

from batch.codes import files
from batch.diagnostics import Place, shown
from batch.mapping.blocks import Block
from batch.mapping.yaml_events import Events
from batch.mapping.yaml_rows import RowGatherer

_ROWS = 128
"""Rows of a block."""
_GROUP = ("client_api_id", "linkages")
_TOP = (*_GROUP, "customers")


class OpenList(NamedTuple):
    """A list that the walk is within: where its items begin, and what they are."""

    indent: int | None
    """Columns before each item's dash; None in flow style, where no line tells where an item begins."""
    client: str
    """The customer of rows that name none."""
    holds_customers: bool


class Walk:
    """One walk through a file or a part of it; blocks come as they fill, the last rows stay with `rows`."""

    def __init__(self, events: Events, rows: RowGatherer) -> None:
        self._events = events
        self._rows = rows
        self.open_lists: list[OpenList] = []

    def document(self, client: str) -> Iterator[Block]:
        """Walk through a whole file; `client` is the customer of rows that name none."""
        documents = 0
        for event in self._events.all:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    message = "a second document begins here; a mapping is one document"
                    self._events.problem(files.YAML_SHAPE, event, message)
                    return
            elif isinstance(event, yaml.SequenceStartEvent):
                yield from self._list(event, client, holds_customers=False)
            elif isinstance(event, yaml.MappingStartEvent):
                self._events.plain(event)
                yield from self._keyed(client, _TOP)
            elif isinstance(event, yaml.ScalarEvent) and event.value:
                self._events.problem(files.YAML_SHAPE, event, "the file is a single text, not a list of rows")

    def rest_of(self, within: OpenList) -> Iterator[Block]:
        """Walk through a text that is the rest of a list."""
        for event in self._events.all:
            if isinstance(event, yaml.SequenceStartEvent):
                yield from self._list(event, within.client, holds_customers=within.holds_customers)

    def _keyed(self, client: str, known: tuple[str, ...]) -> Iterator[Block]:
        """Walk through the keys of the top level, or of one customer's group."""
        seen: dict[str, Place] = {}
        for key in self._events.all:
            if isinstance(key, yaml.MappingEndEvent):
                return
            name = self._events.key_name(key)
            value = next(self._events.all)
            if name in seen:
                message = f"the key {shown(name)} stands already on line {seen[name].line}"
                self._events.problem(files.YAML_DUPLICATE_KEY, key, message, seen[name])
            if name == "client_api_id" and isinstance(value, yaml.ScalarEvent):
                self._events.plain(value)
                client = value.value
                if seen.keys() - {name}:
                    message = "client_api_id stands below the linkages that it is meant for"
                    self._events.problem(files.YAML_SHAPE, key, message)
            elif name in known and name != "client_api_id" and isinstance(value, yaml.SequenceStartEvent):
                yield from self._list(value, client, holds_customers=name == "customers")
            else:
                self._events.skip(value)
                self._misplaced(key, name, known)
            seen.setdefault(name, self._events.place(key))

    def _misplaced(self, key: yaml.Event, name: str, known: tuple[str, ...]) -> None:
        if name in known:
            wanted = "a plain value" if name == "client_api_id" else "a list"
            self._events.problem(files.YAML_SHAPE, key, f"{name} needs {wanted}")
        elif name:
            near = difflib.get_close_matches(name, known, n=1)
            guess = f"; did you mean {near[0]}?" if near else f"; known are {', '.join(known)}"
            self._events.problem(files.YAML_UNKNOWN_KEY, key, f"the key {shown(name)} has no meaning here{guess}")

    def _list(self, start: yaml.SequenceStartEvent, client: str, *, holds_customers: bool) -> Iterator[Block]:
        self._events.plain(start)
        indent = None if start.flow_style else self._events.indent(start)
        self.open_lists.append(OpenList(indent, client, holds_customers))
        yield from self._customers(client) if holds_customers else self._linkages(client)
        self.open_lists.pop()

    def _customers(self, client: str) -> Iterator[Block]:
        for event in self._events.all:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            if isinstance(event, yaml.MappingStartEvent):
                self._events.plain(event)
                yield from self._keyed(client, _GROUP)
            else:
                self._events.skip(event)
                message = "a customer is a mapping with client_api_id and linkages"
                self._events.problem(files.YAML_SHAPE, event, message)

    def _linkages(self, client: str) -> Iterator[Block]:
        for event in self._events.all:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            self._rows.add(event, client)
            if len(self._rows) >= _ROWS:
                yield self._rows.block()
