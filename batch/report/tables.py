"""Frames to CSV text and back: RFC 4180, UTF-8, and nothing in it that a spreadsheet would run; pure."""

import csv
import hashlib
import io
import re

import pandas as pd

from batch.frames import REPLACED, REPORT, own_name
from batch.mapping.rows import KEYS, RESERVED_PREFIX
from batch.spreadsheet import RISKY, restore
from batch.statuses import Status

_RISKY_START = "^(?:" + "|".join(map(re.escape, RISKY)) + ")"


def to_csv(frame: pd.DataFrame) -> bytes:
    """The frame as a CSV file, its cells defused (see `batch.spreadsheet`)."""
    text = frame.apply(_defused).to_csv(index=False, lineterminator="\r\n")
    return text.encode("utf-8", "backslashreplace")


def sha256(content: bytes) -> str:
    """The content's SHA-256, in hex."""
    return hashlib.sha256(content).hexdigest()


def from_csv(content: bytes) -> pd.DataFrame:
    """The frame that `to_csv` wrote: every column `str`, every cell as it was."""
    lines = csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True)
    columns = next(lines)
    frame = pd.DataFrame(list(lines), columns=columns, dtype="str")
    restored: pd.DataFrame = frame.map(restore)
    return restored.astype("str")


def mapping_table(report: pd.DataFrame, statuses: frozenset[Status]) -> pd.DataFrame:
    """The rows of these statuses as a mapping: the keys, the user's own columns, and what was wrong."""
    rows = report[report["status"].isin(statuses)]
    own = [column for column in report.columns if column not in {*REPORT, *REPLACED}]
    told = rows[["status", "codes", "message"]].add_prefix(RESERVED_PREFIX)
    return rows[list(KEYS)].join(rows[own].rename(columns=own_name)).join(told)


def _defused(column: "pd.Series[str]") -> "pd.Series[str]":
    risky = column.str.match(_RISKY_START)
    return ("'" + column).where(risky, column) if risky.any() else column
