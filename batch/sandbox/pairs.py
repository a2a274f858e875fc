"""The pair of accounts in a POST or PUT, and the rules for it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from batch.sandbox.inventory import Inventory, KnownAccount
from batch.sandbox.ledger import Ledger
from batch.sandbox.messages import Request
from batch.sandbox.refusals import Reason, Refused
from batch.sandbox.scenario import Customer
from batch.sandbox.switches import Direction

_FIELDS = ("govcloud_acct_id", "commercial_acct_id")
_LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Pair:
    """Two CloudHealth account ids in their true roles, and the request's fields that they came from."""

    govcloud: int
    commercial: int
    govcloud_field: str = _FIELDS[0]
    commercial_field: str = _FIELDS[1]


def named_accounts(request: Request) -> tuple[int, ...]:
    """Return the account ids in a body that can be read; never raises."""
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        return ()
    if not isinstance(body, dict):
        return ()
    return tuple(body[field] for field in _FIELDS if _is_id(body.get(field)))


def requested_pair(request: Request, direction: Direction) -> Pair:
    """Read the body; raises `Refused` if it isn't a pair of ids."""
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        raise Refused(400, Reason("The body is not JSON")) from None
    if not isinstance(body, dict):
        raise Refused(422, Reason("The body must be an object"))
    wrong = [Reason(f"{field} must be the id of an account", field) for field in _FIELDS if not _is_id(body.get(field))]
    if wrong:
        raise Refused(422, *wrong)
    pair = Pair(body[_FIELDS[0]], body[_FIELDS[1]])
    match direction:
        case Direction.BY_NAME:
            return pair
        case Direction.SWAPPED:
            return Pair(pair.commercial, pair.govcloud, pair.commercial_field, pair.govcloud_field)
        case _:
            assert_never(direction)


def broken_rules(
    pair: Pair, customer: Customer, inventory: Inventory, ledger: Ledger, *, replacing: int | None = None
) -> list[Reason]:
    """Return every documented rule that the pair breaks, not counting `replacing`, the linkage that it replaces."""
    sides = ((pair.govcloud, pair.govcloud_field), (pair.commercial, pair.commercial_field))
    owned = [(_owned(inventory, customer, account_id), account_id, field) for account_id, field in sides]
    return [
        *(
            Reason(f"Account {id_} is not owned by this customer", field)
            for known, id_, field in owned
            if known is None
        ),
        *_wrong_regions(*(known for known, _, _ in owned), pair=pair),
        *(
            Reason(f"Account {id_} is already part of linkage {linkage.id}", field)
            for known, id_, field in owned
            # Another customer's account reveals nothing.
            if known is not None
            for linkage in ledger.linkages_of(id_)
            if linkage.id != replacing
        ),
    ]


def _wrong_regions(govcloud: KnownAccount | None, commercial: KnownAccount | None, *, pair: Pair) -> Iterator[Reason]:
    if govcloud is not None and not govcloud.account.in_govcloud:
        yield Reason(f"Account {govcloud.id} is not a GovCloud account", pair.govcloud_field)
    if commercial is not None and commercial.account.in_govcloud:
        yield Reason(f"Account {commercial.id} is a GovCloud account, not a commercial one", pair.commercial_field)


def _owned(inventory: Inventory, customer: Customer, account_id: int) -> KnownAccount | None:
    known = inventory.accounts.get(account_id)
    return known if known is not None and known.customer_id == customer.id else None


def _is_id(value: object) -> bool:
    # JSON's true is an int to Python.
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _LARGEST_ID
