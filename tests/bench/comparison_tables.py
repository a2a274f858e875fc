"""The comparison's tables: as Markdown, and in their places on a page."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Table(NamedTuple):
    """A table of texts, and the name of its place on the page."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]

    def markdown(self) -> str:
        """Write it as Markdown."""
        head, *rows = (f"| {' | '.join(cells)} |" for cells in (self.head, *self.rows))
        return "\n".join([head, f"|{'---|' * len(self.head)}", *rows])


def share(some: int, of: int) -> str:
    """Say how many of how many."""
    return f"{some} of {of}"


def place(name: str) -> re.Pattern[str]:
    """Find a place on a page: its groups are the line before, what is in it, and the line after."""
    return re.compile(rf"^(<!-- comparison: {name} -->\n)(.*?)(<!-- end -->)$", re.DOTALL | re.MULTILINE)


def put(page: str, parts: Iterable[tuple[str, str]]) -> str:
    """Put texts in the places that have their names; `ValueError` if there is not one place for each."""
    for name, text in parts:
        page, count = place(name).subn(lambda found, text=text: f"{found[1]}{text}\n{found[3]}", page)  # type: ignore[misc]
        if count != 1:
            raise ValueError(f"the page has {count} places for {name}, not one")
    return page
