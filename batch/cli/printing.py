"""A file on standard output, where nothing else may stand."""

import sys


def print_file(content: bytes) -> None:
    """Write it as bytes: UTF-8 whatever the locale, and nothing taken out for the sake of a terminal."""
    output = sys.stdout.buffer
    output.write(content)
    output.flush()
