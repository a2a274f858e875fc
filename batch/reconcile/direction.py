"""Which way round a customer's linkages hold their accounts, decided on that customer's own evidence; pure.

By CloudHealth's page on the payload, since 2018, the commercial account's id goes into `govcloud_acct_id` and the other
into `commercial_acct_id`: the opposite of what the names mean. What a customer really uses shows in its linkages.
"""

from collections.abc import Mapping

from batch.inventory import AccountKind, CustomerInventory, Direction, Linkage
from batch.rules.linkages import CONTRADICTORY_DIRECTION

_OTHER = {AccountKind.GOVCLOUD: AccountKind.COMMERCIAL, AccountKind.COMMERCIAL: AccountKind.GOVCLOUD}


class ContradictoryError(Exception):
    """The customer's linkages show both directions; the text counts them."""


def decide(inventory: CustomerInventory, forced: Direction | None) -> Direction:
    """What the user forces, else what all linkages with both regions known agree on, else by name.

    Raises `ContradictoryError` where they don't agree.
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
    """The (commercial, GovCloud) account ids of a linkage.

    The regions decide where they are known, since the answers about a swapped customer may be by name (not documented);
    that of one account is enough, since a linkage joins one of each kind. The direction decides the rest.
    """
    known = {acct_id: kind for acct_id in linkage.fields if (kind := kinds.get(acct_id)) in _OTHER}
    if len(known) == 1:
        ((one, kind),) = known.items()
        known |= {other: _OTHER[kind] for other in linkage.fields if other != one}
    shown = shown_by(linkage, known) or direction
    return shown.pair_of(linkage.fields)


def kinds_of(inventory: CustomerInventory) -> dict[str, AccountKind]:
    """Each account's kind by its id."""
    return {account.acct_id: account.kind for account in inventory.accounts}


def shown_by(linkage: Linkage, kinds: Mapping[str, AccountKind]) -> Direction | None:
    """The direction that a linkage shows; None where a region is not known, or both are the same."""
    match kinds.get(linkage.govcloud_field), kinds.get(linkage.commercial_field):
        case AccountKind.GOVCLOUD, AccountKind.COMMERCIAL:
            return Direction.BY_NAME
        case AccountKind.COMMERCIAL, AccountKind.GOVCLOUD:
            return Direction.SWAPPED
        case _:
            return None
