"""Unwrap the list or object that was asked for; the documentation doesn't define the envelope; pure."""

from collections.abc import Mapping
from typing import Any, TypeVar

_NOTICES = frozenset({"error", "errors", "warnings", "messages"})
"""Fields about the answer itself: an empty `errors` is seen in successes."""

_T = TypeVar("_T")


def list_in(body: object, name: str) -> list[Any] | None:
    """Return the list in a body: bare, under its `name`, or an object's only list, whatever its name.

    None if there is no list, or several. An object with an id is not a list, whichever lists it contains.
    """
    if isinstance(body, list):
        return body
    if not isinstance(body, Mapping) or ("id" in body and name not in body):
        return None
    return _one(body, name, {key: value for key, value in body.items() if isinstance(value, list)})


def object_in(body: object, name: str) -> Mapping[str, Any] | None:
    """Return the object with an id in a body: under its `name`, the body itself, or the only one in it.

    None if there is no such object, or several.
    """
    if not isinstance(body, Mapping):
        return None
    if "id" in body and name not in body:
        return body
    objects = {key: value for key, value in body.items() if isinstance(value, Mapping) and "id" in value}
    return _one(body, name, objects)


def _one(body: Mapping[str, Any], name: str, fitting: Mapping[str, _T]) -> _T | None:
    if name in body:
        return fitting.get(name)
    # Such as `_links`, which are metadata.
    found = [value for key, value in fitting.items() if key not in _NOTICES and not key.startswith("_")]
    return found[0] if len(found) == 1 else None
