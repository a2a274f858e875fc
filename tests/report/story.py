"""Short plans and journals to make reports from."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from batch.archive.lines import line_of
from batch.events import RunStarted
from batch.frames import AUDIT, PLAN, REPLACED
from batch.report import Rendered, render
from batch.report.outcomes import join
from batch.report.story import Story
from batch.report.tables import as_written

AT = "2026-11-23T00:00:00.000Z"

HOSTILE = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "\nx",
    "'quoted'",
    "＝1",  # noqa: RUF001 - the look-alike is meant
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "<!--",
    "a,b;c\td",
    'say "hi"',
    "two\r\nlines",
    "#comment",
    "\x1b[31mred",
    "\u202eevil",
    "\ufeffbom",
    "000123",
    "1E5",
    "NA",
    "null",
    "",
)
texts = st.one_of(st.sampled_from([*HOSTILE, "half \ud800"]), st.text(st.characters(), max_size=12))
"""Cells as people and attackers write them, including half of a surrogate pair."""

cells = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
"""Cells that a file in UTF-8 can hold."""


def plan_of(*rows: dict[str, str], own: Sequence[str] = ()) -> pd.DataFrame:
    """A plan; missing cells of a row are "", except source, line, and customer."""
    columns = [*PLAN, *REPLACED, *own]
    usual = [
        {"source": "m.csv", "line": str(at + 2), "client_api_id": "4001", "action": "none"} for at in range(len(rows))
    ]
    told = [[{**one, **row}.get(name, "") for name in columns] for one, row in zip(usual, rows, strict=True)]
    return pd.DataFrame(told, columns=columns, dtype="str")


PLANNED = {"status": "planned", "action": "create"}


def event(name: str, **fields: Any) -> dict[str, Any]:
    """One line of a journal."""
    return {"event": name, "at": AT, **fields}


def started(command: str = "apply", **fields: Any) -> dict[str, Any]:
    """How a journal begins."""
    usual: dict[str, Any] = {
        "run": "20261123T000000Z-apply-abcdef",
        "command": command,
        "version": "0.1.0",
        "base_url": "https://chapi.cloudhealthtech.com",
        "sandbox": False,
        "inputs": [{"path": "m.csv", "sha256": "ab" * 32, "bytes": 120}],
        "settings": {},
        "schema_version": 1,
    }
    return event("run_started", **(usual | fields))


def beginning(command: str = "apply", **fields: Any) -> RunStarted:
    """The same as an event."""
    return story([started(command, **fields)]).started


def finished(code: int = 0, seconds: float = 12.0) -> dict[str, Any]:
    """How a journal ends."""
    return event("run_finished", exit_code=code, requests={}, seconds=seconds)


def found(finding: str, **fields: str) -> dict[str, Any]:
    """A fact of an audit."""
    return event(
        "found", **(dict.fromkeys(AUDIT, "") | {"client_api_id": "4001", "finding": finding, "change": "new"} | fields)
    )


def audited(**findings: int) -> dict[str, Any]:
    """The result of an audit."""
    told, changes = {"in_sync": 0, **findings}, {"new": 1, "resolved": 0}
    return event("audited", findings=told, accepted=dict.fromkeys(told, 0), changes=changes, compared_with=["R"])


def intent(row: int, attempt: int = 1) -> dict[str, Any]:
    """A write that is about to be sent."""
    ids = {"commercial_acct_id": "2", "govcloud_acct_id": "1", "linkage_id": ""}
    return event("intent", row=row, attempt=attempt, method="POST", client_api_id="4001", **ids)


def settled(row: int, status: str = "created", codes: str = "", message: str = "", **fields: Any) -> dict[str, Any]:
    """A row's outcome."""
    usual = {"linkage_id": "8", "http_status": 201, "attempts": 1, "started_at": AT, "finished_at": AT}
    return event("settled", row=row, status=status, codes=codes, message=message, **(usual | fields))


def answered(at: str = AT, method: str = "POST", status: int | None = 201, verdict: str = "Accepted") -> dict[str, Any]:
    """A request that has ended."""
    where = {"path": "/api/v1/govcloud_linkages", "client_api_id": "4001", "row": 1, "detail": "", "seconds": 0.1}
    return event("answered", method=method, http_status=status, verdict=verdict, **where) | {"at": at}


def story(lines: Iterable[Mapping[str, Any]]) -> Story:
    """The story of a journal with these lines."""
    return Story().take(line for content in lines if (line := line_of(json.loads(json.dumps(content)))))


def joined(plan: pd.DataFrame, lines: Iterable[Mapping[str, Any]] = ()) -> pd.DataFrame:
    """The report's rows from a plan and a journal."""
    return join(plan, story(lines).outcomes)


def reported(plan: pd.DataFrame, lines: Iterable[Mapping[str, Any]], *, with_workbook: bool = False) -> Rendered:
    """The reports from a plan and a journal."""
    told = story(lines)
    return render(join(as_written(plan), told.outcomes), told, with_workbook=with_workbook)
