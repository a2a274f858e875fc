"""The text that shows a result."""

from pathlib import Path
from typing import Any

from batch.console.words import plan_lines, result_lines
from batch.frames import PLAN, text_frame
from batch.statuses import Status


def _lines(seconds: float | None = 1.25, **counts: int) -> list[str]:
    summary: dict[str, Any] = {
        "command": "apply",
        "headline": "So it went.",
        "base_url": "https://c",
        "sandbox": False,
        "requests": {"sent": 7},
        "seconds": seconds,
        "rows": sum(counts.values()),
        "counts": {status.value: counts.get(status, 0) for status in Status},
        "settings": {},
        "customers": [],
        "outputs": [{"file": "report.html"}],
    }
    return list(result_lines(summary, [], Path("reports/some-run"), ""))


def test_the_counts_by_status_are_shown_once_below_the_headline() -> None:
    assert _lines(created=6, in_sync=1, invalid=2) == [
        "So it went.",
        "6 created, 1 in sync, 2 invalid.",
        "7 requests to https://c in 1.2 s.",
        "",
        "Reports: reports/some-run/ (open report.html)",
    ]


def test_a_killed_run_without_rows_has_neither_counts_nor_a_duration() -> None:
    assert _lines(seconds=None)[1] == "7 requests to https://c."


def test_a_plan_that_could_not_be_made_is_not_reported_as_nothing_to_send() -> None:
    unread = text_frame(["status"], [["not_attempted"]] * 4).reindex(columns=list(PLAN), fill_value="")
    assert list(plan_lines(unread.assign(action="none"), ["", ""])) == [
        "Plan: nothing that can be sent; 4 not attempted."
    ]
