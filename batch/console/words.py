"""A plan and a result as lines of text; pure. Colors and terminals are the views' business."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from batch.counting import counted
from batch.report.causes import Cause, warnings_of
from batch.report.page import PAGE_FILE
from batch.report.taking_up import RETRY_FILE, WORKBOOK_FILE, place_of
from batch.report.wording import address, customer, is_direct, lasting, most_of, names_of, plain
from batch.statuses import Action, Status

PLAN_LINES = 50
"""The most rows of a plan that are shown; `plan.csv` has all of them."""

CAUSES = 20
"""The most causes that are shown per file; `report.html` and `summary.json` have all of them."""

_TO_EDIT = "To edit or decide first"
_TO_WAIT = "To run again once CloudHealth has the account, or to edit"
_TO_RUN = "To run again unchanged"


def plan_lines(
    plan: pd.DataFrame, forecast: Sequence[str], names: Mapping[str, str] = MappingProxyType({})
) -> Iterator[str]:
    """Yield the plan: each row that would be sent, with names next to the numbers, then the counts.

    A column sorted by mistake makes pairs that are valid and unlinked, but wrong; a person notices it by the names.
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
    nothing = "nothing that can be sent" if others[Status.NOT_ATTEMPTED] else "nothing to send"
    yield f"Plan: {', '.join(sends) or nothing}; {_counted(others) or 'no other rows'}."
    if warnings := warnings_of(plan, names):
        yield "Warnings to check first:"
    for warning in warnings:
        such_as = f"{', such as' if warning.rows > 1 else ' at'} {warning.places[0]}"
        yield f"  {warning.title} ({warning.code}){such_as}"
    takes, fits = forecast
    if takes:
        yield f"Sending takes at least {takes}."
    if fits:
        yield f"{fits}."


def result_lines(
    summary: Mapping[str, Any],
    causes: Sequence[Cause],
    folder: Path,
    apply_command: str,
    warnings: Sequence[Cause] = (),
) -> Iterator[str]:
    """Yield what became of the rows, why, and what to do next; `summary` is from `batch.report.summary`.

    `folder` is where the run's folder is now, as the commands of the `causes` name it, and `apply_command` is the
    command that sends the run's plan, or "".
    """
    service = address(summary["base_url"], is_sandbox=summary["sandbox"])
    direct, names = is_direct(summary), names_of(summary)
    sent = counted(summary["requests"]["sent"], "request")
    took = "" if summary["seconds"] is None else f" in {lasting(summary['seconds'])}"
    yield summary["headline"]
    if summary["rows"]:
        yield f"{_counted(summary['counts'])}."
    yield f"{sent} to {service}{took}."
    for what in (_TO_EDIT, _TO_WAIT, _TO_RUN):
        concerned = [cause for cause in causes if _what_to_do(cause) == what]
        if concerned:
            rows = counted(sum(cause.rows for cause in concerned), "row")
            files = (concerned[0].file, concerned[0].also_in)
            yield ""
            yield f"{what} ({rows} in {' and '.join(map(place_of, filter(None, files)))}):"
            for cause in concerned[:CAUSES]:
                yield from _cause_lines(cause, names, direct=direct)
            if len(concerned) > CAUSES:
                yield f"  … and {counted(len(concerned) - CAUSES, 'further cause')}: see {PAGE_FILE}"
            for command in dict.fromkeys(cause.command for cause in concerned if cause.command):
                yield f"  then   {command}"
    yield from warning_lines(warnings, names, direct=direct)
    if apply_command:
        yield ""
        yield f"To send this plan: {apply_command}"
    yield ""
    yield f"Reports: {folder}/ (open {' or '.join(_for_people(summary))})"


def _for_people(summary: Mapping[str, Any]) -> list[str]:
    made = {output["file"] for output in summary["outputs"]}
    return [name for name in (PAGE_FILE, WORKBOOK_FILE) if name in made]


def _what_to_do(cause: Cause) -> str:
    if cause.file != RETRY_FILE:
        return _TO_EDIT
    return _TO_WAIT if cause.also_in else _TO_RUN


def warning_lines(warnings: Sequence[Cause], names: Mapping[str, str], *, direct: bool) -> Iterator[str]:
    """Yield the warnings as a separate block."""
    if warnings:
        yield ""
        yield "Warnings (no row is skipped because of them):"
    for warning in warnings:
        yield from _cause_lines(warning, names, direct=direct)


def stopped_line(summary: Mapping[str, Any]) -> str:
    """Why the run ended early and what to do about it, or ""."""
    stopped = summary["stopped"]
    if not stopped:
        return ""
    return f"stopped early: {stopped['reason']} ({stopped['code']}). {stopped['next_step']}"


def _planned_row(row: "pd.Series[str]") -> tuple[str, ...]:
    return (
        f"  {row['action']}",
        customer(row["client_api_id"], row["customer_name"], direct=True) if row["client_api_id"] else "",
        f"commercial {_account(row, 'commercial')}",
        f"GovCloud {_account(row, 'govcloud')}",
        f"{row['source']}:{row['line']}",
        row["message"],
    )


def _account(row: "pd.Series[str]", side: str) -> str:
    number, name, acct_id = (row[f"{side}_{part}"] for part in ("owner_id", "name", "acct_id"))
    # Accounts that CloudHealth created by itself have their number as name.
    return " ".join(part for part in (number, name if name != number else "", f"(id {acct_id})") if part)


def _cause_lines(cause: Cause, names: Mapping[str, str], *, direct: bool) -> Iterator[str]:
    yield f"  {cause.title} ({cause.code})"
    if len(cause.customers) > 1:
        yield f"      whose  {', '.join(most_of(cause.customers, names, direct=direct))}"
    if cause.places:
        yield f"      where  {', '.join(cause.places)}{more(cause)}"
    yield f"      what   {'such as: ' if cause.rows > 1 else ''}{cause.example}"
    yield f"      next   {cause.next_step}"


def more(cause: Cause) -> str:
    """How many of a cause's rows are not among its places: ` and 5 more`."""
    return f" and {cause.rows - len(cause.places):,} more" if cause.rows > len(cause.places) else ""


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{counts[status]:,} {plain(status)}" for status in Status if counts.get(status))


def _table(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    cells = list(rows)
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
