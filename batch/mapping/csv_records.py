"""CSV text to records, each with the exact physical line on which it starts; goes on after a broken one.

A piece of text without a quote has one record a line, and is read whole at the speed of `csv.reader`. Only where quotes
occur are records read one by one, their raw lines at hand to tell what is wrong with them.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from batch.codes import files, records
from batch.diagnostics import Code, Problem
from batch.mapping.text import Refusal, count_breaks

_LONGEST_LINE = 1 << 20
_UNCLOSED_PATIENCE = 20
_REREAD_PATIENCE = 100_000
"""Lines that are read again after broken quotes, at most: the time stays linear whatever the file."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A record that is no valid CSV."""

    code: Code
    line: int
    message: str
    index: int | None
    """Its number among the records, or None where it concerns the whole file."""


@dataclass(slots=True)
class Records:
    """Consecutive records, without blank lines and comments: cells, first lines, and what is broken."""

    cells: list[list[str]] = field(default_factory=list)
    lines: list[int] | range = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    """The first physical line of each record; empty where `text` is given instead, one line a record."""
    text: str = ""
    broken: list[Broken] = field(default_factory=list)

    def first_line(self, index: int) -> str:
        """Give the first physical line of a record as it stands in the file."""
        if not self.raw:
            self.raw = split_lines(self.text)
        return self.raw[index]

    def select(self, kept: list[int]) -> "Records":
        """Give the records of these numbers alone, and what is broken about them or the file."""
        number = {old: new for new, old in enumerate(kept)}
        return Records(
            [self.cells[at] for at in kept],
            [self.lines[at] for at in kept],
            [self.first_line(at) for at in kept],
            broken=[
                flaw if flaw.index is None else replace(flaw, index=number[flaw.index])
                for flaw in self.broken
                if flaw.index is None or flaw.index in number
            ],
        )


def whole_lines(name: str, pieces: Iterator[str]) -> Iterator[str]:
    """Cut text between lines: all pieces but the last end with a complete line end; raises Refusal at endless lines."""
    held = ""
    line = 1
    for piece in pieces:
        text = held + piece
        # A trailing \r may be the first half of \r\n, so it ends a line only when something follows it.
        cut = max(text.rfind("\n"), text.rfind("\r", 0, max(len(text) - 1, 0))) + 1
        if cut:
            yield text[:cut]
            line += count_breaks(text[:cut])
        held = text[cut:]
        if len(held) > _LONGEST_LINE:
            code = files.LINE_TOO_LONG
            raise Refusal(
                Problem(code.id, name, line, f"a line has over {_LONGEST_LINE:,} characters", hint=code.remedy)
            )
    if held:
        yield held


def split_lines(text: str) -> list[str]:
    """Split at LF, CR and CRLF only, and keep them."""
    return list(io.StringIO(text, newline=""))


class RecordReader:
    """Reads the records of one file; `pieces` are whole lines."""

    def __init__(self, pieces: Iterator[str], separator: str) -> None:
        self._pieces = pieces
        self._separator = separator
        self._well_formed = _well_formed(separator)
        self._line = 1
        self._unclosed = 0
        self._reread = 0

    def __iter__(self) -> Iterator[Records]:
        for text in self._pieces:
            found = None if '"' in text else self._quick(text)
            yield found or self._careful(text)

    def _quick(self, text: str) -> Records | None:
        try:
            cells = list(csv.reader(io.StringIO(text, newline=""), delimiter=self._separator, strict=True))
        except csv.Error:
            return None
        lines = range(self._line, self._line + len(cells))
        self._line = lines.stop
        found = Records(cells, lines, text=text)
        if all(cells) and not ("#" in text and (text.startswith("#") or "\n#" in text or "\r#" in text)):
            return found
        return found.select([at for at, row in enumerate(cells) if row and not row[0].startswith("#")])

    def _careful(self, text: str) -> Records:
        feed = _Feed(split_lines(text), self._pieces)
        reader = csv.reader(feed, delimiter=self._separator, strict=True)
        lines: list[int] = []
        found = Records(lines=lines)
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
                if broken.index is None:
                    found.broken.append(broken)
                    continue
                row = first.rstrip("\r\n").split(self._separator)
            if row:
                found.cells.append(row)
                lines.append(self._line + start)
                found.raw.append(first)
            if broken:
                found.broken.append(broken)
        self._line += len(feed.lines)
        return found

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
        self._unclosed += broken.index is None
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


def _well_formed(separator: str) -> re.Pattern[str]:
    cell = rf'(?:"(?:[^"]|"")*+"|[^"{separator}\r\n]*+)'
    return re.compile(rf"{cell}(?:{separator}{cell})*+(?:\r\n|\r|\n)?")
