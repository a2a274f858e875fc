"""Prints files on standard output, where nothing else may appear, and remarks on standard error."""

import sys

import click

from batch.diagnostics import printable
from batch.errors import UsageError
from batch.redaction import struck, struck_bytes
from batch.streams import is_output_closed


def refuse_closed_output(what: str = "the mapping") -> None:
    """Raise `UsageError` if standard output is closed, before any work is done."""
    if is_output_closed():
        raise UsageError(f"standard output is closed, so {what} can't be written")


def print_file(content: bytes) -> None:
    """Write the bytes unchanged: UTF-8 in any locale, and nothing escaped for a terminal."""
    output = sys.stdout.buffer
    output.write(struck_bytes(content))
    output.flush()


def remark(words: str) -> None:
    """Print a line on standard error, safe for a terminal."""
    click.echo(struck(printable(f"govlink: {words}")), err=True)


def show_nothing(words: str) -> None:
    """Discard a remark."""
