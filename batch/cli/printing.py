"""A file on standard output, where nothing else may stand."""

import sys

from batch.errors import UsageError


def print_file(content: bytes) -> None:
    """Write it as bytes: UTF-8 whatever the locale, and nothing taken out for the sake of a terminal.

    Raises `UsageError` where standard output was closed before the program began.
    """
    if sys.stdout is None:
        raise UsageError("standard output is closed, and the mapping has nowhere to go")
    output = sys.stdout.buffer
    output.write(content)
    output.flush()
