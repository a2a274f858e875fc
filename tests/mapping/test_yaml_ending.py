"""The first syntax error ends a YAML file: all problems above it are reported, and nothing below it is read."""

import json
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading import codes, read

from batch.checking import Checked, load
from batch.mapping import ReadOptions, Source
from batch.mapping.sources import Format

_ROW = {
    "flow": "- {{commercial_acct_id: x{0}, govcloud_acct_id: {0}}}\n",
    "block": "- commercial_acct_id: x{0}\n{indent}  govcloud_acct_id: {0}\n",
}
_HEAD = "client_api_id: 3947\nlinkages:\n"


def row(style: str, number: int, indent: str = "  ") -> str:
    return indent + _ROW[style].format(number, indent=indent)


def wrong_lines(found: Checked) -> list[int]:
    """Return the line of each row whose commercial account is reported as invalid."""
    return [problem.line for problem in found.problems if problem.rule.id == "V101"]


@pytest.mark.parametrize("style", ["flow", "block"])
@pytest.mark.parametrize("indent", ["", "  "])
@pytest.mark.parametrize(
    "line",
    [
        "total\n",
        "=======\n",
        "@ops\n",
        "`ops`\n",
        "\t- {commercial_acct_id: x9, govcloud_acct_id: 9}\n",
        '"ops\\q"\n',
        "%x\n",
        "- {commercial_acct_id: @9, govcloud_acct_id: 9}\n",
        "- @9\n",
        "- {commercial_acct_id: 9 govcloud_acct_id: 9}\n",
        "- commercial_acct_id: '9\n",
        "- {commercial_acct_id: 9\n",
        "]\n",
        "&\n",
        "\xff\n",
        "\x07\n",
    ],
)
def test_problems_of_the_row_just_above_a_broken_line_are_reported(
    tmp_path: Path, style: str, indent: str, line: str
) -> None:
    above = _HEAD + row(style, 11, indent) + row(style, 22, indent)
    broken = (indent if line[0] in '-"' else "") + line
    found = read(tmp_path, "m.yaml", (above + broken + row(style, 33, indent)).encode("latin-1"))
    number = above.count("\n")
    problems = codes(found)
    assert wrong_lines(found) == [3, 3 + above.count("\n", above.index("x11"), above.index("x22"))]
    assert [code for _line, code in problems if code[0] != "V"] in (["F111"], ["F101"])
    assert all(line <= number + 1 for line, _code in problems)
    assert found.unreadable


@pytest.mark.parametrize(
    "rest",
    [
        "    govcloud_acct_id 12\n",
        "   govcloud_acct_id: 12\n",
        "\tgovcloud_acct_id: 12\n",
        "    @ops\n    govcloud_acct_id: 12\n",
        " ops\n    govcloud_acct_id: 12\n",
        "    govcloud_acct_id: @12\n",
        "    govcloud_acct_id: '12\n",
        "    govcloud_acct_id: [12\n",
        "    note: a: b\n    govcloud_acct_id: 12\n",
    ],
)
def test_a_broken_row_is_not_reported_to_lack_keys_below_the_break(tmp_path: Path, rest: str) -> None:
    found = read(tmp_path, "m.yaml", f"{_HEAD}{row('flow', 11)}  - commercial_acct_id: 1\n{rest}{row('flow', 22)}")
    assert [row.line for row in found.rows] == [3, 4]
    assert [code for _line, code in codes(found)] == ["V101", "F111"]


@pytest.mark.parametrize("text", ["client_api_id: x1\n@\n", "client_api_id: x1\n\xff", "client_api_id: x1\nlinkages\n"])
def test_a_customer_above_a_broken_line_is_checked(tmp_path: Path, text: str) -> None:
    assert (1, "V101") in codes(read(tmp_path, "m.yaml", text.encode("latin-1")))


@pytest.mark.parametrize("text", ['client_api_id: "x1",\n', "client_api_id: 'x1' y\n", "client_api_id: x1\xff"])
def test_a_customer_on_a_broken_line_may_be_another_one(tmp_path: Path, text: str) -> None:
    found = read(tmp_path, "m.yaml", f"{text}linkages:\n{row('flow', 11)}".encode("latin-1"))
    assert [code for _line, code in codes(found)] in (["F111"], ["F101"])
    assert found.rows == []


def test_a_customer_within_a_broken_brace_is_not_checked(tmp_path: Path) -> None:
    text = f"{_HEAD}{row('flow', 11)}customers:\n  - {{linkages: [],\n    client_api_id: 12\n    note: x}}\n"
    assert codes(read(tmp_path, "m.yaml", text)) == [(3, "V101"), (5, "F111")]


def test_a_key_without_its_value_at_the_break_is_not_reported_as_a_wrong_structure(tmp_path: Path) -> None:
    text = f"{_HEAD}{row('flow', 11)}customers:\n  - client_api_id: 4001\n    linkages:\n@\n"
    assert [code for _line, code in codes(read(tmp_path, "m.yaml", text))] == ["V101", "F111"]


def test_rows_that_an_open_brace_swallows_are_not_reported_as_keys(tmp_path: Path) -> None:
    rows = [f"{{commercial_acct_id: x{at}, govcloud_acct_id: {at}}}" for at in range(1, 5)]
    rows[1] = rows[1].removesuffix("}")
    text = "client_api_id: 3947\nlinkages: [\n" + ",\n".join(rows) + "\n]\n"
    assert codes(read(tmp_path, "m.yaml", text)) == [(3, "V101"), (4, "F111")]


_PAIRS = [{"commercial_acct_id": f"x{number}", "govcloud_acct_id": f"{number}"} for number in range(10, 90, 10)]
_JSON = {
    "client_api_id": "3",
    "linkages": _PAIRS[:4],
    "customers": [
        {"client_api_id": "4001", "linkages": _PAIRS[4:6]},
        {"client_api_id": "4002", "linkages": _PAIRS[6:]},
    ],
}


@pytest.mark.parametrize("broken", [20, 50, 80])
@pytest.mark.parametrize(
    ("indent", "how"), [*product([2, "\t", 0, None], ["", "@", '"']), *product([2, "\t", 0], ["}"])]
)
def test_json_is_read_down_to_its_first_broken_row(
    tmp_path: Path, indent: int | str | None, broken: int, how: str
) -> None:
    text = json.dumps(_JSON, indent=indent).replace(f'"x{broken}",', f'"x{broken}"{how}')
    found = read(tmp_path, "m.yaml", text)
    wrong = [found.rows[problem.row or 0].commercial_acct_id for problem in found.problems if problem.rule.id == "V101"]
    assert [number for number in range(10, broken, 10) if f"x{number}" not in wrong] == []
    assert not {f"x{number}" for number in range(broken + 10, 90, 10)} & set(wrong)
    assert [code for _line, code in codes(found) if code[0] == "F"] == ["F111"]


_BREAKS = ["{row}}}", "{row} x", "{open}", "@{row}", "{half}", "{{'{row}", '{open}, "x', "{spaced}", "{row}]", "`", "*"]


@given(
    broken=st.integers(0, 9),
    how=st.sampled_from(_BREAKS),
    styles=st.lists(st.sampled_from(["flow", "block"]), min_size=10, max_size=10),
    indents=st.sampled_from([("", "  "), ("  ", "    "), ("    ", "      ")]),
)
@settings(deadline=None)
def test_every_error_above_the_first_syntax_error_is_reported_and_none_below(
    *, broken: int, how: str, styles: list[str], indents: tuple[str, str]
) -> None:
    entries = [row(styles[at], 10 + at, indents[at // 5]) for at in range(10)]
    text = f"{_HEAD}{''.join(entries[:5])}customers:\n{indents[0]}- client_api_id: 4001\n{indents[0]}  linkages:\n"
    text += "".join(entries[5:])
    flow = f"{{commercial_acct_id: x{10 + broken}, govcloud_acct_id: {10 + broken}}}"
    half, spaced = flow[: len(flow) // 2], flow.replace(",", "")
    bad = how.format(row=flow, open=flow[:-1], half=half, spaced=spaced)
    line = 1 + text[: text.index(entries[broken])].count("\n")
    text = text.replace(entries[broken], f"{indents[broken // 5]}- {bad}\n")
    found = load([Source("m", Format.YAML, content=text.encode())], ReadOptions())
    (end,) = (problem for problem in found.problems if problem.rule.id == "F111")
    assert end.line == line
    above = [1 + text[: text.index(entry)].count("\n") for entry in entries[:broken]]
    assert [line for line in wrong_lines(found) if line < end.line] == above
    assert all(problem.line <= end.line for problem in found.problems)
    assert {problem.rule.id for problem in found.problems} <= {"F111", "V101"}


@pytest.mark.parametrize("rest", ["-- --\n", "  note: %x\n", '  "', "  note: {a: b\n", "  ? [\n", "- {\n"])
def test_a_merge_key_in_the_last_row_is_reported_wherever_the_file_ends(tmp_path: Path, rest: str) -> None:
    text = f"- commercial_owner_id: '1_000'\n  <<: a\n{rest}"
    found = read(tmp_path, "m.yaml", text)
    assert codes(found)[0] == (2, "F115")
    assert [code for _line, code in codes(found)].count("F115") == 1
    assert all(code[0] == "F" for _line, code in codes(found)), "the values of such a row are not judged"
