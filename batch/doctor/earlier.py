"""What the journals of earlier runs show of the service; pure."""

from collections.abc import Iterable
from datetime import datetime

from batch.doctor.facts import Earlier
from batch.events import Answered, JournalLine, Noticed, Paused, Settled

_TOO_MANY, _NOT_FOUND = 429, 404
_LINKAGE = "/govcloud_linkages/"


def earlier_in(journals: Iterable[Iterable[JournalLine]]) -> Earlier:
    """What is in these journals, one a run."""
    reading = _Reading()
    runs = 0
    for runs, journal in enumerate(journals, 1):  # noqa: B007 - how many there were
        reading.take(journal)
    noticed, late = list(reading.noticed), reading.late
    return Earlier(runs, noticed, reading.throttled, reading.longest_pause, late)


class _Reading:
    def __init__(self) -> None:
        self.noticed: dict[tuple[str, str], None] = {}
        self.throttled = 0
        self.longest_pause = 0.0
        self.late: float | None = None

    def take(self, journal: Iterable[JournalLine]) -> None:
        """Take in one run's events."""
        sent: dict[int, str] = {}
        missing: set[int] = set()
        for line in journal:
            match line["event"]:
                case Noticed.name:
                    self.noticed[line["trait"], line["value"]] = None
                case Paused.name if line["reason"].startswith("throttled"):
                    self.longest_pause = max(self.longest_pause, line["seconds"])
                case Answered.name:
                    self._answered(line, sent, missing)
                case Settled.name if line["row"] in missing & sent.keys():
                    self._found_after(_seconds(sent[line["row"]], line["at"]))

    def _answered(self, line: JournalLine, sent: dict[int, str], missing: set[int]) -> None:
        status, row = line["http_status"], line["row"]
        self.throttled += status == _TOO_MANY
        if line["verdict"] == "Accepted" and line["method"] == "POST":
            sent[row] = line["at"]
        elif row in sent and line["method"] == "GET" and _LINKAGE in line["path"]:
            if status == _NOT_FOUND:
                missing.add(row)
            elif line["verdict"] == "Accepted":
                self._found_after(0.0)

    def _found_after(self, seconds: float) -> None:
        self.late = max(self.late or 0.0, seconds)


def _seconds(start: str, end: str) -> float:
    try:
        return max(0.0, (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds())
    except (ValueError, TypeError):
        return 0.0
