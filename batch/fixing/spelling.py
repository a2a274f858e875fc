"""Ids that are only written otherwise: what a spreadsheet or a person put around or between their digits goes."""

from collections.abc import Iterable, Iterator

from batch.checking.spelling import bare
from batch.diagnostics import Place
from batch.fixing.draft import Draft, Mend
from batch.mapping import KEYS


def respelled(drafts: Iterable[Draft]) -> Iterator[Mend]:
    """Write the ids as they are meant where that is certain, the customer above several rows too, and once for all."""
    above = set()
    for draft in drafts:
        if not (draft.problems and draft.is_open):
            continue
        yield from _emptied(draft)
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


def _emptied(draft: Draft) -> Iterator[Mend]:
    """Empty the cells in which there is nothing to be seen, but one that hides the customer above the row."""
    for key in KEYS:
        value = draft.values[key]
        if value and not bare(value) and not (key == "client_api_id" and draft.record.default):
            codes = [problem.rule.id for problem in draft.problems if problem.field == key]
            yield draft.change(key, "", " ".join(codes) or "blank")
