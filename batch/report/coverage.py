"""How much of each customer's mapping is linked; pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from batch.events import CustomerRead, JournalLine
from batch.frames import columns_of
from batch.statuses import Status

_LINKED = (Status.CREATED, Status.UPDATED, Status.IN_SYNC)


@dataclass(frozen=True, slots=True)
class Coverage:
    """One customer: how many of its rows are linked, a row that stands twice counted once."""

    client_api_id: str
    linked: int
    rows: int
    state: str
    """How far the customer could be read (`batch.inventory.ReadState`), "" where nobody tried."""
    accounts: int
    linkages: int

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.linked / self.rows if self.rows else 1.0


def coverage(report: pd.DataFrame, events: Iterable[JournalLine]) -> list[Coverage]:
    """Every customer of the mapping, the least covered first, the larger one first among equals."""
    read = {event["client_api_id"]: event for event in events if event["event"] == CustomerRead.name}
    counted = Counter(zip(*columns_of(report, ("client_api_id", "status")), strict=True))
    rows: Counter[str] = Counter()
    linked: Counter[str] = Counter()
    for (client, status), count in counted.items():
        rows[client] += 0 if status == Status.DUPLICATE else count
        linked[client] += count if status in _LINKED else 0
    every = [
        Coverage(
            client,
            linked[client],
            rows[client],
            read[client]["state"] if client in read else "",
            read[client]["accounts"] if client in read else 0,
            read[client]["linkages"] if client in read else 0,
        )
        for client in rows
    ]
    return sorted(every, key=lambda one: (one.share, -one.rows))
