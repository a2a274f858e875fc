"""The form of a YAML mapping, walked event by event: a list of rows, or defaults, rows and customers' groups.

Events and not values: they carry exact lines, keep every scalar as the text that it is, and need no memory for what
was read, nor recursion for what is nested.
"""

from collections.abc import Iterator

import yaml

from batch.diagnostics import shown
from batch.mapping.blocks import Block, Default
from batch.mapping.columns import folded
from batch.mapping.yaml.block import Client
from batch.mapping.yaml.events import Events, Spot
from batch.mapping.yaml.places import LISTS, Kind, Open
from batch.mapping.yaml.rows import RowGatherer
from batch.mapping.yaml.scalars import is_null
from batch.rules import files

_ROWS = 64
"""Rows of which a block is made, those that were read ahead with the last of them come with it."""
_GROUP = ("client_api_id", "linkages")
_TOP = (*_GROUP, "customers")


class Walk:
    """One walk through a file or a part of it; blocks come as they fill, the last rows stay with `rows`."""

    def __init__(self, events: Events, rows: RowGatherer) -> None:
        self.open: list[Open] = []
        """The collections that the walk is within."""
        self.last_group = 0
        """The line of the customer's group that was begun last."""
        self.defaults: list[Default] = []
        """The customers that the text names for rows below."""
        self._events = events
        self._rows = rows

    def text(self, where: Open) -> Iterator[Block]:
        """Walk through a text: a whole file, which is seen from above the top level, or the rest of a collection."""
        documents = 0
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    message = "a second document begins here, and the rest is not read"
                    self._events.problem(files.SECOND_DOCUMENT, event, message)
                    return
            elif isinstance(event, yaml.SequenceStartEvent):
                kind = where.kind if where.kind.is_list else Kind.LINKAGES
                yield from self._list(event, kind, where.client)
            elif isinstance(event, yaml.MappingStartEvent):
                kind = Kind.GROUP if where.kind is Kind.GROUP else Kind.TOP
                yield from self._keyed(event, self._begun(kind, event, where.client, where.seen))
            elif isinstance(event, yaml.ScalarEvent) and event.value:
                hint = "A mapping is a list of rows, or `linkages:` with a list below it."
                self._events.problem(files.YAML_SHAPE, event, "the file is a single text, not a list of rows", hint)

    def _begun(
        self, kind: Kind, start: yaml.CollectionStartEvent, client: Client, seen: dict[str, Spot] | None = None
    ) -> Open:
        spot = self._events.spot(start)
        indent, bracket = (None, spot) if start.flow_style else (spot.column - 1, None)
        return Open(kind, indent, client, {} if seen is None else seen, bracket)

    def _keyed(self, start: yaml.Event, here: Open) -> Iterator[Block]:
        """Walk through the keys of the top level, or of one customer's group."""
        self._events.plain(start)
        self.open.append(here)
        for key in self._events:
            if isinstance(key, yaml.MappingEndEvent):
                break
            yield from self._pair(key)
        if here.kind is Kind.GROUP and here.seen.keys() <= {"client_api_id"}:
            hint = "The rows of a group stand below its `linkages:`; a group without any can go."
            self._events.problem(files.YAML_SHAPE, start, "the customer's group has no linkages", hint)
        self.open.pop()

    def _pair(self, key: yaml.Event) -> Iterator[Block]:
        here = self.open[-1]
        name = self._events.key_name(key)
        known = _GROUP if here.kind is Kind.GROUP else _TOP
        if name in known:
            self._once(key, name)
        if name == "client_api_id":  # should the syntax break within its value, nobody knows what it was to be
            self.open[-1] = here._replace(client=Client(is_known=False))
        value = next(self._events)
        if name and name not in known:
            here.seen.setdefault(name, self._events.spot(key))
            name = self._meant(key, name, value, known)
        if name == "client_api_id":
            self._default(key, value, here)
        elif name and isinstance(value, yaml.SequenceStartEvent):
            yield from self._list(value, LISTS[name], here.client)
        else:
            self._events.skip(value)
            if name:
                items = "rows" if LISTS[name] is Kind.LINKAGES else "groups"
                hint = f"A list of {items} belongs below it, a dash before each; without any, the key can go."
                self._events.problem(files.YAML_SHAPE, key, f"{name} needs a list", hint)

    def _once(self, key: yaml.Event, name: str) -> None:
        spot = self._events.spot(key)
        first = self.open[-1].seen.setdefault(name, spot)
        if first != spot:  # behind broken syntax, the same key may be read again
            where = "" if first.place != spot.place else f", in column {first.column}"
            message = f"the key {shown(name)} stands already on line {first.place.line}{where}"
            self._events.problem(files.YAML_DUPLICATE_KEY, key, message, related=first.place)

    def _meant(self, key: yaml.Event, name: str, value: yaml.Event, known: tuple[str, ...]) -> str:
        """Tell of an unknown key; gives the known one that is probably meant and can have such a value, or ""."""
        import difflib  # noqa: PLC0415 - only for a key that is wrong

        names = {folded(other): other for other in known}
        near = "".join(names[found] for found in difflib.get_close_matches(folded(name), names, n=1))
        guess = f"; did you mean {near}?" if near else f"; known are {', '.join(known)}"
        self._events.problem(files.YAML_UNKNOWN_KEY, key, f"the key {shown(name)} has no meaning here{guess}")
        fits = yaml.SequenceStartEvent if near in LISTS else yaml.ScalarEvent
        return near if isinstance(value, fits) else ""

    def _default(self, key: yaml.Event, value: yaml.Event, here: Open) -> None:
        """Take the customer of the rows below."""
        self._events.skip(value)
        client = here.client
        if not isinstance(value, yaml.ScalarEvent):
            hint = "One customer's id belongs here; several have a group each below `customers:`."
            self._events.problem(files.YAML_SHAPE, key, "client_api_id needs a plain value", hint)
            client = Client(is_known=False)
        elif value.value and not is_null(value):
            named = Default(value.value, self._events.line(value), self._events.column(value))
            self.defaults.append(named)
            client = Client(named.client_api_id, named.line)
        lists = [spot for name, spot in here.seen.items() if name in LISTS]
        if lists and self._events.spot(key) > lists[0]:
            message = "client_api_id stands below the linkages that it is meant for"
            self._events.problem(files.LATE_CUSTOMER, key, message)
        self.open[-1] = here._replace(client=client)

    def _list(self, start: yaml.SequenceStartEvent, kind: Kind, client: Client) -> Iterator[Block]:
        self._events.plain(start)
        self.open.append(self._begun(kind, start, client))
        yield from self._customers(client) if kind is Kind.CUSTOMERS else self._linkages(client)
        self.open.pop()

    def _customers(self, client: Client) -> Iterator[Block]:
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            self.last_group = self._events.line(event)
            if isinstance(event, yaml.MappingStartEvent):
                yield from self._keyed(event, self._begun(Kind.GROUP, event, client))
            else:
                self._events.skip(event)
                message = "a customer is a mapping with client_api_id and linkages"
                hint = "It is written as `client_api_id: ID` with `linkages:` below it, in the same column."
                self._events.problem(files.YAML_SHAPE, event, message, hint)

    def _linkages(self, client: Client) -> Iterator[Block]:
        while True:
            self._rows.add_plain(client)
            if len(self._rows) >= _ROWS:
                yield self._rows.block()
            event = next(self._events)
            if isinstance(event, yaml.SequenceEndEvent):
                return
            self._rows.add(event, client)
