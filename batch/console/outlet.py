"""Lines for standard output and standard error: a run must not end because nobody listens any more."""

import json
from collections.abc import Mapping

import click

from batch.diagnostics import printable
from batch.redaction import struck
from batch.streams import OutputError, silence

_PAINT = {
    "  create ": "green",
    "  update ": "yellow",
    "  ok ": "green",
    "  attention ": "yellow",
    "  failed ": "red",
    "  skipped ": "cyan",
}
"""A plan's actions and the states of checks, distinguished at a glance."""


class Outlet:
    """Prints lines, until that fails (a closed pipe, a full disk); then it is silent. `colour` allows colours.

    `fault` is then what standard output has failed with.
    """

    def __init__(self, *, to_stderr: bool = False, colour: bool = True) -> None:
        self._to_stderr = to_stderr
        self._colour = None if colour else False
        self.fault: OutputError | None = None

    def line(self, text: str, *, end: str = "\n") -> None:
        """Print one line without any secret in it; what a terminal would act on, or not show, is escaped."""
        if self.fault:
            return
        try:
            click.echo(_painted(printable(struck(text))) + end, nl=False, err=self._to_stderr, color=self._colour)
        except OutputError as error:
            self.fault = error
            silence()


def json_line(value: Mapping[str, object]) -> str:
    """The value as one line of JSON in which what a terminal would act on is escaped as JSON has it."""
    text = json.dumps(value, ensure_ascii=False)
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in text)


def _painted(line: str) -> str:
    for start, colour in _PAINT.items():
        if line.startswith(start):
            return click.style(start, fg=colour) + line.removeprefix(start)
    is_heading = line.endswith(":") and not line.startswith(" ")
    return click.style(line, bold=True) if is_heading else line
