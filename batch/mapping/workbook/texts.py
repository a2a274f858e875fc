"""The text of a cell in a workbook's XML: the runs of formatted text as one, without guides to its pronunciation."""

import re
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

LONGEST = 131_072
"""Characters of one text; a cell of Excel has a quarter of them at most."""
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


class DamageError(Exception):
    """A part is not as it is in any workbook; the text says how."""


class TextHandler(ContentHandler):
    """Collects text: whoever extends it says where one begins, and takes it where it ends."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[str] = []
        self._is_text = False
        self._is_guide = False
        self._size = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: ARG002 - SAX's
        """Note where text begins, unless it is a guide."""
        name = local(name)
        if name == "t":
            self._is_text = not self._is_guide
        elif name == "rPh":
            self._is_guide = True

    def endElement(self, name: str) -> None:
        """Note where it ends."""
        name = local(name)
        if name == "t":
            self._is_text = False
        elif name == "rPh":
            self._is_guide = False

    def characters(self, content: str) -> None:
        """Take a piece of text; raises `DamageError` where it is endless."""
        if self._is_text:
            self._pieces.append(content)
            self._size += len(content)
            if self._size > LONGEST:
                raise DamageError(f"a cell has more than {LONGEST:,} characters")

    def begin(self) -> None:
        """Forget what was collected."""
        self._pieces, self._size = [], 0

    def collected(self) -> str:
        """Give the text, its escaped characters as themselves."""
        text = "".join(self._pieces)
        return _ESCAPED.sub(_character, text) if "_x" in text else text


def local(name: str) -> str:
    """Give a name without its prefix."""
    return name.rpartition(":")[2] if ":" in name else name


def _character(escaped: re.Match[str]) -> str:
    r"""`_x000D_` is a carriage return, which XML has no other way to keep, and `_x005F_` the `_` of such a text itself.

    ECMA-376 part 1, 22.9.2.19 (ST_Xstring). Half of a surrogate pair is left as it is.
    """
    character = chr(int(escaped[1], 16))
    return escaped[0] if character == "\0" or "\ud800" <= character <= "\udfff" else character
