"""Whose account is whose: the scenario's tenants, with every account's id settled."""

from collections import defaultdict
from dataclasses import dataclass

from batch.sandbox.errors import ScenarioError
from batch.sandbox.ledger import Ledger
from batch.sandbox.scenario import Account, Customer, Scenario, SeededLinkage


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """An account with its id and the customer that owns it."""

    id: int
    customer_id: int
    account: Account


class Inventory:
    """Finds customers and accounts; never changes once made."""

    def __init__(self, scenario: Scenario, ledger: Ledger) -> None:
        self.customers: dict[int, Customer] = {customer.id: customer for customer in scenario.customers}
        """Those that a partner's key can address."""
        self.own = scenario.own
        self.accounts: dict[int, KnownAccount] = {}
        self._by_customer: dict[int, list[KnownAccount]] = defaultdict(list)
        if len(self.customers) + (self.own is not None) != len({tenant.id for tenant in scenario.tenants}):
            raise ScenarioError(f"scenario {scenario.name}: two customers have the same id")
        given = [account.id for tenant in scenario.tenants for account in tenant.accounts if account.id is not None]
        if len(given) != len(set(given)):
            twice = sorted(id_ for id_ in set(given) if given.count(id_) > 1)
            raise ScenarioError(f"scenario {scenario.name}: two accounts have the id {twice[0]}")
        taken = frozenset(given)
        for tenant in scenario.tenants:
            self._settle(tenant, ledger, taken)
        for tenant in scenario.tenants:
            self._plant(tenant, ledger)

    def tenant(self, client_api_id: str) -> Customer | None:
        """Name the customer that a request speaks of, None where the key may not see it (or there is none)."""
        if not client_api_id:
            return self.own
        # `isdecimal` and `int` take digits of every script; the service's own ids are ASCII.
        if not (client_api_id.isascii() and client_api_id.isdecimal()):
            return None
        return self.customers.get(int(client_api_id[:30]))

    def accounts_of(self, customer_id: int) -> list[KnownAccount]:
        """List a customer's accounts, in the scenario's order."""
        return self._by_customer[customer_id]

    def names_of(self, account_id: int) -> frozenset[int | str]:
        """Everything that an account can be called by: its id, and its AWS account number where it has one."""
        known = self.accounts.get(account_id)
        number = known.account.owner_id if known else None
        return frozenset({account_id} if number is None else {account_id, number})

    def _settle(self, tenant: Customer, ledger: Ledger, taken: frozenset[int]) -> None:
        seen: dict[str, int] = defaultdict(int)
        for account in tenant.accounts:
            if account.id is None:
                described = f"{tenant.id}/{account.owner_id}/{account.name if account.owner_id is None else ''}"
                seen[described] += 1
                id_ = ledger.account_id(f"{described}/{seen[described]}", taken)
            else:
                id_ = account.id
            known = KnownAccount(id_, tenant.id, account)
            self.accounts[id_] = known
            self._by_customer[tenant.id].append(known)

    def _plant(self, tenant: Customer, ledger: Ledger) -> None:
        for seed in tenant.linkages:
            pair = self._find(tenant, seed.govcloud), self._find(tenant, seed.commercial)
            ledger.plant(_described(tenant, seed), seed.id, tenant.id, pair, reversed_=seed.reversed)

    def _find(self, tenant: Customer, name: int | str) -> int:
        for known in self._by_customer[tenant.id]:
            if name in (known.id, known.account.owner_id):
                return known.id
        raise ScenarioError(f"customer {tenant.id}: a linkage names account {name}, which the customer does not have")


def _described(tenant: Customer, seed: SeededLinkage) -> str:
    return f"{tenant.id}/{seed.govcloud}/{seed.commercial}"
