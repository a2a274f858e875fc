"""The files of `--verify-against`, for every command that has it."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from batch.aws import AwsRecord


def aws_record(files: Sequence[str], mappings: Sequence[str], *, quiet: bool = False) -> "AwsRecord | None":
    """Read AWS's own record of the pairs and say how many it has, None where none is given; raises UsageError.

    `mappings` are the command's other arguments, which may have taken standard input.
    """
    if not files:
        return None
    from batch.aws import read_aws

    record = read_aws(files, None if "-" in mappings else sys.stdin.buffer)
    complain(record)
    if not quiet:
        click.echo(f"govlink: rows are compared with AWS's own record of {record.pair_count()}", err=True)
    return record


def complain(record: "AwsRecord") -> None:
    """Say on standard error what is odd about the files of the record."""
    from batch.diagnostics import printable

    for warning in record.warnings:
        click.echo(f"govlink: {printable(warning)}", err=True)
