"""From a workbook without ids to linked: the cells that lack what a request needs, and what a person types."""

import subprocess
import sys
from collections.abc import Iterator

from comparison_tables import Table
from program import PROJECT

_JOURNEY = "tests/test_journeys.py::test_a_workbook_without_customer_ids_is_linked_by_four_commands_and_no_typed_cell"


def tables() -> Iterator[Table]:
    """Count for the workbook of the test that goes this way with govlink, after that test has passed."""
    from test_journeys import _FIRST_ROW, ALL_PAIRS, _as_people_have_it  # noqa: PLC0415 - it needs pytest and openpyxl

    command = [sys.executable, "-m", "pytest", "-q", "-n0", "-m", "slow", f"{_JOURNEY}[openpyxl]"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    if "1 passed" not in done.stdout:
        raise RuntimeError(f"{_JOURNEY} was not run: {done.stdout}")
    numbers = [
        (number, at + shift)
        for at, pair in enumerate(ALL_PAIRS, start=_FIRST_ROW)
        for number, shift in ((pair.commercial, 0), (pair.govcloud, 2))
    ]
    damaged = sum(_as_people_have_it(number, at)[0] != number for number, at in numbers)
    yield Table(
        "steps",
        ("what is needed", "of", "typed with govlink", "typed for a script"),
        [
            ("commands", "", "4", "1"),
            ("the customer's id, where the workbook has a name", f"{len(ALL_PAIRS)} rows", "0", str(len(ALL_PAIRS))),
            (
                "the account's CloudHealth id, where it has an AWS number",
                f"{len(numbers)} cells",
                "0",
                str(len(numbers)),
            ),
            ("a readable AWS number to find that id by", f"{damaged} of these cells", "0", str(damaged)),
        ],
    )
