"""What a workbook has beside the cells of its sheets: the list of sheets, the shared texts, and the number formats."""

import posixpath
import re
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from batch.diagnostics import Problem
from batch.mapping.sources import Source
from batch.mapping.text import Refusal
from batch.mapping.workbook.package import Handler, Package
from batch.mapping.workbook.parts import Relations, SharedTexts, SheetList, Styles
from batch.rules import files

_MOST_TEXTS = 2_000_000
_NO_NAME = re.compile(r"[:\\/?*\[\]]")
_HIDDEN = {"hidden", "veryHidden"}
_SHEET_KINDS = {"worksheet": "", "chartsheet": "a chart", "dialogsheet": "a dialog", "xlMacrosheet": "macros"}
_DOCUMENTS = {"word": "a Word document", "ppt": "a PowerPoint presentation"}
_ALSO = {"mimetype": "an OpenDocument file (.ods)", "xl/workbook.bin": "a binary workbook (.xlsb)"}


class ListedSheet(NamedTuple):
    """A sheet as the workbook lists it."""

    name: str
    part: str
    kind: str
    """What it is where it has no cells, in words; "" of an ordinary one."""
    is_hidden: bool


class Book:
    """A workbook that is open; raises `Refusal` where it can't be read."""

    def __init__(self, source: Source) -> None:
        self.file = source.file
        self.package = Package(source)
        self._part = self._workbook_part()
        listed = _read(self.package, self._part, SheetList())
        self.counts_from_1904 = listed.counts_from_1904
        """Whether days are counted from 1904 on, as Excel on a Mac once did."""
        self.sheets = [self._sheet(*one) for one in listed.found]
        if not self.sheets:
            raise self.package.damaged(f"{self._part} lists no sheets")
        self.strings = Strings(self)

    @cached_property
    def relations(self) -> dict[str, tuple[str, str]]:
        """By id what the workbook consists of: the kind, and the part."""
        folder, name = posixpath.split(self._part)
        return self._relations(f"{folder}/_rels/{name}.rels", folder)

    @cached_property
    def formats(self) -> list[str | int]:
        """By a cell's style its number format: the code, or the number of one that every spreadsheet program has."""
        part = self.part_of("styles")
        if not part:
            return []
        styles = _read(self.package, part, Styles())
        return [styles.codes.get(number, number) for number in styles.used]

    def part_of(self, kind: str) -> str:
        """Give the part of a kind, "" where there is none."""
        return next((part for found, part in self.relations.values() if found == kind), "")

    def _sheet(self, name: str, relation: str, state: str) -> ListedSheet:
        kind, part = self.relations.get(relation, ("", ""))
        if not name or _NO_NAME.search(name):
            raise self.package.damaged("a sheet has no name, or one that no sheet can have")
        return ListedSheet(name, part, _SHEET_KINDS.get(kind, "of an unknown kind"), state in _HIDDEN)

    def _workbook_part(self) -> str:
        for part, kind in _ALSO.items():
            if part in self.package:
                raise Refusal(self._no_workbook(kind))
        if "_rels/.rels" not in self.package:
            raise Refusal(self._no_workbook("another zip archive"))
        found = self._relations("_rels/.rels", "").values()
        part = next((part for kind, part in found if kind == "officeDocument"), "")
        if document := _DOCUMENTS.get(part.partition("/")[0]):
            raise Refusal(self._no_workbook(document))
        if not part:
            raise Refusal(self._no_workbook("another zip archive"))
        return part

    def _no_workbook(self, kind: str) -> Problem:
        return files.NOT_A_WORKBOOK.problem(self.package.name, 1, kind=kind)

    def _relations(self, part: str, folder: str) -> dict[str, tuple[str, str]]:
        found = _read(self.package, part, Relations()).found
        return {
            name: (kind, target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target)))
            for name, (kind, target) in found.items()
        }


class Strings:
    """The texts that cells share, by number; they are read as far as they are asked for."""

    def __init__(self, book: Book) -> None:
        self._read: list[str] = []
        self._book = book
        self._left = self._all()

    def __getitem__(self, number: int) -> str:
        """Give a text; raises `Refusal` where there is no such one."""
        while not 0 <= number < len(self._read):
            more = next(self._left, None)
            if more is None or number < 0:
                raise self._book.package.damaged(f"a cell refers to the shared text {number}, which is missing")
            self._read += more
            if len(self._read) > _MOST_TEXTS:
                what = f"more than {_MOST_TEXTS:,} different texts"
                raise Refusal(files.WORKBOOK_TOO_LARGE.problem(self._book.package.name, 1, what=what))
        return self._read[number]

    def _all(self) -> Iterator[list[str]]:
        part = self._book.part_of("sharedStrings")
        if not part:
            return
        for handler in self._book.package.parsed(part, SharedTexts()):
            yield handler.found
            handler.found = []


def _read(package: Package, part: str, handler: Handler) -> Handler:
    for _ in package.parsed(part, handler):
        pass
    return handler
