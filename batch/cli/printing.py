"""A mapping on standard output, where nothing else may be, and remarks on standard error."""

import sys

import click

from batch.diagnostics import printable
from batch.errors import UsageError
from batch.redaction import struck, struck_bytes
from batch.streams import is_output_closed


def refuse_closed_output(what: str = "the mapping") -> None:
    """Raise `UsageError` where the result would have nowhere to go, before it is made."""
    if is_output_closed():
        raise UsageError(f"standard output is closed, and {what} has nowhere to go")


def print_file(content: bytes) -> None:
    """Write it as bytes: UTF-8 whatever the locale, and nothing taken out for the sake of a terminal."""
    output = sys.stdout.buffer
    output.write(struck_bytes(content))
    output.flush()


def remark(words: str) -> None:
    """Print a line beside the results, safe for a terminal."""
    click.echo(struck(printable(f"govlink: {words}")), err=True)


def show_nothing(words: str) -> None:
    """Take a remark, and show it nowhere."""
