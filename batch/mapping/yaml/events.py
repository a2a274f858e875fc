"""Rules for every part of a YAML mapping: valid syntax, plain data without references and tags, bounded depth."""

from collections.abc import Generator, Iterator
from contextlib import suppress
from typing import NoReturn

import yaml

from batch.diagnostics import Place, Problem, Rule, shown
from batch.mapping.sources import Source
from batch.mapping.text import Refusal, read_text, split_lines
from batch.mapping.yaml.ending import Ending, LineColumn, above
from batch.mapping.yaml.syntax import BrokenText
from batch.mapping.yaml.text import LONGEST_FILE, TextStream, span
from batch.rules import files

_DEEPEST = 50
_PIECE = 1 << 16
_MOST_PROBLEMS = 10_000
_TEXTS = 200
"""How many texts of a list or a mapping are kept: more than fit in a message."""


class Events:
    """The parser's events of one file, and the problems of the file that they show."""

    def __init__(self, source: Source, loader: type[yaml.BaseLoader]) -> None:
        pieces = read_text(source)
        if loader is yaml.BaseLoader:  # it reads a piece ahead, and would lose the text above a bad byte
            pieces = (line for piece in pieces for line in split_lines(piece))
        self.stream = TextStream(source.name, pieces)
        self.open: list[yaml.CollectionStartEvent] = []
        """Collections that have begun and not ended, the innermost last."""
        self.ending: Ending | None = None
        """Where reading ended, if the text is broken there."""
        self.problems: list[Problem] = []
        """The problems found in the file, until the caller takes them."""
        self._problem_count = 0
        self._source = source
        self._loader = loader
        self.ahead = self._read()
        """The events that are still to be taken; raises Refusal where the file can't be read any further."""

    def _read(self) -> Generator[yaml.Event]:
        """Yield the events in order."""
        stream = self.stream
        parsed = _parsed(self._loader, stream)
        before = last = None
        given = 0
        while True:
            try:
                event = next(parsed, None)
            except yaml.MarkedYAMLError as error:
                problem = self._explained(error, _unclosed_quote(error, before, last))
                break
            except Refusal as refusal:
                problem = refusal.problem
                self.ending = Ending(self._lines(), stream.end)
                break
            if event is None:
                return
            given += 1
            before, last = last, event
            if type(event) is not yaml.ScalarEvent or event.anchor or event.tag:
                self._take(event)
            yield event
        for event in self._owed(given):
            self._take(event)
            yield event
        raise Refusal(problem)

    def _take(self, event: yaml.Event) -> None:
        """Keep track of open collections, report what isn't plain data, and refuse excessive depth."""
        if isinstance(event, yaml.CollectionEndEvent):
            self.open.pop()
        elif isinstance(event, yaml.CollectionStartEvent):
            self.open.append(event)
            if len(self.open) > _DEEPEST:
                raise Refusal(self._too_deep(span(event)[0]))
        if isinstance(event, yaml.AliasEvent):
            what = f"the alias *{shown(event.anchor or '')} refers to another value"
            self.report(files.YAML_REFERENCE, event, what=what)
        elif isinstance(event, yaml.NodeEvent) and (event.anchor or getattr(event, "tag", None)):
            what = "an anchor (&) names a value" if event.anchor else "a tag (!) changes what a value means"
            self.report(files.YAML_REFERENCE, event, what=what)

    def _too_deep(self, mark: yaml.Mark | None) -> Problem:
        line, _column = self.stream.place_of(mark)
        return files.TOO_DEEP.problem(self.stream.name, line, deepest=_DEEPEST)

    def _explained(self, error: yaml.MarkedYAMLError, quote: yaml.Event | None) -> Problem:
        if (
            error.problem == "exceeded maximum nesting depth"
        ):  # from libyaml, before it yields the first of a thousand levels
            return self._too_deep(error.problem_mark)
        lines = self._lines()
        text = BrokenText(self.stream, lines, error)
        bracket = self.open[-1] if self.open and self.open[-1].flow_style else None
        problem = text.explained(bracket, quote)
        self.ending = Ending(lines, LineColumn(problem.line, problem.column or 1), text.token)
        return problem

    def _lines(self) -> list[str]:
        """Read the text again, since reading a valid file keeps none of it."""
        text = ""
        with suppress(Refusal):
            for piece in read_text(self._source):
                text += piece
                if len(text) > LONGEST_FILE:
                    break
        return split_lines(text)

    def _owed(self, given: int) -> list[yaml.Event]:
        """Return the events that the parser didn't yield: it reads ahead, and drops them if that fails.

        So the text above is parsed again, up to that place or, if that fails too, up to the text that can't be parsed.
        """
        if not self.ending:
            return []
        ends = filter(None, (self.ending.place, self.ending.token))
        return max((self._events_above(end, given) for end in ends), key=len)

    def _events_above(self, end: LineColumn, given: int) -> list[yaml.Event]:
        """Return the events above a place, except the first `given` and those that the parser adds at its end."""
        found: list[yaml.Event] = []
        text = above(self.ending.lines if self.ending else (), end)
        stream = TextStream(self.stream.name, (text[at : at + _PIECE] for at in range(0, len(text), _PIECE)))
        with suppress(yaml.YAMLError, Refusal):
            for count, event in enumerate(_parsed(self._loader, stream), 1):
                if count > given:
                    if stream.place(event) >= end:
                        break
                    found.append(event)
        while found and _is_no_text(found[-1]):
            found.pop()
        return found

    def report(
        self,
        rule: Rule,
        event: yaml.Event,
        hint: str | None = None,
        *,
        related: tuple[Place, ...] = (),
        **facts: object,
    ) -> None:
        """Add a problem of the file; raises Refusal if there are too many."""
        line, column = self.stream.place(event)
        self._problem_count += 1
        if self._problem_count > _MOST_PROBLEMS:
            what = f"the file has over {_MOST_PROBLEMS:,} problems up to here"
            raise Refusal(files.TOO_LARGE.problem(self.stream.name, line, what=what))
        message = rule.describe(**facts)
        self.problems.append(Problem(rule, self.stream.name, line, message, column, hint=hint, related=related))

    def no_text(self, key: yaml.Event) -> None:
        """Report a key that isn't text."""
        hint = "It may be a template that was not filled in." if isinstance(key, yaml.MappingStartEvent) else None
        self.no_shape(key, "a key must be plain text, not a list, a mapping or an alias", hint)

    def no_shape(self, event: yaml.Event, what: str, hint: str | None) -> None:
        """Report a structure that a mapping can't have."""
        self.report(files.YAML_SHAPE, event, hint, what=what)

    def is_merge(self, key: yaml.ScalarEvent) -> bool:
        """Report a merge key; returns whether the key is one."""
        is_merge = key.value == "<<" and key.implicit[0]
        if is_merge:
            self.report(files.YAML_REFERENCE, key, what="a merge key (<<) includes the keys of another value")
        return is_merge

    def refuse(self, event: yaml.Event, what: str) -> NoReturn:
        """End the reading at something larger than any mapping has."""
        line = self.stream.line(event)
        raise Refusal(files.TOO_LARGE.problem(self.stream.name, line, what=what))

    def skip(self, event: yaml.Event) -> str:
        """Skip everything within an event that has just begun; returns its first texts, joined."""
        if isinstance(event, yaml.ScalarEvent):
            return event.value
        texts: list[str] = []
        if isinstance(event, yaml.CollectionStartEvent):
            level = len(self.open)
            for inner in self.ahead:
                if len(self.open) < level:
                    break
                if isinstance(inner, yaml.ScalarEvent) and len(texts) < _TEXTS:
                    texts.append(inner.value)
        return ", ".join(texts)


def _parsed(loader: type[yaml.BaseLoader], stream: TextStream) -> Iterator[yaml.Event]:
    for event in iter(loader(stream).get_event, None):
        stream.last = event
        yield event


def _unclosed_quote(
    error: yaml.MarkedYAMLError, before: yaml.Event | None, last: yaml.Event | None
) -> yaml.ScalarEvent | None:
    """Return a quoted value that spans lines up to where the syntax breaks: its closing quote may be missing."""
    quoted = last
    if isinstance(last, yaml.ScalarEvent) and not last.value:  # the empty value of a key
        quoted = before
    if not isinstance(quoted, yaml.ScalarEvent) or quoted.style not in {"'", '"'}:
        return None
    begin, end = span(quoted)
    return quoted if error.problem_mark and begin.line < end.line == error.problem_mark.line else None


def _is_no_text(event: yaml.Event) -> bool:
    """Whether an event is an empty value that isn't in the text."""
    begin, end = span(event)
    return isinstance(event, yaml.ScalarEvent) and begin.index == end.index
