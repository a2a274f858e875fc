"""Check a mapping with pandera: patterns by column, and checks of the whole frame for what concerns several cells."""

import sys
from pathlib import Path

import pandera.errors
import pandera.pandas as pa
from table import EXTRA, PATTERNS, frame_of, names_accounts_of_its_own, names_both_sides, print_found

SCHEMA = pa.DataFrameSchema(
    {name: pa.Column(str, pa.Check.str_matches(pattern)) for name, pattern in PATTERNS.items()}
    | {EXTRA: pa.Column(str, pa.Check.equal_to(""))},
    checks=[pa.Check(names_both_sides), pa.Check(names_accounts_of_its_own)],
)

if __name__ == "__main__":
    try:
        SCHEMA.validate(frame_of(Path(sys.argv[1])), lazy=True)  # lazy: all errors, not the first one
    except pandera.errors.SchemaErrors as error:
        cases = error.failure_cases
        # A check of the whole frame lists every column of each of its rows.
        print_found(
            {
                (int(case.index), case.column if case.column in PATTERNS and case.schema_context == "Column" else None)
                for case in error.failure_cases.itertuples(index=False)
            }
        )
