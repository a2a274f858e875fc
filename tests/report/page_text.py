"""A page as a person reads it: its text by place, and the tables of the run's folder."""

import csv
import io
import re
from collections.abc import Mapping
from html.parser import HTMLParser

_VOID = frozenset({"meta", "line", "input", "rect", "br"})


class Page(HTMLParser):
    """The page's texts, each with the tags (with their ids and classes) around it."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self._within: list[str] = []
        self._texts: list[tuple[tuple[str, ...], str]] = []
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            told = dict(attrs)
            self._within.append(" ".join([tag, *(told.get("class") or "").split(), f"#{told.get('id')}"]))

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            self._within.pop()

    def handle_data(self, data: str) -> None:
        if text := " ".join(data.split()):
            self._texts.append((tuple(self._within), text))

    def texts(self, *places: str) -> list[str]:
        """The texts within all these places, such as `dl facts` and `dt`, in their order."""
        wanted = [set(place.split()) for place in places]
        return [
            text
            for within, text in self._texts
            if all(any(one <= set(tag.split()) for tag in within) for one in wanted)
        ]

    def text(self, *places: str) -> str:
        """The same as one text."""
        return " ".join(self.texts(*places))

    @property
    def figures(self) -> dict[str, str]:
        """The figures at the top by label, each with its remark after the value."""
        told: dict[str, str] = {}
        label = ""
        for within, text in self._texts:
            if any(tag.startswith("dl facts") for tag in within):
                if within[-1].startswith("dt"):
                    label = text
                else:
                    told[label] = f"{told.get(label, '')} {text}".strip()
        return told

    @property
    def shares(self) -> dict[str, int]:
        """The legend of the bar of all rows, or of all facts."""
        words = self.text("figure", "ul legend")
        return {kind.strip(): int(count.replace(",", "")) for kind, count in re.findall(r"([a-z ]+) ([0-9,]+)", words)}


def table(files: Mapping[str, bytes], name: str) -> list[dict[str, str]]:
    """A table of a run's folder."""
    return list(csv.DictReader(io.StringIO(files[name].decode(), newline="")))
