"""A whole mapping while it is mended: its rows as drafts, what was changed, and the file that becomes of it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from batch.checking import Checked, check
from batch.diagnostics import Place, Problem, Suggestion
from batch.errors import UsageError
from batch.fixing.accounts import Known, restored
from batch.fixing.comments import lines_with_comments
from batch.fixing.customers import filled_down, filled_in
from batch.fixing.draft import Draft, Mend, drafts_of
from batch.fixing.spelling import respelled
from batch.fixing.table import Table, table_of
from batch.mapping import ReadOptions, Source, read
from batch.mapping.names import is_reserved
from batch.mapping.sources import Format
from batch.rules import records
from batch.writing import Write, writer

if TYPE_CHECKING:
    from batch.aws import AwsList


_CLIENT = "client_api_id"
_WITHOUT_CUSTOMER = (records.NO_CUSTOMER, records.CUSTOMER_LEFT_EMPTY)


@dataclass(slots=True)
class DraftMapping:
    """The rows of all files, with what was found wrong with them, and the changes that were made so far."""

    drafts: Sequence[Draft]
    found: Checked
    changes: list[Mend] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    """What else a person should know of what becomes of the files."""

    @property
    def by_file(self) -> Iterator[tuple[str, list[Draft]]]:
        """The files with their rows."""
        for source, drafts in groupby(self.drafts, key=lambda draft: draft.record.source):
            yield source, list(drafts)


def drafted(sources: Sequence[Source], options: ReadOptions, aws: "AwsList | None" = None) -> DraftMapping:
    """Read a mapping; where a file can't be read as a whole it has no drafts.

    Raises `UsageError` as `check` does, and where a file was changed while it was read.
    """
    for source in sources:
        source.takes_digest = True
    found = check(sources, options, aws)
    if found.unreadable:
        return DraftMapping((), found)
    checked = [source.sha256 for source in sources]
    drafts = drafts_of((item for source in sources for item in read(source, options)), found.problems, options)
    for source, sha256 in zip(sources, checked, strict=True):
        if source.sha256 != sha256:
            raise UsageError(f"{source.file}: it was changed while it was read; run this again")
    mapping = DraftMapping(drafts, found, remarks=[*_about_files(found)])
    records = {source: [draft.record for draft in drafts] for source, drafts in mapping.by_file}
    for source in sources:
        if comments := lines_with_comments(source, records.get(source.name, ())):
            mapping.remarks.append(f"{source.name}: comments are not kept ({comments:,} line{'s' * (comments > 1)})")
    return mapping


def _about_files(found: Checked) -> Iterator[str]:
    """What was noted about files, as lines that are not read."""
    for problem in found.problems:
        if problem.row is None and not problem.is_error:
            yield f"{problem.place}: {problem.rule.id} {problem.message}"


def mend(mapping: DraftMapping, options: ReadOptions, *, fill_down: bool) -> None:
    """Mend what is certain by itself."""
    mapping.changes += respelled(mapping.drafts)
    for source, drafts in mapping.by_file:
        if fill_down:
            mapping.changes += filled_down(drafts)
        above = sum(draft.record.default is not None and not draft.gives("client_api_id") for draft in drafts)
        if above:
            mapping.remarks.append(f"{source}: the customer above rows is written into each of them ({above:,})")
        given = filled_in(drafts, options.client_api_id) if options.client_api_id else 0
        if given:
            words = f"customer {options.client_api_id} (--client-api-id) is written into its rows ({given:,})"
            mapping.remarks.append(f"{source}: {words}")


def restore(mapping: DraftMapping, known: Known) -> None:
    """Mend what a list of accounts makes certain."""
    mapping.changes += restored(mapping.drafts, known)


def result(
    mapping: DraftMapping,
    form: Format,
    source_of: Callable[[bytes], Source],
    options: ReadOptions,
    aws: "AwsList | None" = None,
) -> tuple[bytes, Checked]:
    """Give the file, and what is left to do in it; `options` are those with which the mapping was read.

    Where govlink's reports have columns beside the rows, those of changed rows have what is left.
    """
    write = writer(form)
    for draft in mapping.drafts if form is Format.XLSX else ():
        draft.is_marked = draft.is_comment_in_a_sheet
    table, checked = _checked(mapping, write, source_of, options, aws)
    if passing := [draft for draft in mapping.drafts if draft.passes_for_linkage]:
        for draft in passing:
            draft.is_marked = True
        table, checked = _checked(mapping, write, source_of, options, aws)
    mapping.remarks += _about_table(table, mapping.drafts)
    if any(map(is_reserved, table.columns)):
        table = table_of(mapping.drafts)
    return write(table.columns, table.rows), checked


def _checked(
    mapping: DraftMapping,
    write: Write,
    source_of: Callable[[bytes], Source],
    options: ReadOptions,
    aws: "AwsList | None",
) -> tuple[Table, Checked]:
    """Give the table, and what is left to do in the file that is made of it; each draft has its part of that."""
    table = table_of(mapping.drafts)
    checked = left(mapping, source_of(write(table.columns, table.rows)), options, aws)
    by_row: dict[int | None, list[Problem]] = {}
    for problem in checked.problems:
        by_row.setdefault(problem.row, []).append(problem)
    for row, draft in enumerate(mapping.drafts):
        draft.left = by_row.get(row, ())
    return table, checked


def written(mapping: DraftMapping, form: Format) -> bytes:
    """Give the file."""
    table = table_of(mapping.drafts)
    return writer(form)(table.columns, table.rows)


def _about_table(table: Table, drafts: Sequence[Draft]) -> Iterator[str]:
    for old, new in table.renamed.items():
        yield f'the column "{old}" is now named {new}'
    for draft in map(drafts.__getitem__, table.doubted):
        why = "; ".join(f"{problem.rule.id} {problem.statement}" for problem in draft.problems)
        place = Place(draft.record.source, draft.record.line)
        yield f"{place}: a question mark is written before the first id of this row: {why}"


def left(mapping: DraftMapping, source: Source, options: ReadOptions, aws: "AwsList | None" = None) -> Checked:
    """Check what was written, and give what is left to do."""
    again = ReadOptions(options.client_api_id, direct_customer=options.direct_customer)
    checked = check([source], again, aws)
    return checked._replace(problems=[*_with_suggestions(checked.problems, mapping.drafts)])


def _not_found(problem: Problem, draft: Draft) -> Problem:
    """The problem of a row for which no customer was found, with the reason, and the customer that may be meant."""
    hint = f"{draft.no_customer[0].upper()}{draft.no_customer[1:]}."
    value = draft.suggested.get(_CLIENT)
    suggestion = Suggestion(value, is_certain=False) if value else None
    return problem._replace(hint=hint, field=_CLIENT, suggestion=suggestion)


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
