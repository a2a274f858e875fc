"""Frames to CSV text and back: RFC 4180, UTF-8, and nothing that a spreadsheet would run; pure."""

import csv
import hashlib
import io
from collections.abc import Sequence

import pandas as pd

from batch.checking.ids import suggestions
from batch.frames import REPLACED, REPORT, columns_of, own_name
from batch.ids import MARK_OF_DOUBT
from batch.mapping.rows import COLUMNS, CUSTOMER_NAME, KEYS, RESERVED_PREFIX
from batch.report.taking_up import rows_in
from batch.rules import records
from batch.spreadsheet import all_defused, restore
from batch.writing import as_csv
from batch.writing.cells import spelled_out
from batch.writing.columns import distinct_names

AUDIT_FILE = "audit.csv"
"""Only for an audit: one line per fact."""
REPORT_FILE = "report.csv"
"""One line per row of the mapping, in its order, with its status."""


def to_csv(frame: pd.DataFrame) -> bytes:
    """The frame as a CSV file, its header and cells defused (see `batch.spreadsheet`)."""
    columns = [all_defused(cells) for cells in columns_of(frame)]
    return as_csv.table(all_defused(list(frame.columns)), zip(*columns, strict=True))


def sha256(content: bytes) -> str:
    """The content's SHA-256, in hex."""
    return hashlib.sha256(content).hexdigest()


def from_csv(content: bytes) -> pd.DataFrame:
    """The frame that `to_csv` wrote: every column `str`, every cell as from `as_written`.

    Raises `ValueError` for content that `to_csv` can't have written.
    """
    try:
        lines = list(csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))
    except csv.Error as error:
        raise ValueError(str(error)) from error
    header, *rows = lines or [[]]
    columns = [restore(name) for name in header]
    if not columns or len(set(columns)) < len(columns):
        raise ValueError("it has no header, or the same column twice")
    if any(len(row) != len(columns) for row in rows):
        raise ValueError("it has rows that are longer or shorter than its header")
    cells = list(zip(*rows, strict=True)) or [()] * len(columns)
    restored = {name: _restored(column) for name, column in zip(columns, cells, strict=True)}
    return pd.DataFrame(restored, columns=columns, dtype="str")


def as_written(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame as it is read back from its file: characters that no CSV file can hold are spelled out.

    These are NUL, which YAML can have, and halves of surrogate pairs, which names from CloudHealth and from the file
    system can have.
    """
    lossy = [name for name, cells in zip(frame.columns, columns_of(frame), strict=True) if not _can_be_held(cells)]
    spelled = {name: frame[name].map(spelled_out) for name in lossy}
    return frame.assign(**spelled) if spelled else frame


def mapping_table(report: pd.DataFrame, file: str) -> pd.DataFrame:
    """The rows of `retry.csv` or `fix.csv`, as a mapping.

    It has the columns that govlink reads, the user's own, the problems, and the suggestions.

    The first id of a row that was not read reliably gets a mark: otherwise the row might look valid, and would be sent
    if it came back unchanged.
    """
    rows = report[rows_in(file, report)]
    own = [column for column in report.columns if column not in {*REPORT, *REPLACED}]
    problems = rows[["status", "codes", "message"]].assign(suggestion=_suggestions(rows)).add_prefix(RESERVED_PREFIX)
    table = _marked(rows).assign(**{CUSTOMER_NAME: rows[CUSTOMER_NAME]})[list(COLUMNS)]
    return table.join(rows[own].set_axis(distinct_names(map(own_name, own)), axis="columns")).join(problems)


def _marked(rows: pd.DataFrame) -> pd.DataFrame:
    columns = columns_of(rows, KEYS)
    for at, codes in enumerate(rows["codes"].tolist()):
        if not records.NOT_READ_SURELY.isdisjoint(codes.split()):
            first = next((cells for cells in columns if cells[at]), columns[0])
            first[at] = MARK_OF_DOUBT + first[at]
    return pd.DataFrame(dict(zip(KEYS, columns, strict=True)), index=rows.index, dtype="str")


def _suggestions(rows: pd.DataFrame) -> list[str]:
    """The suggested values per row; see `batch.checking.ids.suggestions`."""
    lines = zip(*columns_of(rows, ["codes", *KEYS]), strict=True)
    return [suggestions(dict(zip(KEYS, given, strict=True)), codes.split()) if codes else "" for codes, *given in lines]


def _restored(cells: Sequence[str]) -> Sequence[str]:
    return [restore(cell) for cell in cells] if "'" in "".join(cells) else cells


def _can_be_held(cells: list[str]) -> bool:
    try:
        return b"\0" not in "".join(cells).encode()
    except UnicodeEncodeError:
        return False
