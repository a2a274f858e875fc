"""Lines for standard output and standard error: a run must not end because nobody listens any more."""

import click

from batch.streams import OutputError, silence

_PAINT = {"  create ": "green", "  update ": "yellow"}
"""The plan's actions, told apart at a glance."""


class Outlet:
    """Prints lines, until that fails (a closed pipe, a full disk); then it is silent. `colour` allows colours.

    `fault` is then what standard output has failed with.
    """

    def __init__(self, *, to_stderr: bool = False, colour: bool = True) -> None:
        self._to_stderr = to_stderr
        self._colour = None if colour else False
        self.fault: OutputError | None = None

    def line(self, text: str, *, end: str = "\n") -> None:
        """Print one line; `text` must be fit for a terminal."""
        if self.fault:
            return
        try:
            click.echo(_painted(text) + end, nl=False, err=self._to_stderr, color=self._colour)
        except OutputError as error:
            self.fault = error
            silence()


def _painted(line: str) -> str:
    for start, colour in _PAINT.items():
        if line.startswith(start):
            return click.style(start, fg=colour) + line.removeprefix(start)
    is_heading = line.endswith(":") and not line.startswith(" ")
    return click.style(line, bold=True) if is_heading else line
