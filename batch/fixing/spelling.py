"""Ids that are only written otherwise: what a spreadsheet or a person put around or between their digits goes."""

from collections.abc import Iterable, Iterator

from batch.diagnostics import Place
from batch.fixing.draft import Draft, Mend


def respelled(drafts: Iterable[Draft]) -> Iterator[Mend]:
    """Write the ids as they are meant where that is certain, the customer above several rows too, and once for all."""
    above = set()
    for draft in drafts:
        if not draft.is_open:
            continue
        for problem in draft.problems:
            if not (problem.field and problem.suggestion and problem.suggestion.is_certain):
                continue
            change = draft.change(problem.field, problem.suggestion.value, problem.rule.id)
            default = draft.record.default
            if not default or draft.gives(problem.field):
                yield change
            elif default not in above:
                above.add(default)
                yield change._replace(place=Place(default.source, default.line, default.column))
