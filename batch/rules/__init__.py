"""The rules that a mapping must obey before CloudHealth is asked anything: rows in, problems out, nothing repaired."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from batch.diagnostics import Problem
from batch.mapping import ReadOptions, Row, Source, read
from batch.rules.checking import Checker

__all__ = ["Checked", "Findings", "check", "load"]


@dataclass(frozen=True, slots=True)
class Findings:
    """What is wrong with a mapping."""

    problems: list[Problem]
    """All problems in file order; `Problem.row` counts over all files, None where it concerns the file."""
    duplicates: dict[int, int]
    """Row to the earlier row that says the same."""
    row_count: int
    unreadable: bool
    """A file can't be read as a whole: nothing may be sent."""


@dataclass(frozen=True, slots=True)
class Checked(Findings):
    """A mapping with what is wrong with it."""

    rows: list[Row]
    """Every row of every file in order, the broken ones with what could be read."""


def load(sources: Sequence[Source], options: ReadOptions) -> Checked:
    """Read and check the sources, and keep their rows; raises UsageError where a file vanishes or can't be read."""
    rows: list[Row] = []
    found = _checked(sources, options, rows)
    return Checked(found.problems, found.duplicates, found.row_count, found.unreadable, rows)


def check(sources: Sequence[Source], options: ReadOptions) -> Findings:
    """Read and check the sources in little memory; raises UsageError where a file vanishes or can't be read."""
    return _checked(sources, options, None)


def _checked(sources: Sequence[Source], options: ReadOptions, rows: list[Row] | None) -> Findings:
    checker = Checker(options)
    with _no_search_for_cycles():
        for source in sources:
            checker.begin(source.name)
            record = 1
            for block in read(source, options):
                checker.take(block)
                if rows is not None:
                    rows.extend(block.rows(record))
                record += len(block.lines)
            checker.end(source.name)
        duplicates = checker.finish()
    return Findings(checker.problems, duplicates, checker.row_count, checker.unreadable)


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
