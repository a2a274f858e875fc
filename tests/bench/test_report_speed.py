"""What the reports of 100,000 rows cost, in the same run as pandas' single `to_csv` of the same frame."""

import itertools
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from batch.archive.folder import write_whole
from batch.archive.lines import line_of
from batch.events import Line
from batch.frames import PLAN, REPLACED
from batch.report.causes import causes
from batch.report.outcomes import join
from batch.report.page import page
from batch.report.story import Story
from batch.report.summary import summary
from batch.report.tables import as_written, mapping_table, to_csv
from batch.report.taking_up import FIX_FILE, RETRY_FILE
from batch.report.workbook import as_workbook

pytestmark = pytest.mark.slow

ROWS = 100_000
MOST = 3.0
"""Times pandas' single `to_csv`, for every report but the page."""
MOST_PAGE = 10.0
MOST_WORKBOOK = 60.0
MOST_STORY = 1.5
"""Times the same, for taking in the journal's events, of which all of them are made."""


def _plan() -> pd.DataFrame:
    """Seven rows of ten are to be sent, two need an edit, one is in sync; two hundred customers."""

    def row(at: int) -> tuple[str, ...]:
        status, code = ("planned", "") if at % 10 < 7 else ("rejected", "A101") if at % 10 < 9 else ("in_sync", "")
        ids = (str(at), f"{at:012}", f"name-{at}", str(at + ROWS), f"{at + ROWS:012}", f"name-{at}-gov")
        told = (
            f"GovCloud AWS number {at + ROWS} is not among the accounts of customer {4000 + at % 200}" if code else ""
        )
        action = "create" if status == "planned" else "none"
        ending = (action, status, code, told, "", "", "", "Ada", f"OPS-{at}")
        return ("mapping.csv", str(at + 2), str(4000 + at % 200), f"Customer {at % 200}", *ids, *ending)

    return pd.DataFrame([row(at) for at in range(ROWS)], columns=[*PLAN, *REPLACED, "Owner", "ticket"], dtype="str")


def _lines() -> list[Line]:
    begun = {"run": "r", "command": "apply", "version": "0", "base_url": "https://x", "sandbox": False}
    events: list[dict[str, Any]] = [{"event": "run_started", "inputs": [], "settings": {}, **begun}]
    answer = {"path": "/api/v1/govcloud_linkages", "detail": "", "seconds": 0.1}
    for at in range(ROWS):
        if at % 10 < 7:
            asked = {"row": at + 1, "client_api_id": str(4000 + at % 200), "method": "POST"}
            ids = {"commercial_acct_id": str(at), "govcloud_acct_id": str(at + ROWS)}
            events.append({"event": "intent", "attempt": 1, **asked, **ids})
            events.append({"event": "answered", "http_status": 201, "verdict": "Accepted", **answer, **asked})
            status, codes = ("failed", "S102") if at % 100 == 0 else ("created", "")
            told = {"codes": codes, "message": "", "linkage_id": str(at), "http_status": 201, "attempts": 1}
            events.append({"event": "settled", "row": at + 1, "status": status, **told})
    for second, event in enumerate(events):
        event["at"] = (
            f"2026-11-{1 + second // 86400 % 30:02}T{second // 3600 % 24:02}:{second // 60 % 60:02}:{second % 60:02}Z"
        )
        if event["event"] == "settled":
            event |= {"started_at": event["at"], "finished_at": event["at"]}
    # As the journal gives them: each with texts of its own.
    return [line for event in events if (line := line_of(json.loads(json.dumps(event))))]


def _seconds(*acts: Callable[[], object]) -> list[float]:
    """The best of a few rounds for each act, in processor time: what others do on the machine counts for little."""
    rounds = []
    for _ in range(5):
        marks = [time.process_time()]
        for act in acts:
            act()
            marks.append(time.process_time())
        rounds.append([after - before for before, after in itertools.pairwise(marks)])
    return [min(column) for column in zip(*rounds, strict=True)]


@pytest.mark.timeout(300)
def test_reports_cost_no_more_than_a_few_plain_tables(tmp_path: Path) -> None:
    plan, lines = _plan(), _lines()
    story = Story().take(lines)
    report = join(plan, story.outcomes)
    rolled = causes(report, "{} {}".format)
    told = summary(report, story, rolled, "")

    def tables() -> None:
        joined = join(as_written(plan), story.outcomes)
        write_whole(tmp_path / "report.csv", to_csv(joined))
        write_whole(tmp_path / "retry.csv", to_csv(mapping_table(joined, "retry.csv")))
        write_whole(tmp_path / "fix.csv", to_csv(mapping_table(joined, "fix.csv")))
        write_whole(
            tmp_path / "summary.json", json.dumps(summary(joined, story, causes(joined, "{} {}".format), "")).encode()
        )

    def shown() -> None:
        write_whole(tmp_path / "report.html", page(report, story, rolled, told))

    def plain() -> None:
        report.to_csv(tmp_path / "pandas.csv", index=False)

    once, ours, shown_in, taken = _seconds(plain, tables, shown, lambda: Story().take(lines))
    size = (tmp_path / "report.html").stat().st_size / 1e6
    print(
        f"\n{ROWS:,} rows, {len(lines):,} events: pandas' to_csv {once:.2f} s; events {taken:.2f} s, "
        f"{taken / once:.1f} times; tables and summary {ours:.2f} s, "
        f"{ours / once:.1f} times; page {shown_in:.2f} s ({size:.1f} MB), {shown_in / once:.1f} times"
    )
    assert taken / once <= MOST_STORY
    assert ours / once <= MOST
    assert shown_in / once <= MOST_PAGE


@pytest.mark.timeout(300)
def test_a_workbook_costs_no_more_than_its_cells_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = 10_000
    monkeypatch.setattr(sys.modules[__name__], "ROWS", rows)
    plan, story = _plan(), Story().take(_lines())
    report = join(plan, story.outcomes)
    rolled = causes(report, "{} {}".format)
    told = summary(report, story, rolled, "")
    to_fix, to_retry = (mapping_table(report, file) for file in (FIX_FILE, RETRY_FILE))
    once, made = _seconds(
        lambda: report.to_csv(tmp_path / "pandas.csv", index=False),
        lambda: as_workbook(report, to_fix, to_retry, story, rolled, told),
    )
    print(f"\n{rows:,} rows: pandas' to_csv {once:.2f} s; workbook {made:.2f} s, {made / once:.1f} times")
    assert made / once <= MOST_WORKBOOK
