"""Compare rows with each other again, now that their accounts are known from CloudHealth; pure.

The check of the mapping compared the accounts as the rows name them. Now it may turn out that one row names an account
by id that another names by AWS number, or that a row is not sent although another one repeats it.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

import pandas as pd

from batch.checking.contradictions import Claims, Contradiction
from batch.checking.ids import is_valid
from batch.frames import problems_frame
from batch.mapping.rows import SIDES
from batch.reconcile.resolve import Resolved
from batch.rules import accounts, between, records
from batch.statuses import Status

_CONTESTED = [between.TWO_PAIRS.id, between.BOTH_SIDES.id, between.TWO_CUSTOMERS.id]
"""Codes of rows that claim the same account in contradictory ways."""
_Problem = tuple[int, str, str, str]
"""A line of `batch.frames.PROBLEMS`."""


def compare_rows(local: pd.DataFrame, resolved: Resolved, customers: Collection[str]) -> pd.DataFrame:
    """Return the local problems, plus what the accounts show about the rows of these `customers`.

    Which row repeats which is decided again: a row is not a duplicate of one that isn't sent because of its own
    problem. But it is a duplicate of a row whose accounts the check found in contradiction, since that contradiction
    may show only in the way that row names them.
    """
    read = set(resolved.rows.index[resolved.rows["client_api_id"].isin(customers)])
    was_duplicate = (local["status"] == Status.DUPLICATE) & local["row"].isin(read)
    kept, repeats = local[~was_duplicate], local[was_duplicate]
    unsent = _with_status(kept) | _with_status(resolved.problems)
    # What a ragged row claims is unknown. A row that repeats another one's text, and has its own problem, claims
    # nothing that the other doesn't.
    silent = set(local.loc[local["code"] == records.RAGGED_ROW.id, "row"]) | (unsent & set(repeats["row"]))
    contested = set(local.loc[local["code"].isin(_CONTESTED), "row"]) - _with_status(resolved.problems)
    contradictions, repeated = _claims(resolved.rows, read - silent).found(unsent - contested)
    duplicates = _regrouped(contested, repeated)
    in_text = set(repeats.loc[repeats["code"] == between.DUPLICATE_ROW.id, "row"])
    tuples: Iterable[Any] = resolved.rows.itertuples()
    rows = {row.Index: row for row in tuples}
    found = [
        *_contradictions(contradictions, rows, settled=_with_status(kept)),
        *_duplicates(duplicates, rows, in_text={row for row in in_text if duplicates.get(row) not in contested}),
    ]
    return pd.concat([kept, problems_frame(found)], ignore_index=True)


def _regrouped(contested: set[int], duplicates: dict[int, int]) -> dict[int, int]:
    """Return the duplicates, so that a contradictory row is the original of all rows with its pair, in any order."""
    instead = {original: row for row, original in duplicates.items() if row in contested and original not in contested}
    pairs = {**duplicates, **{original: original for original in instead}}
    return {row: instead.get(original, original) for row, original in pairs.items() if row not in contested}


def _with_status(problems: pd.DataFrame) -> set[int]:
    """Return the rows that get a status from one of the problems."""
    return set(problems.loc[problems["status"] != "", "row"])


def _contradictions(found: Iterable[Contradiction], rows: dict[int, Any], settled: set[int]) -> Iterator[_Problem]:
    """Yield the rows that contradict each other, except those whose status the check has settled."""
    for contradiction in found:
        row = rows[contradiction.row]
        if contradiction.row in settled:
            continue
        if contradiction.rule is between.SELF_LINK:
            rule = accounts.ONE_ACCOUNT_ON_BOTH_SIDES
            message = rule.describe(account=row.govcloud_acct_id)
        else:
            rule = accounts.ACCOUNT_CLAIMED_TWICE
            sides = dict.fromkeys(key.partition("_")[0] for key, _number in contradiction.accounts)
            named = [f"the {SIDES[side]} account {_called(row, side)}" for side in sides]
            message = contradiction.describe(rule, named, [_place(rows[other]) for other in contradiction.others])
        yield contradiction.row, Status.INVALID, rule.id, message


def _duplicates(found: dict[int, int], rows: dict[int, Any], in_text: set[int]) -> Iterator[_Problem]:
    """Yield the rows that repeat another one, `in_text` or by the accounts that they mean."""
    for row, original in found.items():
        rule = between.DUPLICATE_ROW if row in in_text else accounts.SAME_PAIR_NAMED_OTHERWISE
        yield row, Status.DUPLICATE, rule.id, rule.describe(place=_place(rows[original]))


def _claims(rows: pd.DataFrame, claiming: Collection[int]) -> Claims:
    """Return what each row claims, with numbers in place of the customer's accounts; only the rows `claiming` count.

    An account that was found has one number for both its id and its AWS number; another has one for each of its names.
    """
    numbers: dict[tuple[str, str], str] = {}

    def number(customer: str, name: str) -> str:
        return numbers.setdefault((customer, name), str(len(numbers) + 1)) if name else ""

    claims = Claims()
    tuples: Iterable[Any] = rows.itertuples()
    for row in tuples:
        customer = row.client_api_id if row.Index in claiming else ""
        names = [name for side in SIDES for name in (_names(row, side) if row.Index in claiming else ("", ""))]
        claims.add(customer, *(number(customer, name) for name in names))
    return claims


def _names(row: Any, side: str) -> tuple[str, str]:  # noqa: ANN401 - a named tuple made by pandas
    """Return an account's name by id and by number, each "" if there is none."""
    acct_id, owner_id = getattr(row, f"{side}_acct_id"), getattr(row, f"{side}_owner_id")
    if getattr(row, f"{side}_found"):
        return acct_id, acct_id
    return (
        acct_id if is_valid(f"{side}_acct_id", acct_id) else "",
        f"no. {owner_id}" if is_valid(f"{side}_owner_id", owner_id) else "",
    )


def _called(row: Any, side: str) -> str:  # noqa: ANN401 - the same
    return str(getattr(row, f"{side}_acct_id") or getattr(row, f"{side}_owner_id"))


def _place(row: Any) -> str:  # noqa: ANN401 - the same
    return f"{row.source}:{row.line}"
