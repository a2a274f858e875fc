"""A run as NDJSON for programs: one event per line, as in the journal, and nothing else on standard output."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from batch.clock import iso
from batch.console.outlet import Outlet, json_line
from batch.console.question import agreed
from batch.console.words import stopped_line
from batch.events import Event, Reported, as_json
from batch.report import Rendered


class EventView:
    """Events on standard output, warnings and errors on standard error."""

    def __init__(self, out: Outlet, err: Outlet) -> None:
        self._out = out
        self._err = err

    def event(self, event: Event) -> None:
        """Print the event."""
        self._print(event)

    def note(self, text: str) -> None:
        """Do nothing: the events are enough."""

    def plan(self, plan: pd.DataFrame, forecast: Sequence[str]) -> None:
        """Do nothing: the plan is in its file."""

    def confirm(self, question: str) -> bool:
        """Ask before the first write."""
        return agreed(question, self._err)

    def warn(self, text: str) -> None:
        """Print a warning on standard error."""
        self._err.line(f"govlink: {text}")

    def pause(self) -> None:
        """Do nothing: there is no display."""

    def result(self, rendered: Rendered, folder: Path) -> None:
        """Print a last line with the folder of the reports and the counts of `summary.json`."""
        if stopped := stopped_line(rendered.summary):
            self.warn(stopped)
        self._print(Reported(str(folder), rendered.summary["counts"]))
        if fault := self._out.fault:
            self.warn(f"{fault}; the reports are in {folder}")

    def _print(self, event: Event | Reported) -> None:
        self._out.line(json_line(as_json(event, iso(datetime.now(UTC)))))
