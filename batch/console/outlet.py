"""Standard output and standard error, which may go away: a run must not end because nobody listens any more."""

import os
import sys
from contextlib import suppress

import click

_PAINT = {"  create ": "green", "  update ": "yellow"}
"""The plan's actions, told apart at a glance."""


class Outlet:
    """Prints lines, until that fails (a closed pipe, a full disk); then it is silent. `colour` allows colours."""

    def __init__(self, *, to_stderr: bool = False, colour: bool = True) -> None:
        self._to_stderr = to_stderr
        self._colour = None if colour else False
        self.is_open = True

    def line(self, text: str, *, end: str = "\n") -> None:
        """Print one line; `text` must be fit for a terminal."""
        if not self.is_open:
            return
        try:
            click.echo(_painted(text) + end, nl=False, err=self._to_stderr, color=self._colour)
        except OSError:
            self.is_open = False
            silence(to_stderr=self._to_stderr)


def silence(*, to_stderr: bool = False) -> None:
    """Send what is still buffered nowhere, so that the interpreter doesn't complain at its end."""
    stream = sys.stderr if to_stderr else sys.stdout
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def _painted(line: str) -> str:
    for start, colour in _PAINT.items():
        if line.startswith(start):
            return click.style(start, fg=colour) + line.removeprefix(start)
    is_heading = line.endswith(":") and not line.startswith(" ")
    return click.style(line, bold=True) if is_heading else line
