"""Decide when to wait and when to give up: failures in a row are an outage; pure.

An outage doesn't use up a row's attempts, since a failure that every row has isn't the row's fault.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from batch.diagnostics import Rule
from batch.rules import sending

PATIENCE = 15 * 60.0
"""Seconds without a success after which a service that has answered before is given up."""

FIRST_PATIENCE = 20.0
"""The same for a host that has never answered: a wrong address should show within about 30 seconds."""

_LONGEST_PAUSE = 60.0


class Failure(NamedTuple):
    """Why a request was not served, and the rule that ends a run if this goes on."""

    rule: Rule
    why: str


_NONE = Failure(sending.SERVICE_DOWN, "")


@dataclass(slots=True)
class Outage:
    """Counts failures; times are seconds of one monotonic clock.

    `failures_in_a_row` failures that concern at least `subjects` different rows (or customers) are an outage. `unit` is
    the first pause in seconds; each further pause is twice as long.
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
        """Record an answer that shows that the service works, even a refusal."""
        self._failures = self._pauses = 0
        self._concerned.clear()
        self._since = None

    def failed(self, began: float, failure: Failure, subject: object) -> None:
        """Record a request that the service did not serve; `began` is when it was sent."""
        self._failures += 1
        self._concerned.add(subject)
        self._since = began if self._since is None else self._since
        self.last = failure

    @property
    def is_open(self) -> bool:
        """Whether there is an outage, so that other requests should wait."""
        return self._failures >= self.failures_in_a_row and len(self._concerned) >= self.subjects

    def next_pause(self) -> float:
        """Return the seconds to wait before the next try."""
        return self.unit * min(_LONGEST_PAUSE, 2.0 ** min(self._pauses, 10))

    def paused(self) -> None:
        """Record that a pause was taken, so that the next one is longer."""
        self._pauses += 1

    def is_hopeless(self, now: float, pause: float = 0.0) -> bool:
        """Whether the outage, including the pause, has lasted so long that the run should stop."""
        return self._since is not None and now + pause - self._since > self.patience
