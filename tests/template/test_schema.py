"""The schema of a YAML mapping accepts exactly the values that the reader accepts."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from program import PROJECT

from batch.checking import check
from batch.mapping import ReadOptions, Source
from batch.mapping.rows import COLUMNS, KEYS
from batch.mapping.sources import Format
from batch.rules import files
from batch.template.schema import FILE, schema, text

_VALIDATOR = Draft7Validator(schema())
_BETWEEN_ROWS = "X"

_TEXTS = st.text("0123456789 -x\n\u0663", max_size=20) | st.sampled_from(["null", "~", "TBD", "=A1", "'5", "1e5"])
_EDGES = [0, 10**11 - 1, 10**11, 10**12 - 1, 10**12, 10**18 - 1, 10**18, True, None, "", 1.5, "0" * 12, "5\n"]
_IDS: st.SearchStrategy[Any] = (
    st.sampled_from([*_EDGES, [], {}, [5]]) | _TEXTS | st.integers(-5, 10**20) | st.integers(-5, 10**20).map(str)
)
_VALID_IDS = st.sampled_from([10**11, 10**12 - 1, "100000000000", "999999999999", "", None])
_CELLS: st.SearchStrategy[Any] = st.sampled_from([None, True, 5, 1.5, "text", "", "a: b", [1], {}])
_ODD: st.SearchStrategy[Any] = st.sampled_from([None, True, "text", [5], {}, []])


def _keyed(values: Mapping[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """Some of these keys; the customer is first, which the reader requires and a schema can't."""
    return st.fixed_dictionaries({}, optional=dict(values)).map(
        lambda keys: dict(sorted(keys.items(), key=lambda item: item[0] != "client_api_id"))
    )


def _rows(ids: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return _keyed(dict.fromkeys(KEYS, ids) | {"customer_name": _CELLS, "cost center": _CELLS})


_ROWS = _rows(_VALID_IDS) | _rows(_IDS)
_LISTS = st.lists(_rows(_VALID_IDS), max_size=3) | st.lists(_ROWS | _ODD, max_size=2) | _ODD
_GROUPS = _keyed({"client_api_id": _VALID_IDS | _IDS, "linkages": _LISTS, "name": _CELLS})
_FILES = _keyed(
    {
        "client_api_id": _VALID_IDS | _IDS,
        "linkages": _LISTS,
        "customers": st.lists(_GROUPS | _ODD, max_size=3) | _ODD,
        "customer": _CELLS,
    }
)
_DOCUMENTS = _FILES | _GROUPS | _LISTS


def _errors(document: object) -> list[str]:
    """The problems that the reader and the check of each row find if the command line names a customer."""
    source = Source("m.yaml", Format.YAML, content=json.dumps(document, ensure_ascii=False).encode())
    found = check([source], ReadOptions("4001")).problems
    no_rows = files.NO_ROWS.id
    return [
        problem.rule.id
        for problem in found
        if problem.is_error and problem.rule.id != no_rows and not problem.rule.id.startswith(_BETWEEN_ROWS)
    ]


@given(_DOCUMENTS)
@example([{"commercial_acct_id": "", "govcloud_acct_id": 1}])
@example([{"commercial_acct_id": 2, "govcloud_owner_id": None}])
def test_a_mapping_is_valid_by_the_schema_exactly_if_the_reader_has_no_error_in_it(document: object) -> None:
    wrong = [error.message for error in _VALIDATOR.iter_errors(document)]
    assert bool(wrong) == bool(_errors(document)), (wrong, _errors(document))


@pytest.mark.parametrize("key", KEYS)
@given(_IDS.filter(lambda value: value not in ("", None)))
def test_an_id_is_valid_by_the_schema_exactly_if_the_rules_allow_it(key: str, value: object) -> None:
    row = {"commercial_acct_id": 2, "govcloud_acct_id": 1, key: value}
    assert _VALIDATOR.is_valid([row]) == (_errors([row]) == [])


def test_the_schema_is_valid_and_describes_every_column() -> None:
    Draft7Validator.check_schema(schema())
    row = json.loads(text())["definitions"]["row"]["properties"]
    assert sorted(row) == sorted(COLUMNS)
    assert all(properties["description"] for properties in row.values())


def test_the_shipped_schema_is_the_one_that_the_program_prints() -> None:
    assert (PROJECT / "mappings" / FILE).read_text(encoding="utf-8") == text()
