"""The file with the fixed mapping, and the problems that are left in it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from batch.checking import Checked, check
from batch.diagnostics import Place, Problem, Suggestion
from batch.fixing.draft import Draft
from batch.fixing.mapping import DraftMapping
from batch.fixing.table import Table, table_of
from batch.mapping import ReadOptions, Source
from batch.mapping.names import is_reserved
from batch.mapping.sources import Format
from batch.rules import records
from batch.writing import WRITERS, Write

if TYPE_CHECKING:
    from batch.aws import AwsList

_CLIENT = "client_api_id"
_WITHOUT_CUSTOMER = (records.NO_CUSTOMER, records.CUSTOMER_LEFT_EMPTY)


def result(
    mapping: DraftMapping,
    form: Format,
    source_of: Callable[[bytes], Source],
    options: ReadOptions,
    aws: "AwsList | None" = None,
) -> tuple[bytes, Checked]:
    """Return the file, and the problems left in it; the mapping was read with `options`.

    If it has columns from govlink's reports, changed rows get the problems that are left.
    """
    write = WRITERS[form]
    for draft in mapping.drafts if form is Format.XLSX else ():
        draft.is_marked = draft.is_comment_in_a_sheet
    table, content, checked = _checked(mapping, write, source_of, options, aws)
    if passing := [draft for draft in mapping.drafts if draft.passes_for_linkage]:
        for draft in passing:
            draft.is_marked = True
        table, content, checked = _checked(mapping, write, source_of, options, aws)
    mapping.remarks += _about_table(table, mapping.drafts)
    if any(map(is_reserved, table.columns)):
        table = table_of(mapping.drafts)
        content = write(table.columns, table.rows)
    return content, checked


def _checked(
    mapping: DraftMapping,
    write: Write,
    source_of: Callable[[bytes], Source],
    options: ReadOptions,
    aws: "AwsList | None",
) -> tuple[Table, bytes, Checked]:
    """Return the table, its file, and the problems left in it, which each draft receives for its row."""
    table = table_of(mapping.drafts)
    content = write(table.columns, table.rows)
    again = ReadOptions(options.client_api_id, direct_customer=options.direct_customer)
    found = check([source_of(content)], again, aws)
    checked = found._replace(problems=[*_with_suggestions(found.problems, mapping.drafts)])
    by_row: dict[int | None, list[Problem]] = {}
    for problem in checked.problems:
        by_row.setdefault(problem.row, []).append(problem)
    for row, draft in enumerate(mapping.drafts):
        draft.left = by_row.get(row, ())
    return table, content, checked


def _about_table(table: Table, drafts: Sequence[Draft]) -> Iterator[str]:
    for old, new in table.renamed.items():
        yield f'the column "{old}" is now named {new}'
    for draft in map(drafts.__getitem__, table.doubted):
        why = "; ".join(f"{problem.rule.id} {problem.statement}" for problem in draft.problems)
        place = Place(draft.record.source, draft.record.line)
        yield f"{place}: a question mark is written before the first id of this row: {why}"


def _with_suggestions(problems: Iterable[Problem], drafts: Sequence[Draft]) -> Iterator[Problem]:
    for problem in problems:
        draft = None if problem.row is None else drafts[problem.row]
        if draft and draft.no_customer and problem.rule in _WITHOUT_CUSTOMER:
            yield _not_found(problem, draft)
            continue
        value = draft.suggested.get(problem.field or "") if draft else None
        if draft and value:
            hint = f"{draft.found_in} has one account that fits: {value}."
            yield problem._replace(suggestion=Suggestion(value, is_certain=False), hint=hint[0].upper() + hint[1:])
        else:
            yield problem


def _not_found(problem: Problem, draft: Draft) -> Problem:
    """Return the problem of a row without a customer, with the reason, and the customer that may be meant."""
    hint = f"{draft.no_customer[0].upper()}{draft.no_customer[1:]}."
    value = draft.suggested.get(_CLIENT)
    suggestion = Suggestion(value, is_certain=False) if value else None
    return problem._replace(hint=hint, field=_CLIENT, suggestion=suggestion)
