"""Decide in which fields a customer's linkages have their two accounts, from that customer's own linkages; pure.

According to CloudHealth's page on the payload, since 2018, the commercial account's id goes into `govcloud_acct_id`
and the other into `commercial_acct_id`: the opposite of what the names mean. A customer's linkages show what it really
uses.
"""

from collections.abc import Mapping

from batch.inventory import AccountKind, CustomerInventory, Direction, Linkage
from batch.rules.linkages import CONTRADICTORY_DIRECTION

_OTHER = {AccountKind.GOVCLOUD: AccountKind.COMMERCIAL, AccountKind.COMMERCIAL: AccountKind.GOVCLOUD}


class ContradictoryError(Exception):
    """The customer's linkages show both directions; the message counts them."""


def decide(inventory: CustomerInventory, forced: Direction | None) -> Direction:
    """Return the direction: the forced one, else the one that all linkages with known regions show, else by name.

    Raises `ContradictoryError` if the linkages show both.
    """
    if forced is not None:
        return forced
    kinds = kinds_of(inventory)
    seen = [direction for item in inventory.linkages if (direction := shown_by(item, kinds)) is not None]
    swapped = seen.count(Direction.SWAPPED)
    if swapped and swapped < len(seen):
        raise ContradictoryError(CONTRADICTORY_DIRECTION.describe(swapped=swapped, total=len(seen)))
    return Direction.SWAPPED if swapped else Direction.BY_NAME


def pair_of(linkage: Linkage, direction: Direction, kinds: Mapping[str, AccountKind]) -> tuple[str, str]:
    """Return the (commercial, GovCloud) account ids of a linkage.

    Known regions decide, since answers for a swapped customer may be by name (not documented). One known region is
    enough, since a linkage has one account of each kind. Otherwise the direction decides.
    """
    known = {acct_id: kind for acct_id in linkage.fields if (kind := kinds.get(acct_id)) in _OTHER}
    if len(known) == 1:
        ((one, kind),) = known.items()
        known |= {other: _OTHER[kind] for other in linkage.fields if other != one}
    shown = shown_by(linkage, known) or direction
    return shown.pair_of(linkage.fields)


def kinds_of(inventory: CustomerInventory) -> dict[str, AccountKind]:
    """Return each account's kind by its id."""
    return {account.acct_id: account.kind for account in inventory.accounts}


def shown_by(linkage: Linkage, kinds: Mapping[str, AccountKind]) -> Direction | None:
    """Return the direction that a linkage shows; None if a region is not known, or both are the same."""
    match kinds.get(linkage.govcloud_field), kinds.get(linkage.commercial_field):
        case AccountKind.GOVCLOUD, AccountKind.COMMERCIAL:
            return Direction.BY_NAME
        case AccountKind.COMMERCIAL, AccountKind.GOVCLOUD:
            return Direction.SWAPPED
        case _:
            return None
