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
    """Read the AWS list and report how many pairs it has; None if no file is given. Raises UsageError.

    `mappings` are the command's other arguments, which may have consumed standard input.
    """
    if not files:
        return None
    from batch.aws import read_aws

    aws_list = read_aws(files, None if "-" in mappings else sys.stdin.buffer)
    if not aws_list.by_commercial:
        raise UsageError(
            f"{', '.join(files)}: the pairs are guessed from account names, which proves nothing; give the output of "
            "`aws organizations list-create-account-status`"
        )
    show_warnings(aws_list)
    if aws_list.guesses and not quiet:
        click.echo(f"govlink: rows are not compared with pairs guessed by name ({len(aws_list.guesses):,})", err=True)
    if not quiet:
        click.echo(
            f"govlink: rows are compared with AWS's own list of {counted(len(aws_list.by_commercial), 'pair')}",
            err=True,
        )
    return aws_list


def show_warnings(aws_list: "AwsList") -> None:
    """Print the warnings about the files of the AWS list on standard error."""
    from batch.diagnostics import printable

    for warning in aws_list.warnings:
        click.echo(f"govlink: {printable(warning)}", err=True)
