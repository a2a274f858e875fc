"""Rows against existing linkages: in sync, free to create, or held otherwise; pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from batch.codes.linkages import CANNOT_BE_REPOINTED, LINKED_OTHERWISE
from batch.diagnostics import Code
from batch.frames import REPLACED, findings_frame, text_frame
from batch.reconcile.updates import Step, arrange
from batch.statuses import Action, Status


@dataclass(frozen=True)
class Compared:
    """What the comparison says of each row.

    `findings` as in `batch.frames` (one for each row), `actions` with `action` and `REPLACED` (all `str`) by row, and
    `steps` for the rows that can be sent.
    """

    findings: pd.DataFrame
    actions: pd.DataFrame
    steps: dict[int, Step]


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


def compare(rows: pd.DataFrame, linkages: pd.DataFrame, accounts: pd.DataFrame, *, allow_update: bool) -> Compared:
    """Compare rows whose two accounts are known and free of other reasons; frames as in `batch.frames`."""
    holds = _holds(rows, linkages)
    synced = {row: hold for row, held in holds.items() for hold in held if hold.held == hold.wanted}
    conflicts = {row: held for row, held in holds.items() if row not in synced}
    steps = _steps(conflicts) if allow_update else {}
    taken = {(holds[row][0].client_api_id, acct_id): row for row in steps for acct_id in holds[row][0].wanted}
    names = _names(accounts) if conflicts else {}
    ledger = _Ledger()
    for row in rows.index:
        if row in synced:
            ledger.note(row, Status.IN_SYNC, Action.NONE, replaced=("", "", synced[row].linkage_id))
        elif row not in conflicts:
            steps[row] = Step("")
            ledger.note(row, Status.PLANNED, Action.CREATE)
        elif row not in steps:
            told = "; ".join(_tell(hold, names) for hold in conflicts[row])
            code = CANNOT_BE_REPOINTED if allow_update else LINKED_OTHERWISE
            ledger.note(row, Status.CONFLICT, Action.NONE, code, told, ("", "", conflicts[row][0].linkage_id))
        elif not steps[row].linkage_id:
            told = "; ".join(_tell(hold, names) for hold in conflicts[row])
            ledger.note(row, Status.PLANNED, Action.CREATE, None, f"free once other rows have moved: {told}")
        else:
            moved = next(hold for hold in conflicts[row] if hold.linkage_id == steps[row].linkage_id)
            message = "; ".join(["repoints " + _tell(moved, names, which=", which"), *_left(moved, names, taken)])
            ledger.note(row, Status.PLANNED, Action.UPDATE, None, message, (*moved.held, moved.linkage_id))
    frame = text_frame(("row", "action", *REPLACED), ledger.actions)
    return Compared(findings_frame(ledger.findings), frame.set_index(frame.pop("row").astype("int64")), steps)


def _steps(conflicts: dict[int, list[_Hold]]) -> dict[int, Step]:
    """What each conflicting row does that has a solution; linkages of two customers are two, whatever their ids."""
    arranged = arrange(
        {row: [(hold.client_api_id, hold.linkage_id) for hold in held] for row, held in sorted(conflicts.items())}
    )
    return {row: Step(linkage[1] if linkage else "", after) for row, (linkage, after) in arranged.items()}


def _holds(rows: pd.DataFrame, linkages: pd.DataFrame) -> dict[int, list[_Hold]]:
    """For each row the linkages that hold one of its accounts, on whichever side; rows that none holds are left out."""
    sides = ["commercial_acct_id", "govcloud_acct_id"]
    wanted = rows[["client_api_id", *sides]].rename_axis("row").reset_index()
    existing = linkages.rename(columns={"commercial_acct_id": "held_commercial", "govcloud_acct_id": "held_govcloud"})
    met = [
        wanted.merge(existing, left_on=["client_api_id", side], right_on=["client_api_id", place])
        for side in sides
        for place in ("held_commercial", "held_govcloud")
    ]
    columns = ["row", "client_api_id", *sides, "held_commercial", "held_govcloud", "linkage_id"]
    holds: dict[int, list[_Hold]] = {}
    for row, client, commercial, govcloud, held_commercial, held_govcloud, linkage_id in (
        pd.concat(met).drop_duplicates(["row", "linkage_id"])[columns].itertuples(index=False, name=None)
    ):
        hold = _Hold(row, client, (commercial, govcloud), (held_commercial, held_govcloud), linkage_id)
        holds.setdefault(row, []).append(hold)
    return holds


_Names = dict[tuple[str, str], str]


def _tell(hold: _Hold, names: _Names, which: str = "") -> str:
    commercial, govcloud = (_account(hold, acct_id, names) for acct_id in hold.held)
    return f"linkage {hold.linkage_id}{which} joins commercial {commercial} with GovCloud {govcloud}"


def _left(hold: _Hold, names: _Names, taken: Mapping[tuple[str, str], int]) -> Iterator[str]:
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
