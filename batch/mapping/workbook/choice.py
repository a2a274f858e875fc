"""Which sheet of a workbook is the mapping: the first one that has its columns, or the one that `--sheet` names."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from batch.errors import UsageError
from batch.mapping.header import Header
from batch.mapping.names import is_reserved
from batch.mapping.options import ReadOptions
from batch.mapping.rows import TO_FIX
from batch.mapping.sources import Source
from batch.mapping.text import Refusal
from batch.mapping.workbook.book import Book, ListedSheet
from batch.mapping.workbook.table import SheetRecord, SheetTable
from batch.rules import files, headers

_NAMED = 10
"""How many sheets a message names."""
_LACKING = frozenset({headers.MISSING_COLUMN, headers.NO_SUCH_COLUMN, headers.NO_HEADER})
"""Problems that show that a header isn't the mapping's."""
_AS_MAPPING, _ALMOST, _PARTLY, _OTHERWISE = 3, 2, 1, 0
"""How likely a sheet is the mapping: its columns name both accounts, would if spelled right, or name any key."""


class Choice(NamedTuple):
    """The sheet to read, and a remark for users who may have meant another one, "" if there is none."""

    sheet: ListedSheet
    remark: str = ""


class _Candidate(NamedTuple):
    sheet: ListedSheet
    header: Header[SheetRecord] | None
    rank: int


def choose_sheet(source: Source, options: ReadOptions, remark: Callable[[str], None]) -> None:
    """Set the source's sheet, or none if the workbook has a problem, which is found again and reported when it is read.

    `remark` receives a line if another sheet may be meant. Raises UsageError if `--sheet` names no sheet.
    """
    try:
        choice = chosen(Book(source), options)
    except Refusal:
        return
    source.sheet = choice.sheet.name
    if choice.remark:
        remark(f"{source.file}: {choice.remark}")


def chosen(book: Book, options: ReadOptions) -> Choice:
    """Choose a sheet; raises `Refusal` if none has the columns, and UsageError if `--sheet` names no sheet."""
    if options.sheet:
        return Choice(named(book, options.sheet))
    if len(book.sheets) == 1 and not book.sheets[0].kind:
        return Choice(book.sheets[0])  # if it lacks columns, that is a problem of the sheet
    candidates = [_candidate(book, sheet, options) for sheet in book.sheets if not sheet.kind]
    for sheet, header, _rank in candidates:
        if sheet.name == TO_FIX and header and any(map(is_reserved, header.names)):
            return Choice(
                sheet, f"only its sheet {TO_FIX} is read, which govlink wrote; to read another one, give --sheet NAME"
            )
    visible = [candidate for candidate in candidates if not candidate.sheet.is_hidden]
    best = max(visible, key=lambda candidate: candidate.rank, default=None)
    if best and best.rank >= _ALMOST:
        return Choice(best.sheet, _about_others(best, candidates))
    likely = [candidate for candidate in visible if candidate.rank == _PARTLY]
    likely = likely or [candidate for candidate in visible if candidate.header] or visible[:1]
    if len(likely) == 1 and all(candidate.rank < _ALMOST for candidate in candidates):
        return Choice(likely[0].sheet)
    raise Refusal(files.NO_MAPPING_SHEET.problem(book.package.name, 1, sheets=_listed(_lacks(book.sheets, candidates))))


def named(book: Book, name: str) -> ListedSheet:
    """Return the sheet with this name; raises UsageError if there is none, or if it has no cells."""
    found = [sheet for sheet in book.sheets if sheet.name.casefold() == name.casefold()]
    if not found:
        sheets = _listed(f"{sheet.name}{' (hidden)' if sheet.is_hidden else ''}" for sheet in book.sheets)
        raise UsageError(f"--sheet {name}: {book.file} has no such sheet; it has {sheets}")
    if found[0].kind:
        raise UsageError(f"--sheet {name}: in {book.file}, that sheet is {found[0].kind} and has no rows")
    return found[0]


def _candidate(book: Book, sheet: ListedSheet, options: ReadOptions) -> _Candidate:
    header = SheetTable(book, sheet, options).header
    broken = {problem.rule for problem in header.problems()} if header else set()
    is_misspelled = headers.MISSPELLED_COLUMN in broken
    if not header or not broken.isdisjoint(_LACKING):
        is_like_one = header and (header.is_known or is_misspelled)
        return _Candidate(sheet, header, _PARTLY if is_like_one else _OTHERWISE)
    return _Candidate(sheet, header, _ALMOST if is_misspelled else _AS_MAPPING)


def _about_others(best: _Candidate, candidates: Sequence[_Candidate]) -> str:
    others = [
        f"{sheet.name}{' (hidden)' if sheet.is_hidden else ''}"
        for sheet, _header, rank in candidates
        if rank >= _PARTLY and sheet != best.sheet
    ]
    if not others:
        return ""
    look = "looks like a mapping" if len(others) == 1 else "look like mappings"
    return (
        f"its sheet {best.sheet.name} is read, but not {_listed(others)}, which also {look}; "
        "to read another one, give --sheet NAME"
    )


def _lacks(sheets: Sequence[ListedSheet], candidates: Sequence[_Candidate]) -> Iterator[str]:
    """Yield, for each sheet, why it can't be the mapping."""
    known = {candidate.sheet: candidate for candidate in candidates}
    for sheet in sheets:
        if sheet.kind:
            yield f"{sheet.name} is {sheet.kind}"
        elif not (header := known[sheet].header):
            yield f"{sheet.name} is empty"
        elif known[sheet].rank >= _ALMOST:
            yield f"{sheet.name} has them, but is hidden"
        elif known[sheet].rank == _OTHERWISE:
            yield f"{sheet.name} has none of them"
        else:
            problems = [problem for problem in header.problems() if problem.rule in _LACKING]
            yield f"in {sheet.name}, {' and '.join(problem.message for problem in problems)}"


def _listed(words: Iterator[str] | Sequence[str]) -> str:
    each = [*words]
    more = f"; {len(each) - _NAMED:,} more" if len(each) > _NAMED else ""
    return "; ".join(each[:_NAMED]) + more
