"""Find the account that each side of a row means, by id or by AWS number, never by name; pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from batch.diagnostics import Rule
from batch.frames import problems_frame
from batch.ids import ACCOUNT_ID, OWNER_NUMBER
from batch.inventory import AccountKind
from batch.mapping.rows import SIDES
from batch.reconcile.unfound import Unfound
from batch.rules import accounts as rules
from batch.statuses import Status

_WRONG_KIND = {
    "commercial": (AccountKind.GOVCLOUD, rules.NOT_A_COMMERCIAL_ACCOUNT),
    "govcloud": (AccountKind.COMMERCIAL, rules.NOT_A_GOVCLOUD_ACCOUNT),
}


@dataclass(frozen=True)
class Resolved:
    """The mapping's rows with their accounts, and why some can't be sent.

    `rows` has the columns of `rows_frame`, and for each side `<side>_acct_id` (from CloudHealth, else as given),
    `<side>_owner_id` (as given, else from CloudHealth), `<side>_name`, and `<side>_found` (bool). `problems` as
    `batch.frames.PROBLEMS`.
    """

    rows: pd.DataFrame
    problems: pd.DataFrame


def resolve(rows: pd.DataFrame, accounts: pd.DataFrame, unfound: Unfound) -> Resolved:
    """Find both accounts of every row among its customer's accounts; frames as in `batch.frames`."""
    resolved = rows.copy()
    problems = []
    for side, called in SIDES.items():
        seen = _look_up(rows, accounts, side)
        missing = seen[((seen["given_id"] != "") | (seen["given_no"] != "")) & ~seen["found"]]
        problems += [unfound.problems(missing, called), _unconfirmed(seen, side), _misplaced(seen, side)]
        is_known = seen["found"] & (seen["acct_id"] != "")
        resolved[f"{side}_acct_id"] = seen["acct_id"].where(is_known, rows[f"{side}_acct_id"])
        # A number that contradicts the id is kept: without it, the row in fix.csv would look sound.
        is_blank = rows[f"{side}_owner_id"] == ""
        resolved[f"{side}_owner_id"] = rows[f"{side}_owner_id"].where(~(seen["found"] & is_blank), seen["owner_id"])
        resolved[f"{side}_name"] = seen["name"]
        resolved[f"{side}_found"] = seen["found"]
    return Resolved(resolved, pd.concat(problems, ignore_index=True))


def _rejected(rows: pd.DataFrame, rule: Rule, facts: Callable[[Any], Mapping[str, object]]) -> pd.DataFrame:
    """Return a problem of one rule for each of the rows, from facts about the row (a named tuple)."""
    tuples: Iterable[Any] = rows.itertuples()
    return problems_frame((row.Index, Status.REJECTED, rule.id, rule.describe(**facts(row))) for row in tuples)


def _look_up(rows: pd.DataFrame, accounts: pd.DataFrame, side: str) -> pd.DataFrame:
    """Return one line per row: what was given, the account, and whether it was `found` (bool).

    `matches` (int) is the number of accounts with the given number, and `only` the id of the first.
    """
    seen = pd.DataFrame(
        {
            "client_api_id": rows["client_api_id"],
            "given_id": _well_formed(rows[f"{side}_acct_id"], ACCOUNT_ID),
            "given_no": _well_formed(rows[f"{side}_owner_id"], OWNER_NUMBER),
        }
    )
    numbered = accounts[accounts["owner_id"] != ""].groupby(["client_api_id", "owner_id"], sort=False)["acct_id"]
    by_number = numbered.agg(only="first", matches="size").reset_index()
    keys = ["client_api_id", "given_no"]
    counted = seen[keys].merge(by_number, how="left", left_on=keys, right_on=["client_api_id", "owner_id"])
    counted.index = seen.index
    seen["matches"] = counted["matches"].fillna(0).astype("int64")
    seen["only"] = counted["only"].fillna("")
    wanted = seen["given_id"].where(seen["given_id"] != "", seen["only"].where(seen["matches"] == 1, ""))
    looked = pd.DataFrame({"client_api_id": seen["client_api_id"], "acct_id": wanted})
    account = looked.merge(accounts, how="left", on=["client_api_id", "acct_id"])
    account.index = seen.index
    seen["found"] = account["kind"].notna()
    for column in ("acct_id", "owner_id", "name", "kind"):
        seen[column] = account[column].fillna("")
    return seen


def _well_formed(cells: "pd.Series[str]", pattern: str) -> "pd.Series[str]":
    """Return the cells, blank if the local check has found a problem in them."""
    return cells.where(cells.str.fullmatch(pattern), "")


def _unconfirmed(seen: pd.DataFrame, side: str) -> pd.DataFrame:
    """Return problems for sides named by id and by number that are not shown to be one account."""
    both = seen[seen["found"] & (seen["given_id"] != "") & (seen["given_no"] != "")]
    unlisted = both["owner_id"] == ""
    wrong = both[~unlisted & (both["owner_id"] != both["given_no"])]

    def facts(row: Any) -> dict[str, object]:  # noqa: ANN401 - the same
        return {"side": SIDES[side], "acct_id": row.given_id, "number": row.owner_id, "given": row.given_no}

    return pd.concat(
        [
            _rejected(wrong, rules.ID_AND_NUMBER_DISAGREE, facts),
            _rejected(both[unlisted], rules.NUMBER_NOT_CONFIRMED, facts),
        ]
    )


def _misplaced(seen: pd.DataFrame, side: str) -> pd.DataFrame:
    """Return problems for accounts whose region is the other side's, or not known."""
    other, rule = _WRONG_KIND[side]
    found = seen[seen["found"]]

    def facts(row: Any) -> dict[str, object]:  # noqa: ANN401 - the same
        return {"side": SIDES[side], "account": _called(row)}

    return pd.concat(
        [
            _rejected(found[found["kind"] == other], rule, facts),
            _rejected(found[found["kind"] == AccountKind.UNKNOWN], rules.UNKNOWN_REGION, facts),
        ]
    )


def _called(row: Any) -> str:  # noqa: ANN401 - the same
    return f"{row.acct_id} ({row.name})" if row.name else str(row.acct_id)
