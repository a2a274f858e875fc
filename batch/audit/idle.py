"""Advice about acceptances that match no finding: only a sound entry that is certainly unused can be removed; pure."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import pandas as pd

from batch.audit.acceptance import Acceptance
from batch.audit.changes import Change
from batch.audit.findings import Finding
from batch.reconcile import Plan


@dataclass(frozen=True)
class AuditBasis:
    """What an audit covers: its `facts` (`AUDIT`), the customers that it asked about, and its `plan`.

    `everybody` if there are no other customers.
    """

    facts: pd.DataFrame
    customers: Collection[str]
    everybody: bool
    plan: Plan


def advice(entry: Acceptance, audited: AuditBasis) -> str:
    """Return why the entry matches nothing, if that is known, and what to do about it."""
    return f"matches no '{entry.finding}' finding{_because(entry, audited)}"


def _because(entry: Acceptance, audited: AuditBasis) -> str:
    current = audited.facts[audited.facts["change"] != Change.RESOLVED]
    unread = set(current.loc[current["finding"] == Finding.UNREADABLE, "client_api_id"])
    customer = entry.keys.get("client_api_id", "")
    if customer in unread or (not customer and unread):
        return ", but not every customer could be read completely: keep the entry"
    if customer in audited.plan.left_out or (not customer and audited.plan.left_out):
        return ", but not every account could be read: keep the entry"
    if customer not in audited.customers and not audited.everybody:
        return (
            f", but this audit does not cover {f'customer {customer}' if customer else 'all customers'}: keep the entry"
        )
    if entry.doubts:
        return f": {entry.doubts}"
    if customer and customer not in audited.customers:
        return f": the key sees no customer {customer}; correct the entry, or remove it if the customer has left"
    if strange := next(_strange(entry, audited.plan), ""):
        return f": {strange}; correct the entry, or remove it if the account has left"
    others = current.loc[entry.names(current) & (current["finding"] != Finding.IN_SYNC), "finding"]
    if len(others):
        return f", only '{others.iloc[0]}'; correct the entry, or remove it"
    return "; you can remove this entry"


def _strange(entry: Acceptance, plan: Plan) -> Iterator[str]:
    """Yield a message for each account of the entry that neither CloudHealth nor the mapping has."""
    client = entry.keys.get("client_api_id", "")
    accounts, rows = (
        frame[frame["client_api_id"] == client] if client else frame for frame in (plan.accounts, plan.frame)
    )
    for key, value in entry.keys.items():
        side, _, kind = key.partition("_")
        if key != "client_api_id" and value not in set(accounts[kind]) | set(rows[key]):
            beginning = f"customer {client} has" if client else "there is"
            yield f"{beginning} no {'GovCloud' if side == 'govcloud' else side} account {value}"
