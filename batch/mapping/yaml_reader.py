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
from batch.mapping.yaml_rows import RowGatherer
from batch.mapping.yaml_text import TextStream

_ROWS = 512
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
    events = _events(stream, loader or yaml.BaseLoader)
    renamed = {folded(header): key for key, header in options.columns.items()}
    rows = RowGatherer(source.name, stream, events, renamed)
    try:
        yield from _document(events, rows, options.client_api_id or "")
    except yaml.YAMLError as error:
        rows.refuse(stream.explain(error))
    except Refusal as refusal:
        rows.refuse(refusal.problem)
    yield rows.block()


def _events(stream: TextStream, loader: type[yaml.BaseLoader]) -> Iterator[yaml.Event]:
    yield from yaml.parse(stream, Loader=loader)


def _document(events: Iterator[yaml.Event], rows: RowGatherer, client: str) -> Iterator[Block]:
    documents = 0
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                rows.file_problem(files.YAML_SHAPE, event, "a second document begins here; a mapping is one document")
                return
        elif isinstance(event, yaml.SequenceStartEvent):
            rows.plain(event)
            yield from _linkages(events, rows, client)
        elif isinstance(event, yaml.MappingStartEvent):
            rows.plain(event)
            yield from _keyed(events, rows, client, _TOP)
        elif isinstance(event, yaml.ScalarEvent) and event.value:
            rows.file_problem(files.YAML_SHAPE, event, "the file is a single text, not a list of rows")


def _keyed(events: Iterator[yaml.Event], rows: RowGatherer, client: str, known: tuple[str, ...]) -> Iterator[Block]:
    """Walk through the keys of the top level, or of one customer's group."""
    seen: dict[str, Place] = {}
    for key in events:
        if isinstance(key, yaml.MappingEndEvent):
            return
        name = rows.key_name(key)
        value = next(events)
        if name in seen:
            message = f"the key {shown(name)} stands already on line {seen[name].line}"
            rows.file_problem(files.YAML_DUPLICATE_KEY, key, message, seen[name])
        if name == "client_api_id" and isinstance(value, yaml.ScalarEvent):
            rows.plain(value)
            client = value.value
            if len(seen) > (name in seen):
                message = "client_api_id stands below the linkages that it is meant for"
                rows.file_problem(files.YAML_SHAPE, key, message)
        elif name == "linkages" and isinstance(value, yaml.SequenceStartEvent):
            rows.plain(value)
            yield from _linkages(events, rows, client)
        elif name == "customers" and name in known and isinstance(value, yaml.SequenceStartEvent):
            rows.plain(value)
            yield from _customers(events, rows, client)
        else:
            rows.skip(value)
            _misplaced(rows, key, name, known)
        seen.setdefault(name, rows.place(key))


def _misplaced(rows: RowGatherer, key: yaml.Event, name: str, known: tuple[str, ...]) -> None:
    if name in known:
        wanted = "a plain value" if name == "client_api_id" else "a list"
        rows.file_problem(files.YAML_SHAPE, key, f"{name} needs {wanted}")
    elif name:
        near = difflib.get_close_matches(name, known, n=1)
        guess = f"; did you mean {near[0]}?" if near else f"; known are {', '.join(known)}"
        rows.file_problem(files.YAML_UNKNOWN_KEY, key, f"the key {shown(name)} has no meaning here{guess}")


def _customers(events: Iterator[yaml.Event], rows: RowGatherer, client: str) -> Iterator[Block]:
    for event in events:
        if isinstance(event, yaml.SequenceEndEvent):
            return
        if isinstance(event, yaml.MappingStartEvent):
            rows.plain(event)
            yield from _keyed(events, rows, client, _GROUP)
        else:
            rows.skip(event)
            rows.file_problem(files.YAML_SHAPE, event, "a customer is a mapping with client_api_id and linkages")


def _linkages(events: Iterator[yaml.Event], rows: RowGatherer, client: str) -> Iterator[Block]:
    for event in events:
        if isinstance(event, yaml.SequenceEndEvent):
            return
        rows.row(event, client)
        if len(rows) >= _ROWS:
            yield rows.block()
