"""Where in a YAML mapping one is: the collections around a place, and which lines belong to each."""

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from batch.mapping.yaml.block import Client
from batch.mapping.yaml.events import Spot
from batch.mapping.yaml.lines import (
    DASH,
    FIRST_OF_GROUP,
    KEY,
    LINKAGES,
    ROW,
    indent_in_flow,
    indent_of,
    is_item,
    key_of,
    reads_as_row,
)


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


class Open(NamedTuple):
    """A collection that has begun and not ended."""

    kind: Kind
    indent: int | None
    """Columns before each item; None in flow style, unless the items are known to begin lines of their own."""
    client: Client
    """The customer of rows within that name none."""
    seen: dict[str, Spot]
    """The keys that it had so far."""
    bracket: Spot | None = None
    """Where its bracket or brace stands; None in block style."""

    def settled(self, lines: Sequence[str]) -> "Open":
        """Give it with the indent of its items, where in flow style the line below its bracket begins one."""
        if not self.bracket:
            return self
        below = (lines[at] for at in range(self.bracket.place.line, len(lines)))
        first = next((line for line in below if indent_in_flow(line) >= 0), "")
        text = first.lstrip(" \t")
        begins = text.startswith("{") if self.kind.is_list else KEY.match(text)
        return self._replace(indent=indent_in_flow(first) if begins else None)

    def begins(self, line: str) -> bool:
        """Tell whether a line, which is indented as the items are, begins one.

        In flow style keys of rows may stand anywhere, so there only keys of lists begin an item above the rows.
        """
        if self.bracket:
            return line.startswith("{") if self.kind.is_list else bool(KEY.match(line)) and key_of(line) in LISTS
        return bool((DASH if self.kind.is_list else KEY).match(line))

    def at(self, number: int, line: str) -> "Open":
        """Give the collection as it is where the line of this number begins an item, behind broken syntax."""
        name = key_of(line)
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
        if self.kind.is_list or self.bracket or not lists:
            return None
        kind = LISTS[lists[-1]]
        if kind is Kind.CUSTOMERS and LINKAGES.match(line) and indent > (self.indent or 0):
            return Open(Kind.GROUP, indent, Client(is_known=False), {})
        row = DASH if indent == self.indent else ROW  # deeper, a dash may stand within a text of lines
        fits = FIRST_OF_GROUP if kind is Kind.CUSTOMERS else row
        return Open(kind, indent, self.client, {}) if fits.match(line) else None

    def holds(self, line: str) -> bool:
        """Tell whether a line belongs to an item that began above it."""
        return indent_of(line) > (self.indent or 0)

    def goes_on(self, lines: Sequence[str]) -> bool:
        """Tell whether the last of these lines is a further key of the row that began above the first."""
        if self.kind is not Kind.LINKAGES or not lines or not KEY.match(lines[-1].lstrip(" \t")):
            return False
        return not any(map(reads_as_row, lines)) if self.bracket else all(map(self.holds, lines))

    def ends_before(self, line: str) -> bool:
        """Tell whether a line stands behind the collection's last item."""
        indent = indent_of(line)
        if self.indent is None or self.bracket or indent < 0 or indent > self.indent or not is_item(line[indent:]):
            return False
        return indent < self.indent or (self.kind.is_list and not self.begins(line[indent:]))

    def is_closed_by(self, line: str) -> bool:
        """Tell whether, in flow style, a line begins with its closing bracket, and not with one of something within."""
        if not self.bracket or self.kind is Kind.TOP or indent_in_flow(line) > (self.indent or 0):
            return False
        return line.lstrip(" \t").startswith("]" if self.kind.is_list else "}")
