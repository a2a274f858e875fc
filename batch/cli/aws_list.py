"""The files of `--verify-against`, for every command that has it."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from batch.counting import counted
from batch.errors import UsageError

if TYPE_CHECKING:
    from batch.aws import AwsList


def read_aws_list(files: Sequence[str], mappings: Sequence[str], *, quiet: bool = False) -> "AwsList | None":
    """Read AWS's own list of the pairs and say how many it has, None where none is given; raises UsageError.

    `mappings` are the command's other arguments, which may have taken standard input.
    """
    if not files:
        return None
    from batch.aws import read_aws

    aws_list = read_aws(files, None if "-" in mappings else sys.stdin.buffer)
    if not aws_list.by_commercial:
        raise UsageError(
            f"{', '.join(files)}: the pairs are guessed by the names of the accounts, which proves nothing; rows can "
            "be compared with what `aws organizations list-create-account-status` prints"
        )
    show_warnings(aws_list)
    if aws_list.guesses and not quiet:
        click.echo(
            f"govlink: rows are not compared with {len(aws_list.guesses):,} more that are guessed by name", err=True
        )
    if not quiet:
        click.echo(
            f"govlink: rows are compared with AWS's own list of {counted(len(aws_list.by_commercial), 'pair')}",
            err=True,
        )
    return aws_list


def show_warnings(aws_list: "AwsList") -> None:
    """Say on standard error what was noticed about the files of the AWS list."""
    from batch.diagnostics import printable

    for warning in aws_list.warnings:
        click.echo(f"govlink: {printable(warning)}", err=True)
