"""Read YAML as records: a list of rows, or a customer, rows, and customers' groups, walked event by event.

Events, unlike values, have exact lines and keep every scalar as its text. They need no memory for what was already
read, and no recursion for nested values. The first syntax error ends the reading.
"""

from collections.abc import Iterator

import yaml

from batch.diagnostics import Place, shown
from batch.mapping.names import folded
from batch.mapping.options import ReadOptions
from batch.mapping.record import Default, Item
from batch.mapping.sources import Source
from batch.mapping.text import Refusal
from batch.mapping.yaml.ending import Ending
from batch.mapping.yaml.events import Events
from batch.mapping.yaml.rows import Rows, YamlRecord
from batch.mapping.yaml.scalars import NULLS
from batch.rules import files

_GROUP = ("client_api_id", "linkages")
_TOP = (*_GROUP, "customers")
_LISTS = {"linkages": "rows", "customers": "groups"}
"""The keys whose values are lists, and what these lists have."""
_MOST_ROWS = 1_000_000


def read_yaml(source: Source, _options: ReadOptions) -> Iterator[Item]:
    """Yield the records of a YAML source, and the problems of the file."""
    loader = getattr(yaml, "CBaseLoader", None)
    if loader is None:
        yield files.SLOW_YAML.problem(source.name, 1)
    yield from _Walk(source, loader or yaml.BaseLoader).items()


class _Walk:
    """A single walk through a file."""

    def __init__(self, source: Source, loader: type[yaml.BaseLoader]) -> None:
        self._name = source.name
        self._events = Events(source, loader)
        self._rows = Rows(self._events)
        self._last: YamlRecord | Default | None = None
        """The last item read, kept until it is clear that the syntax doesn't break after it."""
        self._list: yaml.Event | None = None
        """The start of the list that the last row is in."""
        self._row_count = 0

    def items(self) -> Iterator[Item]:
        """Yield the items of the file, as far as it can be read."""
        problems = self._events.problems
        try:
            for item in self._document():
                if problems:
                    yield from problems
                    problems.clear()
                yield item
        except Refusal as refusal:
            ending = self._events.ending
            # Below that place, what seems to be a problem may be anything.
            yield from (problem for problem in problems if not ending or problem.line <= ending.place.line)
            yield from self._broken_off(ending)
            yield refusal.problem
        else:
            yield from problems
        finally:
            self._events.ahead.close()  # breaks a reference cycle with the parser

    def _broken_off(self, ending: Ending | None) -> Iterator[Item]:
        """Yield the last item, as far as it is clear what it is."""
        last = self._last
        if isinstance(last, YamlRecord):
            last.is_sure = last.is_sure and not self._is_within(last, ending)
            yield last
        elif last and not (ending and ending.place.line <= last.line):
            yield last

    def _is_within(self, row: YamlRecord, ending: Ending | None) -> bool:
        """Whether reading ended within the last row, judged by what is open, or by the indentation there."""
        open_ = self._events.open
        if not (ending and self._list) or getattr(row.start, "flow_style", True) or row.start in open_[:-1]:
            return row.start in open_
        _line, column = self._events.stream.place(self._list)
        return ending.continues(row.line, column)

    def _document(self) -> Iterator[Item]:
        documents = 0
        for event in self._events.ahead:
            if self._last:
                yield self._last
                self._last = None
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._events.report(files.SECOND_DOCUMENT, event)
                    return
            elif isinstance(event, yaml.SequenceStartEvent):
                yield from self._linkages(event, None)
            elif isinstance(event, yaml.MappingStartEvent):
                yield from self._keyed(event, _TOP, None)
            elif isinstance(event, yaml.ScalarEvent) and event.value:
                hint = "A mapping is a list of rows, or `linkages:` with a list below it."
                self._events.no_shape(event, "the file is a single text, not a list of rows", hint)

    def _keyed(self, start: yaml.Event, known: tuple[str, ...], default: Default | None) -> Iterator[Item]:
        """Walk through the keys of the top level or of one customer's group; `default` is the customer around it."""
        seen: dict[str, yaml.Event] = {}
        for key in self._events.ahead:
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
            hint = "The rows of a group belong below its `linkages:`; a group without rows must be removed."
            self._events.no_shape(start, "the customer's group has no linkages", hint)

    def _key(self, key: yaml.Event, known: tuple[str, ...], seen: dict[str, yaml.Event]) -> tuple[str, yaml.Event]:
        """Return the known key that a key is or is probably meant to be, "" if there is none, and its value."""
        self._events.skip(key)
        value = next(self._events.ahead)
        if not isinstance(key, yaml.ScalarEvent):
            self._events.no_text(key)
            return "", value
        self._events.is_merge(key)
        if key.value in known:
            self._once(key, seen)
            return key.value, value
        seen[key.value] = key
        return self._meant(key, value, known), value

    def _once(self, key: yaml.ScalarEvent, seen: dict[str, yaml.Event]) -> None:
        first = seen.setdefault(key.value, key)
        if first is not key:
            line, column = self._events.stream.place(first)
            at = f", in column {column}" if line == self._events.stream.line(key) else ""
            related = (Place(self._name, line),)
            self._events.report(files.YAML_DUPLICATE_KEY, key, related=related, name=key.value, first=line, at=at)

    def _meant(self, key: yaml.ScalarEvent, value: yaml.Event, known: tuple[str, ...]) -> str:
        """Report an unknown key; returns the known key that is probably meant and can have such a value, or ""."""
        import difflib  # noqa: PLC0415 - only for a key that is wrong

        names = {folded(other): other for other in known}
        near = "".join(names[found] for found in difflib.get_close_matches(folded(key.value), names, n=1))
        guess = f"did you mean {near}?" if near else f"the keys here are {', '.join(known)}"
        self._events.report(files.YAML_UNKNOWN_KEY, key, name=shown(key.value), guess=guess)
        fits = yaml.SequenceStartEvent if near in _LISTS else yaml.ScalarEvent
        return near if isinstance(value, fits) else ""

    def _no_list(self, key: yaml.Event, name: str, value: yaml.Event) -> None:
        """Skip a value that isn't a list, and report it if it should be one."""
        self._events.skip(value)
        if name:
            hint = f"A list of {_LISTS[name]} belongs below it, each after a dash; if there are none, remove the key."
            self._events.no_shape(key, f"{name} needs a list", hint)

    def _customer(self, key: yaml.Event, value: yaml.Event, around: Default | None, *, is_late: bool) -> Default | None:
        """Return the customer for the rows below."""
        self._events.skip(value)
        if is_late:
            self._events.report(files.LATE_CUSTOMER, key)
        line, column = self._events.stream.place(value)
        if not isinstance(value, yaml.ScalarEvent):
            hint = "The id of one customer belongs here; several customers need one group each below `customers:`."
            self._events.no_shape(key, "client_api_id needs a plain value", hint)
            return Default(self._name, "", line, column)
        if not value.value or (value.implicit[0] and value.value in NULLS):
            return around
        self._last = named = Default(self._name, value.value, line, column)
        return named

    def _customers(self, default: Default | None) -> Iterator[Item]:
        for event in self._events.ahead:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            if isinstance(event, yaml.MappingStartEvent):
                yield from self._keyed(event, _GROUP, default)
            else:
                self._events.skip(event)
                hint = "Write `client_api_id: ID` with `linkages:` below it, in the same column."
                self._events.no_shape(event, "a customer must be a mapping with client_api_id and linkages", hint)

    def _linkages(self, start: yaml.Event, default: Default | None) -> Iterator[Item]:
        self._list = start
        for event in self._events.ahead:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            if self._last:
                yield self._last
                self._last = None
            self._row_count += 1
            if self._row_count > _MOST_ROWS:
                self._events.refuse(event, f"the file has over {_MOST_ROWS:,} rows")
            self._last = row = YamlRecord(self._events.stream, event, default)
            self._rows.read(row)
