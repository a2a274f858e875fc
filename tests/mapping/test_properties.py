"""Anything written is read back, anything broken is found at its place, and no bytes crash the reader."""

import csv
import io
import re
import string
from typing import Literal

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from batch.checking import Checked, load
from batch.checking.ids import is_valid, problem_of_value
from batch.mapping import KEYS, ReadOptions, Source
from batch.mapping.sources import Format
from batch.rules.registry import RULES
from batch.spreadsheet import defuse, restore

_unhurried = settings(deadline=None)
"""The machine may be busy; hangs are caught by the test's own timeout."""

_HEADER = [*KEYS, "note", "Cost Centre"]

# Everything that a file can hold: no NUL, no lone surrogates.
_text = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
_messy = st.one_of(_text, st.text(string.digits + "'\",;\t#\n\r \u2028=", max_size=8))
_id = st.integers(1, 10**12).map(str)
_number = st.integers(0, 10**12 - 1).map("{:012}".format)
_rows = st.lists(st.tuples(_id, _id, _number, _id, _number, _messy, _messy), min_size=1, max_size=8)


def read(text: str | bytes, form: Format = Format.CSV) -> Checked:
    content = text if isinstance(text, bytes) else text.encode()
    return load([Source("m", form, content=content)], ReadOptions())


def as_cells(checked: Checked) -> list[tuple[str, ...]]:
    return [(*(getattr(row, key) for key in KEYS), *row.extra.values()) for row in checked.rows]


def assert_that_only_sound_rows_pass(checked: Checked) -> None:
    """A row without an error can be sent, so it must have all that a POST needs; nothing of a refused file is sent."""
    wrong = {problem.row for problem in checked.problems if problem.is_error}
    for row in () if checked.unreadable else (row for at, row in enumerate(checked.rows) if at not in wrong):
        keys = [getattr(row, key) for key in KEYS]
        assert all(is_valid(key, value) for key, value in zip(KEYS, keys, strict=True) if value), row
        client, commercial_id, commercial_number, govcloud_id, govcloud_number = keys
        assert client, row
        assert commercial_id or commercial_number, row
        assert govcloud_id or govcloud_number, row


def count_lines(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")


@given(
    rows=_rows,
    separator=st.sampled_from(",;\t"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    data=st.data(),
)
@_unhurried
def test_any_table_written_as_csv_reads_back_with_its_lines(
    *, rows: list[tuple[str, ...]], separator: str, end: str, quoting: Literal[0, 1], encoding: str, data: st.DataObject
) -> None:
    out = io.StringIO(newline="")
    # Python's writer leaves a line end inside a cell unquoted if it is not its own.
    if any(char in cell for row in rows for cell in row for char in "\r\n#"):
        quoting = csv.QUOTE_ALL
    writer = csv.writer(out, delimiter=separator, lineterminator=end, quoting=quoting)
    writer.writerow(_HEADER)
    lines = []
    for row in rows:
        out.write(data.draw(st.sampled_from(["", end, f'# a comment, "quoted{end}', f"{end}#{end}"])))
        lines.append(count_lines(out.getvalue()) + 1)
        writer.writerow(row)
    checked = read(out.getvalue().encode(encoding))
    assert not checked.unreadable
    assert as_cells(checked) == rows
    assert [row.line for row in checked.rows] == lines


@given(rows=_rows, flow=st.booleans(), keyed=st.booleans())
@_unhurried
def test_any_table_written_as_yaml_reads_back_with_its_lines(
    *, rows: list[tuple[str, ...]], flow: bool, keyed: bool
) -> None:
    lines, text = [], "linkages:\n" if keyed else ""
    for row in rows:
        lines.append(count_lines(text) + 1)
        pairs = dict(zip(_HEADER, row, strict=True))
        text += yaml.safe_dump([pairs], sort_keys=False, width=10**6) if not flow else f"- {_in_flow(pairs)}\n"
    checked = read(text, Format.YAML)
    assert not checked.unreadable
    assert as_cells(checked) == rows
    assert [row.line for row in checked.rows] == lines


def _in_flow(pairs: dict[str, str]) -> str:
    dumped = (yaml.safe_dump(value, default_style='"', width=10**6).rstrip("\n") for value in pairs.values())
    return "{" + ", ".join(f"{key}: {value}" for key, value in zip(pairs, dumped, strict=True)) + "}"


@given(st.binary(max_size=400) | _messy.map(str.encode), st.sampled_from(list(Format)))
@_unhurried
def test_no_bytes_crash_the_reader(content: bytes, form: Format) -> None:
    checked = read(content, form)
    assert checked.row_count == len(checked.rows)
    assert_that_only_sound_rows_pass(checked)
    for problem in checked.problems:
        assert RULES[problem.rule.id] is problem.rule
        assert 1 <= problem.line <= count_lines(content.decode("latin-1")) + 1
        assert problem.row is None or checked.rows[problem.row].line == problem.line


@given(st.lists(st.tuples(_messy, _messy, _messy, _messy), max_size=6), st.sampled_from(",;\t"))
@_unhurried
def test_disordered_cells_never_hide_a_valid_row(rows: list[tuple[str, ...]], separator: str) -> None:
    names = ["client_api_id", "commercial_owner_id", "govcloud_owner_id", "name"]
    lines = [separator.join(names)]
    lines += [separator.join(row).translate(str.maketrans('"\n\r', "   ")) for row in rows]
    lines.append(separator.join(["77", "123456789000", "000987654321", "sound"]))
    checked = read("\n".join(lines))
    assert_that_only_sound_rows_pass(checked)
    last = checked.rows[-1]
    assert (last.client_api_id, last.commercial_owner_id, last.govcloud_owner_id, last.line) == (
        "77",
        "123456789000",
        "000987654321",
        len(rows) + 2,
    )


@given(
    st.lists(
        st.sampled_from(["fine", '"oops', '"oops"', '"a\nb"', '"a\nb"c', '5" x', '"a"b', '"', '"a, b', 'c"']),
        min_size=1,
    ),
    st.sampled_from(["note", "last"]),
)
@_unhurried
def test_no_row_is_lost_silently_after_a_quote(notes: list[str], last: str) -> None:
    out, expected = f"client_api_id,commercial_acct_id,{last},govcloud_acct_id,note\n", []
    for number, note in enumerate(notes, start=1):
        expected.append(count_lines(out) + 1)
        out += f"1,{2 * number},{note},{2 * number + 1},{note}\n"
    checked = read(out)
    lost = set(expected) - {row.line for row in checked.rows}
    assert not lost or checked.unreadable or {problem.rule.id for problem in checked.problems} & {"R109"}


_SLIPS = ["x1", "1.2E+11", "'123456789012", "12345678901", "1234 56789012", "\uff10\uff10"]


@given(place=st.integers(0, 60), value=st.sampled_from(_SLIPS), as_yaml=st.booleans())
@_unhurried
def test_a_planted_error_is_found_at_its_line_and_no_other(*, place: int, value: str, as_yaml: bool) -> None:
    pairs = [(f"{100000000000 + at}", f"{200000000000 + at}") for at in range(61)]
    pairs[place] = (pairs[place][0], value)
    if as_yaml:
        shape = '- {{client_api_id: 1, commercial_owner_id: "{}", govcloud_owner_id: "{}"}}'
        checked = read("\n".join(shape.format(*pair) for pair in pairs), Format.YAML)
    else:
        header = "client_api_id,commercial_owner_id,govcloud_owner_id\n"
        checked = read(header + "\n".join('1,"{}",{}'.format(*pair) for pair in pairs))
    (problem,) = checked.problems
    assert (problem.line, problem.row) == (place + (1 if as_yaml else 2), place)


_uneven = st.dictionaries(st.sampled_from([*_HEADER, "<<"]), st.integers(1, 99).map(str), max_size=4)


@given(rows=st.lists(_uneven | st.just({"note": ["nested"]}), min_size=1, max_size=30))
@_unhurried
def test_rows_of_any_keys_in_any_order_read_alike(rows: list[dict[str, object]]) -> None:
    text = yaml.safe_dump(rows, sort_keys=False, default_flow_style=None)
    plain = [{key: value for key, value in row.items() if isinstance(value, str)} for row in rows]
    checked = read(text, Format.YAML)
    assert_that_only_sound_rows_pass(checked)
    assert [[getattr(row, key) for key in KEYS] for row in checked.rows] == [
        [row.get(key, "") for key in KEYS] for row in plain
    ]
    own = [{key: value for key, value in row.extra.items() if value} for row in checked.rows]
    assert own == [{key: value for key, value in row.items() if key not in KEYS} for row in plain]
    assert [row.line for row in checked.rows] == [
        number for number, line in enumerate(text.splitlines(), start=1) if line.startswith("- ")
    ]


_GROUPED = """client_api_id: 3947
linkages:
{rows}
customers:
  - client_api_id: 4001
    linkages:
{deeper}
"""
_BREAKS = ["{row}}}", "{row} x", "{open}", "@{row}", "{row}: y", "{half}", "\t{row}", "{{'{row}", '{open}, "x']


@given(broken=st.integers(0, 9), how=st.sampled_from(_BREAKS), flat=st.booleans())
@_unhurried
def test_broken_yaml_hides_no_error_above_it_and_nothing_below_it_is_read(*, broken: int, how: str, flat: bool) -> None:
    def entry(at: int) -> str:
        row = f'{{commercial_acct_id: x{at}0, govcloud_acct_id: "{at + 1}"}}'
        if at == broken:
            row = how.format(row=row, open=row[:-1], half=row[: len(row) // 2])
        return f"- {row}"

    indents = ["", "    "] if flat else ["  ", "      "]
    parts = ["\n".join(indents[part] + entry(at) for at in range(part * 5, part * 5 + 5)) for part in (0, 1)]
    text = _GROUPED.format(rows=parts[0], deeper=parts[1])
    lines = text.splitlines()
    checked = read(text, Format.YAML)
    found = {problem.line for problem in checked.problems if problem.rule.id == "V101"}
    above = {next(n for n, line in enumerate(lines, start=1) if f" x{at}0," in line) for at in range(broken)}
    assert above <= found
    for problem in checked.problems:
        if problem.rule.id == "F111":
            ended = max([problem.line, *(place.line for place in problem.related)])
            assert all(row.line <= ended for row in checked.rows)


@given(_text | st.text("a=+-@'\";\t\r\n"))
def test_a_defused_cell_comes_back_and_is_no_formula(cell: str) -> None:
    assert restore(defuse(cell)) == cell
    assert not defuse(cell).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert not re.search('[;\t\r\n]"*[=+@-]', defuse(cell))


@given(_messy | st.integers(0, 10**20).map(str), st.sampled_from(KEYS))
def test_a_value_is_invalid_exactly_if_its_key_does_not_allow_it(value: str, key: str) -> None:
    is_number = value.isascii() and value.isdecimal()
    allowed = len(value) == 12 if key.endswith("_owner_id") else value[:1] != "0" and len(value) <= 18
    assert is_valid(key, value) == (is_number and allowed)


@given(_messy.filter(bool), st.sampled_from(KEYS))
def test_an_invalid_value_breaks_a_rule_and_any_hint_is_valid(value: str, key: str) -> None:
    if not is_valid(key, value):
        problem = problem_of_value(key, value, "m", 1, in_yaml=False)
        assert problem
        assert problem.rule.id.startswith("V1")
        _, guess, likely = (problem.hint or "").partition("It was probably ")
        assert not guess or is_valid(key, likely.rstrip("."))


@given(st.integers(13, 5000).map("9".__mul__), st.sampled_from(KEYS))
def test_endless_digits_are_checked_like_any_others(digits: str, key: str) -> None:
    problem = problem_of_value(key, digits, "m", 1, in_yaml=False)
    assert is_valid(key, digits) or (problem and problem.rule.id in {"V102", "V113", "V117"})
