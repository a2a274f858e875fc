"""Behind broken syntax, a row gets the customer that it surely has, or none: never that of the group before it."""

from pathlib import Path

import pytest
from reading import read

_ROW = '{commercial_owner_id: "223456789014", govcloud_owner_id: "334567890126"}'
_FIRST = f"client_api_id: 3947\ncustomers:\n  - client_api_id: 4001\n    linkages:\n      - {_ROW}\n"


@pytest.mark.parametrize(
    "broken",
    [
        "  - client_api_id: @4002\n    linkages:\n",
        "  - client_api_id: %4002\n    linkages:\n",
        "  - client_api_id: [4002\n    linkages:\n",
        "  - client_api_id: {4002\n    linkages:\n",
        "  - client_api_id: '4002\n    linkages:\n",
        "\t- client_api_id: 4002\n    linkages:\n",
        "    - client_api_id: 4002\n    linkages:\n",
        "   - client_api_id: 4002\n    linkages:\n",
        "  - client_api_id: 4002\n    li\nnkages:\n",
    ],
)
def test_a_group_that_begins_broken_gives_its_rows_to_no_other_customer(tmp_path: Path, broken: str) -> None:
    found = read(tmp_path, "m.yaml", f"{_FIRST}{broken}      - {_ROW}\n      - {_ROW}\n")
    assert [row.client_api_id for row in found.rows] == ["4001", "", ""]
    assert {problem.code.id for problem in found.problems} <= {"F111", "F113"}


@pytest.mark.parametrize("first", [f"    - {_ROW}", f"\t- {_ROW}", "  @"])
def test_rows_are_read_behind_a_first_one_that_is_indented_otherwise(tmp_path: Path, first: str) -> None:
    found = read(tmp_path, "m.yaml", f"client_api_id: 3947\nlinkages:\n{first}\n  - {_ROW}\n  - {_ROW}\n")
    assert [(row.line, row.client_api_id) for row in found.rows][-2:] == [(4, "3947"), (5, "3947")]


def test_a_dash_within_a_text_that_broke_off_is_no_row(tmp_path: Path) -> None:
    text = f"client_api_id: 3947\nlinkages:\n    - note: |\n        some\n   text\n    - more\n    - {_ROW}\n"
    found = read(tmp_path, "m.yaml", text)
    assert [row.line for row in found.rows] == [3, 7]
