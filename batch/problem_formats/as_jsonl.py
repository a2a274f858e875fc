"""For programs that stream: one JSON object a line, one line a problem."""

import json
from collections.abc import Iterator

from batch.problem_formats.facts import facts
from batch.rules import Findings


def render(findings: Findings) -> Iterator[str]:
    """Give the lines."""
    return (json.dumps(facts(problem)) for problem in findings.problems)
