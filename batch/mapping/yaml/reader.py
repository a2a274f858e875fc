"""YAML to blocks of rows: the whole file, and what can still be read of it behind a syntax error."""

from collections.abc import Iterator
from functools import cached_property
from itertools import chain

import yaml

from batch.diagnostics import Problem
from batch.mapping.blocks import Block, Default
from batch.mapping.columns import folded
from batch.mapping.options import ReadOptions
from batch.mapping.sources import Source
from batch.mapping.text import Refusal, read_text, split_lines
from batch.mapping.yaml.block import Client
from batch.mapping.yaml.breaks import Break, break_off
from batch.mapping.yaml.events import Events
from batch.mapping.yaml.footholds import Foothold, lines_of, next_foothold
from batch.mapping.yaml.lines import reads_as_row
from batch.mapping.yaml.places import Kind, Open
from batch.mapping.yaml.rows import RowGatherer
from batch.mapping.yaml.shapes import Shapes
from batch.mapping.yaml.syntax import Part, given_up_for_depth
from batch.mapping.yaml.text import TextStream, bounded
from batch.mapping.yaml.walk import Walk
from batch.rules import files

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
        self._break: Break | None = None
        """Where the last part broke off; None where it came to its end."""
        self._reached = 0
        """The line behind the last item that was begun."""

    def blocks(self) -> Iterator[Block]:
        """Read the file."""
        top = Open(Kind.TOP, 0, self._client, {})
        yield from self._part(TextStream(self._name, bounded(self._name, read_text(self._source))), [top], 0)
        if self._break:
            yield from self._rest(self._break.open or [top, Open(Kind.LINKAGES, 0, self._client, {})])
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
            yield from self._part_from(foothold, fed)
            patience -= fed.count
            if not self._break:
                self._reached = max(self._reached, foothold.at + fed.count)
            open_ = self._open_behind(foothold)
            if self._break and self._reached <= foothold.at:
                yield from self._item_before(self._break.problem.line, foothold)
                open_ = self._open_behind(foothold) if foothold.open[-1].bracket else open_
            self._reached = max(self._reached, foothold.at + 1)
        yield from self._passed_over(len(lines))

    def _passed_over(self, end: int) -> Iterator[Block]:
        """Tell of what reads as rows and is not read, down to line `end`, where it is not told as broken itself."""
        spot = self._break.unread if self._break else None
        if spot and spot.place.line <= end:
            first, column = spot.place.line, spot.column
        else:
            unread = (at + 1 for at in range(self._reached, end) if reads_as_row(self._text[0][at]))
            first, column = next((line for line in unread if line not in self._told), 0), None
        if first:
            lines = f"lines {first} to {end} were" if first < end else f"line {first} was"
            rest = "the rest of " if column and first == end else ""
            message = f"{rest}{lines} not read: what stands there belongs to nothing that could be read above"
            yield self._about_file([Problem(files.NOT_READ, self._name, first, message, column)])

    def _item_before(self, broken: int, foothold: Foothold) -> Iterator[Block]:
        """Read an item once more without the broken line below, at which the parser looks before it gives the item."""
        innermost = foothold.open[-1]
        before, behind = self._text[0][foothold.at : broken - 1], self._text[0][broken - 1]
        if before and (innermost.bracket or (innermost.kind.is_list and not innermost.holds(behind))):
            yield from self._part_from(foothold, iter(before), tells_syntax=False)

    def _open_behind(self, foothold: Foothold) -> list[Open]:
        return foothold.open[:-1] + self._break.open if self._break and self._break.open else foothold.behind

    def _part_from(self, foothold: Foothold, lines: Iterator[str], *, tells_syntax: bool = True) -> Iterator[Block]:
        above = foothold.opening
        stream = TextStream(self._name, chain(above, lines), first_line=foothold.at + 1 - len(above))
        yield from self._part(stream, foothold.open, foothold.at, tells_syntax=tells_syntax)

    def _part(
        self, stream: TextStream, within: list[Open], first: int, *, tells_syntax: bool = True
    ) -> Iterator[Block]:
        """Read a text that begins with line `first` (from 0), and is the rest of the last of `within`."""
        events = Events(self._name, stream, self._loader)
        rows = RowGatherer(self._name, events, self._shapes)
        walk = Walk(events, rows)
        self._break = None
        try:
            yield from walk.text(within[-1])
        except yaml.YAMLError as error:
            part = Part(self._name, stream, self._text[0], first)
            if refused := given_up_for_depth(error, part):
                events.problems.append(refused)
            else:
                self._break = broken = break_off(error, part, within, events, rows, walk)
                if tells_syntax and not broken.is_behind:
                    events.problems.append(broken.problem)
        except Refusal as refusal:
            events.problems.append(refusal.problem)
        yield rows.block()
        self._reached = max(self._reached, rows.last_line, walk.last_group)
        if self._break and self._break.is_behind:
            self._reached = max(self._reached, self._break.given_up - 1)
        yield self._about_file(events.problems)._replace(defaults=self._not_yet_told(walk.defaults))

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
