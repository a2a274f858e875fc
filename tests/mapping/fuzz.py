"""Fuzz the readers for a bounded time: `python tests/mapping/fuzz.py 60` (seconds; needs `pip install atheris`).

Whatever bytes come, reading must end with rows and problems and keep the promises that are stated below. A find is
written to the working folder as `crash-...`; add it to `traps/` once it is fixed.
"""

import sys

import atheris

with atheris.instrument_imports(include=["batch"]):
    from batch.checking import load
    from batch.mapping import ReadOptions, Source
    from batch.mapping.sources import Format
    from batch.rules.registry import RULES

_FORMS = tuple(Format)


def read_anything(content: bytes) -> None:
    """Read the bytes in the format that their first byte selects."""
    form = _FORMS[content[0] % len(_FORMS)] if content else Format.CSV
    checked = load([Source("m", form, content=content[1:])], ReadOptions())
    if checked.row_count != len(checked.rows):
        raise AssertionError("a row was lost or invented")
    for problem in checked.problems:
        if problem.rule.id not in RULES or problem.line < 1:
            raise AssertionError("a problem has no known code or place")
        if problem.row is not None and checked.rows[problem.row].line != problem.line:
            raise AssertionError("a problem is not on the line of its row")


if __name__ == "__main__":
    seconds = sys.argv.pop(1)
    atheris.Setup([*sys.argv, f"-max_total_time={seconds}", "-max_len=2048", "-timeout=10"], read_anything)
    atheris.Fuzz()
