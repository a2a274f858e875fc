"""YAML to blocks of rows: the whole file, and what can still be read of it behind a syntax error."""

from collections.abc import Iterator
from functools import cached_property

import yaml

from batch.codes import files
from batch.diagnostics import Problem
from batch.mapping.blocks import Block, Default
from batch.mapping.columns import folded
from batch.mapping.options import ReadOptions
from batch.mapping.sources import Source
from batch.mapping.text import Refusal, read_text, split_lines
from batch.mapping.yaml.block import Client
from batch.mapping.yaml.events import Events
from batch.mapping.yaml.places import Foothold, Kind, Open, lines_of, next_foothold, reads_as_row
from batch.mapping.yaml.rows import RowGatherer
from batch.mapping.yaml.shapes import Shapes
from batch.mapping.yaml.syntax import explain
from batch.mapping.yaml.text import TextStream, bounded
from batch.mapping.yaml.walk import Walk

_PATIENCE = 200_000
"""Lines that are read again behind syntax errors, at most: the time stays linear whatever the file."""


def read_yaml(source: Source, options: ReadOptions) -> Iterator[Block]:
    """Read the rows of a YAML source; what is wrong with the file stands among the blocks' problems."""
    loader = getattr(yaml, "CBaseLoader", None)
    if loader is None:
        message = "PyYAML has no libyaml here, so reading takes long"
        slow = Problem(files.SLOW_YAML, source.name, 1, message)
        yield Block(source.name, problems=[(None, slow)])
    yield from _Reading(source, options, loader or yaml.BaseLoader).blocks()


class _Reading:
    """One file, read in one part or, where its syntax is broken, in several."""

    def __init__(self, source: Source, options: ReadOptions, loader: type[yaml.BaseLoader]) -> None:
        self._source = source
        self._name = source.name
        self._client = Client(options.client_api_id or "")
        self._shapes = Shapes({folded(header): key for key, header in options.columns.items()})
        self._loader = loader
        self._told: set[Problem | Default | int] = set()
        self._open: list[Open] | None = None
        """What was open where the last part broke off; None where it came to its end."""
        self._broken = 0
        """The line on which what is broken begins."""
        self._reached = 0
        """The line behind the last item that was begun."""

    def blocks(self) -> Iterator[Block]:
        """Read the file."""
        top = Open(Kind.TOP, 0, self._client, {})
        yield from self._part(TextStream(self._name, bounded(self._name, read_text(self._source))), top, 0)
        if self._open is not None:
            yield from self._rest(self._open or [top, Open(Kind.LINKAGES, 0, self._client, {})])
            if problem := self._text[1]:
                yield self._about_file([problem])

    def _rest(self, open_: list[Open]) -> Iterator[Block]:
        """Go on, again and again, where the next item begins of what was open when the syntax broke."""
        lines = self._text[0]
        patience = _PATIENCE + len(lines)
        while foothold := next_foothold(lines, self._reached, open_):
            if patience < 0:
                message = "the syntax is broken so often that nothing from here on was read"
                yield self._about_file([Problem(files.BROKEN_YAML, self._name, foothold.at + 1, message)])
                return
            yield from self._passed_over(foothold.at)
            fed = _Counted(lines_of(lines, foothold))
            stream = TextStream(self._name, fed, first_line=foothold.at + 1)
            yield from self._part(stream, foothold.open[-1], foothold.at)
            patience -= fed.count
            open_ = self._open_behind(foothold)
            self._reached = max(self._reached, foothold.at + (fed.count if self._open is None else 0))
            if self._reached <= foothold.at:
                yield from self._item_before_error(foothold)
                self._reached = max(self._reached, foothold.at + 1)
        yield from self._passed_over(len(lines))

    def _passed_over(self, end: int) -> Iterator[Block]:
        """Tell of what reads as rows and is not read, down to line `end`, where it is not told as broken itself."""
        unread = (at + 1 for at in range(self._reached, end) if reads_as_row(self._text[0][at]))
        if first := next((line for line in unread if line not in self._told), None):
            lines = f"lines {first} to {end} were" if first < end else f"line {first} was"
            message = f"{lines} not read: what stands there belongs to nothing that could be read above"
            yield self._about_file([Problem(files.NOT_READ, self._name, first, message)])

    def _item_before_error(self, foothold: Foothold) -> Iterator[Block]:
        """Read an item once more without the broken line below, at which the parser looks before it gives the item."""
        innermost = foothold.open[-1]
        before, behind = self._text[0][foothold.at : self._broken - 1], self._text[0][self._broken - 1]
        if before and innermost.kind.is_list and not innermost.holds(behind):
            stream = TextStream(self._name, iter(before), first_line=foothold.at + 1)
            yield from self._part(stream, innermost, foothold.at, tells_syntax=False)

    def _open_behind(self, foothold: Foothold) -> list[Open]:
        return foothold.open[:-1] + self._open if self._open else foothold.open

    def _part(self, stream: TextStream, where: Open, first: int, *, tells_syntax: bool = True) -> Iterator[Block]:
        """Read a text that begins with line `first` (from 0), and is the rest of `where`."""
        events = Events(self._name, stream, self._loader)
        rows = RowGatherer(self._name, events, self._shapes)
        walk = Walk(events, rows)
        self._open = None
        problems = events.problems
        try:
            yield from walk.text(where)
        except yaml.YAMLError as error:
            problem = explain(error, events, self._name, stream, self._text[0], first)
            self._broken = problem.line
            if tells_syntax:
                problems.append(problem)
            self._open = [known.unless_named_on(problem.line) for known in walk.open]
            walk.defaults = [named for named in walk.defaults if named.line != problem.line]
            if rows.begun and walk.open and walk.open[-1].goes_on(self._text[0][rows.begun : problem.line]):
                rows.break_off()
        except Refusal as refusal:
            problems.append(refusal.problem)
        yield rows.block()
        self._reached = max(self._reached, rows.last_line, walk.last_group)
        yield self._about_file(problems)._replace(defaults=self._not_yet_told(walk.defaults))

    def _about_file(self, problems: list[Problem]) -> Block:
        """Tell what is wrong with the file; what is met again, because reading went back a little, is told once."""
        new: list[tuple[int | None, Problem]] = []
        for problem in problems:
            if (known := _what_and_where(problem)) not in self._told:
                self._told.add(known)
                new.append((None, problem))
        return Block(self._name, problems=new)

    def _not_yet_told(self, defaults: list[Default]) -> list[Default]:
        new = [default for default in defaults if default not in self._told]
        self._told.update(new)
        return new

    @cached_property
    def _text(self) -> tuple[list[str], Problem | None]:
        """The lines up to what is no text, and what that is."""
        pieces: list[str] = []
        problem = None
        try:
            pieces.extend(bounded(self._name, read_text(self._source)))
        except Refusal as refusal:
            problem = refusal.problem
        return split_lines("".join(pieces)), problem


def _what_and_where(problem: Problem) -> Problem | int:
    """Tell problems apart: of one line it is said once that its syntax is broken, however often it is come upon."""
    return problem.line if problem.code is files.YAML_SYNTAX else problem


class _Counted(Iterator[str]):
    """Counts the lines that were taken."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.count = 0
        self._lines = lines

    def __next__(self) -> str:
        line = next(self._lines)
        self.count += 1
        return line
