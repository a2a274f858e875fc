"""`report.xlsx`: a run for people who work in a spreadsheet; pure.

Every cell is text, so ids keep their zeros, and nothing runs. The sheets To fix and To retry have the same cells as
`fix.csv` and `retry.csv`, so the sheet To fix is itself a mapping.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from batch.clock import moment_of
from batch.frames import columns_of
from batch.mapping.rows import CUSTOMER_NAME, RESERVED_PREFIX, TO_FIX
from batch.report.causes import Cause
from batch.report.coverage import Coverage, coverage
from batch.report.story import Story
from batch.report.tables import AUDIT_FILE, REPORT_FILE
from batch.report.taking_up import FIX_FILE, RETRY_FILE
from batch.report.wording import customer, is_direct
from batch.report.workbook.front import BY_CUSTOMER, ROWS_AT_MOST, front
from batch.report.workbook.styles import STYLES
from batch.sheets import Sheet, cut, fits, fits_cell, text_workbook
from batch.spreadsheet import all_defused
from batch.statuses import Status

ALL_ROWS = "All rows"
AUDIT = "Audit"
TO_RETRY = "To retry"

_FILES = {AUDIT: AUDIT_FILE, ALL_ROWS: REPORT_FILE, TO_FIX: FIX_FILE, TO_RETRY: RETRY_FILE}
_COUNTS = frozenset({"line", "http_status", "attempts"})
_CUT = " … [cut; {} has all of it]"


def holds(mapping: pd.DataFrame) -> bool:
    """Whether a sheet can hold all of `fix.csv` or `retry.csv`, each cell unchanged."""
    return _is_short(mapping) and all(fits_cell(cell) for cells in _as_in_csv(mapping) for cell in cells)


def as_workbook(
    report: pd.DataFrame,
    to_fix: pd.DataFrame,
    to_retry: pd.DataFrame,
    story: Story,
    causes: Sequence[Cause],
    summary: Mapping[str, Any],
    facts: pd.DataFrame | None = None,
    warnings: Sequence[Cause] = (),
) -> bytes:
    """The workbook of a run; `summary` is the content of `summary.json` without the outputs' digests.

    `to_fix` and `to_retry` are the content of `fix.csv` and `retry.csv`, and `facts` what an audit found. A table that
    a sheet can't hold is left out, and the summary names the file that has it.
    """
    customers = coverage(report, story.swept, facts)
    tables: dict[str, Sheet | None] = {}
    if facts is not None:
        tables[AUDIT] = _table(AUDIT, facts, AUDIT_FILE, "finding")
    tables[ALL_ROWS] = _table(ALL_ROWS, report, REPORT_FILE, "status")
    tables[TO_FIX] = _mapping(TO_FIX, to_fix)
    tables[TO_RETRY] = _mapping(TO_RETRY, to_retry)
    tables[BY_CUSTOMER] = _by_customer(customers, story.names, summary, is_audit=facts is not None)
    missing = {name: file for name, file in _FILES.items() if name in tables and tables[name] is None}
    first = front(story, causes, summary, facts, warnings, customers, missing)
    return text_workbook([first, *filter(None, tables.values())], moment_of(story.started_at))


def _table(name: str, lines: pd.DataFrame, file: str, colored: str) -> Sheet | None:
    """The lines of a CSV file for reading, with one colored column; a cell that is too long for a sheet is cut."""
    if not _is_short(lines):
        return None
    mark = _CUT.format(file)
    columns = [[cut(cell, mark) for cell in cells] for cells in columns_of(lines)]
    return Sheet(
        name,
        list(lines.columns),
        list(zip(*columns, strict=True)),
        styles={colored: STYLES},
        counts=_COUNTS,
    )


def _mapping(name: str, mapping: pd.DataFrame) -> Sheet | None:
    """The rows of a mapping as in its CSV file, so that they are read back by the same rules."""
    if not holds(mapping):
        return None
    return Sheet(
        name,
        all_defused(list(mapping.columns)),
        list(zip(*_as_in_csv(mapping), strict=True)),
        styles={f"{RESERVED_PREFIX}status": STYLES},
        wrapped=frozenset({f"{RESERVED_PREFIX}message"}),
    )


def _by_customer(
    customers: Sequence[Coverage], names: Mapping[str, str], summary: Mapping[str, Any], *, is_audit: bool
) -> Sheet:
    statuses = [status for status in Status if summary["counts"][status]]
    counts = ["rows", "linked", *statuses, *(["findings"] if is_audit else []), "accounts", "linkages"]
    direct = is_direct(summary)

    def line(one: Coverage) -> list[str]:
        numbers = {**one.counts, **{name: getattr(one, name) for name in counts if name not in statuses}}
        cells = [one.client_api_id or customer("", direct=direct), names.get(one.client_api_id, "")]
        return [*map(cut, cells), *(str(numbers.get(name, 0)) for name in counts), one.state, cut(one.left_out)]

    columns = ["client_api_id", CUSTOMER_NAME, *counts, "read", "left_out"]
    return Sheet(BY_CUSTOMER, columns, [line(one) for one in customers], counts=frozenset(counts))


def _is_short(lines: pd.DataFrame) -> bool:
    header = all_defused(list(lines.columns))
    return len(lines) <= ROWS_AT_MOST and fits(header, len(lines)) and all(map(fits_cell, header))


def _as_in_csv(mapping: pd.DataFrame) -> list[Sequence[str]]:
    return [all_defused(cells) for cells in columns_of(mapping)]
