"""Compare rows with existing linkages: an outer join by pair, with the branches in sync, to send, and unmanaged; pure.

A row to send can be created if no linkage has either of its accounts; otherwise it is in conflict. So is any row with
an account that is in two linkages: only a person can decide which of them is right.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from batch.diagnostics import Rule
from batch.frames import REPLACED, problems_frame, text_frame
from batch.mapping.rows import ACCT_IDS
from batch.reconcile.updates import Step, arrange
from batch.rules.linkages import CANNOT_BE_REPOINTED, LINKED_OTHERWISE, LINKED_TWICE
from batch.statuses import Action, Status

_SIDES = list(ACCT_IDS)
_PAIR = ["client_api_id", *_SIDES]


@dataclass(frozen=True)
class Compared:
    """What the comparison found for each open row, and the linkages that no row names.

    `statuses` as `batch.frames.PROBLEMS` (one line per row), `actions` with `action` and `REPLACED` (all `str`) by row,
    and `steps` for the rows that can be sent; `unmanaged` are `LINKAGES`. `doubled` are all linkages that share an
    account with another one: `LINKAGES` and a `message` that names them all.
    """

    statuses: pd.DataFrame
    actions: pd.DataFrame
    steps: dict[int, Step]
    unmanaged: pd.DataFrame
    doubled: pd.DataFrame


class _Linkage(NamedTuple):
    """An existing linkage; `held` are its accounts, the commercial one first."""

    client_api_id: str
    linkage_id: str
    held: tuple[str, str]


@dataclass(slots=True)
class _Ledger:
    """The lines of `Compared`, as they are found."""

    statuses: list[tuple[int, str, str, str]] = field(default_factory=list)
    actions: list[tuple[str, ...]] = field(default_factory=list)

    def note(
        self,
        row: int,
        status: Status,
        action: Action,
        rule: Rule | None = None,
        message: str = "",
        replaced: tuple[str, ...] = (),
    ) -> None:
        self.statuses.append((row, status, rule.id if rule else "", message))
        self.actions.append((str(row), action, *(replaced or ("", "", ""))))


def compare(
    rows: pd.DataFrame,
    is_open: "pd.Series[bool]",
    linkages: pd.DataFrame,
    accounts: pd.DataFrame,
    *,
    allow_update: bool,
) -> Compared:
    """Compare; a row is open if both its accounts are known and it has no problem. Frames as in `batch.frames`."""
    joined = _joined(rows, linkages)
    doubled = linkages[_share_accounts(linkages)]
    both = joined[(joined["branch"] == "both") & ~joined["linkage"].isin(doubled.index)]
    synced = dict(zip(both["row"].astype("int64"), both["linkage_id"], strict=True))
    unmanaged = linkages.loc[joined.loc[joined["branch"] == "right_only", "linkage"].sort_values()]
    conflicts = _holders(rows[is_open & ~rows.index.isin(synced)], linkages)
    twins = _twins(doubled)
    twice = {row for row, holders in conflicts.items() if any(holder in twins for holder in holders)}
    steps = _steps({row: conflicts[row] for row in conflicts.keys() - twice}) if allow_update else {}
    wanted = {row: (pair[0], pair[1]) for row, *pair in rows.loc[list(steps), _SIDES].itertuples(name=None)}
    taken = {(conflicts[row][0].client_api_id, acct_id) for row, pair in wanted.items() for acct_id in pair}
    names = _names(accounts) if conflicts or twins else {}
    ledger = _Ledger()
    for row in rows.index[is_open]:
        if row in synced:
            ledger.note(row, Status.IN_SYNC, Action.NONE, replaced=("", "", synced[row]))
        elif row not in conflicts:
            steps[row] = Step("")
            ledger.note(row, Status.PLANNED, Action.CREATE)
        elif row in twice:
            named = set(conflicts[row]).union(*(twins.get(holder, ()) for holder in conflicts[row]))
            words = LINKED_TWICE.describe(linkages=_all_words(named, names))
            ledger.note(row, Status.CONFLICT, Action.NONE, LINKED_TWICE, words, ("", "", conflicts[row][0].linkage_id))
        elif row not in steps:
            rule = CANNOT_BE_REPOINTED if allow_update else LINKED_OTHERWISE
            words = rule.describe(linkages=_all_words(conflicts[row], names))
            ledger.note(row, Status.CONFLICT, Action.NONE, rule, words, ("", "", conflicts[row][0].linkage_id))
        elif not steps[row].linkage_id:
            holders = _all_words(conflicts[row], names)
            ledger.note(row, Status.PLANNED, Action.CREATE, None, f"free once other rows have moved: {holders}")
        else:
            moved = next(holder for holder in conflicts[row] if holder.linkage_id == steps[row].linkage_id)
            left = _left(moved, wanted[row], names, taken)
            message = "; ".join(["repoints " + _words(moved, names, which=", which"), *left])
            ledger.note(row, Status.PLANNED, Action.UPDATE, None, message, (*moved.held, moved.linkage_id))
    frame = text_frame(("row", "action", *REPLACED), ledger.actions)
    actions = frame.set_index(frame.pop("row").astype("int64"))
    messages = [LINKED_TWICE.describe(linkages=_all_words(named, names)) for named in twins.values()]
    doubled = doubled.assign(message=messages).astype("str").reset_index(drop=True)
    return Compared(problems_frame(ledger.statuses), actions, steps, unmanaged.reset_index(drop=True), doubled)


def _joined(rows: pd.DataFrame, linkages: pd.DataFrame) -> pd.DataFrame:
    """Join rows and linkages by customer and pair: `row` and `linkage` (both by index), its id, and the `branch`."""
    wanted = rows[_PAIR].rename_axis("row").reset_index()
    existing = linkages.rename_axis("linkage").reset_index()
    return wanted.merge(existing, how="outer", on=_PAIR, indicator="branch")


def _steps(conflicts: dict[int, list[_Linkage]]) -> dict[int, Step]:
    """Return a step for each conflicting row that can be solved; equal linkage ids of two customers are distinct."""
    arranged = arrange(dict(sorted(conflicts.items())))
    return {row: Step(linkage.linkage_id if linkage else "", after) for row, (linkage, after) in arranged.items()}


def _holders(rows: pd.DataFrame, linkages: pd.DataFrame) -> dict[int, list[_Linkage]]:
    """Return the linkages that have one of a row's accounts, on either side, for each row that has any."""
    wanted = rows[_PAIR].rename_axis("row").reset_index()
    shared = _by_account(wanted).merge(_by_account(linkages), on=["client_api_id", "acct_id"], suffixes=("", "_held"))
    columns = ["row", "client_api_id", "linkage_id", *(f"{side}_held" for side in _SIDES)]
    holders: dict[int, list[_Linkage]] = {}
    for row, customer, linkage_id, *held in shared.drop_duplicates(["row", "linkage_id"])[columns].itertuples(
        index=False, name=None
    ):
        holders.setdefault(row, []).append(_Linkage(customer, linkage_id, (held[0], held[1])))
    return holders


def _share_accounts(linkages: pd.DataFrame) -> "pd.Series[bool]":
    """Whether each linkage has an account that another linkage of the customer has too, on either side."""
    held = _by_account(linkages).drop_duplicates(["client_api_id", "acct_id", "linkage_id"])
    shared = held[held.duplicated(["client_api_id", "acct_id"], keep=False)]
    return pd.Series(linkages.index.isin(shared.index), index=linkages.index)


def _twins(doubled: pd.DataFrame) -> dict[_Linkage, set[_Linkage]]:
    """Return, for each linkage that shares an account, itself and those that it shares one with."""
    columns = ["client_api_id", "linkage_id", *_SIDES]
    linkages = [
        _Linkage(customer, linkage_id, (held[0], held[1]))
        for customer, linkage_id, *held in doubled[columns].itertuples(index=False, name=None)
    ]
    linkages_with: dict[tuple[str, str], set[_Linkage]] = defaultdict(set)
    for linkage in linkages:
        for acct_id in linkage.held:
            linkages_with[linkage.client_api_id, acct_id].add(linkage)
    return {
        linkage: set[_Linkage]().union(*(linkages_with[linkage.client_api_id, acct_id] for acct_id in linkage.held))
        for linkage in linkages
    }


def _by_account(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return each pair twice, once per account as `acct_id`."""
    return pd.concat([pairs.assign(acct_id=pairs[side]) for side in _SIDES])


_Names = dict[tuple[str, str], str]


def _all_words(linkages: Iterable[_Linkage], names: _Names) -> str:
    by_id = sorted(linkages, key=lambda linkage: (len(linkage.linkage_id), linkage.linkage_id))
    return "; ".join(_words(linkage, names) for linkage in by_id)


def _words(linkage: _Linkage, names: _Names, which: str = "") -> str:
    commercial, govcloud = (_account(linkage, acct_id, names) for acct_id in linkage.held)
    return f"linkage {linkage.linkage_id}{which} joins commercial {commercial} with GovCloud {govcloud}"


def _left(moved: _Linkage, wanted: tuple[str, str], names: _Names, taken: Collection[tuple[str, str]]) -> Iterator[str]:
    """Yield what happens to the accounts that leave the linkage, unless another row of this plan links them."""
    freed = [acct_id for acct_id in moved.held if acct_id not in wanted]
    alone = [acct_id for acct_id in freed if (moved.client_api_id, acct_id) not in taken]
    if alone:
        yield f"leaves {' and '.join(_account(moved, acct_id, names) for acct_id in alone)} without a partner"


def _account(linkage: _Linkage, acct_id: str, names: _Names) -> str:
    name = names.get((linkage.client_api_id, acct_id))
    return f"{acct_id} ({name})" if name else acct_id


def _names(accounts: pd.DataFrame) -> _Names:
    return dict(zip(zip(accounts["client_api_id"], accounts["acct_id"], strict=True), accounts["name"], strict=True))
