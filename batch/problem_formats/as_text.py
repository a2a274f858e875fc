"""For people: one line per problem, in file order, then the counts by rule with what to do about each."""

from collections import Counter
from collections.abc import Iterator

import click

from batch.checking import Checked
from batch.diagnostics import Problem, Rule, Severity, printable
from batch.problem_formats.facts import Counts, count, summary_line

LIST_LIMIT = 20
"""How many problems of one rule are listed, unless all are wanted."""

_COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "blue"}


def render(checked: Checked, *, show_all: bool = False) -> Iterator[str]:
    """Yield the lines, with terminal colors."""
    listed: Counter[Rule] = Counter()
    for problem in checked.problems:
        if show_all or listed[problem.rule] < LIST_LIMIT:
            listed[problem.rule] += 1
            yield from _lines(problem)
    counts = count(checked)
    if counts.by_rule:
        yield ""
        yield from _table(counts, listed)
        yield ""
    yield summary_line(counts)


def _lines(problem: Problem) -> Iterator[str]:
    place = printable(f"{problem.place}:")
    code = click.style(problem.rule.id, fg=_COLORS[problem.rule.severity], bold=True)
    yield f"{click.style(place, bold=True)} {code} {printable(problem.message)}"
    if problem.hint:
        yield click.style(f"    {printable(problem.hint)}", dim=True)


def _table(counts: Counts, listed: Counter[Rule]) -> Iterator[str]:
    width = max(len(f"{number:,}") for number in counts.by_rule.values())
    for rule, number in counts.by_rule.items():
        name = click.style(f"{rule.id} {rule.name}", fg=_COLORS[rule.severity])
        hidden = number - listed[rule]
        more = f" ({hidden:,} not listed; --show-all lists them)" if hidden else ""
        yield f"{number:>{width},}  {name}{more}: {rule.remedy}"
