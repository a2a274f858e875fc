"""Turns a journal's JSON back into events, with every required field, and each field of its type; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
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
    """The values of a field: values of these `types`; in a list or an object, values of the shape `inner`."""

    types: frozenset[type]
    inner: "_Shape | None" = None

    def fits(self, value: Any) -> bool:  # noqa: ANN401 - JSON is anything
        """Whether the value has this shape."""
        if type(value) not in self.types:
            return False
        inner = value.values() if isinstance(value, dict) else value
        return self.inner is None or all(map(self.inner.fits, inner))


def _shape(kind: Any) -> _Shape | None:  # noqa: ANN401 - a type, or what is made of types
    if kind in {Any, object}:
        return None
    if isinstance(kind, UnionType):
        return _Shape(frozenset[type]().union(*(_IN_JSON[one] for one in get_args(kind))))
    if container := get_origin(kind):
        return _Shape(_IN_JSON[container], _shape(get_args(kind)[-1]))
    return _Shape(_IN_JSON[kind])


_KINDS: Mapping[str, type[Event]] = {event.name: event for event in get_args(Event)}
_SHAPES = {name: {field.name: _shape(field.type) for field in fields(event)} for name, event in _KINDS.items()}


def line_of(content: object) -> Line | None:
    """The event of a journal's line, or None for an event that this version doesn't have.

    Raises `ValueError` if it is not an event with all required fields.
    """
    if not isinstance(content, dict) or not all(isinstance(content.get(name), str) for name in ("event", "at")):
        raise ValueError("it is not an event")
    name = content["event"]
    if name not in _KINDS:
        return None
    values = {}
    for field, shape in _SHAPES[name].items():
        if field in content:
            values[field] = value = content[field]
            if shape and not shape.fits(value):
                raise ValueError(f"the {field} of this {name} event has the wrong type")
    try:
        return Line(content["at"], _KINDS[name](**values))
    except TypeError as error:
        raise ValueError(f"this {name} event lacks a field") from error
