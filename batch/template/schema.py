"""The JSON Schema of a mapping in YAML, for editors: those of the reader's rules that can be checked by values alone.

Each key is spelled as in the documentation. The reader also accepts other cases and separators, which are the user's
own keys here. A schema sees values, not the text of a file: YAML turns the unquoted numbers 0123 and 0x10 into other
numbers and 5.0 into 5, and the order of keys or a key given twice doesn't show. The schema requires no customer,
because the command line may name one, and no rows. `govlink check` also compares rows with each other.
"""

import json
from collections.abc import Mapping

from batch.ids import ACCOUNT_ID, ACCOUNT_ID_DIGITS, OWNER_DIGITS, OWNER_NUMBER
from batch.mapping.rows import KEYS, SIDES
from batch.template.words import ABOUT, MEANINGS

FILE = "mapping.schema.json"
"""The name of the file."""

_Schema = Mapping[str, object]

_CELL: _Schema = {"type": ["string", "number", "boolean", "null"]}


def schema() -> _Schema:
    """Return the schema as JSON values."""
    customer = _key("client_api_id")
    lists: _Schema = {"linkages": {"$ref": "#/definitions/rows", "description": "Rows of this customer."}}
    rows: _Schema = {"type": "array", "items": {"$ref": "#/definitions/row"}}
    groups: _Schema = {"type": "array", "items": {"$ref": "#/definitions/group"}}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A mapping for govlink",
        "description": ABOUT,
        "type": ["array", "object"],
        "if": {"type": "array"},
        "then": {"$ref": "#/definitions/rows"},
        "else": {"$ref": "#/definitions/file"},
        "definitions": {
            "rows": rows,
            "file": _object({"client_api_id": customer, "linkages": rows, "customers": groups}),
            "group": {**_object({"client_api_id": customer, **lists}), "required": ["linkages"]},
            "row": {
                "type": "object",
                "properties": {key: _key(key) for key in MEANINGS},
                "additionalProperties": {**_CELL, "description": "A key of your own: it comes back in every report."},
                "allOf": [_one_of_side(side) for side in SIDES],
            },
        },
    }


def text() -> str:
    """Return the schema as the text of a file."""
    return json.dumps(schema(), indent=2) + "\n"


def _key(key: str) -> _Schema:
    """Return the schema of a key's value; "" and null mean no value."""
    meaning = f"{MEANINGS[key][0].upper()}{MEANINGS[key][1:]}."
    if key not in KEYS:
        return {"description": meaning, **_CELL}
    if key.endswith("_owner_id"):
        meaning += " In quotes, because other YAML readers change a number that begins with a zero."
        return {"description": meaning, **_id(OWNER_NUMBER, 10 ** (OWNER_DIGITS - 1), OWNER_DIGITS)}
    return {"description": meaning, **_id(ACCOUNT_ID, 1, ACCOUNT_ID_DIGITS)}


def _id(pattern: str, least: int, digits: int) -> _Schema:
    return {
        "type": ["string", "integer", "null"],
        # In some validators, `$` also matches before a final line break.
        "pattern": f"^({pattern})?(?!\\n)$",
        "minimum": least,
        "maximum": 10**digits - 1,
    }


def _object(properties: _Schema) -> _Schema:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _one_of_side(side: str) -> _Schema:
    """Return the schema that an account has an id or a number."""
    keys = (key for key in KEYS if key.startswith(side))
    is_given = {"not": {"enum": ["", None]}}
    return {"anyOf": [{"required": [key], "properties": {key: is_given}} for key in keys]}
