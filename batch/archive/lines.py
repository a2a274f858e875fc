"""From a journal's JSON back to its events: those with all that their readers rely on, each field of its type; pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from types import NoneType, UnionType
from typing import Any, get_args, get_origin

from batch.events import Event, Line

_IN_JSON: Mapping[Any, frozenset[type]] = {
    str: frozenset({str}),
    int: frozenset({int}),
    float: frozenset({int, float}),
    bool: frozenset({bool}),
    NoneType: frozenset({NoneType}),
    Sequence: frozenset({list}),
    Mapping: frozenset({dict}),
}


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a field holds: values of these `types`; in a list or an object, values of the shape `inner`."""

    types: frozenset[type]
    inner: "_Shape | None" = None

    def fits(self, value: Any) -> bool:  # noqa: ANN401 - JSON is anything
        """Whether this is such a value."""
        if type(value) not in self.types:
            return False
        inner = value.values() if isinstance(value, dict) else value
        return self.inner is None or all(map(self.inner.fits, inner))


@dataclass(frozen=True, slots=True)
class _Field:
    """A field of an event; `shape` is None where anything will do."""

    name: str
    is_needed: bool
    shape: _Shape | None

    def is_right(self, event: Mapping[str, Any]) -> bool:
        """Whether the event has it as it must be."""
        if self.name not in event:
            return not self.is_needed
        return self.shape is None or self.shape.fits(event[self.name])


def _shape(kind: Any) -> _Shape | None:  # noqa: ANN401 - a type, or what is made of types
    if kind in {Any, object}:
        return None
    if isinstance(kind, UnionType):
        return _Shape(frozenset[type]().union(*(_IN_JSON[one] for one in get_args(kind))))
    if container := get_origin(kind):
        return _Shape(_IN_JSON[container], _shape(get_args(kind)[-1]))
    return _Shape(_IN_JSON[kind])


def _fields(event: type[Event]) -> Iterator[_Field]:
    for field in fields(event):
        is_needed = field.default is MISSING and field.default_factory is MISSING
        yield _Field(field.name, is_needed, _shape(field.type))


_KINDS: Mapping[str, type[Event]] = {event.name: event for event in get_args(Event)}
_FIELDS = {name: [*_fields(event)] for name, event in _KINDS.items()}


def line_of(content: object) -> Line | None:
    """What a line of a journal says; None for an event of a name that this version doesn't have.

    Raises `ValueError` where it is no event with all that its readers rely on.
    """
    if not isinstance(content, dict) or not all(isinstance(content.get(name), str) for name in ("event", "at")):
        raise ValueError("it is no event")
    name = content["event"]
    if name not in _KINDS:
        return None
    if not all(field.is_right(content) for field in _FIELDS[name]):
        raise ValueError(f"it is no {name} event")
    values = {field.name: content[field.name] for field in _FIELDS[name] if field.name in content}
    return Line(content["at"], _KINDS[name](**values))
