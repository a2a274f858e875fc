"""What every part of a YAML mapping obeys: plain data, no anchors, aliases, tags or merge keys, bounded depth."""

from typing import TYPE_CHECKING

import yaml

from batch.codes import files
from batch.diagnostics import Code, Place, Problem, shown
from batch.mapping.text import Refusal
from batch.mapping.yaml_text import TextStream

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEEPEST = 50
_TEXTS = 20


class Events:
    """The parser's events of one file, and what is wrong with the file as they tell it."""

    def __init__(self, name: str, stream: TextStream, loader: type[yaml.BaseLoader]) -> None:
        self.all: Iterator[yaml.Event] = iter(loader(stream).get_event, None)
        self.problems: list[Problem] = []
        self._name = name
        self._stream = stream

    def lines(self, events: list[yaml.Event]) -> list[int]:
        """Give the line on which each event begins."""
        return self._stream.lines(events)

    def indent(self, event: yaml.Event) -> int:
        """Give the columns before an event."""
        return self._stream.column(event) - 1

    def place(self, event: yaml.Event) -> Place:
        """Say where an event begins."""
        return Place(self._name, self._stream.line(event))

    def column(self, event: yaml.Event, line: int) -> int | None:
        """Give the column (from 1) at which an event begins, if it is on this line."""
        return self._stream.column(event) if self._stream.line(event) == line else None

    def problem(self, code: Code, event: yaml.Event, message: str, related: Place | None = None) -> None:
        """Note what is wrong with the file."""
        line, column = self._stream.line(event), self._stream.column(event)
        places = (related,) if related else ()
        self.problems.append(Problem(code, self._name, line, message, column, related=places))

    def key_name(self, key: yaml.Event) -> str:
        """Give a key's text, "" where it has none; the key's own events are used up."""
        self.skip(key)
        if not isinstance(key, yaml.ScalarEvent):
            self.problem(files.YAML_SHAPE, key, "a key is a plain text, not a list, a mapping or an alias")
            return ""
        if key.value == "<<" and key.implicit[0]:
            self.problem(files.YAML_REFERENCE, key, "merge keys (<<) are not used in a mapping")
        return key.value

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
            inner = next(self.all)
            if isinstance(inner, yaml.ScalarEvent) and len(texts) < _TEXTS:
                texts.append(inner.value)
            if isinstance(inner, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(inner, yaml.CollectionEndEvent):
                depth -= 1
            if depth > _DEEPEST:
                message = f"nested more than {_DEEPEST} levels deep"
                raise Refusal(Problem(files.TOO_DEEP, self._name, self._stream.line(inner), message))
        return ", ".join(texts)
