"""Comments in mapping files. Records don't have them, so the fixed mapping doesn't either."""

from collections.abc import Iterable, Iterator, Sequence

from batch.fixing.draft import Draft
from batch.mapping.sources import Format, Source
from batch.mapping.text import read_text, split_lines


def lines_with_comments(source: Source, drafts: Iterable[Draft]) -> int:
    """Count the lines with comments; `drafts` are the rows of the source."""
    match source.format:
        case Format.YAML:
            return sum("#" in line for line in split_lines(_outside_scalars("".join(read_text(source)))))
        case Format.CSV | Format.TSV:
            within = {line for draft in drafts for line in range(draft.record.line, draft.next_line)}
            lines = split_lines("".join(read_text(source)))
            return sum(line.startswith("#") and at not in within for at, line in enumerate(lines, start=1))
        case Format.XLSX:
            return 0


def _outside_scalars(text: str) -> str:
    """Return the parts of a YAML text that are neither keys nor values."""
    import yaml  # noqa: PLC0415 - fixing CSV need not load it

    events = yaml.parse(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    marks = [(event.start_mark, event.end_mark) for event in events if isinstance(event, yaml.ScalarEvent)]
    spans = [(start.index, end.index) for start, end in marks if start and end]
    return "".join(_between([(0, 0), *spans], text))


def _between(spans: Sequence[tuple[int, int]], text: str) -> Iterator[str]:
    starts = [start for start, _end in spans[1:]]
    for (_start, end), start in zip(spans, [*starts, len(text)], strict=True):
        yield text[end:start]
