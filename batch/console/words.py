"""What is shown of a plan and of a result, as lines of text; pure. Colours and terminals are the views' business."""

import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from batch.codes import CODES
from batch.report.causes import Cause
from batch.statuses import Action, Status

PLAN_LINES = 50
"""A plan is shown up to so many rows; all of it stands in `plan.csv`."""

_GOING_ON = {"retry.csv": "Run again as they are: ", "fix.csv": "After editing the file:"}


def plan_lines(plan: pd.DataFrame, forecast: Sequence[str]) -> Iterator[str]:
    """The plan: each row that would be sent, with names beside the digits, then the counts.

    A column sorted by mistake gives valid, unlinked, wrong pairs: names are how a person sees it.
    """
    planned = plan[plan["status"] == Status.PLANNED]
    yield from _table(_planned_row(row) for _, row in planned.head(PLAN_LINES).iterrows())
    if len(planned) > PLAN_LINES:
        yield f"  … and {len(planned) - PLAN_LINES:,} more: see plan.csv"
    if len(planned):
        yield ""
    actions = Counter(planned["action"])
    others = Counter(plan.loc[plan["status"] != Status.PLANNED, "status"])
    sends = [f"{actions[action]:,} to {action}" for action in (Action.CREATE, Action.UPDATE) if actions[action]]
    yield f"Plan: {', '.join(sends) or 'nothing to send'}; {_counted(others) or 'no other rows'}."
    takes, fits = forecast
    if takes:
        yield f"Sending takes {takes}."
    if fits:
        yield f"{fits}."


def result_lines(summary: Mapping[str, Any], causes: Sequence[Cause], folder: Path) -> Iterator[str]:
    """What became of the rows, why, and what to do next; `summary` as `batch.report.summary` has it."""
    where = address(summary["base_url"], is_sandbox=summary["sandbox"])
    sent = summary["requests"]["sent"]
    took = "" if summary["seconds"] is None else f" in {summary['seconds']:,.1f} s"
    yield f"{_counted_rows(summary['rows'])} against {where}, {sent:,} requests{took}: {_counted(summary['counts'])}."
    if causes:
        yield ""
        yield "What needs attention:"
    options = command_line(summary["settings"])
    for cause in causes:
        yield from _cause_lines(cause)
    yield ""
    for file, when in _GOING_ON.items():
        if any(cause.file == file for cause in causes):
            yield f"{when} govlink apply {folder / file}{' ' if options else ''}{options}"
    yield f"Reports: {folder}/"


def stopped_line(summary: Mapping[str, Any]) -> str:
    """Why the run ended early and what to do about it; "" where it did not."""
    stopped = summary["stopped"]
    if not stopped:
        return ""
    return f"stopped early: {stopped['reason']} ({stopped['code']}). {CODES[stopped['code']].remedy}"


def address(base_url: str, *, is_sandbox: bool) -> str:
    """Which CloudHealth is spoken of, said so that nobody takes a rehearsal for the real thing."""
    return f"the SANDBOX at {base_url} (not CloudHealth)" if is_sandbox else base_url


def _counted_rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def command_line(settings: Mapping[str, Any]) -> str:
    """The options of a run, as they are to be repeated in a command that goes on with it."""
    said = ((f"--{name}",) if value is True else (f"--{name}", str(value)) for name, value in settings.items())
    return shlex.join(word for option in said for word in option)


def _planned_row(row: "pd.Series[str]") -> tuple[str, ...]:
    return (
        f"  {row['action']}",
        f"customer {row['client_api_id']}" if row["client_api_id"] else "",
        f"commercial {_account(row, 'commercial')}",
        f"GovCloud {_account(row, 'govcloud')}",
        f"{row['source']}:{row['line']}",
        row["message"],
    )


def _account(row: "pd.Series[str]", side: str) -> str:
    number, name, acct_id = (row[f"{side}_{part}"] for part in ("owner_id", "name", "acct_id"))
    # Accounts that CloudHealth made by itself carry their number for a name.
    return " ".join(part for part in (number, name if name != number else "", f"(id {acct_id})") if part)


def _cause_lines(cause: Cause) -> Iterator[str]:
    customer = f" of customer {cause.client_api_id}" if cause.client_api_id else ""
    more = f" and {cause.rows - len(cause.places):,} more" if cause.rows > len(cause.places) else ""
    yield f"  {_counted_rows(cause.rows)}{customer} {_plain(cause.status)}: {cause.name} ({cause.code})"
    yield f"      where  {', '.join(cause.places)}{more}"
    yield f"      what   {cause.example}"
    yield f"      next   {cause.next_step}"


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{counts[status]:,} {_plain(status)}" for status in Status if counts.get(status))


def _plain(status: str) -> str:
    return status.replace("_", " ")


def _table(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    cells = list(rows)
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
