"""Progress on standard error: a bar on a terminal, a line now and then in a log."""

import time
from collections.abc import Callable
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TaskID
from rich.progress import Progress as Display
from rich.text import Text

from batch.console.outlet import Outlet
from batch.console.tally import Tally
from batch.events import Event, Paused

_SECONDS_BETWEEN_LINES = 30.0
_WORTH_A_LINE = 5.0
"""Seconds: shorter pauses are not worth a line of a log."""


class Progress(Protocol):
    """Follows a run's events."""

    def event(self, event: Event) -> None:
        """Take note of one."""

    def line(self, text: str) -> None:
        """Print a line without disturbing the display."""

    def pause(self) -> None:
        """Get out of the way of other output; the next event brings the display back."""


class Silent:
    """No progress at all; lines go to `err`."""

    def __init__(self, err: Outlet) -> None:
        self._err = err

    def event(self, event: Event) -> None:
        """Nothing."""

    def line(self, text: str) -> None:
        """Print a line."""
        self._err.line(text)

    def pause(self) -> None:
        """Nothing."""


class Lines(Silent):
    """A line every so often, which a cron mail or a log file can carry. `clock` gives seconds."""

    def __init__(self, err: Outlet, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(err)
        self._clock = clock
        self._last = clock()
        self._tally = Tally(clock)

    def event(self, event: Event) -> None:
        """Say how far it is, unless that was just said."""
        self._tally.event(event)
        is_news = isinstance(event, Paused) and event.seconds >= _WORTH_A_LINE
        if is_news or self._clock() - self._last >= _SECONDS_BETWEEN_LINES:
            self._last = self._clock()
            tally = self._tally
            done = f"{tally.settled.total():,} of {tally.rows:,} rows: " if tally.rows else ""
            left = f"; {tally.remaining()}" if tally.remaining() else ""
            self.line(f"govlink: {done}{tally.words()}{left}")


class Bar:
    """A live bar with counts by status, the rate, the time left and what it waits for."""

    def __init__(self, err: Outlet, clock: Callable[[], float] = time.monotonic) -> None:
        self._err = err
        self._tally = Tally(clock)
        self._display: Display | None = None
        self._task = TaskID(0)

    def event(self, event: Event) -> None:
        """Move the bar."""
        self._tally.event(event)
        if self._display is None:
            columns = (BarColumn(bar_width=30), MofNCompleteColumn(), _Words(self._tally))
            self._display = Display(*columns, console=Console(stderr=True), transient=True, refresh_per_second=4)
            self._task = self._display.add_task("", total=None)
            self._display.start()
        self._display.update(self._task, completed=self._tally.settled.total(), total=self._tally.rows or None)

    def line(self, text: str) -> None:
        """Print a line above the bar."""
        if self._display:
            self._display.console.print(text, markup=False, highlight=False)
        else:
            self._err.line(text)

    def pause(self) -> None:
        """Take the bar away."""
        if self._display:
            self._display.stop()
            self._display = None


class _Words(ProgressColumn):
    """The tally in words, made anew at each refresh so that waits count down."""

    def __init__(self, tally: Tally) -> None:
        super().__init__()
        self._tally = tally

    def render(self, task: Task) -> Text:
        """Make the words."""
        del task
        return Text(", ".join(part for part in (self._tally.words(), self._tally.remaining()) if part))
