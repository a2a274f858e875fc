"""Explain why a row's customer was not found; pure."""

from collections.abc import Mapping
from itertools import islice

from batch.counting import first_few
from batch.diagnostics import shown
from batch.inventory import Customer
from batch.reconcile.customers import IS_NAMED, Directory, InNone, InTwo, Sightings, Sought
from batch.reconcile.unfound import OUT_OF_SIGHT, UNLISTED

_LIKELY_CAUSES = [*(f"of a {side} account, {number.likeliest}" for side, number in UNLISTED.items()), OUT_OF_SIGHT]
"""Why no list has an AWS number, most likely first."""

_NAMED_AT_MOST = 5
"""Customers that are listed by id."""


def named(customer: Customer) -> str:
    """Return a customer's id and its name in CloudHealth: `4001 (Acme Corp)`."""
    return f"{customer.client_api_id} ({shown(customer.name)})" if customer.name else customer.client_api_id


def why_not_found(row: Sought, answer: InTwo | InNone, directory: Directory, unread: Mapping[str, str]) -> str:
    """Return why the row's customer was not found.

    `unread` has the customers whose accounts could not be read, with the reasons: nothing is claimed about these.
    """
    if isinstance(answer, InTwo):
        claims = [f"{claim.what} {claim.how} {_with_name(claim.client_api_id, directory)}" for claim in answer.claims]
        is_by_name = all(claim.how == IS_NAMED for claim in answer.claims)
        return f"{', '.join(claims)}: {'name it by its id' if is_by_name else 'a pair belongs to one customer'}"
    return "; ".join([*_numbers(row, unread), *_name(row, answer)])


def remarks_on(seen: Sightings, unread: Mapping[str, str]) -> list[str]:
    """Return remarks that help when no list has a number."""
    named_ones = islice(unread.items(), _NAMED_AT_MOST)
    remarks = [f"the accounts of customer {customer} could not be read: {why}" for customer, why in named_ones]
    if (more := len(unread) - _NAMED_AT_MOST) > 0:
        remarks.append(f"the accounts of {more:,} more customers could not be read either")
    if seen.unnumbered:
        count, customers = sum(seen.unnumbered.values()), first_few([*seen.unnumbered], _NAMED_AT_MOST)
        remarks.append(
            f"CloudHealth doesn't return the AWS numbers of {count:,} of the accounts that were read (of customers "
            f"{customers})"
        )
    return [*remarks, f"likely causes for a number without a customer, in order: {'; '.join(_LIKELY_CAUSES)}"]


def _with_name(client_api_id: str, directory: Directory) -> str:
    customer = f"customer {named(Customer(client_api_id, directory.name_of(client_api_id)))}"
    return customer if client_api_id in directory else f"{customer} that the key can't see"


def _numbers(row: Sought, unread: Mapping[str, str]) -> list[str]:
    if not row.numbers:
        return [] if row.customer_name else ["the row has neither an AWS account number nor a customer name"]
    which = " or ".join(account for account, _number in row.accounts)
    if unread:
        return [f"no list that could be read has {which}"]
    return [f"CloudHealth lists {which} for no customer of this key"]


def _name(row: Sought, answer: InNone) -> list[str]:
    if not row.customer_name:
        return []
    similar = f"; the most similar: {', '.join(map(named, answer.nearest))}" if answer.nearest else ""
    return [f"no customer is named {shown(row.customer_name)!r}{similar}"]
