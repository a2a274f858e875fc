"""Time as a parameter: a wall clock for people, a monotonic clock for durations, and waits that a signal can end."""

import time
from datetime import UTC, datetime
from typing import Protocol

from batch.stopping import Stopping


class Clock(Protocol):
    """The clock that all other modules use; tests pass one that they control."""

    def now(self) -> datetime:
        """The wall clock, in UTC."""

    def monotonic(self) -> float:
        """Seconds that never run backwards."""

    def sleep(self, seconds: float) -> None:
        """Wait; raises `InterruptedWaitError` as soon as the run is stopping."""


class SystemClock:
    """The machine's clocks; `stopping` ends every wait."""

    def __init__(self, stopping: Stopping) -> None:
        self._stopping = stopping

    def now(self) -> datetime:
        """The wall clock, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds that never run backwards."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait; raises `InterruptedWaitError` as soon as the run is stopping."""
        self._stopping.wait(seconds)


def iso(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds, the format of all reports."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment_of(text: object) -> datetime | None:
    """The moment in an ISO 8601 text with an offset from UTC; None for anything else."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return None if moment.tzinfo is None else moment
