"""What rows ask of one another once their accounts are known: the same pair twice, one account in two pairs; pure.

The local check has found what shows in the text. Here are the rows that name one account in different ways.
"""

from collections.abc import Collection

import pandas as pd

from batch.frames import problems_frame
from batch.reconcile.resolve import Resolved, problems_for
from batch.rules import between
from batch.rules.accounts import ACCOUNT_CLAIMED_TWICE, SAME_PAIR_NAMED_OTHERWISE
from batch.statuses import Status

_PAIR = ["client_api_id", "commercial_acct_id", "govcloud_acct_id"]
_PLACES_AT_MOST = 5
_CONTESTED = frozenset(code.id for code in (between.TWO_PAIRS, between.BOTH_SIDES, between.TWO_CUSTOMERS))


def freed(local: pd.DataFrame, resolved: Resolved) -> pd.DataFrame:
    """The local problems, without duplicates of rows that will not be sent.

    Of two rows that name a pair in different ways, the first may turn out to contradict itself. A sound one that the
    local check called its duplicate stands for itself then, or the pair would go with the first.
    """
    repeats = local["status"] == Status.DUPLICATE
    if not repeats.any():
        return local
    found = resolved.rows["commercial_found"] & resolved.rows["govcloud_found"]
    sound = resolved.rows.loc[found & ~resolved.rows.index.isin(refused(local, resolved)), _PAIR]
    first_of_pairs = sound.drop_duplicates().index
    return local[~(repeats & local["row"].isin(first_of_pairs))]


def refused(local: pd.DataFrame, resolved: Resolved) -> set[int]:
    """Rows that will not be sent for a fault of their own; duplicates are not among them.

    Nor are rows that others contradict: what is contested must not be sent because another row says it again.
    """
    problems = pd.concat([local, resolved.problems])
    contested = local.loc[local["code"].isin(_CONTESTED), "row"]
    faulty = ~problems["status"].isin({"", Status.DUPLICATE}) & ~problems["row"].isin(contested)
    return set(problems.loc[faulty, "row"])


def cross_check(rows: pd.DataFrame, unsent: Collection[int]) -> pd.DataFrame:
    """Findings for rows whose accounts were found; `rows` as in `Resolved.rows`, local duplicates left out.

    The rows `unsent` will not be sent. They still claim their accounts, but a row that repeats one of them repeats
    nothing that is sent, so it stands for itself.
    """
    found = rows[rows["commercial_found"] & rows["govcloud_found"] & ~rows.index.isin(unsent)]
    repeated = found.duplicated(_PAIR)
    first = found[~repeated].set_index(_PAIR)
    places = (first["source"] + ":" + first["line"]).rename("place")
    again = found[repeated].join(places, on=_PAIR)
    same = problems_for(again, Status.DUPLICATE, SAME_PAIR_NAMED_OTHERWISE, lambda row: f"the same pair as {row.place}")
    return pd.concat([same, *(_clashes(rows, side) for side in ("commercial", "govcloud"))], ignore_index=True)


def _clashes(rows: pd.DataFrame, side: str) -> pd.DataFrame:
    """One account of this side in two pairs or more: a finding for every row that claims it.

    A row that names no sound partner is no pair; the local check has said what is wrong with it.
    """
    partner = "govcloud_named" if side == "commercial" else "commercial_named"
    claims = rows[rows[f"{side}_found"] & (rows[partner] != "")]
    account = ["client_api_id", f"{side}_acct_id"]
    clashing = claims[claims.groupby(account)[partner].transform("nunique") > 1]
    if clashing.empty:
        return problems_frame([])
    places = clashing["source"] + ":" + clashing["line"]
    listed = places.groupby([clashing[column] for column in account]).agg(_list).rename("places")
    return problems_for(
        clashing.join(listed, on=account),
        Status.INVALID,
        ACCOUNT_CLAIMED_TWICE,
        lambda row: f"{side} account {getattr(row, f'{side}_acct_id')} is claimed for different pairs: {row.places}",
    )


def _list(places: "pd.Series[str]") -> str:
    shown = ", ".join(places[:_PLACES_AT_MOST])
    more = len(places) - _PLACES_AT_MOST
    return f"{shown} and {more} more" if more > 0 else shown
