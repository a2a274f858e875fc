"""What a line of a YAML mapping looks like by itself: all that one can go by where the syntax is broken."""

import re

DASH = re.compile(r"-[ \r\n]")
KEY = re.compile(r"""(?:"[^"]*"|'[^']*'|[\w][^:#{}\[\]]*?)\s*:(?:\s|$)""")
ROW = re.compile(rf"[ \t]*-[ \t]+(?:\{{|{KEY.pattern})")
FIRST_OF_GROUP = re.compile(r"- +(client_api_id|linkages)\s*:")
LINKAGES = re.compile(r"linkages\s*:\s*(?:#.*)?$")
_ROW_IN_FLOW = re.compile(r"(?:^|[,\[])\s*\{")


def indent_of(line: str) -> int:
    """Count the spaces before a line's text; -1 where it is blank, a comment, or indented by a tab as no YAML is."""
    text = line.lstrip(" ")
    return -1 if text[:1] in {"", "\n", "\r", "\t", "#"} else len(line) - len(text)


def indent_in_flow(line: str) -> int:
    """Count the spaces before a line's text in flow style, where tabs may be among them; -1 as above."""
    text = line.lstrip(" \t")
    return -1 if text[:1] in {"", "\n", "\r", "#"} else len(line) - len(text)


def is_item(text: str) -> bool:
    """Tell whether a text begins an item of a list or of keys in block style."""
    return bool(DASH.match(text) or KEY.match(text))


def key_of(text: str) -> str:
    """Give the key with which a text begins."""
    return text.split(":", 1)[0].strip().strip("\"'")


def reads_as_row(line: str) -> bool:
    """Tell whether a row or a group seems to begin on a line, wherever it belongs."""
    return bool(ROW.match(line) or _ROW_IN_FLOW.search(line))


def row_behind(line: str, column: int) -> int | None:
    """Find the column (from 1) of what looks like a row in flow style behind a column of a line."""
    if line[column - 1 : column] == "{":
        return column
    found = _ROW_IN_FLOW.search(line, column - 1)
    return found.end() if found else None
