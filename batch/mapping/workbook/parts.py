"""The parts of a workbook beside its sheets, each as what is wanted of it."""

import re
from collections.abc import Sized
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from batch.mapping.workbook.texts import DamageError, TextHandler, local

_WHOLE = re.compile("[0-9]{1,9}")
_MOST = 65_536
"""Sheets, relations or styles; Excel has no more styles than that."""
_TRUE = {"1", "true", "on"}


class Relations(ContentHandler):
    """By its id what a part refers to: the kind, and the target."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, tuple[str, str]] = {}

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        """Take a relation; nothing outside of the workbook is ever asked for."""
        if local(name) == "Relationship" and attrs.get("TargetMode") != "External":
            kind = attrs.get("Type", "").rpartition("/")[2]
            self.found[attrs.get("Id", "")] = (kind, attrs.get("Target", ""))
            _bound(self.found)


class SheetList(ContentHandler):
    """The sheets as the workbook lists them: name, id of the relation, and state."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, str]] = []
        self.counts_from_1904 = False

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        """Take a sheet, and from when on days are counted."""
        name = local(name)
        if name == "sheet":
            relation = next((attrs[each] for each in attrs.getNames() if each.endswith(":id")), "")
            self.found.append((attrs.get("name", ""), relation, attrs.get("state", "visible")))
            _bound(self.found)
        elif name == "workbookPr":
            self.counts_from_1904 = attrs.get("date1904") in _TRUE


class Styles(ContentHandler):
    """The number formats that a workbook defines, by number, and the number that each style of a cell uses."""

    def __init__(self) -> None:
        super().__init__()
        self.codes: dict[int, str] = {}
        self.used: list[int] = []
        self._is_of_cells = False

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        """Take a format, or a style."""
        name = local(name)
        if name == "numFmt":
            self.codes[whole(attrs.get("numFmtId"))] = attrs.get("formatCode", "")
            _bound(self.codes)
        elif name == "cellXfs":
            self._is_of_cells = True
        elif name == "xf" and self._is_of_cells:
            self.used.append(whole(attrs.get("numFmtId", "0")))
            _bound(self.used)

    def endElement(self, name: str) -> None:
        """Note where the styles of cells end; those of named styles are others."""
        if local(name) == "cellXfs":
            self._is_of_cells = False


class SharedTexts(TextHandler):
    """The texts that cells share."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        """Begin one."""
        if local(name) == "si":
            self.begin()
        else:
            super().startElement(name, attrs)

    def endElement(self, name: str) -> None:
        """End it."""
        if local(name) == "si":
            self.found.append(self.collected())
        else:
            super().endElement(name)


def _bound(found: Sized) -> None:
    if len(found) > _MOST:
        raise DamageError(f"more than {_MOST:,} entries are in a list of sheets, relations or styles")


def whole(text: str | None) -> int:
    """Give the number that an attribute is; raises `DamageError`."""
    if text is None or not _WHOLE.fullmatch(text):
        raise DamageError(f"{text!r} is in the place of a number")
    return int(text)


def is_true(text: str | None) -> bool:
    """Whether an attribute says yes."""
    return text in _TRUE
