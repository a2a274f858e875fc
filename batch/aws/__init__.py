"""AWS's own list of which accounts belong together, read from what its tools print.

Read are `aws organizations list-create-account-status`, `aws account get-gov-cloud-account-information`, and the
Landing Zone Accelerator's table of accounts, as DynamoDB scans or exports it or as CSV.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from batch.aws.arguments import Argument, Inputs, parse, text_in
from batch.aws.aws_list import AwsList, AwsPair
from batch.aws.documents import Entry, entries_of
from batch.aws.entries import is_information, read_entry, request_of
from batch.errors import UsageError

__all__ = ["AwsList", "AwsPair", "read_aws"]


def read_aws(arguments: Sequence[str], stdin: BinaryIO | None) -> AwsList:
    """Read the files; raises UsageError where one can't be read or contradicts another, or where none has a pair.

    An argument is a file, `-`, or NUMBER=FILE where AWS does not echo the commercial account that was asked about.
    `stdin` is None where somebody else reads it.
    """
    aws_list = AwsList()
    inputs = Inputs(stdin)
    for argument in _once(map(parse, arguments)):
        content = inputs.content(argument)
        found = entries_of(argument.path, text_in(argument.path, content))
        aws_list.note_file(argument.path, content)
        if found.more:
            aws_list.warnings.append(_incomplete(argument.path, found.more))
        _take(aws_list, argument, found.entries)
    if not aws_list.by_commercial:
        raise UsageError(
            f"{', '.join(arguments)}: no pair of accounts was found ({aws_list.left_out()}); print the list in the "
            "management account from which the GovCloud accounts were created"
        )
    return aws_list


def _once(arguments: Iterable[Argument]) -> Iterator[Argument]:
    """Leave out a file that was named before: nothing that is counted may grow by it."""
    seen = set()
    for argument in arguments:
        is_file = argument.path != "-" and "\0" not in argument.path
        file = os.path.realpath(argument.path) if is_file else None
        if file is None or (file, argument.number) not in seen:
            yield argument
        seen.add((file, argument.number))


def _take(aws_list: AwsList, argument: Argument, entries: Sequence[Entry]) -> None:
    if argument.is_given and not any(map(is_information, entries)):
        raise UsageError(
            f"{argument.number}={argument.path}: a number goes before the output of `aws account "
            "get-gov-cloud-account-information` alone; this output names both accounts: leave the number out"
        )
    for entry in entries:
        aws_list.add(read_entry(entry, argument), request_of(entry))


def _incomplete(path: str, token: str) -> str:
    return (
        f"{path}: its last page announces more ({token}); unless they are in another file that is given here, "
        "the list is incomplete: print it again without --no-paginate and --max-items"
    )
