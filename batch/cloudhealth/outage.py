"""When to stop knocking: failures in a row are an outage, to be waited out, and given up in the end; pure.

A row's own attempts are not spent on an outage: what fails for every row is not the row's fault.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from batch.diagnostics import Rule
from batch.rules import sending

PATIENCE = 15 * 60.0
"""Seconds without one success after which a service that has answered before is given up."""

FIRST_PATIENCE = 20.0
"""The same for a host that never answered: a wrong address should show soon, within about 30 seconds."""

_LONGEST_PAUSE = 60.0


class Failure(NamedTuple):
    """Why a request was not served, and the rule under which a run ends where it goes on like this."""

    rule: Rule
    why: str


_NONE = Failure(sending.SERVICE_DOWN, "")


@dataclass(slots=True)
class Outage:
    """Counts failures; times are seconds of one monotonic clock.

    It is one after `failures_in_a_row` that concern `subjects` different rows (or customers) or more. `unit` is the
    first pause in seconds, which doubles with each.
    """

    failures_in_a_row: int
    subjects: int = 1
    unit: float = 1.0
    patience: float = PATIENCE
    last: Failure = _NONE
    _since: float | None = None
    _failures: int = 0
    _concerned: set[object] = field(default_factory=set)
    _pauses: int = 0

    def succeeded(self) -> None:
        """Note an answer that shows the service at work, be it a refusal."""
        self._failures = self._pauses = 0
        self._concerned.clear()
        self._since = None

    def failed(self, began: float, failure: Failure, subject: object) -> None:
        """Note a request that the service did not serve; `began` is when it was sent."""
        self._failures += 1
        self._concerned.add(subject)
        self._since = began if self._since is None else self._since
        self.last = failure

    @property
    def is_open(self) -> bool:
        """Whether others should wait."""
        return self._failures >= self.failures_in_a_row and len(self._concerned) >= self.subjects

    def next_pause(self) -> float:
        """Seconds to wait before the next try."""
        return self.unit * min(_LONGEST_PAUSE, 2.0 ** min(self._pauses, 10))

    def paused(self) -> None:
        """Note that a pause is taken, so that the next one is longer."""
        self._pauses += 1

    def is_hopeless(self, now: float, pause: float = 0.0) -> bool:
        """Whether it has lasted so long, by the end of a pause, that the run should stop."""
        return self._since is not None and now + pause - self._since > self.patience
