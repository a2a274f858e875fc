"""Turns a mapping into a world for the sandbox, so that a run can be rehearsed before CloudHealth is touched; pure.

Every account that a row names exists on that side, nothing is linked, and nothing fails. The words in a user's column
called `sandbox` change that for that row: see `WORDS`. User's columns called `commercial_name` and `govcloud_name`
name the accounts, and the first `customer_name` of a customer names the customer.
"""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from batch.errors import UsageError
from batch.ids import OWNER_NUMBER
from batch.mapping.names import folded
from batch.mapping.rows import Row

COLUMN = "sandbox"

WORDS = {
    "linked": "the pair is already linked",
    "linked-elsewhere": "the GovCloud account is linked to another commercial account",
    "no-commercial": "CloudHealth doesn't have the commercial account",
    "no-govcloud": "CloudHealth doesn't have the GovCloud account",
    "no-region": "CloudHealth doesn't give the GovCloud account's region",
    "not-govcloud": "the account on the GovCloud side is a commercial account",
    "twice": "two accounts have the GovCloud account's number",
    "lost-answer": "the first POST is applied, and its answer is lost",
    "broken": "every POST is answered 500 and is not applied",
    "refused": "every POST is refused with 422",
    "customer-refused": "the key may not see the row's customer",
    "customer-broken": "the customer's accounts can't be read",
}
"""The words that the `sandbox` column of a row may have, separated by spaces."""

_SIDES = {"commercial": "global", "govcloud": "govcloud"}
_NUMBER = re.compile(OWNER_NUMBER)
_ID = re.compile("[1-9][0-9]{0,17}")
_STRANGER = "999900000000"
"""The first AWS number for accounts that no row names, such as the other account of a pair linked elsewhere."""

_Data = dict[str, Any]


def scenario_for(rows: Iterable[Row]) -> _Data:
    """Return the world for these rows, as data for `batch.sandbox.Scenario.from_dict`.

    Raises `UsageError` for an unknown word.
    """
    world = _World()
    for row in rows:
        world.take(row)
    return world.scenario()


@dataclass(slots=True)
class _Customer:
    name: str = ""
    accounts: list[_Data] = field(default_factory=list)
    linkages: list[_Data] = field(default_factory=list)
    by_name: dict[str, _Data] = field(default_factory=dict)
    """Each account by `id …` and `number …`, as the rows name it."""


@dataclass(slots=True)
class _World:
    """What the rows so far need."""

    customers: dict[str, _Customer] = field(default_factory=dict)
    faults: list[_Data] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    strangers: int = 0

    def take(self, row: Row) -> None:
        words = _words(row)
        if row.client_api_id and not _ID.fullmatch(row.client_api_id):
            return
        customer = self.customers.setdefault(row.client_api_id, _Customer())
        customer.name = customer.name or row.customer_name.strip()
        sides = {
            side: self._account(customer, row, side, region)
            for side, region in _SIDES.items()
            if f"no-{side}" not in words
        }
        commercial, govcloud = sides.get("commercial"), sides.get("govcloud")
        if govcloud:
            self._change_account(customer, govcloud, words)
        if commercial and govcloud and "linked" in words:
            customer.linkages.append({"commercial": _name(commercial), "govcloud": _name(govcloud)})
        elif govcloud and "linked-elsewhere" in words:
            customer.linkages.append({"commercial": _name(self._stranger(customer)), "govcloud": _name(govcloud)})
        self._add_faults(row, govcloud, words)

    def scenario(self) -> _Data:
        """Return everything in the form of the scenario's schema."""
        worlds = {
            client_api_id: {
                "id": int(client_api_id or "1"),
                "name": each.name,
                "accounts": each.accounts,
                "linkages": each.linkages,
            }
            for client_api_id, each in self.customers.items()
        }
        own = worlds.pop("", None)
        return {
            "customers": list(worlds.values()),
            "faults": self.faults,
            **({"own": own} if own else {}),
        }

    def _account(self, customer: _Customer, row: Row, side: str, region: str) -> _Data | None:
        """Return the account that one side of a row names, created if new, or None if the row names no valid one."""
        acct_id, owner_id = getattr(row, f"{side}_acct_id"), getattr(row, f"{side}_owner_id")
        names = [f"id {acct_id}"] if _ID.fullmatch(acct_id) else []
        names += [f"number {owner_id}"] if _NUMBER.fullmatch(owner_id) else []
        account = next((customer.by_name[name] for name in names if name in customer.by_name), None)
        if account is None and names:
            account = {"region": region}
            customer.accounts.append(account)
        if account is None:
            return None
        if _ID.fullmatch(acct_id) and "id" not in account and acct_id not in self.ids:
            self.ids.add(acct_id)
            account["id"] = int(acct_id)
        if _NUMBER.fullmatch(owner_id):
            account.setdefault("owner_id", owner_id)
        if name := _own(row, f"{side}_name"):
            account.setdefault("name", name)
        customer.by_name.update(dict.fromkeys(names, account))
        return account

    def _stranger(self, customer: _Customer) -> _Data:
        self.strangers += 1
        number = str(int(_STRANGER) + self.strangers)
        account = {"owner_id": number, "name": f"somebody-else-{self.strangers}", "region": "global"}
        customer.accounts.append(account)
        return account

    def _change_account(self, customer: _Customer, govcloud: _Data, words: frozenset[str]) -> None:
        if "no-region" in words:
            govcloud["region"] = None
        if "not-govcloud" in words:
            govcloud["region"] = "global"
        if "twice" in words and "owner_id" in govcloud:
            customer.accounts.append({**govcloud, "id": None, "name": "enabled twice"})

    def _add_faults(self, row: Row, govcloud: _Data | None, words: frozenset[str]) -> None:
        if govcloud:
            post = {"method": "POST", "account": _name(govcloud)}
            if "lost-answer" in words:
                self.faults.append({"kind": "reset", "commit": True, "last": 1, **post})
            if "broken" in words:
                self.faults.append({"kind": "status", "status": 500, **post})
            if "refused" in words:
                message = "Commercial account is not eligible for a linkage"
                self.faults.append({"kind": "status", "status": 422, "message": message, **post})
        if row.client_api_id and "customer-refused" in words:
            self.faults.append({"kind": "status", "status": 403, "customer": int(row.client_api_id)})
        if row.client_api_id and "customer-broken" in words:
            read = {"method": "GET", "path": "/v1/aws_accounts"}
            self.faults.append({"kind": "status", "status": 500, "customer": int(row.client_api_id), **read})


def _own(row: Row, column: str) -> str:
    """Return the cell of a user's column; like keys, its name matches regardless of case and spaces."""
    return next((cell for name, cell in row.extra.items() if folded(name) == folded(column)), "")


def _words(row: Row) -> frozenset[str]:
    words = _own(row, COLUMN).split()
    for word in words:
        if word not in WORDS:
            near = difflib.get_close_matches(word, WORDS, n=1)
            hint = f"; did you mean {near[0]}?" if near else f"; the words are {', '.join(WORDS)}"
            raise UsageError(f"{row.source}:{row.line}: {word!r} is not a word of the {COLUMN} column{hint}")
    return frozenset(words)


def _name(account: _Data) -> int | str:
    """Return an account's name in linkages and faults: its number, which is the same in every run, or else its id."""
    name: int | str = account.get("owner_id") or account["id"]
    return name
