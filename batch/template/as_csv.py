"""A mapping to start from as CSV: comments, and a header below them."""

from collections.abc import Iterator, Mapping

from batch.template.words import ABOUT, EXAMPLE, FURTHER, MEANINGS, STARTED_WITH


def write(separator: str = ",") -> bytes:
    """The file. ASCII alone, no quotes, and no separator in a comment: saved by a spreadsheet, comments are comments.

    In a workbook, that is a row of one cell.
    """
    lines = [f"# {line}".rstrip() for line in _comments()]
    return "".join(f"{line}\n" for line in [*lines, separator.join(STARTED_WITH)]).encode("ascii")


def _comments() -> Iterator[str]:
    yield f"A mapping for govlink. {ABOUT}"
    yield "Write a row for each pair below the header. Then run: govlink check FILE"
    yield "Lines that begin with # are skipped."
    yield ""
    yield from _aligned(MEANINGS)
    yield ""
    yield from FURTHER
    yield "A spreadsheet that opens this file drops the zeros that a number begins with: format the columns as text"
    yield "before you type. Or start from a workbook: govlink init mapping.xlsx"
    yield ""
    yield "An example of a row:"  # cell by cell, since a check reports a comment that reads as a row
    yield from _aligned({column: EXAMPLE[column] for column in STARTED_WITH})


def _aligned(words: Mapping[str, str]) -> Iterator[str]:
    width = max(map(len, words))
    return (f"  {column:<{width}}  {text}" for column, text in words.items())
