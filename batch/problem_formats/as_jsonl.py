"""For programs that stream: one JSON object a line, one line a problem."""

import json
from collections.abc import Iterator

from batch.checking import Checked
from batch.problem_formats.facts import facts


def render(checked: Checked) -> Iterator[str]:
    """Give the lines."""
    return (json.dumps(facts(problem)) for problem in checked.problems)
