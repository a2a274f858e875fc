"""Writes workbooks in which every cell is what it looks like: text stays text, and nothing runs; pure.

No formula, no link, no macro: `=1+1` is four characters. Ids keep their zeros when the file is opened, and remain text
when a cell is edited. The same sheets give the same bytes.
"""

import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from batch.errors import UsageError
from batch.extras import require
from batch.redaction import struck
from batch.sheets.sizes import lines_of, width_of
from batch.sheets.styles import FORMATS, WRAPPING, Style

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

ROWS_AT_MOST = 1_048_575
"""Below the header; no spreadsheet program opens more."""
COLUMNS_AT_MOST = 16_384
UNITS_AT_MOST = 32_767
"""Per cell, in UTF-16 code units."""

_EVERYWHERE = f"A1:XFD{ROWS_AT_MOST + 1}"
_A4 = 9
_FIRST_TIME = datetime(1980, 1, 1, tzinfo=UTC)
_ROWS_MEASURED = 1000
_ACROSS_PAPER = 320
"""Characters per line that can still be read on paper."""
_POINTS_A_LINE = 15
_HIGHEST = 409
"""Height of a row, in points."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table: `columns` in its header, and `rows` with as many cells."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    styles: Mapping[str, Mapping[str, Style]] = field(default_factory=dict)
    """By column: the look of cells with these texts."""
    wrapped: frozenset[str] = frozenset()
    """Columns whose long cells are wrapped."""
    counts: frozenset[str] = frozenset()
    """Columns of small numbers, which are numbers and not text, for sorting and adding up."""


@dataclass(frozen=True, slots=True)
class FreeSheet:
    """A sheet to read from top to bottom: columns of these `widths` (in characters), and any cells in each line."""

    name: str
    widths: Sequence[int]
    lines: Sequence[Sequence[tuple[str | int, Style]]]


def fits(columns: Sequence[str], rows: int) -> bool:
    """Whether a sheet can hold a table of so many rows."""
    return len(columns) <= COLUMNS_AT_MOST and rows <= ROWS_AT_MOST


def fits_cell(cell: str) -> bool:
    """Whether a cell of a sheet can hold the text."""
    return len(cell) <= UNITS_AT_MOST // 2 or len(cell.encode("utf-16-le", "surrogatepass")) // 2 <= UNITS_AT_MOST


def cut(text: str, mark: str = " …") -> str:
    """As much of the text as a cell can hold, with the mark at the end if it was cut."""
    if fits_cell(text):
        return text
    kept = text.encode("utf-16-le", "surrogatepass")[: 2 * (UNITS_AT_MOST - len(mark))]
    return kept.decode("utf-16-le", "ignore") + mark


def text_workbook(sheets: Iterable[Sheet | FreeSheet], created: datetime | None = None) -> bytes:
    """The sheets as an `.xlsx` file; `created` is its creation date (None: 1980).

    Secrets are struck from its cells here, because nothing can find them in the compressed file. Halves of surrogate
    pairs are spelled out. Raises `UsageError` if XlsxWriter is missing, or if a table doesn't fit into a sheet.
    """
    require("xlsxwriter", purpose="a workbook")
    from xlsxwriter import Workbook  # noqa: PLC0415 - comes with an extra

    file = io.BytesIO()
    with Workbook(file, {"in_memory": True}) as workbook:
        workbook.set_properties({"created": (created or _FIRST_TIME).astimezone(UTC), "author": "govlink"})
        formats = {style: workbook.add_format(dict(FORMATS[style])) for style in Style}
        for sheet in sheets:
            _write(workbook, sheet, formats)
    return file.getvalue()


def _write(workbook: "Workbook", sheet: Sheet | FreeSheet, formats: Mapping[Style, "Format"]) -> None:
    worksheet = workbook.add_worksheet(sheet.name)
    worksheet.set_landscape()
    worksheet.set_paper(_A4)
    worksheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    worksheet.set_footer("&L&A&RPage &P of &N")
    # Without this, every account number would have a warning triangle.
    worksheet.ignore_errors({"number_stored_as_text": _EVERYWHERE, "two_digit_text_year": _EVERYWHERE})
    match sheet:
        case Sheet():
            _write_table(worksheet, sheet, formats)
        case FreeSheet():
            _write_free(worksheet, sheet, formats)


def _write_table(worksheet: "Worksheet", sheet: Sheet, formats: Mapping[Style, "Format"]) -> None:
    if not fits(sheet.columns, len(sheet.rows)):
        raise UsageError(
            f"{len(sheet.rows):,} rows of {len(sheet.columns):,} columns don't fit into a sheet, which has at most "
            f"{ROWS_AT_MOST:,} rows below its header and {COLUMNS_AT_MOST:,} columns"
        )
    widths, heights = list[int](), Counter[int]()
    columns = zip(*sheet.rows, strict=True) if sheet.rows else [()] * len(sheet.columns)
    for at, (name, cells) in enumerate(zip(sheet.columns, columns, strict=True)):
        texts = _fit_to_leave(cells)
        style = Style.COUNT if name in sheet.counts else Style.WRAPPED if name in sheet.wrapped else Style.PLAIN
        widths.append(width_of(name, texts[:_ROWS_MEASURED]))
        worksheet.set_column(at, at, widths[-1], formats[style])
        _write_text(worksheet, 0, at, _fit_to_leave([name])[0], formats[Style.HEADER])
        styles = {text: formats[one] for text, one in sheet.styles.get(name, {}).items()}
        for row, text in enumerate(texts, start=1):
            if style is Style.COUNT and text.isdecimal():
                worksheet.write_number(row, at, int(text))
            elif text:
                _write_text(worksheet, row, at, text, styles.get(text))
                if style is Style.WRAPPED:
                    heights[row] = max(heights[row], lines_of(text, widths[-1]))
    _set_sizes(worksheet, widths, heights)
    worksheet.freeze_panes(1, 0)
    worksheet.repeat_rows(0)
    worksheet.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)


def _write_free(worksheet: "Worksheet", sheet: FreeSheet, formats: Mapping[Style, "Format"]) -> None:
    worksheet.hide_gridlines(2)
    for at, width in enumerate(sheet.widths):
        worksheet.set_column(at, at, width, formats[Style.PLAIN])
    heights = Counter[int]()
    for row, line in enumerate(sheet.lines):
        for at, (content, style) in enumerate(line):
            if isinstance(content, int):
                worksheet.write_number(row, at, content, formats[style])
            elif content or style is not Style.PLAIN:
                _write_text(worksheet, row, at, _fit_to_leave([content])[0], formats[style])
                if style in WRAPPING:
                    heights[row] = max(heights[row], lines_of(content, sheet.widths[at]))
    _set_sizes(worksheet, sheet.widths, heights)


def _set_sizes(worksheet: "Worksheet", widths: Sequence[int], heights: Mapping[int, int]) -> None:
    """Set the heights of rows, which not every program does by itself, and fit the sheet to the paper."""
    for row, lines in heights.items():
        if lines > 1:
            worksheet.set_row(row, min(lines * _POINTS_A_LINE, _HIGHEST))
    worksheet.fit_to_pages(1 + sum(widths) // _ACROSS_PAPER, 0)


def _write_text(worksheet: "Worksheet", row: int, column: int, text: str, style: "Format | None") -> None:
    if not fits_cell(text):
        raise UsageError(
            f"a cell of {len(text):,} characters doesn't fit into a sheet, whose cells hold at most {UNITS_AT_MOST:,}"
        )
    if text.startswith("<r>") and text.endswith("</r>"):
        # XlsxWriter would mistake it for its own markup, and write it unescaped.
        worksheet.write_rich_string(row, column, "<", "r>", text[3:], *([style] if style else []))
    else:
        worksheet.write_string(row, column, text, style)


def _fit_to_leave(cells: Sequence[str]) -> Sequence[str]:
    """The cells of a column without secrets, and valid as UTF-8; one that needs no change costs next to nothing."""
    whole = "\n".join(cells)
    if struck(whole) == whole == _spelled_out(whole):
        return cells
    # The replacement of a secret can be longer than the secret.
    return [cell if (clean := _spelled_out(struck(cell))) == cell else cut(clean) for cell in cells]


def _spelled_out(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()
