"""Why a row's customer was not found, in words for a person; pure."""

from collections.abc import Mapping

from batch.diagnostics import shown
from batch.inventory import Customer
from batch.reconcile.customers import Directory, InNone, InTwo, Sought

LIKELY_CAUSES = (
    "an account is in no bill yet (CloudHealth shows it 24 to 48 hours after its first cost)",
    "nobody has made the GovCloud account in CloudHealth (it never appears by itself)",
    "the API key sees the accounts of one sub-organization only",
)
"""Why no list has an AWS number, the likeliest first (knowledge articles 284343 and 283553, and the API guide)."""


def named(customer: Customer) -> str:
    """A customer by id, with what CloudHealth calls it: `4001 (Acme Corp)`."""
    return f"{customer.client_api_id} ({shown(customer.name)})" if customer.name else customer.client_api_id


def why_not_found(row: Sought, answer: InTwo | InNone, directory: Directory, unread: Mapping[str, str]) -> str:
    """What keeps the row without a customer.

    `unread` has the customers whose accounts could not be read, each with the reason: nothing is claimed about these.
    """
    if isinstance(answer, InTwo):
        claims = [f"{claim.what} {claim.how} {_customer(claim.client_api_id, directory)}" for claim in answer.claims]
        return f"{', '.join(claims)}: a pair belongs to one customer"
    return "; ".join([*_numbers(row, unread), *_name(row, answer)])


def _customer(client_api_id: str, directory: Directory) -> str:
    return f"customer {named(Customer(client_api_id, directory.name_of(client_api_id)))}"


def _numbers(row: Sought, unread: Mapping[str, str]) -> list[str]:
    sides = [("commercial account", row.commercial_owner_id), ("GovCloud account", row.govcloud_owner_id)]
    given = [f"{side} {number}" for side, number in sides if number]
    if not given:
        return [] if row.customer_name else ["it has neither an AWS account number nor a customer's name to go by"]
    which = " or ".join(given)
    if unread:
        return [f"no list that could be read has {which}"]
    return [f"no customer of this key has {which}"]


def _name(row: Sought, answer: InNone) -> list[str]:
    if not row.customer_name:
        return []
    similar = f"; the nearest: {', '.join(map(named, answer.nearest))}" if answer.nearest else ""
    return [f"no customer is named {shown(row.customer_name)!r}{similar}"]
