"""What a person or a program sees while a run goes on: results on standard output, the rest on standard error."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import pandas as pd

from batch.events import Event
from batch.report import Rendered


class View(Protocol):
    """One way of showing a run."""

    def event(self, event: Event) -> None:
        """Take an event; called from any thread, by one at a time."""

    def note(self, text: str) -> None:
        """Show what is about to happen."""

    def plan(self, plan: pd.DataFrame, forecast: Sequence[str]) -> None:
        """Show the finished plan.

        `forecast` has how long sending takes and whether that fits the time limit, "" for nothing to report.
        """

    def confirm(self, question: str) -> bool:
        """Ask before the first write."""

    def warn(self, text: str) -> None:
        """Show a warning."""

    def pause(self) -> None:
        """Make room for other output until the next event."""

    def result(self, rendered: Rendered, folder: Path) -> None:
        """Show the result once the reports are in place."""
