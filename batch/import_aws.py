"""AWS's own list of pairs as a mapping, and a summary of what was left out; pure."""

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from batch.aws import AwsList, AwsPair
from batch.mapping.sources import Format
from batch.writing import WRITERS

# A reserved column shows the reader that govlink wrote the file, so that defused names are restored.
_SOURCE = "govlink_source"
_COLUMNS = (
    "commercial_owner_id",
    "govcloud_owner_id",
    "account_name",
    "request_state",
    "account_state",
    "requested_at",
    "completed_at",
    "guessed_by",
)
_NAMED = 3
"""How many names are listed per reason for leaving entries out, unless all are wanted."""


class Guesses(StrEnum):
    """What happens to guessed pairs, for messages."""

    AS_ROWS = "written as rows"
    AS_COMMENTS = "written as comments: compare them, and remove the # from the right ones"
    LEFT_OUT = "left out, since this format has no comments; --accept-guesses writes them as rows"

    @classmethod
    def chosen(cls, form: Format, *, are_accepted: bool) -> "Guesses":
        """Return how a file of this format can hold them."""
        if are_accepted:
            return cls.AS_ROWS
        return cls.AS_COMMENTS if form in {Format.CSV, Format.TSV} else cls.LEFT_OUT


class Named(NamedTuple):
    """How the mapping names customers: by these columns, and these cells in each pair's row."""

    columns: Sequence[str]
    cells: Callable[[AwsPair], Sequence[str]]


def as_mapping(aws_list: AwsList, customer: Named, form: Format, guesses: Guesses) -> bytes:
    """Return the pairs as a mapping file; guessed pairs come last."""
    columns = [*customer.columns, *_COLUMNS, _SOURCE]
    write = WRITERS[form]
    rows = [[*customer.cells(pair), *_cells(pair, "")] for pair in aws_list.by_commercial.values()]
    guessed = [[*customer.cells(pair), *_cells(pair, "name")] for pair in aws_list.guesses]
    match guesses:
        case Guesses.AS_ROWS:
            return write(columns, [*rows, *guessed])
        case Guesses.AS_COMMENTS:
            written = write(columns, guessed).removeprefix(write(columns, ()))
            # A name can have line breaks, and the text after one must not be read as a row.
            comments = "".join(f"# {line}" for line in written.decode().splitlines(keepends=True))
            return write(columns, rows) + comments.encode()
        case Guesses.LEFT_OUT:
            return write(columns, rows)


def _cells(pair: AwsPair, guessed_by: str) -> tuple[str, ...]:
    times = pair.requested_at, pair.completed_at
    states = pair.request_state, pair.account_state
    return pair.commercial, pair.govcloud, pair.name, *states, *times, guessed_by, pair.read_from


def summary(aws_list: AwsList, guesses: Guesses, *, verbose: bool) -> Iterator[str]:
    """Yield how many pairs there are, and what was left out and why."""
    left_out = aws_list.left_out()
    count = sum(map(len, left_out.values()))
    yield f"Pairs: {len(aws_list.by_commercial):,}. Left out: {f'{count:,}' if count else 'none'}."
    if aws_list.guesses:
        yield f"Pairs guessed by name: {len(aws_list.guesses):,}, {guesses}."
    for reason, names in left_out.items():
        more = len(names) - _NAMED
        shown = names if verbose or more <= 0 else [*names[:_NAMED], f"and {more:,} more (--verbose lists all)"]
        yield f"  {len(names):,} {reason}: {', '.join(shown)}"
