"""The columns of what only all rows together could tell: by then their text is gone, so the files are read again."""

from collections.abc import Iterator, Mapping, Sequence

from batch.diagnostics import Problem
from batch.mapping import Block, ReadOptions, Source, read

_BETWEEN_ROWS = "X"


def pinpointed(
    problems: Sequence[Problem], sources: Sequence[Source], options: ReadOptions, first_rows: Mapping[str, int]
) -> list[Problem]:
    """Give the problems, those between rows with the column of the account that they speak of, where it is known.

    `first_rows` has by source the number of its first row. A file without contradictions is not read again.
    """
    found = list(problems)
    wanted: dict[str, dict[int, list[int]]] = {}
    for at, problem in enumerate(found):
        if problem.code.id.startswith(_BETWEEN_ROWS) and problem.field and not problem.column:
            row = (problem.row or 0) - first_rows[problem.source]
            wanted.setdefault(problem.source, {}).setdefault(row, []).append(at)
    for source in sources:
        if places := wanted.get(source.name):
            for block, row, number in _among(read(source, options), places):
                for at in places[number]:
                    found[at] = found[at]._replace(column=block.column_of(row, found[at].field or ""))
    return found


def _among(blocks: Iterator[Block], wanted: Mapping[int, object]) -> Iterator[tuple[Block, int, int]]:
    """Give each wanted row's block, and its number in the block and in the file (both from 0)."""
    first = 0
    for block in blocks:
        for row in range(len(block.lines)):
            if first + row in wanted:
                yield block, row, first + row
        first += len(block.lines)
