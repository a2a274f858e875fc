"""A mapping to start from as CSV: comments, and a header below them."""

from collections.abc import Iterator, Mapping

from batch.template.words import ABOUT, EXAMPLE, FURTHER, MEANINGS, STARTED_WITH


def write(separator: str = ",") -> bytes:
    """Return the file: only ASCII, no quotes, and no separators in comments, which survive a spreadsheet program.

    There, a comment is a row of one cell.
    """
    lines = [f"# {line}".rstrip() for line in _comments()]
    return "".join(f"{line}\n" for line in [*lines, separator.join(STARTED_WITH)]).encode("ascii")


def _comments() -> Iterator[str]:
    yield f"A mapping for govlink. {ABOUT}"
    yield "Write one row per pair below the header. Then run: govlink check FILE"
    yield "Lines that begin with # are skipped."
    yield ""
    yield from _aligned(MEANINGS)
    yield ""
    yield from FURTHER
    yield "A spreadsheet program that opens this file drops leading zeros: format the columns as text before you type."
    yield "Or start from a workbook: govlink init mapping.xlsx"
    yield ""
    yield "An example of a row:"  # cell by cell, because a check reports a comment that looks like a row
    yield from _aligned({column: EXAMPLE[column] for column in STARTED_WITH})


def _aligned(words: Mapping[str, str]) -> Iterator[str]:
    width = max(map(len, words))
    return (f"  {column:<{width}}  {text}" for column, text in words.items())
