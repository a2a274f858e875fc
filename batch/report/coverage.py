"""How much of each customer's mapping is linked, and how many findings it has; pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from batch.audit import Change, Finding, needs_attention
from batch.events import CustomerRead
from batch.frames import columns_of
from batch.statuses import Status

_LINKED = (Status.CREATED, Status.UPDATED, Status.IN_SYNC)


@dataclass(frozen=True, slots=True)
class Coverage:
    """One customer: how many of its rows are linked, not counting duplicates."""

    client_api_id: str
    linked: int
    rows: int
    state: str
    """How far the customer could be read (`batch.inventory.ReadState`), or "" if it was not asked about."""
    accounts: int
    linkages: int
    left_out: str = ""
    """Which accounts can't be read."""
    findings: int = 0
    """In an audit: the findings that need attention."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """Rows by status."""

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.linked / self.rows if self.rows else 1.0


def coverage(report: pd.DataFrame, swept: Iterable[CustomerRead], facts: pd.DataFrame | None = None) -> list[Coverage]:
    """Every customer of the mapping and every one that was read, the least covered first, then the largest.

    With the `facts` of an audit (`AUDIT`), their customers are included, and those with the most findings come first.
    """
    read = {one.client_api_id: one for one in swept}
    counted = Counter(zip(*columns_of(report, ("client_api_id", "status")), strict=True))
    rows: Counter[str] = Counter()
    linked: Counter[str] = Counter()
    by_status: dict[str, dict[str, int]] = {}
    for (client, status), count in counted.items():
        rows[client] += 0 if status == Status.DUPLICATE else count
        linked[client] += count if status in _LINKED else 0
        by_status.setdefault(client, {})[status] = count
    found = [] if facts is None else facts.loc[facts["change"] != Change.RESOLVED, "client_api_id"].tolist()
    needing = Counter(() if facts is None else facts.loc[needs_attention(facts), "client_api_id"].tolist())
    every = [
        Coverage(
            client,
            linked[client],
            rows[client],
            read[client].state if client in read else "",
            read[client].accounts if client in read else 0,
            read[client].linkages if client in read else 0,
            read[client].left_out if client in read else "",
            needing[client],
            by_status.get(client, {}),
        )
        for client in dict.fromkeys([*rows, *read, *found])
    ]
    return sorted(every, key=lambda one: (-one.findings, one.share, -one.rows))


def asked_about(summary: Mapping[str, Any], facts: pd.DataFrame) -> tuple[int, int]:
    """How many customers an audit asked about, and how many of them could not be read.

    A run that is stopped early gets no answer for the last ones, but has a finding (`facts`, as `AUDIT`) for each.
    """
    current = facts[facts["change"] != Change.RESOLVED]
    unread = set(current.loc[current["finding"] == Finding.UNREADABLE, "client_api_id"])
    return len(unread.union(one["client_api_id"] for one in summary["customers"])), len(unread)
