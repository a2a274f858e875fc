"""Warn about accounts of a pair that should be checked before the pair is relied on; pure.

The warnings change neither status nor action, and none is a reason not to link.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import chain
from typing import NamedTuple

import pandas as pd

from batch.diagnostics import shown
from batch.frames import columns_of, problems_frame
from batch.inventory import AccountKind
from batch.mapping.rows import SIDES
from batch.rules import accounts as rules

_Warning = tuple[int, str, str, str]
_Account = tuple[str, str, str]
"""Customer, kind, and id, which identify an account."""

_COMMERCIAL, _GOVCLOUD = AccountKind.COMMERCIAL, AccountKind.GOVCLOUD


def account_warnings(
    pairs: pd.DataFrame, accounts: pd.DataFrame, confirmed: Collection[int] = frozenset()
) -> pd.DataFrame:
    """Return warnings for each of the pairs, by its index.

    `pairs` has `client_api_id`, each side's account id ("" for none), and `place`, which identifies the pair in
    messages. `accounts` as in `batch.frames`. For `confirmed` pairs, which AWS's own list has, names are not compared.
    """
    found = chain(_no_assets(pairs, accounts), _in_no_bill(pairs, accounts), _contradicted(pairs, accounts))
    crossed = (warning for warning in _crossed(pairs, accounts) if warning[0] not in confirmed)
    return problems_frame(chain(found, crossed))


def _no_assets(pairs: pd.DataFrame, accounts: pd.DataFrame) -> Iterator[_Warning]:
    levels = accounts["level"].str.lower()
    doubtful = accounts[(accounts["kind"] == _GOVCLOUD) & levels.isin(["red", "unknown"])]
    for row, called, level in _on_side(pairs, "govcloud", doubtful, "level"):
        yield row, "", rules.NO_ASSETS_SHOWN.id, rules.NO_ASSETS_SHOWN.describe(account=called, level=level)


def _in_no_bill(pairs: pd.DataFrame, accounts: pd.DataFrame) -> Iterator[_Warning]:
    unbilled = (accounts["kind"] == _COMMERCIAL) & (accounts["account_type"].str.lower() == "unknown")
    for row, called, its_type in _on_side(pairs, "commercial", accounts[unbilled], "account_type"):
        yield row, "", rules.IN_NO_BILL.id, rules.IN_NO_BILL.describe(account=called, account_type=its_type)


def _contradicted(pairs: pd.DataFrame, accounts: pd.DataFrame) -> Iterator[_Warning]:
    doubtful = accounts[(accounts["kind"] == _COMMERCIAL) & (accounts["partition"] == "aws-us-gov")]
    for side in SIDES:
        for row, called, partition in _on_side(pairs, side, doubtful, "partition"):
            words = rules.REGION_CONTRADICTED.describe(account=called, partition=partition)
            yield row, "", rules.REGION_CONTRADICTED.id, words


def _on_side(pairs: pd.DataFrame, side: str, accounts: pd.DataFrame, column: str) -> Iterator[tuple[int, str, str]]:
    """Yield each pair that has one of the accounts on this side, with the account's label and the column's cell."""
    keys = ["client_api_id", "acct_id"]
    wanted = pairs.rename(columns={f"{side}_acct_id": "acct_id"})[keys].rename_axis("row").reset_index()
    matched = wanted.merge(accounts, on=keys)
    for row, acct_id, name, cell in zip(*columns_of(matched, ["row", "acct_id", "name", column]), strict=True):
        yield row, f"{acct_id} ({name})" if name else acct_id, cell


def _crossed(pairs: pd.DataFrame, accounts: pd.DataFrame) -> Iterator[_Warning]:
    """Warn about pairs with different AWS names if another pair has the account that matches by name."""
    names = _Names(accounts)
    cells = columns_of(pairs, ["client_api_id", "commercial_acct_id", "govcloud_acct_id", "place"])
    places: dict[_Account, str] = {}
    for client, commercial, govcloud, place in zip(*cells, strict=True):
        places.setdefault((client, _COMMERCIAL, commercial), place)
        places.setdefault((client, _GOVCLOUD, govcloud), place)
    for row, client, commercial, govcloud, _ in zip(pairs.index, *cells, strict=True):
        one, other = names.of((client, _COMMERCIAL, commercial)), names.of((client, _GOVCLOUD, govcloud))
        if not (one and other) or one.folded == other.folded:
            continue
        elsewhere = [
            f'the {side} account of {place} is "{shown(name.text)}"'
            for side, kind, name in (("commercial", _COMMERCIAL, other), ("GovCloud", _GOVCLOUD, one))
            if (holder := names.only_one(client, kind, name)) and (place := places.get(holder))
        ]
        if elsewhere:
            words = rules.NAMES_CROSSED.describe(
                commercial=shown(one.text), govcloud=shown(other.text), elsewhere=" and ".join(elsewhere)
            )
            yield row, "", rules.NAMES_CROSSED.id, words


class _Name(NamedTuple):
    text: str
    folded: str


class _Names:
    """The accounts' names in AWS, if they distinguish accounts."""

    def __init__(self, accounts: pd.DataFrame) -> None:
        self._names: dict[_Account, _Name] = {}
        self._bearers: dict[_Account, list[str]] = defaultdict(list)
        columns = columns_of(accounts, ["client_api_id", "kind", "acct_id", "amazon_name"])
        for client, kind, acct_id, text in zip(*columns, strict=True):
            folded = "".join(text.split()).casefold()
            # CloudHealth uses the number as the name of an account that it adds by itself.
            if folded and not folded.replace("-", "").isdigit():
                self._names[client, kind, acct_id] = _Name(text, folded)
                self._bearers[client, kind, folded].append(acct_id)

    def of(self, account: _Account) -> _Name | None:
        """Return the account's name; None if it has none of its own."""
        return self._names.get(account)

    def only_one(self, client: str, kind: AccountKind, name: _Name) -> _Account | None:
        """Return the account of this kind with this name if no other has it, and exactly one of the other kind does.

        That rules out common names; with a convention such as `prod` and `prod-gov` the names are never equal anyway.
        """
        alike = {each: self._bearers.get((client, each, name.folded), []) for each in (_COMMERCIAL, _GOVCLOUD)}
        return (client, kind, alike[kind][0]) if all(len(ids) == 1 for ids in alike.values()) else None
