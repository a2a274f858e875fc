"""Read a sheet of a workbook as records."""

from collections.abc import Iterator

from batch.mapping.options import ReadOptions
from batch.mapping.record import Item
from batch.mapping.sources import Source
from batch.mapping.text import Refusal
from batch.mapping.workbook.book import Book
from batch.mapping.workbook.choice import chosen, named
from batch.mapping.workbook.table import SheetTable


def read_workbook(source: Source, options: ReadOptions) -> Iterator[Item]:
    """Read the records of a workbook; raises UsageError if it can't be opened, or if the sheet no longer exists."""
    try:
        book = Book(source)
        sheet = named(book, source.sheet) if source.sheet else chosen(book, options).sheet
        yield from SheetTable(book, sheet, options).items()
    except Refusal as refusal:
        yield refusal.problem
