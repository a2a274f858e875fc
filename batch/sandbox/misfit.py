"""Explain which part of a scenario doesn't match its schema, and where it is in the file."""

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from batch.sandbox.errors import ScenarioError

_KINDS = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "null",
    "number": "a number",
    "object": "a mapping of keys to values",
    "string": "text",
}
_BOUNDS = {"minimum": "at least", "exclusiveMinimum": "more than", "maximum": "at most"}


class MisfitError(ScenarioError):
    """A part of a scenario doesn't match its schema; `path` leads to it, by keys and indexes."""

    def __init__(self, path: Sequence[str], words: str) -> None:
        super().__init__(f"not a scenario: {words}")
        self.path = path


def misfit(error: Any, definitions: Mapping[str, Any]) -> MisfitError:  # noqa: ANN401 - the library has no types
    """Explain a `JsonSchemaValueException`; `definitions` are the schema's."""
    path, value, definition = error.path[1:], error.value, error.definition
    named = "".join(f"[{part}]" if part.isdecimal() else f".{part}" for part in path).removeprefix(".")
    subject = named or "it"
    if error.rule == "additionalProperties" and (known := definition.get("properties")):
        unknown = next(name for name in value if name not in known)
        where = f" in {named}" if named else ""
        return MisfitError([*path, str(unknown)], f"unknown key {unknown}{where}; the keys are {', '.join(known)}")
    if error.rule == "required":
        missing = " and no ".join(name for name in error.rule_definition if name not in value)
        return MisfitError(path, f"{subject} has no {missing}")
    if asked := _asked_for(definition, definitions):
        return MisfitError(path, f"{subject} must be {asked}")
    return MisfitError(path, error.message.removeprefix("data").lstrip(". "))


def _asked_for(definition: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    """Return what a value must be; "" if the schema has no plain words for it."""
    match definition:
        case {"$ref": reference}:
            return _asked_for(definitions[reference.rpartition("/")[2]], definitions)
        case {"anyOf": alternatives}:
            return ", or ".join(filter(None, (_asked_for(one, definitions) for one in alternatives)))
        case {"enum": values}:
            return f"one of {', '.join('null' if value is None else str(value) for value in values)}"
        case {"pattern": _}:
            words = str(definition.get("description", "")).rstrip(".")
            return words[:1].lower() + words[1:]
        case {"type": kind}:
            return ", ".join(
                [_KINDS[kind], *(f"{_BOUNDS[name]} {definition[name]}" for name in _BOUNDS if name in definition)]
            )
    return ""


def place_in(text: str, path: Sequence[str]) -> str:
    """Return `:LINE:COLUMN` of what the path leads to, or of the last part that exists."""
    node = found = yaml.compose(text, Loader=yaml.SafeLoader)
    for part in path:
        if isinstance(node, yaml.SequenceNode):
            node = found = node.value[int(part)]
        elif isinstance(node, yaml.MappingNode) and (pair := _under(part, node)):
            found, node = pair
        else:  # such as a key from a merged mapping
            break
    return f":{found.start_mark.line + 1}:{found.start_mark.column + 1}" if found else ""


def _under(key: str, node: yaml.MappingNode) -> tuple[yaml.Node, yaml.Node] | None:
    return next((pair for pair in node.value if pair[0].value == key), None)
