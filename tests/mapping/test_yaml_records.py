"""A YAML record has its cells as they are written, and finds the place of each."""

import io
from pathlib import Path

from batch.diagnostics import Problem
from batch.mapping import ReadOptions, find_sources, read
from batch.mapping.record import Default, Item, Record


def items(folder: Path, text: str | bytes) -> list[Item]:
    """Return what the reader yields for a file."""
    path = folder / "m.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    options = ReadOptions(client_api_id="9")
    (source,) = find_sources([str(path)], options, io.BytesIO())
    return list(read(source, options))


def records(folder: Path, text: str | bytes) -> list[Record]:
    return [item for item in items(folder, text) if isinstance(item, Record)]


def test_cells_are_the_text_as_written_and_it_is_known_whether_they_are_quoted(tmp_path: Path) -> None:
    (record,) = records(tmp_path, "- {a: 012, b: '012', c: ~, d: \"x\\ty\", e: , ' f ': no}\n")
    assert record.names == ("a", "b", "c", "d", "e", " f ")
    assert record.cells == ["012", "012", "~", "x\ty", "", "no"]
    assert [record.is_plain(cell) for cell in range(6)] == [True, False, True, False, True, True]


def test_names_and_cells_have_their_places(tmp_path: Path) -> None:
    text = "linkages:\n  - a: 1\n    bc:\n      long\n  - {d: 2, e: 3}\n"
    first, second = records(tmp_path, text)
    assert (first.line, [first.place_of_name(cell) for cell in (0, 1)]) == (2, [(2, 5), (3, 5)])
    assert [first.place(cell) for cell in (0, 1)] == [(2, 8), (4, 7)]
    assert (second.line, second.place_of_name(1), second.place(1)) == (5, (5, 12), (5, 15))


def test_lines_and_columns_are_an_editors_whatever_yaml_counts_as_a_line_break(tmp_path: Path) -> None:
    text = '- {a: "x\u2028y\u0085z", b: 1}\r\n- {a: 2}\r- {a: "\u2029", b: 4}\n'
    first, second, third = records(tmp_path, text)
    assert [record.line for record in (first, second, third)] == [1, 2, 3]
    assert (first.place(0), first.place(1)) == ((1, 7), (1, text.index("1") + 1))
    assert (third.place(0), third.place(1)) == ((3, 7), (3, 15))


def test_lines_are_right_after_odd_breaks_anywhere_in_a_long_file(tmp_path: Path) -> None:
    rows = "".join('- {{a: "{}", b: {}}}\r\n'.format("\u2028" * (at % 3), at) for at in range(9000))
    found = records(tmp_path, rows)
    assert [record.line for record in found] == list(range(1, 9001))
    assert {record.place_of_name(1) for record in found[::3]} == {(line, 11) for line in range(1, 9001, 3)}
    assert {record.place_of_name(1) for record in found[2::3]} == {(line, 13) for line in range(3, 9001, 3)}


def test_records_with_the_same_names_share_them(tmp_path: Path) -> None:
    one, other, third = records(tmp_path, "- {a: 1, b: 2}\n- {b: 1}\n- a: 3\n  b: 4\n")
    assert one.names is third.names
    assert other.names == ("b",)


def test_a_name_given_again_is_a_cell_of_its_own(tmp_path: Path) -> None:
    (record,) = records(tmp_path, "- {a: 1, a: 2}\n")
    assert (record.names, record.cells) == (("a", "a"), ["1", "2"])


def test_customers_are_yielded_before_their_records(tmp_path: Path) -> None:
    text = "client_api_id: 1\nlinkages:\n- {a: 2}\ncustomers:\n"
    text += "- client_api_id: 3\n  linkages: [{a: 4}]\n- linkages: [{a: 5}]\n"
    found = items(tmp_path, text)
    named = [Default(str(tmp_path / "m.yaml"), "1", 1, 16), Default(str(tmp_path / "m.yaml"), "3", 5, 18)]
    assert [item if isinstance(item, Default) else type(item).__mro__[1] for item in found] == [
        named[0],
        Record,
        named[1],
        Record,
        Record,
    ]
    assert [item.default for item in found if isinstance(item, Record)] == [named[0], named[1], named[0]]


def test_a_value_that_is_not_text_is_listed_as_unread(tmp_path: Path) -> None:
    (record,) = records(tmp_path, "- {a: [1, {b: 2}], c: 3, d: *e}\n")
    assert (record.names, record.cells, record.unread) == (("a", "c", "d"), ["", "3", ""], ("a", "d"))
    (problem,) = record.problems
    assert (problem.rule.id, problem.message) == ("R107", "the value of a is not a plain value: 1, b, 2")
    assert record.is_sure


def test_problems_of_the_file_are_yielded_in_its_order(tmp_path: Path) -> None:
    text = "clients: 1\nlinkages:\n- {a: &b 1}\n- 5\n- {a: 2}\n---\n"
    found = items(tmp_path, text)
    assert [
        item.rule.id if isinstance(item, Problem) else item.line for item in found if not isinstance(item, Default)
    ] == [
        "F113",
        "F115",
        3,
        4,
        5,
        "F121",
    ]
