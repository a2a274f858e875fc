"""The scenario's customers and their accounts, every account with its id."""

from collections import Counter
from dataclasses import dataclass

from batch.sandbox.errors import ScenarioError
from batch.sandbox.ledger import Ledger
from batch.sandbox.scenario import Account, Customer, Scenario


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """An account with its id and the customer that owns it."""

    id: int
    customer_id: int
    account: Account


class Inventory:
    """Finds customers and accounts; never changes once created."""

    def __init__(self, scenario: Scenario, ledger: Ledger) -> None:
        """Get ids from the ledger, which keeps them, and let it create the scenario's linkages."""
        tenants = scenario.tenants
        given = [account.id for tenant in tenants for account in tenant.accounts if account.id is not None]
        _refuse_twins(scenario, "customer", [tenant.id for tenant in tenants])
        _refuse_twins(scenario, "account", given)
        self.customers: dict[int, Customer] = {customer.id: customer for customer in scenario.customers}
        """The customers that a partner's key can address."""
        self.own = scenario.own
        self.accounts: dict[int, KnownAccount] = {}
        self._by_customer: dict[int, list[KnownAccount]] = {tenant.id: [] for tenant in tenants}
        self._by_name: dict[tuple[int, int | str | None], int] = {}
        taken = frozenset(given)
        with ledger.at_once():
            for tenant in tenants:
                self._settle(tenant, ledger, taken)
            self._plant(scenario, ledger)

    def tenant(self, client_api_id: str) -> Customer | None:
        """Return the customer that a request names; None if there is none that the key may see."""
        if not client_api_id:
            return self.own
        # `isdecimal` and `int` accept digits of every script; the service's ids are ASCII.
        if not (client_api_id.isascii() and client_api_id.isdecimal()):
            return None
        return self.customers.get(int(client_api_id[:30]))

    def accounts_of(self, customer_id: int) -> list[KnownAccount]:
        """Return a customer's accounts, in the scenario's order."""
        return self._by_customer[customer_id]

    def names_of(self, account_id: int) -> frozenset[int | str]:
        """Return every name of an account: its id, and its AWS account number if it has one."""
        known = self.accounts.get(account_id)
        number = known.account.owner_id if known else None
        return frozenset({account_id} if number is None else {account_id, number})

    def _settle(self, tenant: Customer, ledger: Ledger, taken: frozenset[int]) -> None:
        seen = Counter[str]()
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
            for name in (id_, account.owner_id):
                self._by_name.setdefault((tenant.id, name), id_)

    def _plant(self, scenario: Scenario, ledger: Ledger) -> None:
        seeds = [(tenant, seed) for tenant in scenario.tenants for seed in tenant.linkages]
        pairs = [(self._find(tenant, seed.govcloud), self._find(tenant, seed.commercial)) for tenant, seed in seeds]
        _refuse_twins(scenario, "linkage", [seed.id for _, seed in seeds if seed.id is not None])
        _refuse_twins(scenario, "linked account", [account_id for pair in set(pairs) for account_id in pair])
        for (tenant, seed), pair in zip(seeds, pairs, strict=True):
            described = f"{tenant.id}/{seed.govcloud}/{seed.commercial}"
            ledger.plant(described, seed.id, tenant.id, pair, reversed_=seed.reversed)

    def _find(self, tenant: Customer, name: int | str) -> int:
        found = self._by_name.get((tenant.id, name))
        if found is None:
            raise ScenarioError(
                f"customer {tenant.id}: a linkage names account {name}, which the customer does not have"
            )
        return found


def _refuse_twins(scenario: Scenario, what: str, ids: list[int]) -> None:
    twins = [id_ for id_, count in Counter(ids).items() if count > 1]
    if twins:
        raise ScenarioError(f"scenario {scenario.name}: {what} {twins[0]} is given more than once")
