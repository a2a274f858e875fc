"""What the list or the object that was asked for is wrapped in, which the documents leave open; pure."""

from collections.abc import Mapping
from typing import Any, TypeVar

_NOTICES = frozenset({"error", "errors", "warnings", "messages"})
"""What speaks of the answer itself: an empty `errors` is seen inside a success."""

_T = TypeVar("_T")


def list_in(body: object, name: str) -> list[Any] | None:
    """The list in a body: bare, under its `name`, or the only one of an object, whatever its name is.

    None where there is none, or several; what has an id is no list, whichever other lists it holds.
    """
    if isinstance(body, list):
        return body
    if not isinstance(body, Mapping) or ("id" in body and name not in body):
        return None
    return _one(body, name, {key: value for key, value in body.items() if isinstance(value, list)})


def object_in(body: object, name: str) -> Mapping[str, Any] | None:
    """The object with an id in a body: under its `name`, the body itself, or the only one in it.

    None where there is none, or several.
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
    # Such as `_links`: what the service says about what it gives.
    found = [value for key, value in fitting.items() if key not in _NOTICES and not key.startswith("_")]
    return found[0] if len(found) == 1 else None
