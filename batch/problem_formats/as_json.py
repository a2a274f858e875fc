"""For programs: one JSON document."""

import json
from collections.abc import Iterator

from batch.checking import Checked
from batch.problem_formats.facts import SCHEMA_VERSION, count, facts


def render(checked: Checked) -> Iterator[str]:
    """Yield the document, one problem per line."""
    counts = count(checked)
    by_code = {rule.id: number for rule, number in counts.by_rule.items()}
    head = {"files": counts.files, "rows": counts.rows, "invalid_rows": counts.invalid_rows, "by_code": by_code}
    yield f'{{"schema_version": {SCHEMA_VERSION}, "counts": {json.dumps(head)}, "problems": ['
    for number, problem in enumerate(checked.problems, start=1):
        yield json.dumps(facts(problem)) + ("," if number < len(checked.problems) else "")
    yield "]}"
