"""The first sheet of `report.xlsx`: what happened, what needs attention, and what to do; pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from batch.audit import tally
from batch.counting import counted
from batch.diagnostics import printable
from batch.inventory import ReadState
from batch.mapping.rows import TO_FIX
from batch.report.causes import Cause
from batch.report.commands import option_words
from batch.report.coverage import Coverage
from batch.report.story import Story
from batch.report.taking_up import WORKBOOK_FILE
from batch.report.wording import REHEARSAL, against, customer, early_end, is_direct, most_of, plain
from batch.report.workbook.styles import STYLES
from batch.sheets import FreeSheet, cut
from batch.sheets.styles import Style
from batch.statuses import Status

BY_CUSTOMER = "By customer"
ROWS_AT_MOST = 100_000
"""Per sheet: each row takes 5 KiB of memory and 0.15 milliseconds, and spreadsheets get slow as well."""
_NAME = "Summary"
_WIDTHS = (16, 14, 50, 50, 58, 34, 46)
_HEADS = ("What", "What to do", "Then run", "Where", "Such as")
_CAUSES_AT_MOST = 200
_CUSTOMERS_AT_MOST = 12
_HOW_TO_EDIT = f"Edit the rows in the sheet {TO_FIX}, save the workbook, and run the command; it reads only that sheet."

Line = list[tuple[str | int, Style]]


def front(
    story: Story,
    causes: Sequence[Cause],
    summary: Mapping[str, Any],
    facts: pd.DataFrame | None,
    warnings: Sequence[Cause],
    customers: Sequence[Coverage],
    elsewhere: Mapping[str, str],
) -> FreeSheet:
    """The sheet; for the tables that are `elsewhere`, by the names of their sheets, it names the files."""
    lines = [
        *_head(story, summary),
        *_elsewhere(elsewhere),
        *(_by_status(summary["counts"]) if facts is None else _by_finding(facts, summary)),
        *_causes("Root causes", causes, story.names, summary),
        *_causes("Warnings (no row is skipped because of them)", warnings, story.names, summary),
        *_customers(customers, story.names, summary),
        *_about(story, summary),
    ]
    return FreeSheet(_NAME, _WIDTHS, [[(_shown(content), style) for content, style in line] for line in lines])


def _head(story: Story, summary: Mapping[str, Any]) -> Iterator[Line]:
    if summary["sandbox"]:
        yield [(f"SANDBOX  {REHEARSAL}", Style.ALARM), *([("", Style.ALARM)] * (len(_WIDTHS) - 1))]
    yield [(summary["headline"], Style.TITLE)]
    began = f", started {summary['started_at']}" if summary["started_at"] else ""
    yield [(f"{against(summary, story.started.snapshot)}{began}.", Style.LABEL)]
    what, meaning = early_end(summary)
    if what:
        yield [(f"{what} {meaning}", Style.STRONG)]
    if summary["apply_command"]:
        yield [("To send this plan:", Style.LABEL), ("", Style.PLAIN), (summary["apply_command"], Style.CODE)]


def _elsewhere(tables: Mapping[str, str]) -> Iterator[Line]:
    for name, file in tables.items():
        why = f"it would have more than {ROWS_AT_MOST:,} rows, or a cell or columns that no sheet can hold"
        yield [(f"There is no sheet {name}, because {why}. {file} has all of it.", Style.STRONG)]


def _by_status(counts: Mapping[str, int]) -> Iterator[Line]:
    yield from _heading("Rows by status")
    for status in Status:
        if counts[status]:
            yield [(plain(status), STYLES[status]), (counts[status], Style.COUNT)]


def _by_finding(facts: pd.DataFrame, summary: Mapping[str, Any]) -> Iterator[Line]:
    audit = tally(facts, (summary["audit"] or {}).get("compared_with", ()))
    yield from _heading("Facts by finding")
    for finding, count in audit.findings.items():
        if count:
            accepted = audit.accepted[finding]
            meant = f"{accepted:,} of them accepted" if accepted else ""
            yield [(plain(finding), STYLES[finding]), (count, Style.COUNT), (meant, Style.LABEL)]
    if audit.compared_with:
        changes = ", ".join(f"{count:,} {change}" for change, count in audit.changes.items())
        yield [(f"Since {', '.join(audit.compared_with)}: {changes}.", Style.LABEL)]


def _causes(
    title: str, causes: Sequence[Cause], names: Mapping[str, str], summary: Mapping[str, Any]
) -> Iterator[Line]:
    if not causes:
        return
    direct = is_direct(summary)
    yield from _heading(title)
    if any(WORKBOOK_FILE in {cause.file, cause.also_in} or WORKBOOK_FILE in cause.command for cause in causes):
        yield [(_HOW_TO_EDIT, Style.LABEL)]
    heads = ("Finding", "Facts", *_HEADS) if summary["command"] == "audit" else ("Status", "Rows", *_HEADS)
    yield [(head, Style.HEADER) for head in heads]
    for cause in causes[:_CAUSES_AT_MOST]:
        more = [f"and {cause.rows - len(cause.places):,} more"] if cause.rows > len(cause.places) > 0 else []
        customers = [", ".join(most_of(cause.customers, names, direct=direct))] if len(cause.customers) > 1 else []
        yield [
            (plain(cause.status), STYLES.get(cause.status, Style.PLAIN)),
            (cause.rows, Style.COUNT),
            (f"{cause.title} ({cause.code})", Style.WRAPPED),
            (cause.next_step, Style.WRAPPED),
            (cause.command, Style.CODE),
            ("\n".join([*cause.places, *more, *customers]), Style.WRAPPED),
            (cause.example, Style.WRAPPED),
        ]
    if len(causes) > _CAUSES_AT_MOST:
        further = counted(len(causes) - _CAUSES_AT_MOST, "further cause")
        yield [(f"and {further}: summary.json lists all of them", Style.LABEL)]


def _customers(customers: Sequence[Coverage], names: Mapping[str, str], summary: Mapping[str, Any]) -> Iterator[Line]:
    direct, is_audit = is_direct(summary), summary["command"] == "audit"
    yield from _heading("Customers by findings" if is_audit else "Customers by coverage")
    heads = ("Customer", "Findings" if is_audit else "Linked", "Name", "Read")
    yield [(head, Style.HEADER) for head in heads]
    for one in customers[:_CUSTOMERS_AT_MOST]:
        accounts = ", ".join(filter(None, (counted(one.accounts, "account"), one.left_out)))
        yield [
            (one.client_api_id or customer("", direct=direct), Style.PLAIN),
            (f"{one.findings:,}" if is_audit else f"{one.linked:,} of {one.rows:,}", Style.PLAIN),
            (names.get(one.client_api_id, ""), Style.PLAIN),
            (accounts if one.state == ReadState.COMPLETE else one.state or "not read", Style.PLAIN),
        ]
    if len(customers) > _CUSTOMERS_AT_MOST:
        more = counted(len(customers) - _CUSTOMERS_AT_MOST, "further customer")
        yield [(f"and {more}: see the sheet {BY_CUSTOMER}", Style.LABEL)]


def _about(story: Story, summary: Mapping[str, Any]) -> Iterator[Line]:
    yield from _heading("About this run")
    options = [" ".join(words) for words in option_words(story.started.options or story.started.settings)]
    read = [f"{one['path']} (SHA-256 {one['sha256']})" for one in summary["inputs"]]
    for label, value in (
        ("Run", summary["run"]),
        ("Address", summary["base_url"]),
        ("Began", summary["started_at"]),
        ("Ended", summary["finished_at"] or "unknown: the journal is incomplete"),
        ("Version", f"govlink {summary['version']}"),
        ("Options", " ".join(options) or "none"),
        *zip(["Read", *[""] * len(read)], read, strict=False),
    ):
        yield [(label, Style.LABEL), (value, Style.PLAIN)]


def _heading(title: str) -> Iterator[Line]:
    yield []
    yield [(title, Style.HEADING), *([("", Style.HEADING)] * (len(_WIDTHS) - 1))]


def _shown(content: str | int) -> str | int:
    """Spell out invisible characters, except line breaks: names come from files and from a remote service."""
    return cut("\n".join(map(printable, content.split("\n")))) if isinstance(content, str) else content
