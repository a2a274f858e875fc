"""A workbook as openpyxl opens it: the list of its sheets, the texts that cells share, and the styles of cells."""

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
    """A sheet as the workbook lists it."""

    name: str
    part: str
    kind: str
    """What it is where it has no cells, in words; "" of an ordinary one."""
    is_hidden: bool
    parent: Workbook
    """Where openpyxl's cells look for their styles."""


class Book:
    """A workbook that is open; raises `Refusal` where it can't be read."""

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
        """Read what cells need: what a workbook has besides (properties, charts, names) can't refuse it."""
        reader.read_manifest()
        reader.read_workbook()
        apply_stylesheet(reader.archive, reader.wb)
        self._reader = reader
        self.epoch = reader.wb.epoch
        """The day from which on days are counted."""
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
        """The texts that cells share, read when the first sheet is."""
        with self.package.damage("its texts can't be read"):
            self._reader.read_strings()
        return self._reader.shared_strings
