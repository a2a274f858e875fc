"""For programs that stream: one JSON object per line, one line per problem."""

import json
from collections.abc import Iterator

from batch.checking import Checked
from batch.problem_formats.facts import facts


def render(checked: Checked) -> Iterator[str]:
    """Return the lines."""
    return (json.dumps(facts(problem)) for problem in checked.problems)
