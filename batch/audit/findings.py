"""The outer join of mapping and CloudHealth as facts: one line each, from whichever side; pure."""

from enum import StrEnum
from functools import reduce
from operator import or_

import pandas as pd

from batch.frames import FACTS, add_codes, add_problems, has_code, text_frame, with_account
from batch.inventory import AccountKind
from batch.mapping.rows import SIDES
from batch.reconcile import Plan
from batch.reconcile.account_warnings import account_warnings
from batch.rules import accounts, drift, linkages
from batch.statuses import Status


class Finding(StrEnum):
    """What an audit can find, in the order in which it is read."""

    IN_SYNC = "in_sync"
    """The pair is linked as mapped."""
    MISSING = "missing"
    """A row's pair is not linked."""
    CONFLICT = "conflict"
    """An account is linked to another account than in the mapping, or is in two linkages."""
    UNMANAGED = "unmanaged"
    """A linkage exists that no row of the mapping names."""
    UNLINKED = "unlinked"
    """A GovCloud account has no linkage, so its cost is attributed to nobody."""
    GONE = "gone"
    """An account that a row names is not in CloudHealth."""
    INVALID = "invalid"
    """A row can't be linked."""
    UNREADABLE = "unreadable"
    """A customer could not be read completely, so nothing is reported about it."""


_OF_STATUS = {
    Status.IN_SYNC: Finding.IN_SYNC,
    Status.PLANNED: Finding.MISSING,
    Status.CONFLICT: Finding.CONFLICT,
    Status.INVALID: Finding.INVALID,
    Status.REJECTED: Finding.INVALID,
}
"""The finding for a row's status in the plan; a duplicate is not a fact of its own."""


def find(plan: Plan) -> pd.DataFrame:
    """Return every fact that the comparison shows, as `batch.frames.FACTS`.

    Mapped rows come first, in mapping order; then the customers that could not be read, about which nothing else is
    claimed; then linkages that share an account, and what is in no mapping. `plan` must not be made with updates
    allowed.
    """
    mapped = _mapped(plan)
    parts = [mapped, _unreadable(plan), _doubled(plan, mapped), _unmanaged(plan, mapped), _unlinked(plan, mapped)]
    # Each part separately, because an empty one would change the types of its columns.
    alike = [part.reindex(columns=list(FACTS), fill_value="").astype("str").fillna("") for part in parts]
    facts = pd.concat(alike, ignore_index=True)
    # A row's own fact has the row's name, which may differ.
    called = [plan.names.get(customer, "") for customer in facts["client_api_id"]]
    facts["customer_name"] = facts["customer_name"].where(facts["customer_name"] != "", pd.array(called, dtype="str"))
    _warn_of_unmapped(facts, plan)
    return facts


def _warn_of_unmapped(facts: pd.DataFrame, plan: Plan) -> None:
    """Add account warnings to the facts that are not from a row; the plan has added them to the rows."""
    is_row, is_linkage = facts["line"] != "", facts["linkage_id"] != ""
    linkage = ("linkage " + facts["linkage_id"]).where(is_linkage, "")
    pairs = facts.assign(place=(facts["source"] + ":" + facts["line"]).where(is_row, linkage))
    warnings = account_warnings(pairs, plan.accounts)
    add_problems(facts, warnings[~is_row.loc[warnings["row"]].to_numpy()])


def _mapped(plan: Plan) -> pd.DataFrame:
    """Return the rows' own facts, without those of customers that could not be read."""
    rows = plan.frame
    finding = rows["status"].map(_OF_STATUS)
    silent = rows["client_api_id"].isin(plan.unusable) & (rows["status"] != Status.INVALID)
    unknown = (rows["status"] == Status.REJECTED) & reduce(or_, (has_code(rows, rule) for rule in accounts.UNKNOWN))
    facts = rows.assign(finding=finding.mask(unknown, Finding.GONE))[finding.notna() & ~silent].copy()
    missing = facts.index[facts["finding"] == Finding.MISSING]
    add_codes(facts, dict.fromkeys(missing, (drift.NOT_LINKED, drift.NOT_LINKED.describe())))
    return facts


def _unreadable(plan: Plan) -> pd.DataFrame:
    lines = ((client, Finding.UNREADABLE, code, reason) for client, (_, code, reason) in plan.unusable.items())
    return text_frame(("client_api_id", "finding", "codes", "message"), lines)


def _doubled(plan: Plan, mapped: pd.DataFrame) -> pd.DataFrame:
    """Return linkages that share an account with another one, unless a row's conflict names them."""
    facts = _unreported(plan, plan.doubled, mapped)
    return facts.assign(finding=Finding.CONFLICT, codes=linkages.LINKED_TWICE.id)


def _unmanaged(plan: Plan, mapped: pd.DataFrame) -> pd.DataFrame:
    """Return linkages that no row names, except those that conflict with a row, which are reported there."""
    is_doubled = _ids(plan.unmanaged).isin(_ids(plan.doubled))
    facts = _unreported(plan, plan.unmanaged[~is_doubled], mapped)
    words = [drift.IN_NO_MAPPING.describe(linkage_id=linkage_id) for linkage_id in facts["linkage_id"]]
    return facts.assign(finding=Finding.UNMANAGED, codes=drift.IN_NO_MAPPING.id, message=pd.array(words, dtype="str"))


def _unreported(plan: Plan, existing: pd.DataFrame, mapped: pd.DataFrame) -> pd.DataFrame:
    """Return the existing linkages that have no account of a conflicting row, with names and numbers."""
    conflicts = mapped[mapped["finding"] == Finding.CONFLICT]
    reported = pd.concat([_accounts(conflicts, side) for side in SIDES])
    held = [_accounts(existing, side).isin(reported) for side in SIDES]
    facts = existing[~(held[0] | held[1])]
    for side in SIDES:
        facts = with_account(facts, plan.accounts, side)
    return facts


def _ids(existing: pd.DataFrame) -> "pd.Series[str]":
    return existing["client_api_id"] + "/" + existing["linkage_id"]


def _unlinked(plan: Plan, mapped: pd.DataFrame) -> pd.DataFrame:
    """Return GovCloud accounts without a linkage, unless their missing linkage is reported already."""
    readable = plan.accounts[plan.accounts["client_api_id"].isin(plan.directions)]
    govcloud = readable[readable["kind"] == AccountKind.GOVCLOUD][["client_api_id", "acct_id"]]
    facts = govcloud.rename(columns={"acct_id": "govcloud_acct_id"})
    missing = mapped[mapped["finding"] == Finding.MISSING]
    reported = pd.concat([*(_accounts(plan.linkages, side) for side in SIDES), _accounts(missing, "govcloud")])
    facts = with_account(facts[~_accounts(facts, "govcloud").isin(reported)], plan.accounts, "govcloud")
    rule = drift.GOVCLOUD_NOT_LINKED
    return facts.assign(finding=Finding.UNLINKED, codes=rule.id, message=rule.describe())


def _accounts(frame: pd.DataFrame, side: str) -> "pd.Series[str]":
    """Return each line's account on one side with its customer, as one comparable text."""
    return frame["client_api_id"] + "/" + frame[f"{side}_acct_id"]
