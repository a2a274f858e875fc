"""Problems with the keys of a YAML row name every line that they concern, each line once."""

from pathlib import Path

import pytest
from reading import read

_PAIR = "client_api_id: 1, commercial_acct_id: 1, govcloud_acct_id: 2"


@pytest.mark.parametrize(
    ("row", "where", "related"),
    [
        (f"- {{{_PAIR}, note: a, note: b}}", "twice; the", []),
        (f"- {{{_PAIR},\n   note: a, note: b}}", "twice, on line 2; the", [2]),
        (f"- {{{_PAIR}, note: a,\n   note: b}}", "twice, on lines 1 and 2; the", [2]),
        (f"- {{{_PAIR},\n   note: a,\n   note: b}}", "twice, on lines 2 and 3; the", [2, 3]),
    ],
)
def test_a_key_given_twice_is_reported_with_both_lines(
    tmp_path: Path, row: str, where: str, related: list[int]
) -> None:
    (problem,) = read(tmp_path, "m.yaml", row + "\n").problems
    assert (problem.rule.id, problem.line) == ("R105", 1)
    assert where in problem.message
    assert [place.line for place in problem.related] == related
