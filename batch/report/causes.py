"""Root causes: what needs attention (rows, or findings of an audit), grouped by problem, with the next step; pure.

Warnings are grouped too, whether or not their rows need attention.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import pandas as pd

from batch.audit import Change, Finding, needs_attention
from batch.cloudhealth.headers import without_request_ids
from batch.counting import counted
from batch.diagnostics import Severity
from batch.frames import columns_of
from batch.report.message_parts import part_about
from batch.report.tables import AUDIT_FILE, REPORT_FILE
from batch.report.taking_up import FIX_FILE, decisive, files_of, rule_of
from batch.report.wording import became, customer, name_in_words, plain
from batch.rules import sending
from batch.statuses import FIX, RETRY

_PLACES_AT_MOST = 5
_IN_ITS_OWN_WORDS = frozenset({sending.REFUSED_BY_CLOUDHEALTH.id})
"""Codes whose messages are CloudHealth's own words: messages that differ in more than numbers and request ids are
separate causes."""

_NUMBER = re.compile("[0-9]+")


@dataclass(frozen=True, slots=True)
class Cause:
    """The rows of one status, or an audit's findings of one kind, that have the same problem."""

    title: str
    """In words: `2 rows of customer 3947 are invalid: lost leading zeros`; for several, `of 3 customers`."""
    status: str
    """In an audit, the finding; "" for a warning."""
    code: str
    """A key of `RULES`."""
    name: str
    rows: int
    customers: Mapping[str, int]
    """How many rows of each customer (`client_api_id`), the most first."""
    places: tuple[str, ...]
    """The first few, as file:line; empty for findings that are in no mapping."""
    example: str
    """The part of the first message that is about this code."""
    next_step: str
    file: str
    """The file of the rows: `retry.csv`, or the one to edit; for a warning `report.csv`, in an audit `audit.csv`."""
    command: str
    """What to run after the next step, or ""."""
    also_in: str = ""
    """The file in which to edit them, if the rows of `retry.csv` may need it."""


@dataclass(slots=True)
class _Group:
    """The rows of one cause so far."""

    example: str
    rows: int = 0
    customers: Counter[str] = field(default_factory=Counter)
    places: list[str] = field(default_factory=list)

    def take(self, client_api_id: str, place: str) -> None:
        """Count one more row."""
        self.rows += 1
        self.customers[client_api_id] += 1
        if place and len(self.places) < _PLACES_AT_MOST:
            self.places.append(place)


def causes(
    report: pd.DataFrame,
    go_on: Callable[[str, str], str],
    to_edit: str = FIX_FILE,
    names: Mapping[str, str] = MappingProxyType({}),
) -> list[Cause]:
    """Roll up a report (`batch.frames.REPORT`); the cause with the most rows first.

    `go_on` returns the command that continues with `retry.csv` or `fix.csv` for a code. `names` are the customers'
    names in CloudHealth, by id.
    """
    needing = report[report["status"].isin(FIX | RETRY)]
    groups: dict[tuple[str, str, str], _Group] = {}
    decisive_codes: dict[str, str] = {}
    columns = ("status", "codes", "client_api_id", "source", "line", "message")
    for status, codes, client, source, line, message in zip(*columns_of(needing, columns), strict=True):
        code = decisive_codes.get(codes) or decisive_codes.setdefault(codes, decisive(codes).id)
        words = part_about(code, codes, message) if code in _IN_ITS_OWN_WORDS else ""
        key = (status, code, _NUMBER.sub("", without_request_ids(words)))
        group = groups.get(key) or groups.setdefault(key, _Group(part_about(code, codes, message)))
        group.take(client, f"{source}:{line}")
    rolled = [_cause(status, code, group, go_on, to_edit, names) for (status, code, _), group in groups.items()]
    return sorted(rolled, key=lambda cause: -cause.rows)


def causes_of_findings(facts: pd.DataFrame, go_on: Callable[[str, str], str]) -> list[Cause]:
    """Roll up the facts of an audit (`batch.frames.AUDIT`) that need attention, in the order of `Finding`.

    `go_on` returns the command that continues with the rows of a finding and a code, or "". Findings without a row,
    such as linkages that share an account, are a separate cause.
    """
    needing = facts[needs_attention(facts)]
    groups: dict[tuple[str, str, bool], _Group] = {}
    columns = ("finding", "codes", "client_api_id", "source", "line", "message")
    for finding, codes, client, source, line, message in zip(*columns_of(needing, columns), strict=True):
        key = (finding, code := decisive(codes).id, bool(line))
        group = groups.get(key) or groups.setdefault(key, _Group(part_about(code, codes, message)))
        group.take(client, f"{source}:{line}" if line else "")
    order = {finding.value: at for at, finding in enumerate(Finding)}
    rolled = [_cause_of_findings(finding, code, group, go_on) for (finding, code, _), group in groups.items()]
    return sorted(rolled, key=lambda cause: order.get(cause.status, len(order)))


def warnings_of(report: pd.DataFrame, names: Mapping[str, str] = MappingProxyType({})) -> list[Cause]:
    """Roll up the warnings of rows (`batch.frames.PLAN` is enough), the one with the most rows first."""
    return _warnings(report, REPORT_FILE, "row", names)


def warnings_of_facts(facts: pd.DataFrame, names: Mapping[str, str] = MappingProxyType({})) -> list[Cause]:
    """Roll up the warnings of an audit's facts (`batch.frames.AUDIT`), except those that are resolved or accepted."""
    in_sync = (facts["finding"] == Finding.IN_SYNC) & (facts["change"] != Change.RESOLVED)
    return _warnings(facts[in_sync | needs_attention(facts)], AUDIT_FILE, "finding", names)


def _warnings(lines: pd.DataFrame, file: str, thing: str, names: Mapping[str, str]) -> list[Cause]:
    groups: dict[str, _Group] = {}
    warning_codes: dict[str, list[str]] = {}
    columns = ("codes", "client_api_id", "source", "line", "message")
    for codes, client, source, line, message in zip(*columns_of(lines, columns), strict=True):
        if codes not in warning_codes:
            warning_codes[codes] = [code for code in codes.split() if rule_of(code).severity is Severity.WARNING]
        for code in warning_codes[codes]:
            group = groups.get(code) or groups.setdefault(code, _Group(part_about(code, codes, message)))
            group.take(client, f"{source}:{line}" if line else "")
    rolled = [
        _made(f"{counted(group.rows, thing)}{_of_customers(group.customers, names)}", "", code, group, file, "")
        for code, group in groups.items()
    ]
    return sorted(rolled, key=lambda cause: -cause.rows)


def _cause(
    status: str,
    code: str,
    group: _Group,
    go_on: Callable[[str, str], str],
    to_edit: str,
    names: Mapping[str, str],
) -> Cause:
    rows = f"{counted(group.rows, 'row')}{_of_customers(group.customers, names)}"
    file, *also = (to_edit if one == FIX_FILE else one for one in files_of(status, code))
    made = _made(f"{rows} {became(status, group.rows)}", status, code, group, file, go_on(file, code))
    return replace(made, also_in="".join(also))


def _cause_of_findings(finding: str, code: str, group: _Group, go_on: Callable[[str, str], str]) -> Cause:
    # A finding that is in no mapping has no row to continue with.
    command = go_on(finding, code) if group.places else ""
    return _made(f"{group.rows:,} {plain(finding)}", finding, code, group, AUDIT_FILE, command)


def _made(what: str, status: str, code: str, group: _Group, file: str, command: str) -> Cause:
    rule = rule_of(code)
    return Cause(
        title=f"{what}: {name_in_words(rule.name)}",
        status=status,
        code=code,
        name=rule.name,
        rows=group.rows,
        customers=dict(group.customers.most_common()),
        places=tuple(group.places),
        example=group.example,
        next_step=rule.remedy,
        file=file,
        command=command,
    )


def _of_customers(customers: Mapping[str, int], names: Mapping[str, str]) -> str:
    if "" in customers:
        return ""  # some rows name no customer
    if len(customers) > 1:
        return f" of {counted(len(customers), 'customer')}"
    return "".join(f" of {customer(client, names.get(client, ''), direct=False)}" for client in customers)
