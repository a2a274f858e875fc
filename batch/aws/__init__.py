"""AWS's own list of which accounts belong together, read from what AWS's tools print and others export.

`batch.aws.shapes` has a module for each kind of list.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from batch.aws.arguments import Argument, Inputs, parse, text_in
from batch.aws.aws_list import AwsList, AwsPair
from batch.aws.documents import Entries, entries_of
from batch.aws.halves import Half, join
from batch.aws.pages import ListPage, warnings
from batch.aws.shapes.shape import Meaning
from batch.errors import UsageError

__all__ = ["AwsList", "AwsPair", "read_aws"]


def read_aws(arguments: Sequence[str], stdin: BinaryIO | None) -> AwsList:
    """Read the files; raises UsageError if one can't be read or contradicts another, or if none has a pair.

    An argument is a file, `-`, or NUMBER=FILE if AWS's output leaves out the commercial account that was asked about.
    `stdin` is None if something else reads it.
    """
    aws_list = AwsList()
    inputs = Inputs(stdin)
    halves: list[Half] = []
    pages: list[ListPage] = []
    for argument in _once(map(parse, arguments)):
        content = inputs.content(argument)
        found = entries_of(argument.path, text_in(argument.path, content))
        aws_list.note_file(argument.path, content)
        pages += found.pages
        meanings = list(_meanings(argument, found))
        if not (meanings or found.pages):  # a page may be empty
            aws_list.warnings.append(f"{argument.path}: has no accounts, so it adds nothing")
        for meaning in meanings:
            if isinstance(meaning, Half):
                halves.append(meaning)
            else:
                aws_list.add(meaning)
    join(halves, aws_list)
    aws_list.warnings += warnings(pages)
    if not (aws_list.by_commercial or aws_list.guesses):
        left_out = ", ".join(f"{len(names):,} {reason}" for reason, names in aws_list.left_out().items())
        raise UsageError(
            f"{', '.join(arguments)}: no pair of accounts was found{f' (left out: {left_out})' if left_out else ''}; "
            "give a list that has them, such as what `aws organizations list-create-account-status` prints in the "
            "management account from which the GovCloud accounts were created"
        )
    return aws_list


def _once(arguments: Iterable[Argument]) -> Iterator[Argument]:
    """Leave out a file that was already named, so that nothing is counted twice."""
    seen = set()
    for argument in arguments:
        is_file = argument.path != "-" and "\0" not in argument.path
        file = os.path.realpath(argument.path) if is_file else None
        if file is None or (file, argument.number) not in seen:
            yield argument
        seen.add((file, argument.number))


def _meanings(argument: Argument, found: Entries) -> Iterator[Meaning]:
    if argument.is_given and not any(shape.takes_number for shape, _entry in found.entries):
        raise UsageError(
            f"{argument.number}={argument.path}: a number may only be given for the output of `aws account "
            "get-gov-cloud-account-information`; this output names both accounts, so leave the number out"
        )
    for shape, entry in found.entries:
        yield from shape.read(entry, argument)
