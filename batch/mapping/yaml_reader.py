"""YAML to blocks of rows: the whole file, and what can still be read of it behind a syntax error."""

from collections.abc import Iterator

import yaml

from batch.codes import files
from batch.diagnostics import Problem
from batch.mapping.blocks import Block
from batch.mapping.columns import folded
from batch.mapping.csv_pieces import split_lines
from batch.mapping.options import ReadOptions
from batch.mapping.sources import Source
from batch.mapping.text import Refusal, read_text
from batch.mapping.yaml_events import Events
from batch.mapping.yaml_rows import Names, RowGatherer
from batch.mapping.yaml_text import TextStream
from batch.mapping.yaml_walk import OpenList, Walk

_PATIENCE = 20
"""Syntax errors after which the rest is left unread: each may cost a look at the whole file."""


def read_yaml(source: Source, options: ReadOptions) -> Iterator[Block]:
    """Read the rows of a YAML source; what is wrong with the file stands among the blocks' problems."""
    loader = getattr(yaml, "CBaseLoader", None)
    if loader is None:
        message = "PyYAML has no libyaml here, so reading takes long"
        slow = Problem(files.SLOW_YAML, source.name, 1, message)
        yield Block(source.name, problems=[(None, slow)])
    parts = _Parts(source, options, loader or yaml.BaseLoader)
    yield from parts.read(TextStream(source.name, read_text(source)), None)
    if parts.open_lists:
        text, problem = _readable_text(source)
        yield from parts.read_on(split_lines(text))
        if problem:
            yield Block(source.name, problems=[(None, problem)])


def _readable_text(source: Source) -> tuple[str, Problem | None]:
    """Give the text up to what is no text, and what that is."""
    pieces: list[str] = []
    try:
        pieces.extend(read_text(source))
    except Refusal as refusal:
        return "".join(pieces), refusal.problem
    return "".join(pieces), None


class _Parts:
    """One file, in one part or, where its syntax is broken, in several."""

    def __init__(self, source: Source, options: ReadOptions, loader: type[yaml.BaseLoader]) -> None:
        self.open_lists: list[OpenList] = []
        """The lists within which the last part broke off."""
        self._source = source
        self._client = options.client_api_id or ""
        self._names = Names({folded(header): key for key, header in options.columns.items()})
        self._loader = loader
        self._told: list[Problem] = []
        self._reached = 0

    def read(self, stream: TextStream, within: OpenList | None) -> Iterator[Block]:
        """Read the file from its start, or a text that is the rest of a list."""
        self.open_lists = []
        events = Events(self._source.name, stream, self._loader)
        rows = RowGatherer(self._source.name, events, self._names)
        walk = Walk(events, rows)
        try:
            yield from walk.rest_of(within) if within else walk.document(self._client)
        except yaml.YAMLError as error:
            problem = stream.explain(error, self._source)
            if problem not in self._told:  # behind an error that comes before its row begins, it is met again
                self._told.append(problem)
                events.problems.append(problem)
            self.open_lists = walk.open_lists
        except Refusal as refusal:
            events.problems.append(refusal.problem)
        yield rows.block()
        self._reached = max(self._reached, rows.last_line)
        yield Block(self._source.name, problems=[(None, problem) for problem in events.problems])

    def read_on(self, lines: list[str]) -> Iterator[Block]:
        """Go on where the next item of a list begins that was open when the syntax broke."""
        lists = {known.indent: known for known in self.open_lists if known.indent is not None}
        for _ in range(_PATIENCE):
            found = _next_part(lines, self._reached, lists)
            if not found:
                return
            start, end, within = found
            self._reached = start + 1
            yield from self.read(TextStream(self._source.name, iter(lines[start:end]), first_line=start + 1), within)
            lists |= {known.indent: known for known in self.open_lists if known.indent is not None}
            if not self.open_lists:
                self._reached = end


def _next_part(lines: list[str], after: int, lists: dict[int, OpenList]) -> tuple[int, int, OpenList] | None:
    """Give the first and last line (from 0, the last excluded) of what is left of a list, and which list it is."""
    for start in range(after, len(lines)):
        indent = _indent(lines[start])
        if indent in lists and lines[start][indent : indent + 2] in {"- ", "-\n", "-\r"}:
            end = next((at for at in range(start, len(lines)) if 0 <= _indent(lines[at]) < indent), len(lines))
            return start, end, lists[indent]
    return None


def _indent(line: str) -> int:
    """Count the spaces before a line's text; -1 where it is blank, a comment, or indented by a tab as no YAML is."""
    text = line.lstrip(" ")
    return -1 if text[:1] in {"", "\n", "\r", "\t", "#"} else len(line) - len(text)
