"""What CloudHealth has, as far as it was read: the accounts and linkages of each customer, as plain values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class AccountKind(StrEnum):
    """Which of AWS's partitions an account belongs to, as far as CloudHealth says."""

    COMMERCIAL = "commercial"
    GOVCLOUD = "govcloud"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Account:
    """An AWS account that CloudHealth has; what it doesn't give is "", such as the `owner_id` (the AWS number)."""

    acct_id: str
    owner_id: str
    name: str
    """What CloudHealth's users call it."""
    kind: AccountKind
    amazon_name: str = ""
    """What it is called in AWS, which gives both accounts of a pair the same name when it creates them."""
    level: str = ""
    """How well CloudHealth gets at it: `green`, `yellow`, `red` or `unknown` (documented)."""
    account_type: str = ""
    """What it is in the bills: `Consolidated`, `Linked`, `Standalone` or `Unknown` (documented)."""
    partition: str = ""
    """AWS's partition of the role by which CloudHealth reads it, such as `aws-us-gov`."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """That an AWS account is assigned to a customer; what CloudHealth doesn't say is "", such as the customer."""

    assignment_id: str
    owner_id: str
    client_api_id: str


class Direction(StrEnum):
    """Which account of a pair is in which of the API's two fields; `batch.reconcile.direction` says why it varies.

    A pair is (commercial, GovCloud), the fields are (`govcloud_acct_id`, `commercial_acct_id`).
    """

    BY_NAME = "by-name"
    SWAPPED = "swapped"

    def fields_of(self, pair: tuple[str, str]) -> tuple[str, str]:
        """What the fields hold for a pair."""
        commercial, govcloud = pair
        return (commercial, govcloud) if self is Direction.SWAPPED else (govcloud, commercial)

    def pair_of(self, fields: tuple[str, str]) -> tuple[str, str]:
        """The pair that the fields hold."""
        govcloud_field, commercial_field = fields
        return (govcloud_field, commercial_field) if self is Direction.SWAPPED else (commercial_field, govcloud_field)


@dataclass(frozen=True, slots=True)
class Linkage:
    """A linkage as the API has it: which account is in which field is a question of the customer's `Direction`."""

    linkage_id: str
    customer_id: str
    govcloud_field: str
    commercial_field: str

    @property
    def fields(self) -> tuple[str, str]:
        """Both, in the order that `Direction` speaks of."""
        return self.govcloud_field, self.commercial_field


class ReadState(StrEnum):
    """How far a customer could be read: only a complete sweep supports a claim of any kind."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True)
class CustomerInventory:
    """One customer's accounts and linkages; both are empty unless the sweep was complete.

    `reason` says why it wasn't; `left_out` says which accounts are missing in it, since they can't be read.
    """

    client_api_id: str
    state: ReadState
    accounts: tuple[Account, ...] = ()
    linkages: tuple[Linkage, ...] = ()
    reason: str = ""
    code: str = ""
    """The problem's code, where it is another than the state's own: the run was stopped before this customer, say."""
    left_out: str = ""
    name: str = ""
    """What CloudHealth calls the customer, "" where that wasn't asked or isn't given."""


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer that the key can see; `name` is what CloudHealth calls it, "" where it gives none."""

    client_api_id: str
    name: str


class Remote(Protocol):
    """Where inventories come from: CloudHealth, or what an earlier run saw of it."""

    def customers(self) -> list[Customer]:
        """Every customer; raises `StopError` where that can't be known for sure."""

    def sweep(self, customers: Sequence[str]) -> Iterator[CustomerInventory]:
        """Each customer's accounts and linkages; raises `StopError` and `InterruptedWaitError`."""

    def names(self, customers: Sequence[str]) -> Mapping[str, str]:
        """What these customers are called, as far as it can be learned; raises `InterruptedWaitError`."""
