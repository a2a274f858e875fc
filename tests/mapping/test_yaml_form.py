"""A YAML file that is not structured as a mapping gets a hint about the right structure."""

from pathlib import Path

import pytest
from reading import codes, read

_ROW = "{client_api_id: 1, commercial_acct_id: 2, govcloud_acct_id: 3}"
_ROWS = f"linkages:\n- {_ROW}\n"


@pytest.mark.parametrize(
    ("text", "line", "hint"),
    [
        ("just text\n", 1, "A mapping is a list of rows, or `linkages:` with a list below it."),
        (
            f"{_ROWS}customers: 5\n",
            3,
            "A list of groups belongs below it, each after a dash; if there are none, remove the key.",
        ),
        (
            "customers:\n- {client_api_id: 5}\n",
            2,
            "The rows of a group belong below its `linkages:`; a group without rows",
        ),
        (f"{_ROWS}customers:\n- 5\n", 4, "Write `client_api_id: ID` with `linkages:` below it, in the same"),
        (
            f"client_api_id: [5, 6]\n{_ROWS}",
            1,
            "The id of one customer belongs here; several customers need one group each",
        ),
        (
            f"client_api_id: {{{{ id }}}}\n{_ROWS}",
            1,
            "The id of one customer belongs here; several customers need one group each",
        ),
        (f"{{{{ defaults }}}}: 1\n{_ROWS}", 1, "It may be a template that was not filled in."),
        (f"- {{? [a] : b, {_ROW[1:]}\n", 1, ""),
    ],
)
def test_a_wrong_structure_gets_a_hint_about_the_right_one(tmp_path: Path, text: str, line: int, hint: str) -> None:
    found = read(tmp_path, "m.yaml", text)
    assert codes(found) == [(line, "F112")]
    assert (found.problems[0].hint or "").startswith(hint)
    assert found.unreadable


def test_a_second_document_and_a_customer_below_its_rows_are_problems_of_their_own_kinds(tmp_path: Path) -> None:
    assert codes(read(tmp_path, "m.yaml", f"- {_ROW}\n---\n- {_ROW}\n")) == [(2, "F121")]
    assert codes(read(tmp_path, "m.yaml", f"{_ROWS}client_api_id: 5\n")) == [(3, "F122")]


@pytest.mark.parametrize("above", ["", "linkages:\n"])
def test_groups_in_a_list_of_rows_get_a_hint_to_put_them_below_customers(tmp_path: Path, above: str) -> None:
    text = f"{above}- client_api_id: 4001\n  linkages:\n  - {_ROW}\n- {_ROW}\n"
    found = read(tmp_path, "m.yaml", text)
    line = 1 + bool(above)
    assert codes(found) == [(line, "F112")]
    assert found.problems[0].message.endswith("; its rows are not read")
    assert found.problems[0].hint == "Groups belong below `customers:`, rows without a group below `linkages:`."
    assert [row.line for row in found.rows] == [line, line + 3]


def test_a_users_own_column_may_be_called_linkages(tmp_path: Path) -> None:
    (row,) = read(tmp_path, "m.yaml", f"- {_ROW[:-1]}, linkages: old}}\n").rows
    assert row.extra == {"linkages": "old"}
