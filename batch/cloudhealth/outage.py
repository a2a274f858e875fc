"""When to stop knocking: failures in a row are an outage, to be waited out with probes, and given up in the end; pure.

A row's own attempts are not spent on an outage: what fails for every row is not the row's fault.
"""

from dataclasses import dataclass

FAILURES_IN_A_ROW = 5
"""So many requests that fail one after the other, whichever rows they serve, are an outage."""

PATIENCE = 15 * 60.0
"""Seconds without one success after which a service that has answered before is given up."""

FIRST_PATIENCE = 20.0
"""The same for a host that never answered: a wrong address should show soon.

With the longest connect this is under 30.
"""

_LONGEST_PAUSE = 60.0


@dataclass(slots=True)
class Outage:
    """Counts failures; times are seconds of one monotonic clock."""

    failures: int = 0
    since: float | None = None
    has_answered: bool = False
    last_reason: str = ""

    def succeeded(self) -> None:
        """Note an answer that shows the service at work, be it a refusal."""
        self.failures = 0
        self.since = None
        self.has_answered = True

    def failed(self, now: float, reason: str) -> None:
        """Note a request that the service did not serve."""
        self.failures += 1
        self.since = now if self.since is None else self.since
        self.last_reason = reason

    @property
    def is_open(self) -> bool:
        """Whether rows should wait until a probe succeeds."""
        return self.failures >= (FAILURES_IN_A_ROW if self.has_answered else 1)

    def pause(self) -> float:
        """Seconds to wait before the next probe."""
        over = self.failures - (FAILURES_IN_A_ROW if self.has_answered else 1)
        return min(_LONGEST_PAUSE, 2.0 ** min(over, 10))

    def is_hopeless(self, now: float) -> bool:
        """Whether it has lasted so long that the run should stop."""
        patience = PATIENCE if self.has_answered else FIRST_PATIENCE
        return self.since is not None and now + self.pause() - self.since > patience
