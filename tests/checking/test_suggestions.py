"""What is suggested in place of an invalid id, and which suggestions are certain enough to write without asking."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch.checking import Checked, check
from batch.checking.ids import is_valid, problem_of_value, suggestions
from batch.diagnostics import Suggestion
from batch.mapping import ReadOptions, Source
from batch.mapping.rows import KEYS
from batch.mapping.sources import Format
from batch.problem_formats import renderer

OWNER, ACCT, CLIENT = "commercial_owner_id", "govcloud_acct_id", "client_api_id"
NUMBER = "021000000105"


def _suggested(key: str, value: str, *, in_yaml: bool = False) -> Suggestion | None:
    problem = problem_of_value(key, value, "m.csv", 2, in_yaml=in_yaml)
    assert problem is not None
    return problem.suggestion


@pytest.mark.parametrize(
    "value",
    [
        "'021000000105",
        "\u2019021000000105",
        "'021000000105'",
        " 021000000105\u00a0",
        "021000000105\n",
        "021000\u200b000105",
        "\ufeff021000000105",
        "0210-0000-0105",
        "0210 0000 0105",
        "021000\u00a0000105",
        "021.000.000.105",
        "021,000,000,105",
        "021'000'000'105",
        "0210,0000,0105",
        "0210_0000_0105",
        "0210\u22120000\u20110105",
        "\uff10\uff12\uff11\uff10\uff0d\uff10\uff10\uff10\uff10\uff0d\uff10\uff11\uff10\uff15",
        "\u0660\u0662\u0661\u0660\u0660\u0660\u0660\u0660\u0660\u0661\u0660\u0665",
        "021000000105.0",
        "021000000105,00",
        "0021000000105",
        "000021000000105.0",
        " '0210-0000-0105 ",
    ],
)
def test_a_number_that_is_only_spelled_differently_is_certain(value: str) -> None:
    assert _suggested(OWNER, value) == Suggestion(NUMBER, is_certain=True)


@pytest.mark.parametrize("value", ["'4001", " 4001", "40\u200b01", "\uff14\uff10\uff10\uff11", "4001.0", "4001.000"])
@pytest.mark.parametrize("key", [ACCT, CLIENT])
def test_an_id_that_is_only_spelled_differently_is_certain(key: str, value: str) -> None:
    assert _suggested(key, value) == Suggestion("4001", is_certain=True)


@pytest.mark.parametrize(
    ("value", "likely"),
    [
        ("21000000105", NUMBER),
        ("'21000000105", NUMBER),
        ("21000000105.0", NUMBER),
        ('="021000000105"', NUMBER),
        ("021000000105 (billing)", NUMBER),
        ("021000;000105", NUMBER),
        ("021000\n000105", NUMBER),
        ("021000,000105", NUMBER),
        ("0210000001.05", NUMBER),
        ("021000000105-7", NUMBER),
    ],
)
def test_a_number_that_can_mean_something_else_is_an_uncertain_suggestion(value: str, likely: str) -> None:
    assert _suggested(OWNER, value) == Suggestion(likely, is_certain=False)


def test_the_original_of_a_number_that_yaml_may_have_read_as_octal_is_suggested() -> None:
    assert _suggested(OWNER, "1402433619", in_yaml=True) == Suggestion("012345670123", is_certain=False)
    assert _suggested(OWNER, "1402433619") == Suggestion("001402433619", is_certain=False)


@pytest.mark.parametrize(
    "value",
    [
        "2.1E+10",
        "2.1E+11",
        "310987000001 / 310987000003",
        "2026-11-30 1230",
        "'2026-11-30 1230",
        "?021000000105",
        "n/a",
        "021000000105021000000106",
        "31098700",
        "210-000-001-05",
        "000-021000000105-0",
    ],
)
def test_nothing_is_certain_if_digits_are_lost_or_mean_something_else(value: str) -> None:
    suggested = _suggested(OWNER, value)
    assert suggested is None or not suggested.is_certain


@pytest.mark.parametrize("value", ["1,000", "1.000", "4001-4002", "'4001-4002", " 4001 4002", "0512", "4001\n4002"])
def test_a_value_that_may_be_several_ids_has_no_suggestion(value: str) -> None:
    assert _suggested(ACCT, value) is None


def test_an_id_with_decimals_of_more_digits_than_a_spreadsheet_keeps_is_not_certain() -> None:
    assert _suggested(ACCT, "123456789012345.0") == Suggestion("123456789012345", is_certain=True)
    suggested = _suggested(ACCT, "1234567890123456.0")
    assert suggested is None or not suggested.is_certain


_PIECES = st.sampled_from(
    [*"0123456789", *"'\u2019 \u00a0\u200b.,-_;/E+=?#a\n", "\uff11", "\u0661", "000", "021000000105"]
)


@given(st.sampled_from(KEYS), st.lists(_PIECES, min_size=1, max_size=16).map("".join))
def test_every_suggestion_is_valid_for_its_key_and_named_by_the_hint(key: str, value: str) -> None:
    problem = problem_of_value(key, value, "m.csv", 2, in_yaml=False)
    if problem and problem.suggestion:
        assert is_valid(key, problem.suggestion.value)
        assert problem.hint
        assert problem.suggestion.value in problem.hint


def test_a_row_in_a_report_suggests_only_for_the_problems_that_it_has() -> None:
    row = {CLIENT: "4001", OWNER: "21000000105", "govcloud_owner_id": "2109-8700-0002"}
    assert suggestions(row, ["V104", "V106"]) == "commercial_owner_id=021000000105 govcloud_owner_id=210987000002"
    assert suggestions(row, ["V106"]) == "govcloud_owner_id=210987000002"
    assert suggestions(row, ["R101"]) == ""
    assert suggestions({OWNER: "1402433619"}, ["V110"]) == "commercial_owner_id=012345670123"


def _checked() -> Checked:
    text = f"client_api_id,{OWNER},govcloud_owner_id\n4001,2100-0000-0105,210987000002\n4001,TBD,210987000003\n"
    return check([Source("m.csv", Format.CSV, content=text.encode())], ReadOptions())


def test_each_format_for_programs_has_the_suggestion_as_a_field() -> None:
    lines = {name: list(renderer(name)(_checked())) for name in ("json", "jsonl", "csv", "sarif")}
    for name in ("json", "jsonl"):
        text = "\n".join(lines[name]) if name == "json" else f"[{','.join(lines[name])}]"
        document = json.loads(text)
        problems = document["problems"] if name == "json" else document
        assert [problem["suggestion"] for problem in problems] == ["210000000105", None]
    table = list(csv.DictReader(io.StringIO("\n".join(lines["csv"]))))
    assert [line["suggestion"] for line in table] == ["210000000105", ""]
    results = json.loads("".join(lines["sarif"]))["runs"][0]["results"]
    assert [result.get("properties") for result in results] == [{"suggestion": "210000000105"}, None]
