"""The facts of a problem and the counts of all problems, which the formats share."""

from collections import Counter
from typing import NamedTuple

from batch.checking import Checked
from batch.counting import counted
from batch.diagnostics import Place, Problem, Rule, Severity, cell_name, file_and_sheet

SCHEMA_VERSION = 1


Fact = str | int | None


def facts(problem: Problem) -> dict[str, Fact | list[dict[str, str | int]]]:
    """Return a problem as plain data; `row` counts from 0 across all files, line and column from 1.

    In a workbook, the line is the row of the sheet, and `cell` has the name of a problem's cell.
    """
    rule = problem.rule
    file, sheet = file_and_sheet(problem.source)
    return {
        "code": rule.id,
        "name": rule.name,
        "severity": rule.severity.value,
        "file": file,
        "sheet": sheet or None,
        "line": problem.line,
        "column": problem.column,
        "cell": cell_name(problem.line, problem.column) if sheet and problem.column else None,
        "row": problem.row,
        "field": problem.field,
        "value": problem.value,
        "message": problem.message,
        "hint": problem.hint,
        "suggestion": problem.suggestion.value if problem.suggestion else None,
        "remedy": rule.remedy,
        "related": [_related(place) for place in problem.related],
    }


def _related(place: Place) -> dict[str, str | int]:
    file, sheet = file_and_sheet(place.source)
    return {"file": file, **({"sheet": sheet} if sheet else {}), "line": place.line}


def within_workbook(place: Place, end: str = "") -> str:
    """Return the sheet and cell of a place, such as `Sheet1!C7`, for formats without cells; "" outside workbooks."""
    file, sheet = file_and_sheet(place.source)
    return f"{str(place).removeprefix(file)[1:]}{end}" if sheet else ""


class Counts(NamedTuple):
    """How much was found, including what a printed list leaves out."""

    files: int
    rows: int
    invalid_rows: int
    by_rule: dict[Rule, int]

    def of(self, severity: Severity) -> int:
        """Return the number of problems of a severity."""
        return sum(count for rule, count in self.by_rule.items() if rule.severity is severity)


def count(checked: Checked) -> Counts:
    """Count the problems by rule, ordered by code."""
    by_rule = Counter(problem.rule for problem in checked.problems)
    return Counts(
        checked.file_count,
        checked.row_count,
        checked.invalid_count,
        dict(sorted(by_rule.items())),
    )


def summary_line(counts: Counts) -> str:
    """Return one sentence about what was found."""
    scope = f"{counted(counts.rows, 'row')} in {counted(counts.files, 'file')}"
    invalid = f" in {counted(counts.invalid_rows, 'row')}" if counts.invalid_rows else ""
    found = [
        counted(number, severity.value) + (invalid if severity is Severity.ERROR else "")
        for severity in Severity
        if (number := counts.of(severity))
    ]
    return f"{scope}: {', '.join(found) or 'no problems'}."
