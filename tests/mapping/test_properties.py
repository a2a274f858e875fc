"""Whatever is written is read back, whatever is broken is found where it is, and no bytes bring the reader down."""

import csv
import io
import re
import string
from array import array
from collections import Counter
from typing import Literal

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from batch.checking import Checked, account_columns, load, repeats
from batch.checking.account_columns import ABSENT, Ids, Numbers
from batch.checking.ids import mismatches
from batch.checking.slips import judge
from batch.diagnostics import Problem
from batch.mapping import KEYS, ReadOptions, Source
from batch.mapping.sources import Format
from batch.mapping.yaml import events, walk
from batch.rules.registry import CODES
from batch.spreadsheet import defuse, restore

_unhurried = settings(deadline=None)
"""The machine may be shared; hangs are told by the test's own time-out."""

_HEADER = [*KEYS, "note", "Cost Centre"]

# What a file can hold at all: no NUL, no lone surrogates.
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
    """A row without an error can be sent, so it must say what a POST needs; of a refused file nothing is sent."""
    wrong = {problem.row for problem in checked.problems if problem.is_error}
    for row in () if checked.unreadable else (row for at, row in enumerate(checked.rows) if at not in wrong):
        keys = [getattr(row, key) for key in KEYS]
        assert not any(mismatches(at, [cell]) for at, cell in enumerate(keys)), row
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
def test_no_bytes_bring_the_reader_down(content: bytes, form: Format) -> None:
    checked = read(content, form)
    assert checked.row_count == len(checked.rows)
    assert_that_only_sound_rows_pass(checked)
    for problem in checked.problems:
        assert CODES[problem.code.id] is problem.code
        assert 1 <= problem.line <= count_lines(content.decode("latin-1")) + 1
        assert problem.row is None or checked.rows[problem.row].line == problem.line


@given(st.lists(st.tuples(_messy, _messy, _messy, _messy), max_size=6), st.sampled_from(",;\t"))
@_unhurried
def test_cells_in_any_disorder_never_hide_a_sound_row(rows: list[tuple[str, ...]], separator: str) -> None:
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
def test_no_row_vanishes_behind_a_quote_without_a_word(notes: list[str], last: str) -> None:
    out, expected = f"client_api_id,commercial_acct_id,{last},govcloud_acct_id,note\n", []
    for number, note in enumerate(notes, start=1):
        expected.append(count_lines(out) + 1)
        out += f"1,{2 * number},{note},{2 * number + 1},{note}\n"
    checked = read(out)
    lost = set(expected) - {row.line for row in checked.rows}
    assert not lost or checked.unreadable or {problem.code.id for problem in checked.problems} & {"R109"}


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


@given(rows=st.lists(_uneven | st.just({"note": ["nested"]}), min_size=1, max_size=30), ahead=st.integers(1, 40))
@_unhurried
def test_rows_of_any_keys_in_any_order_read_alike_however_far_ahead(
    *, rows: list[dict[str, object]], ahead: int
) -> None:
    text = yaml.safe_dump(rows, sort_keys=False, default_flow_style=None)
    plain = [{key: value for key, value in row.items() if isinstance(value, str)} for row in rows]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(events, "_AHEAD", ahead)
        patch.setattr(walk, "_ROWS", ahead)
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


@given(
    broken=st.sets(st.integers(0, 9)),
    how=st.lists(st.sampled_from(_BREAKS), min_size=10, max_size=10),
    flat=st.booleans(),
)
@_unhurried
def test_broken_yaml_of_some_rows_hides_no_error_of_the_others(*, broken: set[int], how: list[str], flat: bool) -> None:
    def entry(at: int) -> str:
        row = f'{{commercial_acct_id: x{at}0, govcloud_acct_id: "{at + 1}"}}'
        if at in broken:
            row = how[at].format(row=row, open=row[:-1], half=row[: len(row) // 2])
        return f"- {row}"

    indents = ["", "    "] if flat else ["  ", "      "]
    parts = ["\n".join(indents[part] + entry(at) for at in range(part * 5, part * 5 + 5)) for part in (0, 1)]
    text = _GROUPED.format(rows=parts[0], deeper=parts[1])
    lines = text.splitlines()
    found = {problem.line for problem in read(text, Format.YAML).problems if problem.code.id == "V101"}
    for at in set(range(10)) - broken:
        assert next(number for number, line in enumerate(lines, start=1) if f" x{at}0," in line) in found


_GROUPED_IN_FLOW = '{{"client_api_id": 1,\n"linkages": {},\n"customers": [\n{{"linkages": {}}}\n]\n}}\n'
_BREAKS_IN_FLOW = [
    "{row}}}",
    "{row} x",
    "{open}",
    "@{row}",
    "{half}",
    "{{'{row}",
    '{open}, "x',
    "{spaced}",
    "{row}]",
]


@given(
    broken=st.sets(st.integers(0, 9), min_size=1, max_size=4),
    how=st.lists(st.sampled_from(_BREAKS_IN_FLOW), min_size=10, max_size=10),
    shape=st.sampled_from(["{{{first}, {second}}}", "{{\n{first},\n{second}\n}}"]),
    between=st.sampled_from([",\n", ", "]),
    begin=st.sampled_from(["[\n", "["]),
    keyed=st.booleans(),
)
@_unhurried
def test_no_row_in_brackets_vanishes_behind_broken_syntax_without_a_word(
    *, broken: set[int], how: list[str], shape: str, between: str, begin: str, keyed: bool
) -> None:
    rows = [
        shape.format(first=f'"commercial_acct_id": "x{at}0"', second=f'"govcloud_acct_id": {at + 1}')
        for at in range(10)
    ]
    for at in broken:
        row = rows[at]
        spaced = row.replace(",", "")
        rows[at] = how[at].format(row=row, open=row[:-1], half=row[: len(row) // 2], spaced=spaced)
    groups = [f"{begin}{between.join(rows[part : part + 5])}\n]" for part in (0, 5)]
    text = (
        _GROUPED_IN_FLOW.format(*groups) if keyed else f"linkages: {groups[0]}\ncustomers:\n- linkages: {groups[1]}\n"
    )
    problems = read(text, Format.YAML).problems
    for at in set(range(10)) - broken:
        assert any(_tells_of(problem, f"x{at}0", text) for problem in problems)


def _tells_of(problem: Problem, value: str, text: str) -> bool:
    """Say whether a problem tells that the row which holds a value is broken, or was not read."""
    above = text[: text.rindex("{", 0, text.index(value)) + 1].split("\n")
    line, column = len(above), len(above[-1])
    if found := re.match("lines ([0-9]+) to ([0-9]+) were not read", problem.message):
        return int(found[1]) <= line <= int(found[2])
    if problem.message.startswith("the rest of"):
        return problem.line == line and (problem.column or 0) <= column
    lines = {line, 1 + text[: text.index(value)].count("\n")}
    return value in problem.message or (problem.line in lines and problem.row is None)


@given(_text | st.text("a=+-@'\";\t\r\n"))
def test_a_defused_cell_comes_back_and_is_no_formula(cell: str) -> None:
    assert restore(defuse(cell)) == cell
    assert not defuse(cell).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert not re.search('[;\t\r\n]"*[=+@-]', defuse(cell))


@given(st.lists(st.integers(ABSENT, 5)), st.integers(0, 3), st.sampled_from([2, account_columns.FEW]))
@_unhurried
def test_all_ways_to_find_repeated_accounts_agree(accounts: list[int], shift: int, few_numbers: int) -> None:
    sides = accounts, accounts[shift:] + accounts[:shift]
    ids, numbers = (Ids(), Ids()), (Numbers(), Numbers())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(account_columns, "FEW", few_numbers)
        for side, column in enumerate(sides):
            ids[side].extend(array("q", column))
            numbers[side].extend(map("{:012}".format, column))
        assert [[int(numbers[side][row]) for row in range(len(accounts))] for side in (0, 1)] == list(map(list, sides))
        few = repeats.repeats(*ids)
        patch.setattr(repeats, "_MANY", 0)
        assert repeats.repeats(*ids) == few
        as_numbers = repeats.repeats(*numbers)
        patch.undo()
        patch.setattr(account_columns, "FEW", few_numbers)
        assert repeats.repeats(*numbers) == as_numbers
    assert {int(number): claimants for number, claimants in as_numbers.items()} == few
    assert {account: len(claimants) for account, claimants in few.items()} == {
        account: count for account, count in Counter((*sides[0], *sides[1])).items() if count > 1 and account != ABSENT
    }


@given(st.lists(_messy | st.integers(0, 10**20).map(str), min_size=1, max_size=6), st.integers(0, len(KEYS) - 1))
def test_a_value_is_wrong_exactly_where_its_key_does_not_allow_it(cells: list[str], at: int) -> None:
    def allowed(value: str) -> bool:
        if not (value.isascii() and value.isdecimal()):
            return value == ""
        return len(value) == 12 if KEYS[at].endswith("_owner_id") else value[0] != "0" and len(value) <= 18

    assert mismatches(at, cells) == [number for number, cell in enumerate(cells) if not allowed(cell)]


@given(_messy.filter(bool), st.integers(0, len(KEYS) - 1))
def test_a_wrong_value_gets_a_verdict_and_a_hint_that_would_be_valid(value: str, at: int) -> None:
    if mismatches(at, [value]):
        verdict = judge(KEYS[at], value)
        assert verdict.code.id.startswith("V1")
        _, guess, likely = (verdict.hint or "").partition("It was probably ")
        assert not guess or not mismatches(at, [likely.rstrip(".")])


@given(st.integers(13, 5000).map("9".__mul__), st.integers(0, len(KEYS) - 1))
def test_digits_without_end_are_judged_as_any_others(digits: str, at: int) -> None:
    assert judge(KEYS[at], digits).code.id in {"V102", "V113", "V117"} or not mismatches(at, [digits])
