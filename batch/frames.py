"""The frames that pass between the rooms: their columns and dtypes, documented once.

Every column is text (`str`, "" for nothing) unless said otherwise: ids and account numbers must keep their zeros, and
an empty cell must not become a NaN. The index of a frame with one line per mapping row is the row's number from 0.
"""

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter

import pandas as pd

from batch.diagnostics import Rule
from batch.inventory import CustomerInventory
from batch.mapping.rows import COLUMNS, Row

ACCOUNTS = (
    "client_api_id",
    "acct_id",
    "owner_id",
    "name",
    "kind",
    "amazon_name",
    "level",
    "account_type",
    "partition",
)
"""One line per account that was read, as `batch.inventory.Account` has it."""

LINKAGES = ("client_api_id", "linkage_id", "commercial_acct_id", "govcloud_acct_id")
"""One line per linkage that was read, its accounts on the sides where the user sees them."""

PROBLEMS = ("row", "status", "code", "message")
"""One line per problem: `row` (int) is the mapping row's number, `status` what it makes of the row ("": nothing).

A status that needs no explanation, such as in_sync, comes without a code.
"""

_PLACE = {
    "source": "The file that has the row, and the sheet if it is a workbook.",
    "line": "The line of the row in that file, or its row number in the sheet.",
}
_PAIR = {
    "client_api_id": "The customer.",
    "customer_name": "The customer's name, as the row has it or else as CloudHealth has it.",
    "commercial_acct_id": "CloudHealth's id of the commercial account.",
    "commercial_owner_id": "The AWS account number of the commercial account.",
    "commercial_name": "The name of the commercial account in CloudHealth.",
    "govcloud_acct_id": "CloudHealth's id of the GovCloud account.",
    "govcloud_owner_id": "The AWS account number of the GovCloud account.",
    "govcloud_name": "The name of the GovCloud account in CloudHealth.",
}
_PROBLEMS_OF_LINE = {
    "codes": "The codes of its problems, separated by spaces.",
    "message": "The messages of its problems, separated by `; `.",
}

PLAN: Mapping[str, str] = {
    **_PLACE,
    **_PAIR,
    "action": "What the row asks for: `create`, `update`, or `none`.",
    "status": "What became of the row.",
    **_PROBLEMS_OF_LINE,
}
"""The plan's columns with their meanings, and the first of the report's; ids are the resolved ones where known, else as
given.
"""

REPLACED: Mapping[str, str] = {
    "previous_commercial_acct_id": "The commercial account of the linkage that an update repoints.",
    "previous_govcloud_acct_id": "The GovCloud account of that linkage.",
    "linkage_id": "The linkage of one of the row's accounts, if there is one.",
}
"""What an update would replace; in `plan.csv` these follow `PLAN`, before the user's own columns."""

SETTLED: Mapping[str, str] = {
    "linkage_id": REPLACED["linkage_id"],
    "http_status": "The status of the last answer to a write for this row.",
    "attempts": "How many times the row was sent.",
    "started_at": "When it was first sent (ISO 8601, UTC).",
    "finished_at": "When its outcome was clear (ISO 8601, UTC).",
}
"""What only sending can show; in `report.csv` these follow `PLAN`, before the user's own columns."""

REPORT: Mapping[str, str] = {**PLAN, **SETTLED}

FACTS: Mapping[str, str] = {
    **_PAIR,
    "finding": "What was found.",
    **_PROBLEMS_OF_LINE,
    "linkage_id": REPLACED["linkage_id"],
    **_PLACE,
}
"""How CloudHealth and the mapping compare, one line per fact; `finding` is a `batch.audit.Finding`."""

AUDIT: Mapping[str, str] = {
    **FACTS,
    "since": "When the fact was first found (ISO 8601, UTC).",
    "change": "How it compares with the last audit: `new`, `persisting`, or `resolved`.",
}
"""The columns of `audit.csv`: each fact with the time since when it is known, and a `batch.audit.Change`."""

BETWEEN = {"codes": " ", "message": "; "}
"""A line has a code and words for each of its problems; these separate them."""

_CELLS_OF_ACCOUNT = attrgetter(*ACCOUNTS[1:])
_CELLS_OF_ROW = attrgetter(*COLUMNS)

_REPORTS_OWN = frozenset({*REPORT, *REPLACED})


def text_frame(columns: Iterable[str], lines: Iterable[Sequence[str]]) -> pd.DataFrame:
    """A frame of `str` columns, also where there is no line at all."""
    return pd.DataFrame(list(lines), columns=list(columns), dtype="str")


def columns_of(frame: pd.DataFrame, names: Iterable[str] | None = None) -> list[list[str]]:
    """The cells of a text frame, column by column (all, or those of `names`), as plain lists.

    Going through a column of pandas cell by cell is ten times slower.
    """
    return [frame[name].tolist() for name in (frame.columns if names is None else names)]


def with_more(column: str, before: str, more: str) -> str:
    """A cell of the column `codes` or `message`, with one more behind those that it has."""
    return f"{before}{BETWEEN[column]}{more}" if before and more else before or more


def add_codes(frame: pd.DataFrame, broken: Mapping[int, tuple[Rule, str]]) -> None:
    """Add to lines of a frame, by their index, the code of a rule each and its words; in place."""
    add_problems(frame, problems_frame((line, "", rule.id, words) for line, (rule, words) in broken.items()))


def add_problems(frame: pd.DataFrame, problems: pd.DataFrame) -> None:
    """Add the codes and words of problems (`PROBLEMS`), which change no status, to lines of a frame; in place."""
    for column, added in (("codes", "code"), ("message", "message")):
        more = problems.groupby("row", sort=False)[added].agg(BETWEEN[column].join)
        cells = frame.loc[more.index, column]
        frame.loc[more.index, column] = [with_more(column, *pair) for pair in zip(cells, more, strict=True)]


def has_code(frame: pd.DataFrame, rule: Rule) -> "pd.Series[bool]":
    """Which lines have this rule's code among theirs."""
    return frame["codes"].str.contains(rf"\b{rule.id}\b")


def rows_frame(rows: Sequence[Row]) -> pd.DataFrame:
    """The mapping: `source`, `line` and the keys and the customer's name as given, one line per row."""
    columns = ("source", "line", *COLUMNS)
    return text_frame(columns, ((row.source, str(row.line), *_CELLS_OF_ROW(row)) for row in rows))


def own_columns(rows: Sequence[Row]) -> pd.DataFrame:
    """The user's own columns under their names in reports: the union over all files in order of appearance."""
    names = list(dict.fromkeys(name for row in rows for name in row.extra))
    frame = text_frame(names, ([row.extra.get(name, "") for name in names] for row in rows))
    return frame.rename(columns=report_name)


def report_name(column: str) -> str:
    """What a user's column is called in a report: `input_<name>` where a report has a column of that name.

    A user's `input_status` moves on to `input_input_status`, so that the way back (`own_name`) is never in doubt.
    """
    return f"input_{column}" if _without_prefix(column) in _REPORTS_OWN else column


def own_name(column: str) -> str:
    """The user's name for a column of a report: the reverse of `report_name`."""
    return column.removeprefix("input_") if _without_prefix(column) in _REPORTS_OWN else column


def _without_prefix(column: str) -> str:
    while column.startswith("input_"):
        column = column.removeprefix("input_")
    return column


def accounts_frame(inventories: Iterable[CustomerInventory]) -> pd.DataFrame:
    """Every account that was read, as `ACCOUNTS`; an id that a shifting list showed twice is there once."""
    frame = text_frame(
        ACCOUNTS,
        (
            (inventory.client_api_id, *_CELLS_OF_ACCOUNT(account))
            for inventory in inventories
            for account in inventory.accounts
        ),
    )
    return frame.drop_duplicates(["client_api_id", "acct_id"], ignore_index=True)


def with_account(lines: pd.DataFrame, accounts: pd.DataFrame, side: str) -> pd.DataFrame:
    """The lines with the AWS number and the name of one side's account, NaN where it is not among the accounts."""
    columns = {"acct_id": f"{side}_acct_id", "owner_id": f"{side}_owner_id", "name": f"{side}_name"}
    of_side = accounts[["client_api_id", *columns]].rename(columns=columns)
    return lines.merge(of_side, how="left", on=["client_api_id", f"{side}_acct_id"])


def problems_frame(lines: Iterable[tuple[int, str, str, str]]) -> pd.DataFrame:
    """Problems as `PROBLEMS`, from (row, status, code, message)."""
    return pd.DataFrame(list(lines), columns=list(PROBLEMS)).astype({"row": "int64"})
