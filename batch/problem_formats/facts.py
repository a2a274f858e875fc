"""The facts of a problem and the counts of all, as the formats share them."""

from collections import Counter
from typing import NamedTuple

from batch.checking import Checked
from batch.diagnostics import Problem, Rule, Severity

SCHEMA_VERSION = 1


Fact = str | int | None


def facts(problem: Problem) -> dict[str, Fact | list[dict[str, str | int]]]:
    """Give a problem as plain data; `row` counts from 0 over all files, line and column from 1."""
    rule = problem.rule
    return {
        "code": rule.id,
        "name": rule.name,
        "severity": rule.severity.value,
        "file": problem.source,
        "line": problem.line,
        "column": problem.column,
        "row": problem.row,
        "field": problem.field,
        "value": problem.value,
        "message": problem.message,
        "hint": problem.hint,
        "suggestion": problem.suggestion.value if problem.suggestion else None,
        "remedy": rule.remedy,
        "related": [{"file": place.source, "line": place.line} for place in problem.related],
    }


class Counts(NamedTuple):
    """How much was found; nothing that is left out of a printed list is left out here."""

    files: int
    rows: int
    invalid_rows: int
    by_rule: dict[Rule, int]

    def of(self, weight: Severity) -> int:
        """Give the number of problems of a severity."""
        return sum(count for rule, count in self.by_rule.items() if rule.severity is weight)


def count(checked: Checked) -> Counts:
    """Count the problems, by rule in the order of their codes."""
    by_rule = Counter(problem.rule for problem in checked.problems)
    return Counts(
        checked.file_count,
        checked.row_count,
        checked.invalid_count,
        dict(sorted(by_rule.items())),
    )


def summary_line(counts: Counts) -> str:
    """Say in one sentence what was found."""
    scope = f"{many(counts.rows, 'row')} in {many(counts.files, 'file')}"
    weights = [
        many(number, weight.value) + (f" in {many(counts.invalid_rows, 'row')}" if weight is Severity.ERROR else "")
        for weight in Severity
        if (number := counts.of(weight))
    ]
    return f"{scope}: {', '.join(weights) or 'no problems'}."


def many(number: int, thing: str) -> str:
    """Count things in words."""
    return f"{number:,} {thing}" + ("" if number == 1 else "s")
