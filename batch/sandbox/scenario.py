"""The world of a stand-in: customers, accounts, linkages, and what goes wrong in it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Self

from batch.sandbox.faults import Fault
from batch.sandbox.latency import Latency
from batch.sandbox.limits import Limit
from batch.sandbox.structure import checked, populated, structured
from batch.sandbox.switches import Switches

GOVCLOUD_PARTITION = "aws-us-gov"


class Level(StrEnum):
    """How well CloudHealth can read an account, as spelled in the API guide."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    UNKNOWN = "unknown"


class AccountType(StrEnum):
    """An account's role in billing, as spelled in the API guide."""

    CONSOLIDATED = "Consolidated"
    LINKED = "Linked"
    STANDALONE = "Standalone"
    UNKNOWN = "Unknown"


class Region(StrEnum):
    """An account's region, as spelled in the API guide."""

    GLOBAL = "global"
    GOVCLOUD = "govcloud"


@dataclass(frozen=True, slots=True)
class Account:
    """An AWS account of a customer in CloudHealth.

    Without an `id` it gets one that no other account has. Without a `name` it has its number as its name, like accounts
    that CloudHealth adds by itself. `region` None is not shown, and neither is `is_govcloud` None, unless the switch
    shows it. `amazon_name` is its name in AWS; None is the same name. `account_type` None is Linked, or Unknown for a
    GovCloud account, which is in no bill. `partition` None is the one that the account is in; if the account shows no
    region, the partition makes it a GovCloud account.
    """

    id: int | None = None
    owner_id: str | None = None
    name: str | None = None
    region: Region | None = Region.GLOBAL
    is_govcloud: bool | None = None
    amazon_name: str | None = None
    level: Level = Level.GREEN
    account_type: AccountType | None = None
    partition: str | None = None

    @property
    def in_govcloud(self) -> bool:
        """Whether the service itself treats it as a GovCloud account."""
        if self.is_govcloud is not None:
            return self.is_govcloud
        return self.partition == GOVCLOUD_PARTITION if self.region is None else self.region is Region.GOVCLOUD

    @property
    def shown_type(self) -> AccountType:
        """Its role in billing, as shown."""
        return self.account_type or (AccountType.UNKNOWN if self.in_govcloud else AccountType.LINKED)

    @property
    def role_partition(self) -> str:
        """The AWS partition of the role with which CloudHealth reads it."""
        return self.partition or (GOVCLOUD_PARTITION if self.in_govcloud else "aws")


@dataclass(frozen=True, slots=True)
class SeededLinkage:
    """A linkage that exists from the start, its accounts named by CloudHealth id (int) or AWS account number (str)."""

    govcloud: int | str
    commercial: int | str
    id: int | None = None
    reversed: bool = False
    """Whether it is shown the other way round from the tenant's direction."""


@dataclass(frozen=True, slots=True)
class Customer:
    """A tenant; its `id` is its `client_api_id`, and the `customer_id` of its linkages."""

    id: int
    name: str = ""
    classification: str = "managed_without_access"
    accounts: tuple[Account, ...] = ()
    linkages: tuple[SeededLinkage, ...] = ()
    is_moved: bool = False
    """Whether its accounts' assignments are in version 2 of their list."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything that a stand-in needs to start."""

    name: str = "empty"
    summary: str = ""
    keys: tuple[str, ...] = ()
    """The API keys that are accepted; empty for any key."""
    customers: tuple[Customer, ...] = ()
    """The customers of a partner, each addressed by its `client_api_id`."""
    own: Customer | None = None
    """The key's own tenant, addressed without `client_api_id`: a direct customer, or the partner itself."""
    switches: Switches = Switches()
    limits: tuple[Limit, ...] = ()
    latency: Latency | None = None
    read_lag: Latency | None = None
    """How long after a linkage is created or changed reads show it."""
    faults: tuple[Fault, ...] = ()
    seed: int = 1
    """The seed of everything random."""
    made_up: bool = False
    """Whether its tenants are placeholders; see `rehearsing`."""

    @property
    def tenants(self) -> tuple[Customer, ...]:
        """All customers, including the key's own tenant."""
        return self.customers if self.own is None else (*self.customers, self.own)

    @property
    def keeps_its_tenants(self) -> bool:
        """Whether it has tenants that a rehearsal should use."""
        return bool(self.tenants) and not self.made_up

    def rehearsing(self, world: Self) -> Self:
        """Return the scenario with the tenants of `world`, unless it keeps its own; the world's faults come first."""
        if self.keeps_its_tenants:
            return self
        return replace(self, customers=world.customers, own=world.own, faults=(*world.faults, *self.faults))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Make a scenario from data that matches the schema (`scenario.schema.json`); raises `ScenarioError`."""
        return structured(populated(checked(data)), cls)
