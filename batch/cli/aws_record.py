"""The files of `--verify-against`, for every command that has it."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from batch.mapping.aws_record import AwsRecord


def aws_record(files: tuple[str, ...]) -> "AwsRecord | None":
    """Read AWS's own record of the pairs, None where none is given; raises UsageError."""
    if not files:
        return None
    from batch.mapping.aws_files import read_aws

    return read_aws(files, sys.stdin.buffer)
