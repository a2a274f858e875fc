"""Root causes: rows that need attention, rolled up by what is wrong, each with the next step; pure."""

from dataclasses import dataclass

import pandas as pd

from batch.codes import CODES
from batch.statuses import FIX, RETRY

_PLACES_AT_MOST = 5


@dataclass(frozen=True, slots=True)
class Cause:
    """So many rows of one customer that have one reason for one status."""

    status: str
    code: str
    """A key of `CODES`."""
    name: str
    client_api_id: str
    rows: int
    places: tuple[str, ...]
    """The first few, as file:line."""
    example: str
    """The message of the first one."""
    next_step: str
    file: str
    """`retry.csv` or `fix.csv`: where the rows stand."""


def causes(report: pd.DataFrame) -> list[Cause]:
    """Roll up a report (`batch.frames.REPORT`) by status, first code and customer; the largest first.

    A note or a warning among a row's codes is not why it failed: the first error counts.
    """
    attention = report[report["status"].isin(FIX | RETRY)]
    code = attention["codes"].map(_decisive)
    groups = attention.assign(code=code).groupby(["status", "code", "client_api_id"], sort=False)
    rolled = [_cause(rows) for _, rows in groups]
    return sorted(rolled, key=lambda cause: -cause.rows)


def _decisive(codes: str) -> str:
    return next((code for code in codes.split() if CODES[code].severity == "error"), codes)


def _cause(rows: pd.DataFrame) -> Cause:
    head = rows.head(_PLACES_AT_MOST)
    first = head.iloc[0]
    kind = CODES[first["code"]]
    return Cause(
        status=first["status"],
        code=kind.id,
        name=kind.name,
        client_api_id=first["client_api_id"],
        rows=len(rows),
        places=tuple(head["source"] + ":" + head["line"]),
        example=first["message"],
        next_step=kind.remedy,
        file="retry.csv" if first["status"] in RETRY else "fix.csv",
    )
