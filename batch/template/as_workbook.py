"""A mapping to start from as a workbook: an empty table with text columns, and a sheet on how to fill it in."""

from collections.abc import Mapping, Sequence

from batch.sheets import FreeSheet, Sheet, text_workbook
from batch.sheets.styles import Style
from batch.template.words import ABOUT, EXAMPLE, FURTHER, MEANINGS, STARTED_WITH
from batch.writing.as_workbook import SHEET

_WIDTHS = (26, 110)
_Line = list[tuple[str | int, Style]]


def write() -> bytes:
    """Return the file; raises UsageError if the extra that writes workbooks is not installed."""
    return text_workbook([Sheet(SHEET, STARTED_WITH, ()), FreeSheet("How to fill it in", _WIDTHS, _lines())])


def _lines() -> list[_Line]:
    return [
        [("A mapping for govlink", Style.TITLE)],
        [(ABOUT, Style.PLAIN)],
        [(f"Write one row per pair into the sheet {SHEET}, save it, then run: govlink check FILE", Style.PLAIN)],
        [("Its columns are formatted as text, so numbers keep their leading zeros.", Style.PLAIN)],
        [],
        _heading("Columns"),
        *_described(MEANINGS, FURTHER),
        [],
        _heading("An example of a row"),
        *_described({column: EXAMPLE[column] for column in STARTED_WITH}),
    ]


def _heading(words: str) -> _Line:
    return [(words, Style.HEADING), ("", Style.HEADING)]


def _described(words: Mapping[str, str], further: Sequence[str] = ()) -> list[_Line]:
    labeled = [(f"{column}:", text) for column, text in words.items()] + [("", text) for text in further]
    return [[(label, Style.LABEL), (text, Style.PLAIN)] for label, text in labeled]
