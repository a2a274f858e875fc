"""CSV records one by one, where quotes occur: says what is wrong with a broken one, and goes on behind it."""

import csv
from collections.abc import Iterator, Sequence

from batch.diagnostics import Rule, shown
from batch.mapping.csv.cells import (
    comment_reads_as_row,
    could_be_row,
    rows_within,
    split_cells,
    stray_quote_column,
    well_formed,
)
from batch.mapping.csv.records import Broken
from batch.mapping.text import split_lines
from batch.rules import files, records

_UNCLOSED_PATIENCE = 20
_REREAD_PATIENCE = 100_000
_REREAD_SHARE = 10
"""Lines that are read again after broken quotes, at most: so many, and so many for each line of the file. Quotes that
merely stand astray need one or two for each; so the time stays linear whatever the file."""

_NAMED = 10
"""Lines that a message names."""

OF_A_ROW = (records.STRAY_QUOTE, records.SWALLOWED_ROWS)
"""What is wrong with one row; anything else refuses the file, and what it concerns is no row."""


class Feed:
    """Lines for `csv.reader`, with a place to go back to; takes another piece when a record runs over the end."""

    def __init__(self, lines: list[str], more: Iterator[str], first_line: int) -> None:
        self.lines = lines
        self.first_line = first_line
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


Found = tuple[int, list[str], Broken | None]
"""A record: where its first line stands in the feed; its cells, of a broken one what it seems to hold, of a blank line
none; and what is wrong with it. A plain tuple, as there is one for each row."""


class QuotedRecords:
    """Reads the records of one file; keeps account of the time that the broken ones cost.

    `places` are the columns (from 0) of the keys, none while these are not known.
    """

    def __init__(self, separator: str, places: Sequence[int] = ()) -> None:
        self.gave_up = False
        self._separator = separator
        self._places = places
        self._unclosed = 0
        self._reread = 0

    def read(self, feed: Feed) -> Iterator[Found]:
        """Give the records of the feed; comments are left out, but for a word where one reads as a row."""
        reader = csv.reader(feed, delimiter=self._separator, strict=True)
        while feed.at < len(feed.lines):
            start = feed.at
            if feed.lines[start].startswith("#"):
                feed.at += 1
                if flaw := self.about_comment(feed.lines[start], feed.first_line + start):
                    yield start, [], flaw
                continue
            try:
                cells = next(reader)
            except csv.Error as error:
                flaw = self._diagnosis(str(error), feed, start)
            else:
                if '"' not in "".join(cells) or self._is_well_formed(feed, start):
                    yield start, cells, None if feed.at == start + 1 else self._swallowing(feed, start, cells)
                    continue
                flaw = self._flaw(records.STRAY_QUOTE, "a quote stands inside a cell that is not quoted", feed, start)
            self._go_on(feed, start, flaw)
            text = "".join(feed.lines[start : feed.at]).rstrip("\r\n")
            yield start, split_cells(text, self._separator), flaw
            if feed.at < len(feed.lines) and self._is_spent(feed.first_line + start):
                self.gave_up = True
                message = "quotes are broken so often above that from here on nothing was read"
                yield start, [], Broken(files.BROKEN_QUOTES, feed.first_line + feed.at, message)
                return

    def about_comment(self, text: str, line: int) -> Broken | None:
        """Tell of a comment that reads as a row."""
        if not comment_reads_as_row(text, self._separator, self._places):
            return None
        message = (
            f"the line begins with #, so it is skipped as a comment, but it reads as a row: {shown(text.rstrip())}"
        )
        return Broken(records.ROW_AS_COMMENT, line, message, 1)

    def _is_well_formed(self, feed: Feed, start: int) -> bool:
        return well_formed(self._separator).fullmatch("".join(feed.lines[start : feed.at])) is not None

    def _swallowing(self, feed: Feed, start: int, cells: list[str]) -> Broken | None:
        """Tell of a quote that was forgotten and is closed by another one, some rows below."""
        rows = [start + at for at in rows_within(cells, self._separator, self._places)]
        if not rows:
            return None
        lines = ", ".join(f"{feed.first_line + at}" for at in rows[:_NAMED])
        more = f" and {len(rows) - _NAMED:,} more" if len(rows) > _NAMED else ""
        reads = f"lines {lines}{more} read as rows" if len(rows) > 1 else f"line {lines} reads as a row"
        message = f"a quoted cell goes on over the end of the line, and {reads}"
        column = stray_quote_column(feed.lines[start], self._separator)
        return Broken(records.SWALLOWED_ROWS, feed.first_line + start, message, column)

    def _diagnosis(self, error: str, feed: Feed, start: int) -> Broken:
        quoted = '"' in feed.lines[start]
        if quoted and (feed.ended or error.startswith("field larger")):
            limit = "never" if feed.ended else f"not within {csv.field_size_limit():,} characters"
            message = f"a quote is opened in this record and {limit} closed"
            return self._flaw(files.UNCLOSED_QUOTE, message, feed, start)
        if error.startswith("field larger"):
            message = f"a cell is longer than {csv.field_size_limit():,} characters"
            return Broken(files.LINE_TOO_LONG, feed.first_line + start, message)
        where = "" if feed.at - start == 1 else f" on line {feed.first_line + feed.at - 1}"
        return self._flaw(records.STRAY_QUOTE, f"a quoted cell is closed{where}, and then goes on", feed, start)

    def _flaw(self, code: Rule, message: str, feed: Feed, start: int) -> Broken:
        text = "".join(feed.lines[start : feed.at])
        column = stray_quote_column(text, self._separator)
        on_first_line = column and column <= len(feed.lines[start])
        return Broken(code, feed.first_line + start, message, column if on_first_line else None)

    def _go_on(self, feed: Feed, start: int, flaw: Broken) -> None:
        """Read on behind the first line of a broken record where other rows may stand below it, else behind its last.

        So a stray quote hides no other row, and the tail of a broken one is no row.
        """
        feed.ended = False
        unclosed = flaw.code is not records.STRAY_QUOTE
        self._unclosed += unclosed
        below = feed.lines[start + 1 : feed.at]
        if unclosed or not self._places or any(could_be_row(line, self._separator, self._places) for line in below):
            self._reread += feed.at - start - 1
            feed.at = start + 1

    def _is_spent(self, line: int) -> bool:
        return self._unclosed > _UNCLOSED_PATIENCE or self._reread > _REREAD_PATIENCE + _REREAD_SHARE * line
