"""The world that the stand-in plays: customers, accounts, linkages, and what goes wrong in it."""

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
    """How well CloudHealth gets at an account, as the API guide writes it."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    UNKNOWN = "unknown"


class AccountType(StrEnum):
    """What an account is in the bills, as the API guide writes it."""

    CONSOLIDATED = "Consolidated"
    LINKED = "Linked"
    STANDALONE = "Standalone"
    UNKNOWN = "Unknown"


class Region(StrEnum):
    """An account's region, as the API guide writes it."""

    GLOBAL = "global"
    GOVCLOUD = "govcloud"


@dataclass(frozen=True, slots=True)
class Account:
    """An AWS account that a customer has in CloudHealth.

    Without an `id` it gets one that no other account has. Without a `name` it carries its number, as accounts that
    CloudHealth made by itself do. `region` None is an account that does not show any; `is_govcloud` None one that does
    not show that field, unless the switch says so. AWS calls it `amazon_name`, None for the same as its name.
    `account_type` None is Linked, or Unknown for a GovCloud account, which is in no bill. `partition` None is the one
    that the account is in; of an account that shows no region, it is what makes it a GovCloud account.
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
        """What the service itself holds it for."""
        if self.is_govcloud is not None:
            return self.is_govcloud
        return self.partition == GOVCLOUD_PARTITION if self.region is None else self.region is Region.GOVCLOUD

    @property
    def shown_type(self) -> AccountType:
        """What it is in the bills."""
        return self.account_type or (AccountType.UNKNOWN if self.in_govcloud else AccountType.LINKED)

    @property
    def role_partition(self) -> str:
        """AWS's partition of the role by which CloudHealth reads it."""
        return self.partition or (GOVCLOUD_PARTITION if self.in_govcloud else "aws")


@dataclass(frozen=True, slots=True)
class SeededLinkage:
    """A linkage that exists from the start, its accounts named by CloudHealth id (int) or AWS account number (str)."""

    govcloud: int | str
    commercial: int | str
    id: int | None = None
    reversed: bool = False
    """Shown the other way round than the tenant's direction has it."""


@dataclass(frozen=True, slots=True)
class Customer:
    """A tenant; its `id` is its `client_api_id`, and the `customer_id` of its linkages."""

    id: int
    name: str = ""
    classification: str = "managed_without_access"
    accounts: tuple[Account, ...] = ()
    linkages: tuple[SeededLinkage, ...] = ()
    is_moved: bool = False
    """Its accounts' assignments are in version 2 of their list."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything that a stand-in needs to know to start."""

    name: str = "empty"
    summary: str = ""
    keys: tuple[str, ...] = ()
    """The API keys that are let in; none named lets every key in."""
    customers: tuple[Customer, ...] = ()
    """The customers of a partner, each addressed by its `client_api_id`."""
    own: Customer | None = None
    """The key's own tenant, addressed without `client_api_id`: a direct customer, or the partner itself."""
    switches: Switches = Switches()
    limits: tuple[Limit, ...] = ()
    latency: Latency | None = None
    read_lag: Latency | None = None
    """How long after a linkage was made or changed reads show it."""
    faults: tuple[Fault, ...] = ()
    seed: int = 1
    """Of all chance in it."""
    made_up: bool = False
    """Its tenants only fill the place of others, see `rehearsing`."""

    @property
    def tenants(self) -> tuple[Customer, ...]:
        """All customers, the key's own tenant among them."""
        return self.customers if self.own is None else (*self.customers, self.own)

    @property
    def keeps_its_tenants(self) -> bool:
        """Whether it has tenants that a rehearsal is to meet."""
        return bool(self.tenants) and not self.made_up

    def rehearsing(self, world: Self) -> Self:
        """The same for the tenants of `world` unless it keeps its own: what goes wrong there comes first."""
        if self.keeps_its_tenants:
            return self
        return replace(self, customers=world.customers, own=world.own, faults=(*world.faults, *self.faults))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Make a scenario of data that fits the published schema (`scenario.schema.json`); else `ScenarioError`."""
        return structured(populated(checked(data)), cls)
