"""YAML to blocks of rows: the list form, the defaults and the customer groups of a mapping, walked event by event.

Events and not values: they carry exact lines, keep every scalar as the text that it is, and need no memory for what
was read, nor recursion for what is nested.
"""

import difflib
from collections.abc import Iterator

import yaml

from batch.codes import files
from batch.diagnostics import Place, Problem, shown
from batch.mapping.blocks import Block
from batch.mapping.columns import folded
from batch.mapping.options import ReadOptions
from batch.mapping.sources import Source
from batch.mapping.text import Refusal
from batch.mapping.yaml_events import Events
from batch.mapping.yaml_rows import RowGatherer
from batch.mapping.yaml_text import TextStream

_ROWS = 128
"""Rows of a block."""
_GROUP = ("client_api_id", "linkages")
_TOP = (*_GROUP, "customers")


def read_yaml(source: Source, options: ReadOptions) -> Iterator[Block]:
    """Read the rows of a YAML source; what is wrong with the file stands among the blocks' problems."""
    loader = getattr(yaml, "CBaseLoader", None)
    if loader is None:
        message = "PyYAML has no libyaml here, so reading takes long"
        slow = Problem(files.SLOW_YAML.id, source.name, 1, message, hint=files.SLOW_YAML.remedy)
        yield Block(source.name, problems=[(None, slow)])
    stream = TextStream(source)
    events = Events(source.name, stream, loader or yaml.BaseLoader)
    rows = RowGatherer(source.name, events, {folded(header): key for key, header in options.columns.items()})
    try:
        yield from _document(events, rows, options.client_api_id or "")
    except yaml.YAMLError as error:
        events.problems.append(stream.explain(error))
    except Refusal as refusal:
        events.problems.append(refusal.problem)
    yield rows.block()
    yield Block(source.name, problems=[(None, problem) for problem in events.problems])


def _document(events: Events, rows: RowGatherer, client: str) -> Iterator[Block]:
    documents = 0
    for event in events.all:
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                events.problem(files.YAML_SHAPE, event, "a second document begins here; a mapping is one document")
                return
        elif isinstance(event, yaml.SequenceStartEvent):
            events.plain(event)
            yield from _linkages(events, rows, client)
        elif isinstance(event, yaml.MappingStartEvent):
            events.plain(event)
            yield from _keyed(events, rows, client, _TOP)
        elif isinstance(event, yaml.ScalarEvent) and event.value:
            events.problem(files.YAML_SHAPE, event, "the file is a single text, not a list of rows")


def _keyed(events: Events, rows: RowGatherer, client: str, known: tuple[str, ...]) -> Iterator[Block]:
    """Walk through the keys of the top level, or of one customer's group."""
    seen: dict[str, Place] = {}
    for key in events.all:
        if isinstance(key, yaml.MappingEndEvent):
            return
        name = events.key_name(key)
        value = next(events.all)
        if name in seen:
            message = f"the key {shown(name)} stands already on line {seen[name].line}"
            events.problem(files.YAML_DUPLICATE_KEY, key, message, seen[name])
        if name == "client_api_id" and isinstance(value, yaml.ScalarEvent):
            events.plain(value)
            client = value.value
            if len(seen) > (name in seen):
                message = "client_api_id stands below the linkages that it is meant for"
                events.problem(files.YAML_SHAPE, key, message)
        elif name == "linkages" and isinstance(value, yaml.SequenceStartEvent):
            events.plain(value)
            yield from _linkages(events, rows, client)
        elif name == "customers" and name in known and isinstance(value, yaml.SequenceStartEvent):
            events.plain(value)
            yield from _customers(events, rows, client)
        else:
            events.skip(value)
            _misplaced(events, key, name, known)
        seen.setdefault(name, events.place(key))


def _misplaced(events: Events, key: yaml.Event, name: str, known: tuple[str, ...]) -> None:
    if name in known:
        wanted = "a plain value" if name == "client_api_id" else "a list"
        events.problem(files.YAML_SHAPE, key, f"{name} needs {wanted}")
    elif name:
        near = difflib.get_close_matches(name, known, n=1)
        guess = f"; did you mean {near[0]}?" if near else f"; known are {', '.join(known)}"
        events.problem(files.YAML_UNKNOWN_KEY, key, f"the key {shown(name)} has no meaning here{guess}")


def _customers(events: Events, rows: RowGatherer, client: str) -> Iterator[Block]:
    for event in events.all:
        if isinstance(event, yaml.SequenceEndEvent):
            return
        if isinstance(event, yaml.MappingStartEvent):
            events.plain(event)
            yield from _keyed(events, rows, client, _GROUP)
        else:
            events.skip(event)
            events.problem(files.YAML_SHAPE, event, "a customer is a mapping with client_api_id and linkages")


def _linkages(events: Events, rows: RowGatherer, client: str) -> Iterator[Block]:
    for event in events.all:
        if isinstance(event, yaml.SequenceEndEvent):
            return
        rows.add(event, client)
        if len(rows) >= _ROWS:
            yield rows.block()
