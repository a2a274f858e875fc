"""What changed since the last audit: each fact is new, persisting, or resolved; pure."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import pandas as pd

from batch.audit.findings import Finding
from batch.diagnostics import Rule
from batch.frames import AUDIT, add_codes, text_frame
from batch.mapping.rows import SIDES
from batch.rules import drift

_SEPARATOR = "\x1f"

_WAS = {
    Finding.IN_SYNC: "the pair was linked as mapped",
    Finding.MISSING: "neither account was linked",
    Finding.CONFLICT: "one of the accounts was linked otherwise",
    Finding.UNMANAGED: "the linkage was in no mapping",
    Finding.UNLINKED: "the GovCloud account had no linkage",
    Finding.GONE: "an account of the row was not in CloudHealth",
    Finding.INVALID: "the row could not be linked",
    Finding.UNREADABLE: "the customer could not be read",
}
"""The message of a fact that no longer holds."""

_JOINS = re.compile(r"linkage ([0-9]+) joins commercial ([0-9]+)(?: \(.*?\))? with GovCloud ([0-9]+)")
"""A linkage in the messages of `batch.reconcile.linked`."""

_QUOTED = drift.PARTNER_CHANGED.message.partition("{")[0]
"""After this text, a message quotes an earlier audit."""

_IN_DETAIL = frozenset({Finding.CONFLICT, Finding.GONE, Finding.INVALID, Finding.UNREADABLE})
"""Findings for which the message also quotes what was reported then."""


class Change(StrEnum):
    """How a fact compares with the last audit."""

    NEW = "new"
    PERSISTING = "persisting"
    RESOLVED = "resolved"


@dataclass(frozen=True)
class Before:
    """What the last audits found for the customers that are audited now.

    `facts` (`AUDIT`) are what was true then, and `audited_at` has for each customer when that was seen (ISO 8601).
    `departed` are customers that the last audit of all customers had, and that are no longer listed. `runs` names the
    audits.
    """

    facts: pd.DataFrame = field(default_factory=lambda: text_frame(AUDIT, ()))
    audited_at: Mapping[str, str] = field(default_factory=dict)
    departed: Collection[str] = frozenset()
    runs: Sequence[str] = ()


def with_changes(
    facts: pd.DataFrame, before: Before, now: str, linkages: pd.DataFrame, left_out: Collection[str] = ()
) -> pd.DataFrame:
    """Return the facts (`FACTS`) with `since` and `change`, and the facts that no longer hold, as `AUDIT`.

    `now` (ISO 8601) is the `since` of new facts. `linkages` (`LINKAGES`) are the existing ones. Nothing is resolved for
    a customer that could not be read now, or for an account of a `left_out` customer that may be one of its unreadable
    ones.
    """
    earlier = before.facts
    keys, earlier_keys = _keys(facts), _keys(earlier)
    known = pd.Series(earlier["since"].to_numpy(), index=earlier_keys.to_numpy(), dtype="str")
    persisting = keys.isin(earlier_keys)
    since = keys.map(known).where(persisting, now)
    change = pd.Series(Change.NEW, index=facts.index, dtype="str").mask(persisting, Change.PERSISTING)
    current = facts.assign(since=since, change=change)
    ended = earlier[~earlier_keys.isin(keys)]
    resolved = _resolved(facts, ended[~_may_hold(ended, linkages, left_out)])
    exist = set(zip(linkages["client_api_id"], linkages["linkage_id"], strict=True))
    linked = set(_pairs(linkages))
    add_codes(current, dict(_since_last(current, earlier, before.audited_at, linked)))
    add_codes(resolved, dict(_about_resolved(resolved, before, exist)))
    return pd.concat([current, resolved], ignore_index=True)[list(AUDIT)].astype("str")


def _keys(facts: pd.DataFrame) -> "pd.Series[str]":
    """Return what identifies a fact over time: customer, finding, and accounts, but not the row's line.

    Rows with equal keys, which invalid ones can have, are numbered.
    """
    key = facts["client_api_id"] + _SEPARATOR + facts["finding"]
    for side in SIDES:
        acct_id, owner_id = facts[f"{side}_acct_id"], facts[f"{side}_owner_id"]
        key = key + _SEPARATOR + acct_id.mask(acct_id == "", owner_id)
    return (key + _SEPARATOR + key.groupby(key).cumcount().astype("str")).astype("str")


def _may_hold(ended: pd.DataFrame, linkages: pd.DataFrame, left_out: Collection[str]) -> "pd.Series[bool]":
    """Whether an unlinked account may still be unlinked: it is in no linkage, and not all accounts can be read."""
    held = [linkages["client_api_id"] + "/" + linkages[f"{side}_acct_id"] for side in SIDES]
    is_unsure = (ended["finding"] == Finding.UNLINKED) & ended["client_api_id"].isin(left_out)
    return is_unsure & ~_govcloud(ended).isin(pd.concat(held))


def _resolved(facts: pd.DataFrame, ended: pd.DataFrame) -> pd.DataFrame:
    """Return the ended facts that need a separate line.

    A linkage that was in sync and is now reported differently (missing, conflict, …) has its line already. So has an
    unmanaged one that is in conflict now, since its accounts are in another linkage too. A GovCloud account without a
    linkage is missing if a mapping has its pair, and unlinked if none has: a change between the two resolves nothing.
    """
    unreadable = set(facts.loc[facts["finding"] == Finding.UNREADABLE, "client_api_id"])
    conflicts = facts[facts["finding"] == Finding.CONFLICT]
    has_line = (ended["finding"] == Finding.IN_SYNC) & _pairs(ended).isin(_pairs(facts))
    has_line |= (ended["finding"] == Finding.UNMANAGED) & _pairs(ended).isin(_pairs(conflicts))
    for was, now in ((Finding.MISSING, Finding.UNLINKED), (Finding.UNLINKED, Finding.MISSING)):
        has_line |= (ended["finding"] == was) & _govcloud(ended).isin(_govcloud(facts[facts["finding"] == now]))
    resolved = ended[~has_line & ~ended["client_api_id"].isin(unreadable)]
    cells = zip(resolved["finding"], resolved["message"], strict=True)
    return resolved.assign(change=Change.RESOLVED, message=pd.array([_was(*one) for one in cells], dtype="str"))


def _was(finding: str, message: str) -> str:
    """Return what was true before, in words that are true now."""
    was = _WAS[Finding(finding)]
    return f'{was}: "{message}"' if message and finding in _IN_DETAIL else was


def _govcloud(facts: pd.DataFrame) -> "pd.Series[str]":
    return facts["client_api_id"] + "/" + facts["govcloud_acct_id"]


def _pairs(facts: pd.DataFrame) -> "pd.Series[str]":
    return facts["client_api_id"] + "/" + facts["commercial_acct_id"] + "/" + facts["govcloud_acct_id"]


_Remarks = Iterator[tuple[int, tuple[Rule, str]]]
"""The index in a frame, and what happened: the rule and the message; each index once."""


def _since_last(
    current: pd.DataFrame, earlier: pd.DataFrame, audited_at: Mapping[str, str], linked: Collection[str]
) -> _Remarks:
    """Yield facts that are due to a linkage that vanished or changed; `linked` are the existing pairs."""
    is_new, is_conflict = current["change"] == Change.NEW, current["finding"] == Finding.CONFLICT
    concerned = current[is_new | is_conflict]
    if earlier.empty or concerned.empty:
        return
    was = _Linked(earlier)
    conflicts = earlier[earlier["finding"] == Finding.CONFLICT]
    messages = dict(zip(_pairs(conflicts), conflicts["message"], strict=True))
    rows: Any = concerned.assign(pair=_pairs(concerned)).itertuples()
    for row in rows:
        then = audited_at.get(row.client_api_id, "")
        if row.change == Change.NEW:
            yield from _due_to_new(row, was, then, linked)
        elif not _joined(row.message) <= _joined(message := messages.get(row.pair, row.message)):
            yield row.Index, _changed(message, then)


def _joined(message: str) -> set[tuple[str, str, str]]:
    """Return the linkages that a conflict's message names: id, commercial account, and GovCloud account.

    The names of accounts, and warnings after them, may change while the linkage stays the same.
    """
    return set(_JOINS.findall(message.partition(_QUOTED)[0]))


def _due_to_new(row: Any, was: "_Linked", then: str, linked: Collection[str]) -> _Remarks:  # noqa: ANN401 - a named tuple made by pandas
    match row.finding:
        case Finding.MISSING if held := was.pair.get(row.pair):
            yield row.Index, _vanished(f"linkage {held.linkage_id}", then)
        case Finding.CONFLICT if row.pair not in linked and (held := was.pair.get(row.pair)):
            yield row.Index, _changed(f"linkage {held.linkage_id} joined the pair", then)
        case Finding.UNLINKED if held := was.govcloud.get((row.client_api_id, row.govcloud_acct_id)):
            yield row.Index, _vanished(f"linkage {held.linkage_id} with commercial {held.commercial_acct_id}", then)
        case Finding.IN_SYNC | Finding.UNMANAGED if held := was.linkage.get((row.client_api_id, row.linkage_id)):
            if _pair(held) != _pair(row):
                joined = f"commercial {held.commercial_acct_id} with GovCloud {held.govcloud_acct_id}"
                yield row.Index, _changed(f"it joined {joined}", then)


def _vanished(linkage: str, then: str) -> tuple[Rule, str]:
    return drift.LINKAGE_VANISHED, drift.LINKAGE_VANISHED.describe(linkage=linkage, then=then)


def _changed(was: str, then: str) -> tuple[Rule, str]:
    return drift.PARTNER_CHANGED, drift.PARTNER_CHANGED.describe(then=then, was=was)


class _Linked:
    """An earlier audit's linkages, by the keys under which they are looked up."""

    def __init__(self, earlier: pd.DataFrame) -> None:
        linked = earlier[earlier["finding"].isin([Finding.IN_SYNC, Finding.UNMANAGED])]
        rows: list[Any] = list(linked.itertuples())
        self.pair = dict(zip(_pairs(linked), rows, strict=True))
        self.govcloud = {(row.client_api_id, row.govcloud_acct_id): row for row in rows}
        self.linkage = {(row.client_api_id, row.linkage_id): row for row in rows}


def _pair(row: Any) -> tuple[str, str]:  # noqa: ANN401 - the same
    return row.commercial_acct_id, row.govcloud_acct_id


def _about_resolved(resolved: pd.DataFrame, before: Before, exist: Collection[tuple[str, str]]) -> _Remarks:
    rows: Any = resolved.itertuples()
    for row in rows:
        if row.client_api_id in before.departed:
            yield row.Index, (drift.CUSTOMER_DEPARTED, drift.CUSTOMER_DEPARTED.describe())
        elif row.linkage_id and row.finding != Finding.CONFLICT and (row.client_api_id, row.linkage_id) not in exist:
            yield row.Index, _vanished(f"linkage {row.linkage_id}", before.audited_at.get(row.client_api_id, ""))
