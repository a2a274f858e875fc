"""Progress on standard error: a bar on a terminal, occasional lines in a log."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TaskID
from rich.progress import Progress as Display
from rich.text import Text

from batch.console.outlet import Outlet
from batch.console.tally import Tally
from batch.diagnostics import printable
from batch.events import Event, Paused, Settled
from batch.redaction import struck

_SECONDS_BETWEEN_LINES = 60.0
_CHECKS = 12
"""How many times between two lines to check whether one is due."""

_WORTH_A_LINE = 5.0
"""Seconds; shorter pauses get no line in a log."""


class Progress(Protocol):
    """Follows a run's events."""

    def event(self, event: Event) -> None:
        """Take the next event."""

    def line(self, text: str) -> None:
        """Print a line without disturbing the display."""

    def pause(self) -> None:
        """Make room for other output; the next event brings the display back."""


class Silent:
    """Shows no progress; lines go to `err`."""

    def __init__(self, err: Outlet) -> None:
        self._err = err

    def event(self, event: Event) -> None:
        """Do nothing."""

    def line(self, text: str) -> None:
        """Print a line."""
        self._err.line(text)

    def pause(self) -> None:
        """Do nothing."""


class Lines(Silent):
    """Prints one line per minute, which suits cron mail and log files, even while nothing happens.

    `clock` returns seconds; `every` is the number of seconds between two lines.
    """

    def __init__(
        self, err: Outlet, clock: Callable[[], float] = time.monotonic, *, every: float = _SECONDS_BETWEEN_LINES
    ) -> None:
        super().__init__(err)
        self._clock = clock
        self._every = every
        self._last = clock()
        self._tally = Tally(clock)
        self._shown_reason = ""
        self._turn = threading.RLock()
        self._paused: threading.Event | None = None

    def event(self, event: Event) -> None:
        """Print the progress if a line is due or there is a new reason to wait."""
        with self._turn:
            self._tally.event(event)
            is_news = False
            match event:
                case Paused(reason, seconds) if seconds >= _WORTH_A_LINE:
                    is_news, self._shown_reason = reason != self._shown_reason, reason
                case Settled():
                    self._shown_reason = ""
            if is_news or self._clock() - self._last >= self._every:
                self._print()
            if self._paused is None:
                self._watch()

    def pause(self) -> None:
        """Print nothing until the next event."""
        with self._turn:
            if self._paused:
                self._paused.set()
            self._paused = None

    def _watch(self) -> None:
        """Keep printing lines while no event arrives: a request can hang for a minute, and a wait can last for ten."""
        paused = self._paused = threading.Event()
        # Without a thread, only events trigger lines.
        with suppress(RuntimeError):
            threading.Thread(target=self._look, args=[paused], name="progress", daemon=True).start()

    def _look(self, paused: threading.Event) -> None:
        while not paused.wait(self._every / _CHECKS):
            with self._turn:
                if not paused.is_set() and self._clock() - self._last >= self._every:
                    self._print()

    def _print(self) -> None:
        self._last = self._clock()
        tally = self._tally
        done = f"{tally.settled.total():,} of {tally.rows:,} rows: " if tally.rows else ""
        left = f"; {tally.remaining()}" if tally.remaining() else ""
        self.line(f"govlink: {done}{tally.words()}{left}")


class Bar:
    """A live bar with counts by status, the rate, the time left, and what the run waits for."""

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
            self._display.console.print(printable(struck(text)), markup=False, highlight=False)
        else:
            self._err.line(text)

    def pause(self) -> None:
        """Remove the bar."""
        if self._display:
            self._display.stop()
            self._display = None


class _Words(ProgressColumn):
    """The tally in words, rendered at each refresh so that waits count down."""

    def __init__(self, tally: Tally) -> None:
        super().__init__()
        self._tally = tally

    def render(self, task: Task) -> Text:
        """Render the words."""
        del task
        return Text(struck(", ".join(part for part in (self._tally.words(), self._tally.remaining()) if part)))
