"""The planted errors as other checkers find them; each gives the rows (from 0) that it reports."""

from pathlib import Path

import pandas as pd
import pandera.pandas as pa
import pointblank as pb
from frictionless import Resource, Schema

_NUMBER = "^[0-9]{12}$"
_NUMBERS = ("commercial_owner_id", "govcloud_owner_id")


def found_by_frictionless(path: Path) -> set[int]:
    """Check the file against a table schema."""
    fields = [{"name": "client_api_id", "type": "string", "constraints": {"pattern": "^[1-9][0-9]*$"}}]
    fields += [{"name": name, "type": "string", "constraints": {"pattern": _NUMBER}} for name in _NUMBERS]
    schema = Schema.from_descriptor({"fields": [*fields, {"name": "name", "type": "string"}]})
    report = Resource(path=path.name, basepath=str(path.parent), schema=schema).validate(limit_errors=10**6)
    return {row - 2 for (row,) in report.flatten(["rowNumber"])}


def found_by_pandera(path: Path) -> set[int]:
    """Check a frame of text, all failures at once."""
    column = pa.Column(str, pa.Check.str_matches(_NUMBER), unique=True)
    try:
        pa.DataFrameSchema(dict.fromkeys(_NUMBERS, column)).validate(pd.read_csv(path, dtype=str), lazy=True)
    except pa.errors.SchemaErrors as errors:
        return {int(index) for index in errors.failure_cases["index"].dropna()}
    return set()


def found_by_pointblank(path: Path) -> set[int]:
    """Check a frame of text, and sort out the rows that fail."""
    checks = pb.Validate(pd.read_csv(path, dtype=str)).col_vals_regex(list(_NUMBERS), _NUMBER)
    failed = checks.interrogate().get_sundered_data(type="fail")
    return {int(name.removeprefix("account ")) for name in failed["name"]}
