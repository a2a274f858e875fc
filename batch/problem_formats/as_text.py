"""For people: one line a problem, in file order, then the counts by code with what to do about each."""

from collections import Counter
from collections.abc import Iterator

import click

from batch.checking import Checked
from batch.diagnostics import Problem, Rule, Severity, printable
from batch.problem_formats.facts import Counts, count, summary_line

LIST_LIMIT = 20
"""Problems of one code that are listed, unless all are asked for."""

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}


def render(checked: Checked, *, show_all: bool = False) -> Iterator[str]:
    """Give the lines, with terminal colours."""
    listed: Counter[Rule] = Counter()
    for problem in checked.problems:
        if show_all or listed[problem.code] < LIST_LIMIT:
            listed[problem.code] += 1
            yield from _lines(problem)
    counts = count(checked)
    if counts.by_code:
        yield ""
        yield from _table(counts, listed)
        yield ""
    yield summary_line(counts)


def _lines(problem: Problem) -> Iterator[str]:
    column = f":{problem.column}" if problem.column else ""
    place = printable(f"{problem.source}:{problem.line}{column}:")
    code = click.style(problem.code.id, fg=_COLOURS[problem.code.severity], bold=True)
    yield f"{click.style(place, bold=True)} {code} {printable(problem.message)}"
    if problem.hint:
        yield click.style(f"    {printable(problem.hint)}", dim=True)


def _table(counts: Counts, listed: Counter[Rule]) -> Iterator[str]:
    width = max(len(f"{number:,}") for number in counts.by_code.values())
    for code, number in counts.by_code.items():
        name = click.style(f"{code.id} {code.name}", fg=_COLOURS[code.severity])
        hidden = number - listed[code]
        more = f" ({hidden:,} not listed; --show-all lists them)" if hidden else ""
        yield f"{number:>{width},}  {name}{more}: {code.remedy}"
