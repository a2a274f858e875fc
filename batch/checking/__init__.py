"""The rules that a mapping must obey before CloudHealth is asked anything: rows in, problems out, nothing repaired."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from batch.checking.checking import Checker
from batch.checking.pinpointing import pinpointed
from batch.diagnostics import Problem
from batch.mapping import ReadOptions, Row, Source, read

if TYPE_CHECKING:
    from batch.aws import AwsList

__all__ = ["Checked", "check", "load"]


class Checked(NamedTuple):
    """A mapping with what is wrong with it."""

    rows: list[Row]
    """Every row of every file in order, the broken ones with what could be read; empty where `check` kept none."""
    problems: list[Problem]
    """All problems in file order; `Problem.row` counts over all files, None where it concerns the file."""
    duplicates: dict[int, int]
    """Row to the earlier row that says the same."""
    file_count: int
    row_count: int
    invalid_count: int
    """Rows that have an error."""
    unreadable: bool
    """A file can't be read as a whole: nothing may be sent."""


def load(sources: Sequence[Source], options: ReadOptions, record: "AwsList | None" = None) -> Checked:
    """Read and check the sources, and keep their rows; raises UsageError where a file vanishes or can't be read.

    With AWS's own `record`, a pair that contradicts it is an error.
    """
    rows: list[Row] = []
    for source in sources:
        source.takes_digest = True
    return _checked(sources, options, record, rows)


def check(sources: Sequence[Source], options: ReadOptions, record: "AwsList | None" = None) -> Checked:
    """Do as `load` does in little memory: no row is kept."""
    return _checked(sources, options, record, None)


def _checked(
    sources: Sequence[Source], options: ReadOptions, record: "AwsList | None", rows: list[Row] | None
) -> Checked:
    checker = Checker(options, record)
    with _no_search_for_cycles():
        for source in sources:
            checker.begin(source.name)
            first = 1
            for block in read(source, options):
                checker.take(block)
                if rows is not None:
                    rows.extend(block.rows(first))
                first += len(block.lines)
                del block  # while the next one is read, its memory is at hand in the processor's cache
            checker.end(source.name)
        duplicates = checker.finish()
        problems = checker.problems
        if rows is None:  # who keeps the rows goes on with them, and shows no columns
            problems = pinpointed(problems, sources, options, checker.first_rows)
    order = {source.name: number for number, source in enumerate(sources)}
    problems.sort(key=lambda found: (order[found.source], found.line, found.column or 0, found.code.id))
    return Checked(
        rows or [],
        problems,
        duplicates,
        len(sources),
        checker.row_count,
        len(checker.invalid),
        checker.unreadable,
    )


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Keep the collector from searching millions of short-lived cells for cycles: there are none; it costs a fifth."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
