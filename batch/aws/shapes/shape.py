"""What a list is: how it is recognised, and how an entry of it is read."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from batch.aws.arguments import Argument
from batch.aws.aws_list import AwsOrdinary, AwsPair, LeftOut
from batch.aws.entry import Entry
from batch.aws.halves import Half

Meaning = AwsPair | AwsOrdinary | Half | LeftOut


class Shape(NamedTuple):
    """One kind of list. A further kind is a file beside this one, and its name in `batch.aws.shapes`."""

    source: str
    """What prints it, for people who gave something else."""
    recognises: Callable[[Mapping[str, object]], bool]
    """Whether an object is an entry of it. Of several shapes that do, the first is taken."""
    read: Callable[[Entry, Argument], Iterable[Meaning]]
    """Give what an entry of the file means; raises UsageError where it is not what it should be."""
    keys: tuple[str, ...] = ()
    """The keys that no other list has: one that differs from them in case alone is refused, not passed over."""
    wrappers: tuple[str, ...] = ()
    """Keys under which its printer has a list of entries, or a single one."""
    column: str = ""
    """The column by which its table is recognised where it was exported as CSV, in lower case."""
    takes_number: bool = False
    """Whether its printer leaves out the commercial account that it was asked about."""
