"""Progress on standard error: a bar on a terminal, a line now and then in a log."""

from collections import Counter
from collections.abc import Callable
from typing import Protocol

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress

from batch.events import CustomerRead, Event, Paused, Planned, Settled

_SECONDS_BETWEEN_LINES = 30.0


class Progress(Protocol):
    """Follows a run's events."""

    def event(self, event: Event) -> None:
        """Take note of one."""

    def tell(self, line: str) -> None:
        """Print a line without disturbing the display."""

    def pause(self) -> None:
        """Get out of the way of other output; the next event brings the display back."""


class Silent:
    """No progress at all."""

    def event(self, event: Event) -> None:
        """Nothing."""

    def tell(self, line: str) -> None:
        """Print a line."""
        click.echo(line, err=True)

    def pause(self) -> None:
        """Nothing."""


class Lines:
    """A line every so often, which a cron mail or a log file can carry. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._last = clock()
        self._rows = 0
        self._settled: Counter[str] = Counter()

    def event(self, event: Event) -> None:
        """Say how far it is, unless that was just said."""
        match event:
            case Planned(counts):
                self._rows = counts.get("planned", 0)
            case Settled(status=status):
                self._settled[status] += 1
            case Paused(reason, seconds):
                self._say(f"{reason}, next try in {seconds:.0f} s")
        if self._clock() - self._last >= _SECONDS_BETWEEN_LINES:
            self._say(f"{self._settled.total():,} of {self._rows:,} rows: {counted(self._settled)}")

    def tell(self, line: str) -> None:
        """Print a line."""
        click.echo(line, err=True)

    def pause(self) -> None:
        """Nothing."""

    def _say(self, text: str) -> None:
        self._last = self._clock()
        click.echo(f"govlink: {text}", err=True)


class Bar:
    """A live bar with counts by status and what it waits for."""

    def __init__(self) -> None:
        self._display: RichProgress | None = None
        self._task = TaskID(0)
        self._total: int | None = None
        self._read = 0
        self._settled: Counter[str] = Counter()

    def event(self, event: Event) -> None:
        """Move the bar."""
        match event:
            case CustomerRead():
                self._read += 1
                self._show(f"reading: {self._read:,} customers", 0)
            case Planned(counts):
                self._total = counts.get("planned", 0)
            case Settled(status=status):
                self._settled[status] += 1
                self._show(counted(self._settled), self._settled.total())
            case Paused(reason, seconds):
                self._show(f"{reason}, next try in {seconds:.0f} s", self._settled.total())

    def tell(self, line: str) -> None:
        """Print a line above the bar."""
        if self._display:
            self._display.console.print(line, markup=False, highlight=False)
        else:
            click.echo(line, err=True)

    def pause(self) -> None:
        """Take the bar away."""
        if self._display:
            self._display.stop()
            self._display = None

    def _show(self, text: str, done: int) -> None:
        if self._display is None:
            columns = (
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
                TextColumn("{task.description}", markup=False),
            )
            self._display = RichProgress(*columns, console=Console(stderr=True), transient=True)
            self._task = self._display.add_task("", total=self._total)
            self._display.start()
        self._display.update(self._task, description=text, completed=done, total=self._total)


def counted(counts: Counter[str]) -> str:
    """Counts by status, in words."""
    return ", ".join(f"{count:,} {status.replace('_', ' ')}" for status, count in counts.items()) or "nothing yet"
