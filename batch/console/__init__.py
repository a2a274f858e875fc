"""What a person or a program sees of a run while it runs: results on standard output, all else on standard error."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import pandas as pd

from batch.events import Event
from batch.report import Rendered


class View(Protocol):
    """One way of showing a run."""

    def event(self, event: Event) -> None:
        """Something happened; called from any thread, one at a time."""

    def note(self, text: str) -> None:
        """Say what is about to happen."""

    def plan(self, plan: pd.DataFrame, forecast: Sequence[str]) -> None:
        """The plan is made.

        `forecast` says how long sending it takes and whether that fits, "" where nothing is to say.
        """

    def confirm(self, question: str) -> bool:
        """Ask before the first write."""

    def warn(self, text: str) -> None:
        """Complain."""

    def pause(self) -> None:
        """Get out of the way of other output, until the next event."""

    def result(self, rendered: Rendered, folder: Path) -> None:
        """The reports are in place."""
