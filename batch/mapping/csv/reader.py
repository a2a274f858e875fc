"""Read a CSV file: find its separator and its header in the first records, then stream all of them."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import chain, islice

from batch.diagnostics import Problem
from batch.mapping.csv.records import SEPARATORS, CsvRecord, CsvRecords, rows_within
from batch.mapping.header import LOOK_AHEAD, SURELY, Header
from batch.mapping.options import ReadOptions
from batch.mapping.record import Item
from batch.mapping.sources import Format, Source
from batch.mapping.table import under_header
from batch.mapping.text import Refusal, read_text, split_lines
from batch.rules import files, headers, records

_OTHER_SEPARATORS = {"|": "vertical bars (|)", ":": "colons", "^": "carets (^)", "~": "tildes (~)", " ": "spaces"}
_LANGUAGES = {
    r"\s*<[!?A-Za-z]": ("HTML or XML", None),
    r"\s*(?:\[\s*)?(?:\{|\[\s*$)": ("JSON", "JSON is YAML as well, so it can be read from a file that is named .yaml."),
}
"""Patterns for the start of files that are named .csv but have another format: its name, and a hint."""
_NOTHING = ",; \t\v\f\xa0"
"""A line with only these characters is not a header, whatever separates the columns."""
_LONGEST_LINE = 1 << 20


def read_csv(source: Source, options: ReadOptions) -> Iterator[Item]:
    """Read the records of a CSV or TSV source; raises UsageError if it can't be opened."""
    problems: list[Problem] = []
    try:
        yield from _items(source, options, problems)
    except Refusal as refusal:
        problems.append(refusal.problem)
    yield from problems


def _items(source: Source, options: ReadOptions, problems: list[Problem]) -> Iterator[Item]:
    lines = _Lines(source.name, read_text(source, problems.append))
    usual = "\t" if source.format is Format.TSV else ","
    declared = _declared_separator(lines)
    separators = [declared] if declared else sorted(SEPARATORS, key=lambda separator: separator != usual)
    heads = [first for separator in separators if (first := _first(source.name, lines, separator))]
    if not heads:
        blanks = CsvRecords(source.name, lines.rest(), usual, (), problems)
        yield from (item for item in blanks if isinstance(item, Problem))
        return
    best = max((Header(first, options) for first in heads), key=lambda header: header.rank)
    if not best.is_known and any(problem.line <= best.record.line for problem in problems):
        return  # no text, so no table either
    found = list(_about_header(best, lines.seen, declared))
    separator = best.record.separator
    if separator != usual and not declared:
        found.append(best.problem(files.UNUSUAL_SEPARATOR, separator=SEPARATORS[separator]))
    yield from found
    if all(problem.rule is not files.NOT_A_TABLE for problem in found):
        every = CsvRecords(source.name, lines.rest(), separator, best.key_cells, problems)
        yield from under_header(best, found, every, partial(_rows_again, source, best))


def _rows_again(source: Source, header: Header[CsvRecord]) -> Iterator[Sequence[str]]:
    """Yield the cells of the rows in a second reading of the file, as far as it can be read."""
    lines = _Lines(source.name, read_text(source)).rest()
    with suppress(Refusal):
        for record in CsvRecords(source.name, lines, header.record.separator, (), []):
            if isinstance(record, CsvRecord) and record.line > header.record.line:
                yield record.cells


class _Lines:
    """The physical lines of a text; the first ones can be inspected before all are read."""

    def __init__(self, name: str, pieces: Iterator[str]) -> None:
        self.seen: list[str] = []
        """The lines that were inspected."""
        self._rest: Iterator[str] = chain.from_iterable(_whole_lines(name, pieces))

    def ahead(self) -> Iterator[str]:
        """Yield the lines from the first one, any number of times; they end where the rest can't be read."""
        yield from self.seen
        try:
            for line in self._rest:
                self.seen.append(line)
                yield line
        except Refusal as refusal:
            self._rest = _refusing(refusal)

    def rest(self) -> Iterator[str]:
        """Return all lines, once; iterating raises Refusal where the rest can't be read."""
        return chain(self.seen, self._rest)


def _refusing(refusal: Refusal) -> Iterator[str]:
    yield from ()
    raise refusal


def _whole_lines(name: str, pieces: Iterator[str]) -> Iterator[list[str]]:
    """Split text after each LF, CR, and CRLF; raises Refusal for an endless line, and where the text does."""
    number, last = 1, ""
    try:
        for piece in pieces:
            *whole, last = split_lines(last + piece) or [
                ""
            ]  # the next piece may continue it, or have the LF of its CRLF
            yield whole
            number += len(whole)
            _refuse_if_endless(last, name, number)
    except Refusal:
        yield [last] if last.endswith(("\n", "\r")) else []
        raise
    yield [last] if last else []


def _refuse_if_endless(line: str, name: str, number: int) -> None:
    if len(line) > _LONGEST_LINE:
        facts = {"what": "the line", "limit": _LONGEST_LINE, "rest": "; the rest of the file is not read"}
        raise Refusal(files.LINE_TOO_LONG.problem(name, number, **facts))  # type: ignore[arg-type]


def _declared_separator(lines: _Lines) -> str | None:
    """Return the separator that a line such as `sep=;` names, above everything except comments."""
    first = next((line for line in lines.ahead() if line.strip() and not line.startswith("#")), "")
    line = re.fullmatch("\ufeff?sep=([,;\t])[\r\n]*", first, re.IGNORECASE)
    return line[1] if line else None


def _first(name: str, lines: _Lines, separator: str) -> list[CsvRecord]:
    """Return the first records that the file would have with this separator."""
    reader = CsvRecords(name, lines.ahead(), separator, (), [])
    found = (record for record in reader if isinstance(record, CsvRecord) and "".join(record.cells).strip(_NOTHING))
    first = list(islice(found, LOOK_AHEAD))
    if reader.ended_at:
        first.append(reader.ended_at)
    for record in first:
        if any(problem.is_error for problem in record.problems):
            record.cells = _without_quotes(record.cells)
    is_declaration = bool(first) and first[0].text.lstrip('\ufeff"').casefold().startswith("sep=")
    return first[is_declaration:]


def _about_header(header: Header[CsvRecord], lines: Sequence[str], declared: str | None) -> Iterator[Problem]:
    """Yield the header's problems, or only the cause if it can't be read. `lines` are the first ones of the file."""
    separator = header.record.separator
    comments = [
        (number, _rough_cells(line.lstrip("# "), separator))
        for number, line in enumerate(lines[: header.record.line - 1], start=1)
        if line.startswith("#")
    ]
    if any(problem.is_error and problem.rule is not records.STRAY_QUOTE for problem in header.record.problems):
        # Reading ends with this record, and its problem is reported then.
        yield from header.problems_above() if header.is_known else ()
    elif broken := _broken_quotes(header):
        yield broken
    elif cause := None if header.is_known else _no_table(header) or _why_no_key(header, declared):
        yield cause
    else:
        yield from header.problems(comments)


def _broken_quotes(header: Header[CsvRecord]) -> Problem | None:
    quote = next(iter(header.record.problems), None)
    if quote and quote.is_error and header.is_known:
        return header.problem(headers.BROKEN_HEADER, what=quote.message)._replace(column=quote.column)
    if quote and header.would_be(_without_quotes(header.names)) and not header.would_be(header.names):
        what = "a quote is inside a name that is not quoted"
        return header.problem(headers.BROKEN_HEADER, what=what)._replace(column=quote.column)
    if any(rows_within(header.names, header.record.separator, header.key_cells)):
        return header.problem(headers.BROKEN_HEADER, what="a quoted name spans lines that look like rows")
    return None


def _no_table(header: Header[CsvRecord]) -> Problem | None:
    first = (*header.above, header.record)[0]
    for start, (language, hint) in _LANGUAGES.items():
        if re.match(start, first.text):
            return header.problem(files.NOT_A_TABLE, hint=hint, language=language)._replace(line=first.line)
    return None


def _why_no_key(header: Header[CsvRecord], declared: str | None) -> Problem | None:
    """Return a problem with the separator that would give the header keys, None if there is no such separator."""
    line = header.record.text.strip()
    for separator, called in (SEPARATORS | _OTHER_SEPARATORS).items():
        cells = _rough_cells(line, separator)
        is_contradicted = declared is not None and separator in SEPARATORS and len(cells) > len(header.names)
        if header.would_be(cells, at_least=1 if is_contradicted else SURELY):
            if len(header.names) == 1 and line.startswith('"') and separator in SEPARATORS:
                return header.problem(headers.UNKNOWN_SEPARATOR, why="its whole line is in quotes")
            contradicted = f", but the file has sep={declared}" if declared else ""
            return header.problem(headers.UNKNOWN_SEPARATOR, why=f"its names are separated by {called}{contradicted}")
    return None


def _without_quotes(cells: Sequence[str]) -> list[str]:
    return [cell.replace('"', "") for cell in cells]


def _rough_cells(line: str, separator: str) -> list[str]:
    return line.replace('"', "").split(separator)
