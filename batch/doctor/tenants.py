"""What was seen of each customer: the accounts and linkages that were read, and the direction that they show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from batch.cloudhealth.wire import UnreadableItem
from batch.doctor.facts import Facts, Topic, accounts_in, is_complete, linkages_in
from batch.inventory import Account, AccountKind, Linkage
from batch.reconcile.direction import shown_by


@dataclass(frozen=True, slots=True)
class Tenant:
    """What was seen of one customer; `all_accounts` if these are all that the key can see."""

    customer: str
    accounts: Sequence[Account]
    linkages: Sequence[Linkage]
    unreadable: Sequence[UnreadableItem]
    all_accounts: bool
    all_linkages: bool

    @property
    def name(self) -> str:
        """The owner of the accounts, in words."""
        return f"customer {self.customer}" if self.customer else "the key's own customer"

    @property
    def kinds(self) -> Mapping[str, AccountKind]:
        """Each account's kind by its id."""
        return {account.acct_id: account.kind for account in self.accounts}


def tenants(facts: Facts) -> list[Tenant]:
    """Return each customer whose accounts were answered, in the order of the requests."""
    asked = [each.question.customer for each in facts.exchanges if each.question.topic is Topic.ACCOUNTS]
    return [tenant for customer in dict.fromkeys(asked) if (tenant := _tenant(facts, customer))]


def direction_of(found: Sequence[Tenant]) -> str:
    """Return the direction that these customers' linkages show: `by-name`, `swapped`, `mixed`, or `unknown`."""
    seen = {each for tenant in found for linkage in tenant.linkages if (each := shown_by(linkage, tenant.kinds))}
    if len(seen) > 1:
        return "mixed"
    return str(seen.pop()) if seen else "unknown"


def _tenant(facts: Facts, customer: str) -> Tenant | None:
    listed, linked = facts.about(Topic.ACCOUNTS, customer), facts.about(Topic.LINKAGES, customer)
    accounts, linkages = accounts_in(listed), linkages_in(linked)
    if accounts is None:
        return None
    more = linkages_in(facts.about(Topic.LINKAGES, customer, 2))
    found = {each.linkage_id: each for page in (linkages, more) if page for each in page.items}
    unreadable = [*accounts.unreadable, *(linkages.unreadable if linkages else ())]
    is_whole = linkages is not None and (is_complete(linkages, linked) or (more and len(found) == len(linkages.items)))
    all_accounts = is_complete(accounts, listed)
    return Tenant(customer, accounts.items, [*found.values()], unreadable, all_accounts, bool(is_whole))
