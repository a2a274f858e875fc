"""CSV text to records.

There are three ways to read a piece, and the quickest that it allows is taken. Lines of equal length without a quote
are split at once. Without a quote every line is still a record of its own, and `csv.reader` takes them all. Where
quotes occur, records are read one by one, their raw lines at hand to tell what is wrong with them.
"""

import csv
import io
from collections.abc import Iterator, Sequence

from batch.mapping.csv.quotes import OF_A_ROW, Feed, QuotedRecords
from batch.mapping.csv.records import Broken, Records, grid_of
from batch.mapping.text import split_lines


class RecordReader:
    """Reads the records of one file; `pieces` are whole lines.

    `width` is how many cells most records have, `places` are the columns (from 0) of the keys.
    """

    def __init__(self, pieces: Iterator[str], separator: str, width: int, places: Sequence[int]) -> None:
        self._pieces = pieces
        self._separator = separator
        self._width = width
        self._quoted = QuotedRecords(separator, places)
        self._line = 1

    def __iter__(self) -> Iterator[Records]:
        for text in self._pieces:
            yield self._at_once(text) or self._line_by_line(text) or self._one_by_one(text)
            if self._quoted.gave_up:
                return

    def _at_once(self, text: str) -> Records | None:
        plain = text.replace("\r\n", "\n") if "\r" in text else text
        if '"' in plain or "\r" in plain or len(plain) > csv.field_size_limit():
            return None
        found = grid_of(plain, self._width, self._separator, self._line)
        self._line += len(found.lines) if found else 0
        return found

    def _line_by_line(self, text: str) -> Records | None:
        if '"' in text:
            return None
        try:
            cells = list(csv.reader(io.StringIO(text, newline=""), delimiter=self._separator, strict=True))
        except csv.Error:
            return None
        lines = range(self._line, self._line + len(cells))
        self._line = lines.stop
        raw = split_lines(text)
        comments = [at for at, row in enumerate(cells) if row and row[0].startswith("#")]
        told = [flaw for at in comments if (flaw := self._quoted.about_comment(raw[at], lines[at]))]
        found = Records(cells, lines, raw, told)
        return found.select([at for at, row in enumerate(cells) if row and not row[0].startswith("#")])

    def _one_by_one(self, text: str) -> Records:
        feed = Feed(split_lines(text), self._pieces, self._line)
        cells: list[list[str]] = []
        lines: list[int] = []
        raw: list[str] = []
        flaws: list[Broken] = []
        for start, row, flaw in self._quoted.read(feed):
            if flaw:
                is_row = flaw.code in OF_A_ROW
                flaws.append(flaw._replace(at=len(lines)) if is_row else flaw)
                if not is_row:
                    continue
            if row:
                cells.append(row)
                lines.append(self._line + start)
                raw.append(feed.lines[start])
        self._line += len(feed.lines)
        return Records(cells, lines, raw, flaws)
