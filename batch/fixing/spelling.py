"""Ids that are only spelled differently: remove what a spreadsheet or a person put around or between their digits."""

from collections.abc import Iterable, Iterator

from batch.checking.spelling import bare
from batch.diagnostics import Place
from batch.fixing.draft import Correction, Draft
from batch.mapping import KEYS


def respelled(drafts: Iterable[Draft]) -> Iterator[Correction]:
    """Write ids as they are meant if that is certain; a customer above several rows is reported once."""
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
            if not default or draft.has_own(problem.field):
                yield change
            elif default not in above:
                above.add(default)
                yield change._replace(place=Place(default.source, default.line, default.column))


def _emptied(draft: Draft) -> Iterator[Correction]:
    """Empty cells that only look empty, except one that would then get the customer above the row."""
    for key in KEYS:
        value = draft.values[key]
        if value and not bare(value) and not (key == "client_api_id" and draft.record.default):
            codes = [problem.rule.id for problem in draft.problems if problem.field == key]
            yield draft.change(key, "", " ".join(codes) or "blank")
