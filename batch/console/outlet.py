"""Prints lines on standard output and standard error; a run must not end because nobody reads them any more."""

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
"""The colors of a plan's actions and of doctor's states."""


class Outlet:
    """Prints lines until that fails (a closed pipe, a full disk), and is silent after that; `color` allows colors.

    After a failure, `fault` is its error.
    """

    def __init__(self, *, to_stderr: bool = False, color: bool = True) -> None:
        self._to_stderr = to_stderr
        self._color = None if color else False
        self.fault: OutputError | None = None

    def line(self, text: str, *, end: str = "\n") -> None:
        """Print one line without secrets; characters that a terminal would act on or not show are escaped."""
        if self.fault:
            return
        try:
            click.echo(_painted(printable(struck(text))) + end, nl=False, err=self._to_stderr, color=self._color)
        except OutputError as error:
            self.fault = error
            silence()


def json_line(value: Mapping[str, object]) -> str:
    """The value as one line of JSON, with JSON escapes for characters that a terminal would act on."""
    text = json.dumps(value, ensure_ascii=False)
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else json.dumps(char)[1:-1] for char in text)


def _painted(line: str) -> str:
    for start, color in _PAINT.items():
        if line.startswith(start):
            return click.style(start, fg=color) + line.removeprefix(start)
    is_heading = line.endswith(":") and not line.startswith(" ")
    return click.style(line, bold=True) if is_heading else line
