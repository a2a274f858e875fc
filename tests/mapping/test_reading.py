"""Files to rows and problems, as plan, apply and check see them."""

import io
from pathlib import Path

from batch.mapping import ReadOptions, find_sources
from batch.rules import Checked, load


def read(folder: Path, name: str, text: str, options: ReadOptions | None = None) -> Checked:
    path = folder / name
    path.write_bytes(text.encode())
    used = options or ReadOptions()
    return load(find_sources([str(path)], used, io.BytesIO()), used)


def codes(checked: Checked) -> list[tuple[int, str]]:
    return [(problem.line, problem.code) for problem in checked.problems]


def test_a_quoted_line_break_keeps_the_line_of_its_record(tmp_path: Path) -> None:
    text = 'client_api_id,commercial_acct_id,govcloud_acct_id,note\n1,2,3,"a\nb"\n1,4,4x,c\n'
    found = read(tmp_path, "m.csv", text)
    assert [row.line for row in found.rows] == [2, 4]
    assert codes(found) == [(4, "V101")]
    assert found.rows[0].extra == {"note": "a\nb"}


def test_the_same_pair_twice_is_a_duplicate_in_yaml_too(tmp_path: Path) -> None:
    text = "client_api_id: 1\nlinkages:\n- {commercial_acct_id: 2, govcloud_acct_id: 3}\n" * 1
    text += "- {commercial_acct_id: 2, govcloud_acct_id: 3}\n"
    found = read(tmp_path, "m.yaml", text)
    assert found.duplicates == {1: 0}
    assert codes(found) == [(4, "X201")]
