"""Lists and mappings with brackets, JSON among them: behind broken syntax each row is read, or told not to be."""

import json
from pathlib import Path

import pytest
from reading import codes, read

_PAIR = "commercial_acct_id: {0}, govcloud_acct_id: {1}"
_BROKEN = [
    "{{commercial_acct_id: {0} govcloud_acct_id: {1}}}",
    "{{commercial_acct_id: @{0}}}",
    "{{commercial_acct_id: '{0}}}",
]


def listed(*rows: str) -> str:
    return "client_api_id: 3\nlinkages: [\n" + ",\n".join(f"  {row}" for row in rows) + "\n]\n"


def row(number: int, text: str = "{{" + _PAIR + "}}") -> str:
    return text.format(f"x{number}", number)


@pytest.mark.parametrize("broken", [*_BROKEN, "{{" + _PAIR, "{{" + _PAIR + "}}}}"])
def test_rows_behind_a_broken_one_of_a_list_in_brackets_are_read(tmp_path: Path, broken: str) -> None:
    found = read(tmp_path, "m.yaml", listed(row(10), row(20, broken), row(30), row(40)))
    told = codes(found)
    assert {(3, "V101"), (5, "V101"), (6, "V101")} < set(told)
    assert [code for _line, code in told].count("F111") == 1
    assert {code for _line, code in told} == {"V101", "F111"}
    assert {row.client_api_id for row in found.rows} == {"3"}


def test_a_comma_that_lacks_between_rows_is_told_where_it_lacks_each_time(tmp_path: Path) -> None:
    text = listed(row(10), row(20), row(30), row(40)).replace("},\n", "}\n")
    assert [told for told in codes(read(tmp_path, "m.yaml", text)) if told[1] == "F111"] == [
        (4, "F111"),
        (5, "F111"),
        (6, "F111"),
    ]


def test_what_stands_below_a_list_in_brackets_is_read_behind_a_broken_row_of_it(tmp_path: Path) -> None:
    group = f"customers:\n- client_api_id: 5\n  linkages: [\n   {row(50, _BROKEN[0])},\n   {row(60)}]\n"
    last = f"- {{client_api_id: 6, linkages: [\n   {row(70)},\n   {row(80)} x,\n   {row(90)}]}}\n"
    found = read(tmp_path, "m.yaml", listed(row(10, _BROKEN[0]), row(20)) + group + last)
    wrong = [(problem.row, problem.line) for problem in found.problems if problem.code.id == "V101"]
    assert [(line, found.rows[at or 0].client_api_id) for at, line in wrong] == [
        (4, "3"),
        (10, "5"),
        (12, "6"),
        (13, "6"),
        (14, "6"),
    ]


_PAIRS = [{"commercial_acct_id": f"x{number}", "govcloud_acct_id": f"{number}"} for number in range(10, 90, 10)]
_JSON = {
    "client_api_id": "3",
    "linkages": _PAIRS[:4],
    "customers": [
        {"client_api_id": "4001", "linkages": _PAIRS[4:6]},
        {"client_api_id": "4002", "linkages": _PAIRS[6:]},
    ],
}


@pytest.mark.parametrize("broken", [20, 50])
@pytest.mark.parametrize(
    ("indent", "how"), [*((indent, how) for indent in (2, "\t", 0) for how in ("", "@", '"')), (2, "}"), ("\t", "}")]
)
def test_json_is_read_on_behind_a_broken_row(tmp_path: Path, indent: int | str, broken: int, how: str) -> None:
    text = json.dumps(_JSON, indent=indent).replace(f'"x{broken}",', f'"x{broken}"{how}')
    found = read(tmp_path, "m.yaml", text)
    wrong = [found.rows[problem.row or 0] for problem in found.problems if problem.code.id == "V101"]
    assert {code for _line, code in codes(found)} == {"V101", "F111"}
    assert {(row.commercial_acct_id, row.client_api_id) for row in wrong} == {
        (f"x{number}", "3" if number < 50 else "4001" if number < 70 else "4002")
        for number in range(10, 90, 10)
        if number != broken
    }


@pytest.mark.parametrize("broken", [_BROKEN[0], _BROKEN[1]])
def test_rows_on_the_line_of_a_broken_one_are_told_not_to_be_read(tmp_path: Path, broken: str) -> None:
    line = f"linkages: [{row(10)}, {row(20, broken)}, {row(30)}, {row(40)}]\n"
    found = read(tmp_path, "m.yaml", line, client_api_id="3")
    (told,) = (problem for problem in found.problems if problem.code.id == "F119")
    assert line[(told.column or 0) - 1 :].startswith(row(30))
    assert (
        told.message == "the rest of line 1 was not read: what stands there belongs to nothing that could be read above"
    )


def test_rows_that_begin_no_line_are_told_not_to_be_read(tmp_path: Path) -> None:
    text = json.dumps(_PAIRS, indent=2).replace('"x20",', '"x20"').replace("},\n  {", "}, {")
    text = text.replace("[\n  {", "[{")
    found = read(tmp_path, "m.yaml", text, client_api_id="3")
    assert "F119" in {code for _line, code in codes(found)}
