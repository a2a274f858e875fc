"""A workbook opened with openpyxl: its sheets, the texts that cells share, and the styles of cells."""

import warnings
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet

from batch.mapping.sources import Source
from batch.mapping.text import Refusal
from batch.mapping.workbook.package import Package
from batch.rules import files

_SHEET_KINDS = {"worksheet": "", "chartsheet": "a chart", "dialogsheet": "a dialog", "xlMacrosheet": "macros"}
_STRICT = b"http://purl.oclc.org/ooxml/"


class ListedSheet(NamedTuple):
    """A sheet in the workbook's list."""

    name: str
    part: str
    kind: str
    """The kind of a sheet without cells, for messages; "" for an ordinary sheet."""
    is_hidden: bool
    parent: Workbook
    """The workbook in which openpyxl's cells look up their styles."""


class Book:
    """An open workbook; raises `Refusal` if it can't be read."""

    def __init__(self, source: Source) -> None:
        self.file = source.file
        self.package = Package(source)
        with self.package.damage("it can't be opened"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._open(ExcelReader(self.package.stream, read_only=True, data_only=True, keep_links=False))
        if not self.sheets:
            if any(self.package.has(part, _STRICT) for part in self.package.archive.namelist()):
                kind = "a Strict Open XML workbook"
                raise Refusal(files.NOT_A_WORKBOOK.problem(source.name, 1, kind=kind))
            raise self.package.damaged("it has no sheets")

    def _open(self, reader: ExcelReader) -> None:
        """Read only what cells need, so that damage in other parts (properties, charts, names) doesn't matter."""
        reader.read_manifest()
        reader.read_workbook()
        apply_stylesheet(reader.archive, reader.wb)
        self._reader = reader
        self.epoch = reader.wb.epoch
        """Day 0 of the workbook's dates."""
        self.sheets = [
            ListedSheet(
                sheet.name,
                relation.target,
                _SHEET_KINDS.get(relation.Type.rpartition("/")[2], "of an unknown kind"),
                sheet.state != "visible",
                reader.wb,
            )
            for sheet, relation in reader.parser.find_sheets()
        ]

    @cached_property
    def strings(self) -> Sequence[str]:
        """The texts that cells share, read together with the first sheet."""
        with self.package.damage("its texts can't be read"):
            self._reader.read_strings()
        return self._reader.shared_strings
