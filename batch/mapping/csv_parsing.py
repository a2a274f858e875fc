"""CSV text to records; goes on after a broken one.

There are three ways to read a piece, and the quickest that it allows is taken. Lines of equal length without a quote
are split at once. Without a quote every line is still a record of its own, and `csv.reader` takes them all. Where
quotes occur, records are read one by one, their raw lines at hand to tell what is wrong with them.
"""

import csv
import io
import re
from collections.abc import Iterator

from batch.codes import files, records
from batch.mapping.csv_pieces import split_lines
from batch.mapping.csv_records import Broken, Records, grid_of

_UNCLOSED_PATIENCE = 20
_REREAD_PATIENCE = 100_000
"""Lines that are read again after broken quotes, at most: the time stays linear whatever the file."""


class RecordReader:
    """Reads the records of one file; `pieces` are whole lines, `width` is how many cells most records have."""

    def __init__(self, pieces: Iterator[str], separator: str, width: int) -> None:
        self._pieces = pieces
        self._separator = separator
        self._width = width
        self._well_formed = re.compile(_well_formed(separator))
        self._line = 1
        self._unclosed = 0
        self._reread = 0

    def __iter__(self) -> Iterator[Records]:
        for text in self._pieces:
            yield self._at_once(text) or self._line_by_line(text) or self._one_by_one(text)

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
        found = Records(cells, lines, split_lines(text), [])
        return found.select([at for at, row in enumerate(cells) if row and not row[0].startswith("#")])

    def _one_by_one(self, text: str) -> Records:
        feed = _Feed(split_lines(text), self._pieces)
        reader = csv.reader(feed, delimiter=self._separator, strict=True)
        cells: list[list[str]] = []
        lines: list[int] = []
        raw: list[str] = []
        flaws: list[Broken] = []
        while feed.at < len(feed.lines):
            start = feed.at
            first = feed.lines[start]
            if first.startswith("#"):
                feed.at += 1
                continue
            try:
                row = next(reader)
                broken = self._stray(row, feed, start, len(lines))
            except csv.Error as error:
                broken = self._diagnosis(str(error), feed, start, len(lines))
                self._go_on(feed, start, broken)
                if broken.at is None:
                    flaws.append(broken)
                    continue
                row = first.rstrip("\r\n").split(self._separator)
            if row:
                cells.append(row)
                lines.append(self._line + start)
                raw.append(first)
            if broken:
                flaws.append(broken)
        self._line += len(feed.lines)
        return Records(cells, lines, raw, flaws)

    def _stray(self, row: list[str], feed: "_Feed", start: int, index: int) -> Broken | None:
        if '"' not in "".join(row) or self._well_formed.fullmatch("".join(feed.lines[start : feed.at])):
            return None
        return Broken(records.STRAY_QUOTE, self._line + start, "a quote stands inside a cell that is not quoted", index)

    def _diagnosis(self, error: str, feed: "_Feed", start: int, index: int) -> Broken:
        line = self._line + start
        quoted = '"' in feed.lines[start]
        if quoted and (feed.ended or error.startswith("field larger")):
            return Broken(files.UNCLOSED_QUOTE, line, "a quote is opened in this record and never closed", None)
        if error.startswith("field larger"):
            return Broken(
                files.LINE_TOO_LONG, line, f"a cell is longer than {csv.field_size_limit():,} characters", None
            )
        last = self._line + feed.at - 1
        where = "" if last == line else f" on line {last}"
        return Broken(records.STRAY_QUOTE, line, f"a quoted cell is closed{where}, and then goes on", index)

    def _go_on(self, feed: "_Feed", start: int, broken: Broken) -> None:
        """Read on behind the first line of a broken record, so that a stray quote hides no other row."""
        self._unclosed += broken.at is None
        self._reread += feed.at - start - 1
        if self._unclosed > _UNCLOSED_PATIENCE:
            feed.at = len(feed.lines)
            self._pieces = iter(())
        elif self._reread < _REREAD_PATIENCE:
            feed.at = start + 1
        feed.ended = False


class _Feed:
    """Lines for `csv.reader`, with a place to go back to; takes another piece when a record runs over the end."""

    def __init__(self, lines: list[str], more: Iterator[str]) -> None:
        self.lines = lines
        self.at = 0
        self.ended = False
        self._more = more

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.at == len(self.lines):
            self.lines.extend(split_lines(next(self._more, "")))
        if self.at == len(self.lines):
            self.ended = True
            raise StopIteration
        self.at += 1
        return self.lines[self.at - 1]


def _well_formed(separator: str) -> str:
    """Match a record that keeps the rules of RFC 4180 for quotes."""
    cell = rf'(?:"(?:[^"]|"")*+"|[^"{separator}\r\n]*+)'
    return rf"{cell}(?:{separator}{cell})*+(?:\r\n|\r|\n)?"
