"""For GitHub Actions: workflow commands that become annotations of the lines.

GitHub shows the first ten errors and the first ten warnings of a step; the log has all of them.
"""

from collections.abc import Iterator

from batch.checking import Checked
from batch.diagnostics import Problem, Severity, file_and_sheet
from batch.problem_formats.facts import count, summary_line, within_workbook

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(checked: Checked) -> Iterator[str]:
    """Yield one command per problem, and the summary as plain text."""
    yield from map(_command, checked.problems)
    yield summary_line(count(checked))


def _command(problem: Problem) -> str:
    rule = problem.rule
    file, sheet = file_and_sheet(problem.source)
    column = f",col={problem.column}" if problem.column else ""
    line = "" if sheet else f",line={problem.line}{column}"  # a workbook has no lines that GitHub could show
    place = f"file={_property(file)}{line},title={_property(f'{rule.id} {rule.name}')}"
    return f"::{_COMMANDS[rule.severity]} {place}::{_data(within_workbook(problem.place, ': ') + problem.in_full)}"


# As in GitHub's toolkit: in data, escape what would end the line; in a property, also what would end the property.
def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
