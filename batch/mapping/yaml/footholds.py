"""Where reading goes on behind broken syntax: at the next line that begins an item of what is still open there."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from batch.mapping.yaml.block import Client
from batch.mapping.yaml.lines import FIRST_OF_GROUP, LINKAGES, indent_in_flow, indent_of, is_item
from batch.mapping.yaml.places import Kind, Open


class Foothold(NamedTuple):
    """A line (from 0) at which reading can go on, and what is open there, the innermost last."""

    at: int
    open: list[Open]

    @property
    def opening(self) -> list[str]:
        """The line that must stand above, so that the parser reads on in flow style."""
        innermost = self.open[-1]
        return ["[\n" if innermost.kind.is_list else "{\n"] if innermost.bracket else []

    @property
    def behind(self) -> list[Open]:
        """What is open behind what was read from here; in block style the collection may go on."""
        return self.open[:-1] if self.open[-1].bracket else self.open


def next_foothold(lines: Sequence[str], after: int, open_: Sequence[Open]) -> Foothold | None:
    """Find the first line from `after` on that begins an item of a collection that is still open there."""
    still = [known for known in open_ if known.indent is not None]
    for at in range(after, len(lines)):
        while still and still[-1].is_closed_by(lines[at]):
            still.pop()
        if not still:
            return None
        indent = indent_in_flow(lines[at]) if still[-1].bracket else indent_of(lines[at])
        line = lines[at][indent:]
        if indent < 0 or not (is_item(line) or (still[-1].bracket and line.startswith("{"))):
            continue
        while still and (still[-1].indent or 0) > indent:
            still.pop()
        if still and (here := _open_at(lines, at, indent, still)):
            return Foothold(at, here)
    return None


def _open_at(lines: Sequence[str], at: int, indent: int, still: list[Open]) -> list[Open] | None:
    """Say what is open where a line begins an item of one of these collections; None where it begins none."""
    line = lines[at][indent:]
    alike = [depth for depth, known in enumerate(still) if known.indent == indent]
    for depth in reversed(alike):
        if still[depth].begins(line):
            return [*still[:depth], still[depth].at(at + 1, line)]
    if (first := FIRST_OF_GROUP.match(line)) and _has_linkages_beside(
        "".join(lines[at + 1 : at + 2]), indent + first.start(1)
    ):
        return None
    depth = alike[-1] if alike else len(still) - 1
    if below := still[depth].below(indent, line):
        return [*still[: depth + 1], below]
    if still[-1].kind is Kind.CUSTOMERS and not still[-1].bracket and LINKAGES.match(line):
        # The group's own first line is broken, which was told; who the customer is can't be known.
        return [*still, Open(Kind.GROUP, indent, Client(is_known=False), {})]
    return None


def lines_of(lines: Sequence[str], foothold: Foothold) -> Iterator[str]:
    """Give the lines from a foothold to the end of the innermost collection that is open there."""
    innermost = foothold.open[-1]
    yield lines[foothold.at]
    for at in range(foothold.at + 1, len(lines)):
        if innermost.ends_before(lines[at]):
            return
        yield lines[at]


def _has_linkages_beside(below: str, column: int) -> bool:
    """Tell whether the line below a group's first key is its list, but stands in another column than that key."""
    return bool(LINKAGES.match(below.lstrip(" "))) and indent_of(below) != column
