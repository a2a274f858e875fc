"""Short ways to write an audit's facts."""

import pandas as pd

from batch.frames import AUDIT, LINKAGES, text_frame

THEN = "2026-11-01T02:00:00.000Z"
NOW = "2026-11-02T02:00:00.000Z"


def fact(finding: str, commercial: str = "2", govcloud: str = "1", **cells: str) -> dict[str, str]:
    pair = {"client_api_id": "4001", "commercial_acct_id": commercial, "govcloud_acct_id": govcloud}
    return {**pair, "finding": finding, "since": THEN, "change": "new", **cells}


def audit_of(*facts: dict[str, str]) -> pd.DataFrame:
    """As `batch.frames.AUDIT`."""
    return text_frame(AUDIT, ([fact.get(column, "") for column in AUDIT] for fact in facts))


def linkages(*records: tuple[str, str, str]) -> pd.DataFrame:
    """As `batch.frames.LINKAGES`: id, commercial account, and GovCloud account of customer 4001."""
    return text_frame(LINKAGES, (("4001", *record) for record in records))
