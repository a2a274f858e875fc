"""Broken YAML syntax is reported at the place to correct, with what to do there."""

from pathlib import Path

import pytest
from reading import read

from batch.diagnostics import Problem

_PAIR = "client_api_id: 1, commercial_acct_id: 1, govcloud_acct_id: 2"


def flaw(folder: Path, text: str) -> Problem:
    (problem,) = (found for found in read(folder, "m.yaml", text).problems if found.rule.id == "F111")
    return problem


@pytest.mark.parametrize("end", ["", "\n", "\n\n# the end\n"])
@pytest.mark.parametrize(
    ("text", "place"),
    [
        (f"linkages:\n- {{{_PAIR}", (2, 3)),
        (f"linkages:\n- {{{_PAIR}, tags: [a", (2, 72)),
        (f"linkages:\n- {_PAIR.replace(', ', chr(10) + '  ')}\n  note: 'a", (5, 9)),
    ],
)
def test_an_unclosed_bracket_or_quote_is_reported_where_it_begins(
    tmp_path: Path, text: str, place: tuple[int, int], end: str
) -> None:
    problem = flaw(tmp_path, text + end)
    assert (problem.line, problem.column) == place
    assert problem.message.endswith("it begins here, and nothing closes it")
    assert " is not closed" in (problem.hint or "")
    assert not problem.related


@pytest.mark.parametrize(
    "text",
    [
        f"- {{{_PAIR}}},\n",
        f"linkages:\n- {{{_PAIR}}},\n- {{{_PAIR}}}\n",
        f"linkages:\n  - {{{_PAIR}}},\n",
        '- client_api_id: "1",\n  commercial_acct_id: 1\n  govcloud_acct_id: 2\n',
    ],
)
def test_a_comma_after_a_row_or_a_value_in_block_style_is_named(tmp_path: Path, text: str) -> None:
    problem = flaw(tmp_path, text)
    assert text.splitlines()[problem.line - 1][(problem.column or 0) - 1] == ","
    assert problem.hint == "Remove the comma: outside braces and brackets, the end of the line is enough."
