"""What the journals of earlier runs show of the service; pure."""

from collections.abc import Iterable

from batch.doctor.facts import Earlier
from batch.events import JournalLine
from batch.report.service import Met


def earlier_in(journals: Iterable[Iterable[JournalLine]]) -> Earlier:
    """What is in these journals, one a run."""
    met = Met()
    runs = 0
    for runs, journal in enumerate(journals, 1):  # noqa: B007 - how many there were
        met.take(journal)
    return Earlier(runs, list(met.noticed), met.throttled, met.longest_pause, met.late)
