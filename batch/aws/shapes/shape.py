"""A kind of list: how it is recognized, and how its entries are read."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from batch.aws.arguments import Argument
from batch.aws.aws_list import AwsOrdinary, AwsPair, LeftOut
from batch.aws.entry import Entry
from batch.aws.halves import Half

Meaning = AwsPair | AwsOrdinary | Half | LeftOut


class Shape(NamedTuple):
    """One kind of list. To add another one, add a module next to this one and list it in `batch.aws.shapes`."""

    source: str
    """What prints or has the list, for messages."""
    recognizes: Callable[[Mapping[str, object]], bool]
    """Whether an object is an entry of this list. The first shape that recognizes it is used."""
    read: Callable[[Entry, Argument], Iterable[Meaning]]
    """Return what an entry of the file means; raises UsageError for an invalid entry."""
    keys: tuple[str, ...] = ()
    """The keys that no other list has: a key that differs only in case is refused, not ignored."""
    wrappers: tuple[str, ...] = ()
    """Keys under which the output has a list of entries, or a single one."""
    column: str = ""
    """The column, in lower case, by which its table is recognized if it was exported as CSV."""
    takes_number: bool = False
    """Whether the output leaves out the commercial account that was asked about."""
