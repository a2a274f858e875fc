"""Explain why an account that a row names is not found: who else has it, or the likely causes in order; pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import pandas as pd

from batch.diagnostics import Rule
from batch.frames import problems_frame
from batch.inventory import Account, AccountKind, CustomerInventory
from batch.rules import accounts as rules
from batch.statuses import Status


class _Unlisted(NamedTuple):
    """What it means if a side's AWS number is not found."""

    rule: Rule
    likeliest: str
    other_side: AccountKind


UNLISTED = {
    # An account appears by itself 24 to 48 hours after its first cost; GovCloud accounts are in no bill and must be
    # added by hand (Broadcom's articles 284343 and 283553).
    "commercial": _Unlisted(
        rules.UNKNOWN_COMMERCIAL_NUMBER,
        "it is in no bill yet (24 to 48 hours after its first cost)",
        AccountKind.GOVCLOUD,
    ),
    "GovCloud": _Unlisted(
        rules.UNKNOWN_GOVCLOUD_NUMBER,
        "nobody has added it to CloudHealth (GovCloud accounts never appear by themselves)",
        AccountKind.COMMERCIAL,
    ),
}
# Assigning an account to a customer creates it in the customer's tenant, with an id of its own (CloudHealth's API
# guide, partner endpoints).
_COPIED = "the id is another tenant's (ids differ by tenant, AWS numbers don't)"
_REMOVED = "it was removed from CloudHealth"
# A user in a sub-organization sees only that organization's accounts (CloudHealth's API guide, organizations).
OUT_OF_SIGHT = "the key sees only one sub-organization"
_HOLDERS_AT_MOST = 3


class Unfound:
    """Explains why sides of rows have no account.

    `accounts` (`batch.frames.ACCOUNTS`) are those of `inventories`, which were searched; `elsewhere` are other known
    inventories, also of customers that no row names. Look-ups are built only if an account is missing.
    """

    def __init__(
        self,
        accounts: pd.DataFrame,
        inventories: Sequence[CustomerInventory],
        elsewhere: Collection[CustomerInventory] = (),
    ) -> None:
        self._accounts = accounts
        self._inventories = inventories
        self._elsewhere = elsewhere

    @cached_property
    def _left_out(self) -> Mapping[str, str]:
        """By customer, the accounts that can't be read: one that isn't found may be among them."""
        return {each.client_api_id: each.left_out for each in self._inventories}

    @cached_property
    def _linked(self) -> Collection[tuple[str, str]]:
        """The accounts in linkages, each as customer and id."""
        return {
            (each.client_api_id, field) for each in self._inventories for one in each.linkages for field in one.fields
        }

    # Account ids with 12 digits exist, so an id is searched only among ids, and a number among numbers.

    @cached_property
    def _with_id(self) -> Mapping[str, Sequence[str]]:
        return _holders([*self._inventories, *self._elsewhere], lambda account: account.acct_id)

    @cached_property
    def _with_number(self) -> Mapping[str, Sequence[str]]:
        return _holders([*self._inventories, *self._elsewhere], lambda account: account.owner_id)

    def problems(self, missing: pd.DataFrame, side: str) -> pd.DataFrame:
        """Return one problem (`batch.frames.PROBLEMS`) per line.

        A line has `client_api_id`, `given_id` and `given_no`, how many of the customer's accounts have that number
        (`matches`), and the id of one of them (`only`).
        """
        unlisted = UNLISTED[side]
        has_no_number = (self._accounts["owner_id"] == "") & (self._accounts["kind"] != unlisted.other_side)
        numberless = Counter(self._accounts.loc[has_no_number, "client_api_id"])
        rows: Iterable[Any] = missing.itertuples()
        return problems_frame(
            (row.Index, Status.REJECTED, *self._problem(row, side, unlisted, numberless[row.client_api_id]))
            for row in rows
        )

    def _problem(self, row: Any, side: str, unlisted: _Unlisted, numberless: int) -> tuple[str, str]:  # noqa: ANN401 - a named tuple made by pandas
        """Return the code and the message."""
        by_id, by_number = f"{side} account {row.given_id}", f"{side} AWS number {row.given_no}"
        account = by_id if row.given_id else by_number
        customer = f"customer {row.client_api_id}" if row.client_api_id else "this customer"
        if row.matches > 1 and not row.given_id:
            return _described(rules.AMBIGUOUS_NUMBER, account=account, count=row.matches, customer=customer)
        if row.matches == 1:
            facts = {"account": account, "customer": customer, "number": row.given_no, "only": row.only}
            return _described(rules.NUMBER_UNDER_ANOTHER_ID, **facts)
        for named, holders in (by_number, self._with_number[row.given_no]), (by_id, self._with_id[row.given_id]):
            if others := [holder for holder in holders if holder != row.client_api_id]:
                owner = _customers(others)
                return _described(rules.ACCOUNT_OF_ANOTHER_CUSTOMER, account=named, owner=owner, customer=customer)
        if left_out := self._left_out.get(row.client_api_id):
            return _described(rules.ACCOUNT_NOT_READABLE, account=account, customer=customer, left_out=left_out)
        if row.given_id:
            # A customer without tenants has no other tenant to copy an id from, and an id in a linkage is not a copy.
            may_be_copied = row.client_api_id and (row.client_api_id, row.given_id) not in self._linked
            rule, causes = rules.UNKNOWN_ACCOUNT, [_COPIED if may_be_copied else _REMOVED]
        else:
            rule, causes = unlisted.rule, [unlisted.likeliest, *_among(numberless)]
        why = f": perhaps {_either([*causes, OUT_OF_SIGHT])}"
        return _described(rule, side=side, acct_id=row.given_id, number=row.given_no, customer=customer, why=why)


def _described(rule: Rule, **facts: object) -> tuple[str, str]:
    return rule.id, rule.describe(**facts)


def _holders(inventories: Iterable[CustomerInventory], name: Callable[[Account], str]) -> Mapping[str, Sequence[str]]:
    """Return the customers that have an account with each id, or number."""
    holders: defaultdict[str, list[str]] = defaultdict(list)
    for inventory in inventories:
        for called in filter(None, map(name, inventory.accounts)):
            if inventory.client_api_id not in holders[called]:
                holders[called].append(inventory.client_api_id)
    return holders


def _among(numberless: int) -> list[str]:
    if not numberless:
        return []
    which = f"one of {numberless:,} accounts whose numbers" if numberless > 1 else "the one account whose number"
    return [f"it is {which} CloudHealth doesn't return"]


def _customers(customers: Sequence[str]) -> str:
    if len(customers) == 1:
        return f"customer {customers[0]}"
    named = customers if len(customers) <= _HOLDERS_AT_MOST else [*customers[:_HOLDERS_AT_MOST], "others"]
    *first, last = named
    return f"customers {', '.join(first)}{',' if len(first) > 1 else ''} and {last}"


def _either(causes: Sequence[str]) -> str:
    *first, last = causes
    return f"{', '.join(first)}, or {last}" if first else last
