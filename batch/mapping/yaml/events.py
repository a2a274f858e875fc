"""What every part of a YAML mapping obeys: plain data, no anchors, aliases, tags or merge keys, bounded depth.

Events are read ahead in batches, by loops of C: a stretch of plain rows is then found by one pattern over the kinds of
the events, where looking at them one by one would cost as much as parsing does. An error in what is read ahead comes
when all that stands before it was taken.
"""

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from operator import attrgetter
from typing import NamedTuple, cast

import yaml

from batch.diagnostics import Place, Problem, Rule, shown
from batch.mapping.text import Refusal
from batch.mapping.yaml.text import TextStream
from batch.rules import files

DEEPEST = 50
_AHEAD = 1600
"""Events of a batch, some hundred rows: so few that they are still in the processor's cache when they are taken."""
_TEXTS = 200
"""Texts of a value that is no plain one: more than a message has room for."""
_MOST_PROBLEMS = 10_000
_ANCHOR, _TAG = attrgetter("anchor"), attrgetter("tag")


class Spot(NamedTuple):
    """Where something begins; spots of one file compare as they follow each other."""

    place: Place
    column: int


class Events(Iterator[yaml.Event]):
    """The parser's events of one file, and what is wrong with the file as they tell it."""

    def __init__(self, name: str, stream: TextStream, loader: type[yaml.BaseLoader]) -> None:
        self.problems: list[Problem] = []
        self.odd_keys: list[Problem] = []
        """Those of the problems that speak of keys which are no text."""
        self._name = name
        self._stream = stream
        self._loader = loader
        self._source: Iterator[yaml.Event] | None = None
        self._batch: list[yaml.Event] = []
        self._types: list[type[yaml.Event]] = []
        self._is_odd = False
        """Whether something in the batch asks for a look at each event."""
        self._at = 0
        self._error: Exception | None = None

    def __next__(self) -> yaml.Event:
        if self._at == len(self._batch):
            self._read_ahead()
        self._at += 1
        return self._batch[self._at - 1]

    def _read_ahead(self) -> None:
        """Take the next batch; raises what broke the last one off, or StopIteration."""
        self._raise_what_broke_off()
        if len(self.problems) > _MOST_PROBLEMS:
            message = f"over {_MOST_PROBLEMS:,} problems of the file stand above, and the rest is not read"
            raise Refusal(Problem(files.TOO_LARGE, self._name, self.line(self._batch[-1]), message))
        self._batch, self._at = [], 0
        self._stream.fill(self._batch)
        try:
            if self._source is None:
                self._source = iter(self._loader(self._stream).get_event, None)  # reads already, without libyaml
            self._batch.extend(islice(self._source, _AHEAD))
        except (yaml.YAMLError, Refusal) as error:
            self._error = error  # what was parsed before it stands in the batch
        if not self._batch:
            self._raise_what_broke_off()
            raise StopIteration
        self._types = list(map(type, self._batch))
        self._is_odd = self._stream.may_refer and _refer(self._batch)

    def _raise_what_broke_off(self) -> None:
        # No reference is left behind: a cycle through the traceback would keep the whole parser in memory.
        error, self._error = self._error, None
        try:
            if error:
                raise error.with_traceback(None)
        finally:
            del error

    def plain_rows(self) -> tuple[list[yaml.Event], list[list[yaml.ScalarEvent]]]:
        """Take mappings of plain texts that stand ahead; gives the start of each, and its keys and values in turn.

        There may be more behind them: what is odd, or only partly read ahead, is left to be taken event by event.
        """
        starts: list[yaml.Event] = []
        rows: list[list[yaml.ScalarEvent]] = []
        if self._is_odd:
            return starts, rows
        batch, types, at = self._batch, self._types, self._at
        with suppress(ValueError):  # the last row goes on behind the batch
            while at < len(types) and types[at] is yaml.MappingStartEvent:
                end = types.index(yaml.MappingEndEvent, at)
                starts.append(batch[at])
                rows.append(batch[at + 1 : end])  # type: ignore[arg-type]
                at = end + 1
        if types[self._at : at].count(yaml.ScalarEvent) != sum(map(len, rows)):
            self._is_odd = True
            return [], []
        self._at = at
        return starts, rows

    def lines(self, events: list[yaml.Event]) -> list[int]:
        """Give the line on which each event begins."""
        return self._stream.lines(events)

    def line(self, event: yaml.Event) -> int:
        """Give the line (from 1) on which an event begins."""
        return self._stream.line(event)

    def column(self, event: yaml.Event) -> int:
        """Give the column (from 1) at which an event begins."""
        return self._stream.column(event)

    def quote_ahead(self, error: yaml.MarkedYAMLError) -> yaml.Mark | None:
        """Say where a quoted value begins that goes on for lines up to where the syntax breaks: it may lack its end."""
        given = self._batch[-2:]
        if len(given) > 1 and isinstance(given[1], yaml.ScalarEvent) and not given[1].value:
            del given[1]  # the value that a key has which stands alone
        last, broken = given[-1] if given else None, error.problem_mark
        if not (isinstance(last, yaml.ScalarEvent) and last.style in {"'", '"'} and last.end_mark and broken):
            return None
        begin = cast("yaml.Mark", last.start_mark)
        return begin if begin.line < last.end_mark.line == broken.line else None

    def spot(self, event: yaml.Event) -> Spot:
        """Say where an event begins."""
        return Spot(Place(self._name, self.line(event)), self.column(event))

    def problem(
        self, code: Rule, event: yaml.Event, message: str, hint: str | None = None, *, related: Place | None = None
    ) -> None:
        """Note what is wrong with the file."""
        places = (related,) if related else ()
        found = Problem(code, self._name, self.line(event), message, self.column(event), hint=hint, related=places)
        self.problems.append(found)

    def key_name(self, key: yaml.Event) -> str:
        """Give a key's text, "" where it has none; the key's own events are used up."""
        self.skip(key)
        if not isinstance(key, yaml.ScalarEvent):
            self.no_text(key)
            return ""
        self.no_merge(key)
        return key.value

    def no_text(self, key: yaml.Event) -> None:
        """Refuse a key that is no text."""
        hint = "It may be a template that was not filled in." if isinstance(key, yaml.MappingStartEvent) else None
        self.problem(files.YAML_SHAPE, key, "a key is a plain text, not a list, a mapping or an alias", hint)
        self.odd_keys.append(self.problems[-1])

    def no_merge(self, key: yaml.ScalarEvent) -> bool:
        """Refuse a merge key; tells whether it is one."""
        is_merge = key.value == "<<" and key.implicit[0]
        if is_merge:
            self.problem(files.YAML_REFERENCE, key, "merge keys (<<) are not used in a mapping")
        return is_merge

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
        self.problem(files.YAML_REFERENCE, event, f"{found}; a mapping is plain data")

    def skip(self, event: yaml.Event) -> str:
        """Pass over all that belongs to an event that has just begun; gives the texts in it, the first few at least."""
        self.plain(event)
        texts = [event.value] if isinstance(event, yaml.ScalarEvent) else []
        depth = 1 if isinstance(event, yaml.CollectionStartEvent) else 0
        while depth:
            inner = next(self)
            if isinstance(inner, yaml.ScalarEvent) and len(texts) < _TEXTS:
                texts.append(inner.value)
            if isinstance(inner, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(inner, yaml.CollectionEndEvent):
                depth -= 1
            if depth > DEEPEST:
                raise Refusal(nested_too_deep(self._name, self.line(inner)))
        return ", ".join(texts)


def nested_too_deep(name: str, line: int) -> Problem:
    """The problem of a file that is nested deeper than a mapping can be."""
    return Problem(files.TOO_DEEP, name, line, f"nested more than {DEEPEST} levels deep")


def _refer(batch: list[yaml.Event]) -> bool:
    """Tell whether an anchor or a tag is among the events."""
    nodes = [event for event in batch if isinstance(event, yaml.NodeEvent)]
    tagged = [event for event in nodes if not isinstance(event, yaml.AliasEvent)]
    return any(map(_ANCHOR, nodes)) or any(map(_TAG, tagged))
