"""The one place that says that a run must stop, and why: a signal, a deadline, an answer. The first reason counts."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self

from batch.diagnostics import Rule
from batch.errors import Exit
from batch.rules import sending

_LOOKS_EVERY = 0.05
"""Seconds between looks whether the run stops, while somebody waits."""


@dataclass(frozen=True, slots=True)
class StopReason:
    """Why a run ends early: the rule, its words, and the exit code that this makes."""

    rule: Rule
    words: str
    exit_code: Exit = Exit.STOPPED

    @classmethod
    def of(cls, rule: Rule, exit_code: Exit = Exit.STOPPED, **facts: object) -> Self:
        """The reason in the rule's own words, with the facts that they name."""
        return cls(rule, rule.describe(**facts), exit_code)

    @property
    def is_signal(self) -> bool:
        """Whether a person or the system asked for the end."""
        return self.exit_code in {Exit.HUNG_UP, Exit.INTERRUPTED, Exit.TERMINATED}


class InterruptedWaitError(Exception):
    """The run is stopping, for this `reason`; whoever waits ends its work in a truthful way."""

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
        """Why the run stops; None while it goes on."""
        return self._reason

    def on_stop(self, wake: Callable[[], None]) -> None:
        """Have `wake` called when the run stops (at once, if it does already)."""
        self._wake.append(wake)
        if self._reason:
            wake()

    def stop(self, reason: StopReason) -> None:
        """End the run; a second reason changes nothing, but that a signal sets the exit code, whatever else holds."""
        if self._reason is not None:
            if reason.is_signal and not self._reason.is_signal:
                self._reason = replace(self._reason, exit_code=reason.exit_code)
        else:
            self._reason = reason
            for wake in self._wake:
                wake()

    def wait(self, seconds: float) -> None:
        """Sleep; raises `InterruptedWaitError` as soon as the run stops."""
        # No event is waited for: its lock, held by the thread that a signal interrupts, would be waited for for ever by
        # the signal's handler in that thread.
        until = time.monotonic() + seconds
        while self._reason is None and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, _LOOKS_EVERY))
        if self._reason is not None:
            raise self.interruption()

    def interruption(self) -> InterruptedWaitError:
        """The error for a wait that a stop has ended."""
        return InterruptedWaitError(self._reason or StopReason.of(sending.INTERRUPTED, by="a signal"))
