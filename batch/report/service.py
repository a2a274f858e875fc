"""What runs have met of the service where its documents are silent, from their journals; pure.

The traits are those of `batch.cloudhealth.traits`, and two that take more than one answer:

| trait | values |
|---|---|
| `linkages.late` | the most seconds after which a new linkage could be read, `0` where each could be at once |
| `pauses.longest` | the longest pause after a 429 or a 503, in seconds |
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from batch.cloudhealth.verdict import Accepted
from batch.events import Answered, JournalLine, Noticed, Paused, Settled
from batch.statuses import SENT

Service: TypeAlias = Mapping[str, str | Sequence[str]]
"""Each trait's value, or its values where answers contradict each other."""

_TOO_MANY, _NOT_FOUND = 429, 404
_LINKAGE = "/govcloud_linkages/"
_ASKED = ("throttled", "the service asks for a pause")
"""How the reasons of pauses begin that the service leads to."""


class Met:
    """What journals show, taken in one after the other."""

    def __init__(self) -> None:
        self.noticed: dict[tuple[str, str], None] = {}
        """Each trait with its value, in the order in which they were met."""
        self.throttled = 0
        self.longest_pause = 0.0
        self.late: float | None = None
        """None where no new linkage was read back."""

    def take(self, journal: Iterable[JournalLine]) -> "Met":
        """Take in one run's events."""
        sent: dict[int, str] = {}
        missing: set[int] = set()
        for line in journal:
            match line["event"]:
                case Noticed.name:
                    self.noticed[line["trait"], line["value"]] = None
                case Paused.name if line["reason"].startswith(_ASKED):
                    self.longest_pause = max(self.longest_pause, line["seconds"])
                case Answered.name:
                    self._answered(line, sent, missing)
                case Settled.name if line["row"] in missing and line["status"] in SENT:
                    self._found_after(_seconds(sent[line["row"]], line["at"]))
        return self

    def _answered(self, line: JournalLine, sent: dict[int, str], missing: set[int]) -> None:
        status, row = line["http_status"], line["row"]
        self.throttled += status == _TOO_MANY
        if line["verdict"] == Accepted.__name__ and line["method"] == "POST":
            sent[row] = line["at"]
        elif row in sent and line["method"] == "GET" and _LINKAGE in line["path"]:
            if status == _NOT_FOUND:
                missing.add(row)
            elif line["verdict"] == Accepted.__name__:
                self._found_after(0.0)

    def _found_after(self, seconds: float) -> None:
        self.late = max(self.late or 0.0, seconds)


def service_of(events: Iterable[JournalLine]) -> dict[str, str | list[str]]:
    """What one run has met, by trait in alphabetical order."""
    met = Met().take(events)
    values: dict[str, list[str]] = {}
    for trait, value in met.noticed:
        values.setdefault(trait, []).append(value)
    if met.late is not None:
        values["linkages.late"] = [f"{met.late:.0f}"]
    if met.longest_pause:
        values["pauses.longest"] = [f"{met.longest_pause:.0f}"]
    return {trait: several[0] if len(several := sorted(values[trait])) == 1 else several for trait in sorted(values)}


def _seconds(start: str, end: str) -> float:
    try:
        return max(0.0, (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds())
    except (ValueError, TypeError):
        return 0.0
