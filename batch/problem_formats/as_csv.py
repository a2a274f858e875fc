"""For spreadsheets: a table of problems, with cells that are safe to open."""

import csv
import io
from collections.abc import Iterator

from batch.checking import Checked
from batch.problem_formats.facts import facts
from batch.spreadsheet import defuse

_COLUMNS = (
    *("file", "sheet", "line", "column", "cell", "row", "code", "name", "severity", "field", "value"),
    *("message", "hint", "suggestion", "remedy", "related"),
)


def render(checked: Checked) -> Iterator[str]:
    """Yield the header and one record per problem."""
    yield _record(_COLUMNS)
    for problem in checked.problems:
        known = facts(problem) | {"related": " ".join(map(str, problem.related))}
        yield _record(["" if known[column] is None else str(known[column]) for column in _COLUMNS])


def _record(cells: list[str] | tuple[str, ...]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(map(defuse, cells))
    return text.getvalue().removesuffix("\n")  # printing the line adds it
