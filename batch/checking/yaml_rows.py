"""Problems of rows that have their own names and quotes: a key given twice or misspelled, an unquoted id."""

from collections.abc import Iterator, Sequence

from batch.diagnostics import Place, Problem, shown
from batch.mapping.keys import Columns, Keys
from batch.mapping.record import Record
from batch.mapping.rows import KEYS
from batch.mapping.yaml.scalars import NULLS, other_meaning
from batch.rules import records, values

_SHOWN_AT_MOST = 400
"""How many characters of a value a message quotes if no cell has the value."""


def without_nulls(record: Record, columns: Columns, given: Sequence[str]) -> list[str]:
    """Return the values of the keys, with "" for a null of YAML."""
    return [
        "" if value in NULLS and cell is not None and record.is_plain(cell) else value
        for cell, value in zip(columns.cells, given, strict=True)
    ]


def problems_of_names(record: Record, columns: Columns, keys: Keys) -> Iterator[tuple[str | None, Problem]]:
    """Yield the problems of a row's names, each with the key whose value is then not checked."""
    for first, again in columns.twice:
        name, value = record.names[again], record.cells[again]
        lines = list(dict.fromkeys(record.place_of_name(cell)[0] for cell in (first, again)))
        on_lines = f", on line{'s' if len(lines) > 1 else ''} {' and '.join(map(str, lines))}"
        problem = records.DUPLICATE_KEY.problem(
            record.source,
            record.line,
            value=_shown(value),
            related=tuple(Place(record.source, line) for line in lines if line != record.line),
            name=shown(name),
            lines="" if lines == [record.line] else on_lines,
            second=shown(value, _SHOWN_AT_MOST),
        )
        line, column = record.place_of_name(again)
        yield keys.key(name, record.names), problem._replace(column=column if line == record.line else None)
    for found in columns.misspelled:
        name, value = record.names[found.cell], record.cells[found.cell]
        if found.holds_for([value]):
            problem = records.MISSPELLED_KEY.problem(
                record.source, record.line, value=_shown(value), name=shown(name), guess=found.guess
            )
            yield found.key, problem.at(*record.place_of_name(found.cell))


def _shown(value: str) -> str | None:
    return shown(value, _SHOWN_AT_MOST) or None


def unquoted(record: Record, columns: Columns, given: Sequence[str]) -> Iterator[Problem]:
    """Warn of unquoted ids that other YAML readers read as something else."""
    for key, cell, value in zip(KEYS, columns.cells, given, strict=True):
        if value and cell is not None and record.is_plain(cell) and (taken_for := other_meaning(value)):
            problem = values.UNQUOTED_NUMBER.problem(
                record.source, record.line, field=key, value=shown(value), taken_for=taken_for
            )
            yield problem.at(*record.place(cell))
