"""The report's rows as data inside a page: small, and never mistaken for markup; pure."""

import json
from typing import Any

import pandas as pd

from batch.frames import columns_of

# In a script element, only `</script` and `<!--` have a meaning; without these three characters, no markup can form.
_MARKUP = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}
_REPEATED = 0.5
"""A column with fewer distinct cells than this share of its rows is written as a list of them and one index per row."""


def embedded(report: pd.DataFrame) -> str:
    """The columns of a report that are not empty, as JSON: `[{"name", "cells"} | {"name", "values", "at"}, …]`."""
    columns = [_column(name, cells) for name, cells in zip(report.columns, columns_of(report), strict=True)]
    filled = [column for column in columns if column.get("values") != [""]]
    text = json.dumps(filled, ensure_ascii=False, separators=(",", ":"))
    for char, escaped in _MARKUP.items():
        text = text.replace(char, escaped)
    return text


def _column(name: str, cells: list[str]) -> dict[str, Any]:
    values = list(dict.fromkeys(cells))
    if len(values) >= max(_REPEATED * len(cells), 2):
        return {"name": name, "cells": cells}
    numbers = {value: number for number, value in enumerate(values)}
    return {"name": name, "values": values, "at": [numbers[cell] for cell in cells]}
