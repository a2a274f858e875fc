"""Rows against existing linkages: an outer join by pair, whose branches are in sync, to be sent, and unmanaged; pure.

A row of the second branch is free to be created where no linkage holds either of its accounts, else it is in conflict.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from batch.codes.linkages import CANNOT_BE_REPOINTED, LINKED_OTHERWISE
from batch.diagnostics import Code
from batch.frames import REPLACED, findings_frame, text_frame
from batch.reconcile.updates import Step, arrange
from batch.statuses import Action, Status

_SIDES = ["commercial_acct_id", "govcloud_acct_id"]
_PAIR = ["client_api_id", *_SIDES]


@dataclass(frozen=True)
class Compared:
    """What the comparison says of each open row, and of the linkages that no row names.

    `findings` as in `batch.frames` (one for each row), `actions` with `action` and `REPLACED` (all `str`) by row, and
    `steps` for the rows that can be sent; `unmanaged` are `LINKAGES`.
    """

    findings: pd.DataFrame
    actions: pd.DataFrame
    steps: dict[int, Step]
    unmanaged: pd.DataFrame


class _Hold(NamedTuple):
    """A linkage that holds an account that the row wants."""

    row: int
    client_api_id: str
    wanted: tuple[str, str]
    held: tuple[str, str]
    linkage_id: str


@dataclass(slots=True)
class _Ledger:
    """The lines of `Compared`, as they are found."""

    findings: list[tuple[int, str, str, str]] = field(default_factory=list)
    actions: list[tuple[str, ...]] = field(default_factory=list)

    def note(
        self,
        row: int,
        status: Status,
        action: Action,
        code: Code | None = None,
        message: str = "",
        replaced: tuple[str, ...] = (),
    ) -> None:
        self.findings.append((row, status, code.id if code else "", message))
        self.actions.append((str(row), action, *(replaced or ("", "", ""))))


def compare(
    rows: pd.DataFrame,
    is_open: "pd.Series[bool]",
    linkages: pd.DataFrame,
    accounts: pd.DataFrame,
    *,
    allow_update: bool,
) -> Compared:
    """Compare; a row is open whose two accounts are known and free of other reasons. Frames as in `batch.frames`."""
    joined = _joined(rows, linkages)
    both = joined[joined["branch"] == "both"]
    synced = dict(zip(both["row"].astype("int64"), both["linkage_id"], strict=True))
    unmanaged = linkages.loc[joined.loc[joined["branch"] == "right_only", "linkage"].sort_values()]
    conflicts = _holds(rows[is_open & ~rows.index.isin(synced)], linkages)
    steps = _steps(conflicts) if allow_update else {}
    taken = {(conflicts[row][0].client_api_id, acct_id) for row in steps for acct_id in conflicts[row][0].wanted}
    names = _names(accounts) if conflicts else {}
    ledger = _Ledger()
    for row in rows.index[is_open]:
        if row in synced:
            ledger.note(row, Status.IN_SYNC, Action.NONE, replaced=("", "", synced[row]))
        elif row not in conflicts:
            steps[row] = Step("")
            ledger.note(row, Status.PLANNED, Action.CREATE)
        elif row not in steps:
            holders = "; ".join(_words(hold, names) for hold in conflicts[row])
            code = CANNOT_BE_REPOINTED if allow_update else LINKED_OTHERWISE
            ledger.note(row, Status.CONFLICT, Action.NONE, code, holders, ("", "", conflicts[row][0].linkage_id))
        elif not steps[row].linkage_id:
            holders = "; ".join(_words(hold, names) for hold in conflicts[row])
            ledger.note(row, Status.PLANNED, Action.CREATE, None, f"free once other rows have moved: {holders}")
        else:
            moved = next(hold for hold in conflicts[row] if hold.linkage_id == steps[row].linkage_id)
            message = "; ".join(["repoints " + _words(moved, names, which=", which"), *_left(moved, names, taken)])
            ledger.note(row, Status.PLANNED, Action.UPDATE, None, message, (*moved.held, moved.linkage_id))
    frame = text_frame(("row", "action", *REPLACED), ledger.actions)
    actions = frame.set_index(frame.pop("row").astype("int64"))
    return Compared(findings_frame(ledger.findings), actions, steps, unmanaged.reset_index(drop=True))


def _joined(rows: pd.DataFrame, linkages: pd.DataFrame) -> pd.DataFrame:
    """Rows and linkages by customer and pair: the `row`, the `linkage` (both by index), its id, and the `branch`."""
    wanted = rows[_PAIR].rename_axis("row").reset_index()
    existing = linkages.rename_axis("linkage").reset_index()
    return wanted.merge(existing, how="outer", on=_PAIR, indicator="branch")


def _steps(conflicts: dict[int, list[_Hold]]) -> dict[int, Step]:
    """What each conflicting row does that has a solution; linkages of two customers are two, whatever their ids."""
    arranged = arrange(
        {row: [(hold.client_api_id, hold.linkage_id) for hold in held] for row, held in sorted(conflicts.items())}
    )
    return {row: Step(linkage[1] if linkage else "", after) for row, (linkage, after) in arranged.items()}


def _holds(rows: pd.DataFrame, linkages: pd.DataFrame) -> dict[int, list[_Hold]]:
    """For each row the linkages that hold one of its accounts, on whichever side; rows that none holds are left out."""
    wanted = rows[_PAIR].rename_axis("row").reset_index()
    met = _by_account(wanted).merge(_by_account(linkages), on=["client_api_id", "acct_id"], suffixes=("", "_held"))
    columns = ["row", *_PAIR, *(f"{side}_held" for side in _SIDES), "linkage_id"]
    holds: dict[int, list[_Hold]] = {}
    for row, customer, commercial, govcloud, held_commercial, held_govcloud, linkage_id in met.drop_duplicates(
        ["row", "linkage_id"]
    )[columns].itertuples(index=False, name=None):
        hold = _Hold(row, customer, (commercial, govcloud), (held_commercial, held_govcloud), linkage_id)
        holds.setdefault(row, []).append(hold)
    return holds


def _by_account(pairs: pd.DataFrame) -> pd.DataFrame:
    """Each pair twice, with one of its accounts as `acct_id`."""
    return pd.concat([pairs.assign(acct_id=pairs[side]) for side in _SIDES])


_Names = dict[tuple[str, str], str]


def _words(hold: _Hold, names: _Names, which: str = "") -> str:
    commercial, govcloud = (_account(hold, acct_id, names) for acct_id in hold.held)
    return f"linkage {hold.linkage_id}{which} joins commercial {commercial} with GovCloud {govcloud}"


def _left(hold: _Hold, names: _Names, taken: Collection[tuple[str, str]]) -> Iterator[str]:
    """What becomes of the accounts that the linkage lets go: a partner in another row of this plan, or none."""
    freed = [acct_id for acct_id in hold.held if acct_id not in hold.wanted]
    alone = [acct_id for acct_id in freed if (hold.client_api_id, acct_id) not in taken]
    if alone:
        yield f"leaves {' and '.join(_account(hold, acct_id, names) for acct_id in alone)} without a partner"


def _account(hold: _Hold, acct_id: str, names: _Names) -> str:
    name = names.get((hold.client_api_id, acct_id))
    return f"{acct_id} ({name})" if name else acct_id


def _names(accounts: pd.DataFrame) -> _Names:
    return dict(zip(zip(accounts["client_api_id"], accounts["acct_id"], strict=True), accounts["name"], strict=True))
