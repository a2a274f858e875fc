"""Where in a YAML mapping one is: the collections around a place, and where each goes on behind broken syntax."""

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from batch.diagnostics import Place
from batch.mapping.yaml.block import Client

_DASH = re.compile(r"-[ \r\n]")
_KEY = re.compile(r"""(?:"[^"]*"|'[^']*'|[\w][^:#{}\[\]]*?)\s*:(?:\s|$)""")
_ROW = re.compile(rf"[ \t]*-[ \t]+(?:\{{|{_KEY.pattern})")
_FIRST_OF_GROUP = re.compile(r"- +(client_api_id|linkages)\s*:")
_LINKAGES = re.compile(r"linkages\s*:\s*(?:#.*)?$")


class Kind(Enum):
    """What a collection of a mapping holds."""

    TOP = "the keys of the top level"
    GROUP = "the keys of a customer's group"
    LINKAGES = "a list of linkages"
    CUSTOMERS = "a list of customers"

    @property
    def is_list(self) -> bool:
        """Whether it is a list, whose items begin with a dash."""
        return self in {Kind.LINKAGES, Kind.CUSTOMERS}


LISTS = {"linkages": Kind.LINKAGES, "customers": Kind.CUSTOMERS}
"""The keys that hold lists, and what these hold."""


class Spot(NamedTuple):
    """Where something begins; spots of one file compare as they follow each other."""

    place: Place
    column: int


class Open(NamedTuple):
    """A collection that has begun and not ended."""

    kind: Kind
    indent: int | None
    """Columns before each item; None in flow style, where no line tells where an item begins."""
    client: Client
    """The customer of rows within that name none."""
    seen: dict[str, Spot]
    """The keys that it had so far."""

    def begins(self, line: str) -> bool:
        """Tell whether a line, which is indented as the items are, begins one."""
        return bool((_DASH if self.kind.is_list else _KEY).match(line))

    def at(self, number: int, line: str) -> "Open":
        """Give the collection as it is where the line of this number begins an item, behind broken syntax."""
        name = _key_of(line)
        if self.kind is Kind.GROUP and name in self.seen and self.seen[name].place.line != number:
            # The first line of another group is broken, which was told; who the customer is can't be known.
            return Open(Kind.GROUP, self.indent, Client(is_known=False), {})
        if self.kind is Kind.TOP and name not in {"client_api_id", *LISTS}:
            # What is no key up here may be the rest of a broken line from anywhere.
            return self._replace(client=Client(is_known=False))
        return self

    def unless_named_on(self, line: int) -> "Open":
        """Give the collection without its customer, if that stands on a line that turns out to be broken."""
        return self._replace(client=Client(is_known=False)) if self.client.line == line else self

    def below(self, indent: int, line: str) -> "Open | None":
        """Give what a line opens below the last of the keys, if it is indented otherwise than the list that was there.

        A list that is indented like the keys seems to end where syntax is broken; others begin with a broken line.
        """
        lists = [name for name in self.seen if name in LISTS]
        if self.kind.is_list or not lists:
            return None
        kind = LISTS[lists[-1]]
        if kind is Kind.CUSTOMERS and _LINKAGES.match(line) and indent > (self.indent or 0):
            return Open(Kind.GROUP, indent, Client(is_known=False), {})
        row = _DASH if indent == self.indent else _ROW  # deeper, a dash may stand within a text of lines
        fits = _FIRST_OF_GROUP if kind is Kind.CUSTOMERS else row
        return Open(kind, indent, self.client, {}) if fits.match(line) else None

    def holds(self, line: str) -> bool:
        """Tell whether a line belongs to an item that began above it."""
        return _indent(line) > (self.indent or 0)

    def goes_on(self, lines: Sequence[str]) -> bool:
        """Tell whether the last of these lines is a further key of the row that began above the first."""
        if self.kind is not Kind.LINKAGES or not lines or not _KEY.match(lines[-1].lstrip(" ")):
            return False
        return all(map(self.holds, lines))

    def ends_before(self, line: str) -> bool:
        """Tell whether a line stands behind the collection's last item."""
        indent = _indent(line)
        if self.indent is None or indent < 0 or indent > self.indent or not _is_item(line[indent:]):
            return False
        return indent < self.indent or (self.kind.is_list and not self.begins(line[indent:]))


class Foothold(NamedTuple):
    """A line (from 0) at which reading can go on, and what is open there, the innermost last."""

    at: int
    open: list[Open]


def next_foothold(lines: Sequence[str], after: int, open_: Sequence[Open]) -> Foothold | None:
    """Find the first line from `after` on that begins an item of a collection that is still open there."""
    still = [known for known in open_ if known.indent is not None]
    for at in range(after, len(lines)):
        indent = _indent(lines[at])
        line = lines[at][indent:]
        if indent < 0 or not _is_item(line):
            continue
        while still and (still[-1].indent or 0) > indent:
            still.pop()
        if still and (here := _open_at(lines, at, still)):
            return Foothold(at, here)
    return None


def _open_at(lines: Sequence[str], at: int, still: list[Open]) -> list[Open] | None:
    """Say what is open where a line begins an item of one of these collections; None where it begins none."""
    indent = _indent(lines[at])
    line = lines[at][indent:]
    alike = [depth for depth, known in enumerate(still) if known.indent == indent]
    for depth in reversed(alike):
        if still[depth].begins(line):
            return [*still[:depth], still[depth].at(at + 1, line)]
    if (first := _FIRST_OF_GROUP.match(line)) and _has_linkages_beside(
        "".join(lines[at + 1 : at + 2]), indent + first.start(1)
    ):
        return None
    depth = alike[-1] if alike else len(still) - 1
    if below := still[depth].below(indent, line):
        return [*still[: depth + 1], below]
    if still[-1].kind is Kind.CUSTOMERS and _LINKAGES.match(line):
        # The group's own first line is broken, which was told; who the customer is can't be known.
        return [*still, Open(Kind.GROUP, indent, Client(is_known=False), {})]
    return None


def reads_as_row(line: str) -> bool:
    """Tell whether a line looks like the beginning of a row or a group, wherever it stands."""
    return bool(_ROW.match(line))


def lines_of(lines: Sequence[str], foothold: Foothold) -> Iterator[str]:
    """Give the lines from a foothold to the end of the innermost collection that is open there."""
    innermost = foothold.open[-1]
    yield lines[foothold.at]
    for at in range(foothold.at + 1, len(lines)):
        if innermost.ends_before(lines[at]):
            return
        yield lines[at]


def _indent(line: str) -> int:
    """Count the spaces before a line's text; -1 where it is blank, a comment, or indented by a tab as no YAML is."""
    text = line.lstrip(" ")
    return -1 if text[:1] in {"", "\n", "\r", "\t", "#"} else len(line) - len(text)


def _is_item(text: str) -> bool:
    return bool(_DASH.match(text) or _KEY.match(text))


def _has_linkages_beside(below: str, column: int) -> bool:
    """Tell whether the line below a group's first key is its list, but stands in another column than that key."""
    return bool(_LINKAGES.match(below.lstrip(" "))) and _indent(below) != column


def _key_of(text: str) -> str:
    return text.split(":", 1)[0].strip().strip("\"'")
