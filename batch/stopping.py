"""Record that a run must stop, and why: a signal, a deadline, or an answer. The first reason counts."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self

from batch.diagnostics import Rule
from batch.errors import Exit
from batch.rules import sending

_LOOKS_EVERY = 0.05
"""Seconds between checks whether the run stops, during a wait."""


@dataclass(frozen=True, slots=True)
class StopReason:
    """Why a run ends early: the rule, its message, and the resulting exit code."""

    rule: Rule
    words: str
    exit_code: Exit = Exit.STOPPED

    @classmethod
    def of(cls, rule: Rule, exit_code: Exit = Exit.STOPPED, **facts: object) -> Self:
        """Return a reason with the rule's own message, filled in with these facts."""
        return cls(rule, rule.describe(**facts), exit_code)

    @property
    def is_signal(self) -> bool:
        """Whether a person or the system asked for the end."""
        return self.exit_code in {Exit.HUNG_UP, Exit.INTERRUPTED, Exit.TERMINATED}


class InterruptedWaitError(Exception):
    """The run is stopping for this `reason`; whoever waits must end its work with a true outcome."""

    def __init__(self, reason: StopReason) -> None:
        super().__init__(reason.words)
        self.reason = reason


class Stopping:
    """Set once, from any thread or signal handler; then every wait in the run ends."""

    def __init__(self) -> None:
        self._reason: StopReason | None = None
        self._wake: list[Callable[[], None]] = []

    @property
    def reason(self) -> StopReason | None:
        """Why the run stops; None while it continues."""
        return self._reason

    def on_stop(self, wake: Callable[[], None]) -> None:
        """Call `wake` when the run stops, or now if it has stopped already."""
        self._wake.append(wake)
        if self._reason:
            wake()

    def stop(self, reason: StopReason) -> None:
        """End the run. A second reason changes nothing, except that a signal always sets the exit code."""
        if self._reason is not None:
            if reason.is_signal and not self._reason.is_signal:
                self._reason = replace(self._reason, exit_code=reason.exit_code)
        else:
            self._reason = reason
            for wake in self._wake:
                wake()

    def wait(self, seconds: float) -> None:
        """Sleep; raises `InterruptedWaitError` as soon as the run stops."""
        # This doesn't wait for a threading.Event: if a signal interrupted the thread that holds the event's lock, the
        # handler would wait for that lock forever.
        until = time.monotonic() + seconds
        while self._reason is None and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, _LOOKS_EVERY))
        if self._reason is not None:
            raise self.interruption()

    def interruption(self) -> InterruptedWaitError:
        """Return the error for a wait that was ended by a stop."""
        return InterruptedWaitError(self._reason or StopReason.of(sending.INTERRUPTED, by="a signal"))
