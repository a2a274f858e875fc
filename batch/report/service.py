"""How the service behaved where its documentation is silent, from the journals of runs; pure.

The traits are those of `batch.cloudhealth.traits`, and two that need more than one answer:

| trait | values |
|---|---|
| `linkages.late` | the most seconds until a new linkage could be read, `0` if each could be read at once |
| `pauses.longest` | the longest pause after a 429 or a 503, in seconds |
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from batch.cloudhealth.verdict import Accepted
from batch.events import Answered, Line, Noticed, Paused, RunStarted, Settled
from batch.statuses import SENT

Service: TypeAlias = Mapping[str, str | Sequence[str]]
"""Each trait's value, or its values if answers contradict each other."""

_TOO_MANY, _NOT_FOUND = 429, 404
_LINKAGE = "/govcloud_linkages/"
_ASKED = ("throttled", "the service asks for a pause")
"""How the reasons of pauses begin that the service asked for."""


class Observed:
    """What several journals show, read one after the other."""

    def __init__(self) -> None:
        self.noticed: dict[tuple[str, str], None] = {}
        """Each trait with its value, in the order of the journals."""
        self.throttled = 0
        self.longest_pause = 0.0
        self.late: float | None = None
        """None if no new linkage was read back."""
        self._sent: dict[int, str] = {}
        self._missing: set[int] = set()

    def take(self, line: Line) -> None:
        """Take in the next event, of the same run or of the next one."""
        match line.event:
            case Answered() as answered:
                self._answered(line.at, answered)
            case Settled() as settled:
                sent = self._sent.pop(settled.row, "")
                if settled.row in self._missing and settled.status in SENT:
                    self._found_after(_seconds(sent, line.at))
            case Noticed() as noticed:
                self.noticed[noticed.trait, noticed.value] = None
            case Paused() as paused if paused.reason.startswith(_ASKED):
                self.longest_pause = max(self.longest_pause, paused.seconds)
            case RunStarted():
                self._sent.clear()
                self._missing.clear()

    @property
    def by_trait(self) -> Service:
        """The values by trait, in alphabetical order."""
        values: dict[str, list[str]] = {}
        for trait, value in self.noticed:
            values.setdefault(trait, []).append(value)
        if self.late is not None:
            values["linkages.late"] = [f"{self.late:.0f}"]
        if self.longest_pause:
            values["pauses.longest"] = [f"{self.longest_pause:.0f}"]
        return {trait: each[0] if len(each) == 1 else sorted(each) for trait, each in sorted(values.items())}

    def _answered(self, at: str, answered: Answered) -> None:
        status, row = answered.http_status, answered.row
        self.throttled += status == _TOO_MANY
        if answered.verdict == Accepted.__name__ and answered.method == "POST":
            self._sent[row] = at
        elif row in self._sent and answered.method == "GET" and _LINKAGE in answered.path:
            if status == _NOT_FOUND:
                self._missing.add(row)
            elif answered.verdict == Accepted.__name__:
                self._found_after(0.0)

    def _found_after(self, seconds: float) -> None:
        self.late = max(self.late or 0.0, seconds)


def _seconds(start: str, end: str) -> float:
    try:
        return max(0.0, (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds())
    except (ValueError, TypeError):
        return 0.0
