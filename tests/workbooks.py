"""Workbooks as programs write them, and damaged ones."""

import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import xlsxwriter
from openpyxl.worksheet.worksheet import Worksheet

NAMES = ("client_api_id", "commercial_owner_id", "govcloud_owner_id")
ROW = ("4001", "310987000001", "210987000002")
SHEET = "xl/worksheets/sheet1.xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

Rows = Sequence[Sequence[Any]]


def by_openpyxl(path: Path, rows: Rows, change: Callable[[Worksheet], object] = id) -> Path:
    """Write a sheet `Accounts`, and change it; a value may come with its number format."""
    return of_sheets(path, {"Accounts": rows}, lambda book: change(book.worksheets[0]))


def of_sheets(path: Path, sheets: Mapping[str, Rows], change: Callable[[openpyxl.Workbook], object] = id) -> Path:
    """Write several sheets, and change the workbook."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                cell = sheet.cell(number, column)
                cell.value = value[0] if isinstance(value, tuple) else value
                if isinstance(value, tuple):
                    cell.number_format = value[1]
    change(book)
    book.save(path)
    return path


def by_xlsxwriter(path: Path, rows: Rows) -> Path:
    """Write a sheet of texts."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Accounts")
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                sheet.write_string(number, column, text)
    return path


def by_hand(path: Path, rows: str, *, sheet: str = "", workbook: str = "", strings: str = "", styles: str = "") -> Path:
    """Write a workbook with one sheet from the XML of its rows, of what follows them, and so on."""
    relations = {"worksheet": "worksheets/sheet1.xml", "sharedStrings": "sharedStrings.xml", "styles": "styles.xml"}
    parts = {
        "[Content_Types].xml": _types({"xl/workbook.xml": "sheet.main", "xl/sharedStrings.xml": "sharedStrings"}),
        "_rels/.rels": _relations({"officeDocument": "xl/workbook.xml"}),
        "xl/_rels/workbook.xml.rels": _relations(relations),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{workbook}'
        '<sheets><sheet name="Accounts" sheetId="1" r:id="worksheet"/></sheets></workbook>',
        SHEET: f'<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData>{sheet}</worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">{styles}</styleSheet>',
    }
    with ZipFile(path, "w", ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def text_row(number: int, *texts: str) -> str:
    """The XML of a row of texts that are stored in their cells."""
    cells = (f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
    return f'<row r="{number}">{"".join(cells)}</row>'


def changed(path: Path, parts: Mapping[str, bytes | None]) -> Path:
    """Replace, add, or remove parts of a workbook."""
    with ZipFile(io.BytesIO(path.read_bytes())) as package:
        content: dict[str, bytes | None] = {name: package.read(name) for name in package.namelist()}
    with ZipFile(path, "w", ZIP_DEFLATED) as package:
        for name, part in {**content, **parts}.items():
            if part is not None:
                package.writestr(name, part)
    return path


def part_of(path: Path, name: str) -> bytes:
    """A part of a workbook."""
    with ZipFile(path) as package:
        return package.read(name)


def _types(parts: Mapping[str, str]) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.{}+xml"
    each = (f'<Override PartName="/{part}" ContentType="{kind.format(name)}"/>' for part, name in parts.items())
    return f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{"".join(each)}</Types>'


def _relations(parts: Mapping[str, str]) -> str:
    each = (f'<Relationship Id="{kind}" Type="{_OFFICE}/{kind}" Target="{part}"/>' for kind, part in parts.items())
    return f'<Relationships xmlns="{_PACKAGE}">{"".join(each)}</Relationships>'
