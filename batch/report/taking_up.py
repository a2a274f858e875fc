"""Which of `retry.csv` and `fix.csv` have a row, by its status and its decisive code; pure."""

from collections.abc import Sequence
from functools import cache

import pandas as pd

from batch.diagnostics import Example, Rule, Severity
from batch.frames import columns_of
from batch.mapping.rows import TO_FIX
from batch.rules import accounts
from batch.rules.registry import RULES
from batch.statuses import FIX, RETRY, Status

FIX_FILE = "fix.csv"
"""Rows that need an edit or a decision first, with what is wrong; itself a mapping."""
RETRY_FILE = "retry.csv"
"""Rows to run again unchanged, including those that only wait for an account; itself a mapping."""
WORKBOOK_FILE = "report.xlsx"
"""Only with the extra `excel`: the same reports in a workbook, all ids as text; its sheet *To fix* is a mapping."""

MAY_APPEAR = (accounts.UNKNOWN_GOVCLOUD_NUMBER.id, accounts.UNKNOWN_COMMERCIAL_NUMBER.id)
"""Codes of rows that may be right, because the account may still appear; for the first, somebody must add it."""

_NONE = Example("")


def rule_of(code: str) -> Rule:
    """The rule of a code, or a stand-in for a code of a later version."""
    return RULES.get(code) or Rule(
        id=code,
        name=code or "no-reason-given",
        severity=Severity.ERROR,
        meaning="",
        remedy="Read the rows' messages.",
        message="",
        wrong=_NONE,
        right=_NONE,
    )


@cache
def decisive(codes: str) -> Rule:
    """The rule that decides why a row or a finding needs attention.

    It is the first error, preferably one that waiting can't resolve; without an error, it is the last code.
    """
    rules = [rule_of(code) for code in codes.split() or [""]]
    errors = [rule for rule in rules if rule.severity is Severity.ERROR]
    return min(errors, key=_patience, default=rules[-1])


def _patience(rule: Rule) -> int:
    return 1 + MAY_APPEAR.index(rule.id) if rule.id in MAY_APPEAR else 0


@cache
def files_of(status: str, codes: str) -> Sequence[str]:
    """The files that have such a row; the first is the one to continue with."""
    if status in RETRY:
        return (RETRY_FILE,)
    if status == Status.REJECTED and decisive(codes).id in MAY_APPEAR:
        return RETRY_FILE, FIX_FILE
    return (FIX_FILE,) if status in FIX else ()


def place_of(file: str) -> str:
    """The place of a file's rows, in words."""
    return f"{file}, sheet {TO_FIX}" if file == WORKBOOK_FILE else file


def rows_in(file: str, report: pd.DataFrame) -> "pd.Series[bool]":
    """Which rows of a report (`batch.frames.REPORT`) are in the file."""
    rows = zip(*columns_of(report, ("status", "codes")), strict=True)
    return pd.Series([file in files_of(status, codes) for status, codes in rows], index=report.index, dtype="bool")
