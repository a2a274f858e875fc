"""Why a row's customer was not found, in words for a person; pure."""

from collections.abc import Mapping
from itertools import islice

from batch.counting import first_few
from batch.diagnostics import shown
from batch.inventory import Customer
from batch.reconcile.customers import IS_NAMED, Directory, InNone, InTwo, Sightings, Sought
from batch.reconcile.unfound import OUT_OF_SIGHT, UNLISTED

_LIKELY_CAUSES = [*(f"of a {side} account, {number.likeliest}" for side, number in UNLISTED.items()), OUT_OF_SIGHT]
"""Why no list has an AWS number, the likeliest first."""

_NAMED_AT_MOST = 5
"""Customers of which something is said."""


def named(customer: Customer) -> str:
    """A customer by id, with what CloudHealth calls it: `4001 (Acme Corp)`."""
    return f"{customer.client_api_id} ({shown(customer.name)})" if customer.name else customer.client_api_id


def why_not_found(row: Sought, answer: InTwo | InNone, directory: Directory, unread: Mapping[str, str]) -> str:
    """What keeps the row without a customer.

    `unread` has the customers whose accounts could not be read, each with the reason: nothing is claimed about these.
    """
    if isinstance(answer, InTwo):
        claims = [f"{claim.what} {claim.how} {_whose(claim.client_api_id, directory)}" for claim in answer.claims]
        is_by_name = all(claim.how == IS_NAMED for claim in answer.claims)
        return f"{', '.join(claims)}: {'name it by its id' if is_by_name else 'a pair belongs to one customer'}"
    return "; ".join([*_numbers(row, unread), *_name(row, answer)])


def remarks_on(seen: Sightings, unread: Mapping[str, str]) -> list[str]:
    """What else a person should know where no list has a number."""
    said = islice(unread.items(), _NAMED_AT_MOST)
    remarks = [f"the accounts of customer {whose} could not be read: {why}" for whose, why in said]
    if (more := len(unread) - _NAMED_AT_MOST) > 0:
        remarks.append(f"the accounts of {more:,} more customers could not be read either")
    if seen.unnumbered:
        count, whose = sum(seen.unnumbered.values()), first_few([*seen.unnumbered], _NAMED_AT_MOST)
        remarks.append(
            f"CloudHealth doesn't give the AWS numbers of {count:,} of the accounts that were read, of customers "
            f"{whose}"
        )
    return [*remarks, f"of numbers with no customer, the likely causes in their order: {'; '.join(_LIKELY_CAUSES)}"]


def _whose(client_api_id: str, directory: Directory) -> str:
    whose = f"customer {named(Customer(client_api_id, directory.name_of(client_api_id)))}"
    return whose if client_api_id in directory else f"{whose} that the key can't see"


def _numbers(row: Sought, unread: Mapping[str, str]) -> list[str]:
    if not row.numbers:
        return [] if row.customer_name else ["it has neither an AWS account number nor a customer's name to go by"]
    which = " or ".join(account for account, _number in row.accounts)
    if unread:
        return [f"no list that could be read has {which}"]
    return [f"CloudHealth shows {which} with no customer of this key"]


def _name(row: Sought, answer: InNone) -> list[str]:
    if not row.customer_name:
        return []
    similar = f"; the nearest: {', '.join(map(named, answer.nearest))}" if answer.nearest else ""
    return [f"no customer is named {shown(row.customer_name)!r}{similar}"]
