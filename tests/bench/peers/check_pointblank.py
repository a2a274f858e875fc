"""Check a mapping with pointblank: a step for each pattern, and added columns for what concerns several cells."""

import sys
from pathlib import Path

import pandas as pd
import pointblank as pb
from table import EXTRA, PATTERNS, frame_of, names_accounts_of_its_own, names_both_sides, print_found

ROW = "row"
"""A column with each row's index: extracts have the rows' cells, and their numbers only within some steps."""


def check(frame: pd.DataFrame) -> set[tuple[int, str | None]]:
    """Find the places of all errors."""
    frame = frame.assign(
        **{ROW: range(len(frame))},
        sides=names_both_sides(frame).astype(int),
        alone=names_accounts_of_its_own(frame).astype(int),
    )
    steps = pb.Validate(frame)
    for column, pattern in PATTERNS.items():
        steps = steps.col_vals_regex(columns=column, pattern=pattern)
    for column, value in ((EXTRA, ""), ("sides", 1), ("alone", 1)):
        steps = steps.col_vals_eq(columns=column, value=value)
    # The default keeps the first 500 rows of a step.
    extracts = steps.interrogate(extract_limit=len(frame)).get_data_extracts()
    columns = [*PATTERNS, None, None, None]
    return {(int(row), column) for step, column in enumerate(columns, 1) for row in extracts[step][ROW]}


if __name__ == "__main__":
    print_found(check(frame_of(Path(sys.argv[1]))))
