"""What CloudHealth has, as far as it was read: the accounts and linkages of each customer, as plain values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class AccountKind(StrEnum):
    """Which of AWS's partitions an account belongs to, according to CloudHealth."""

    COMMERCIAL = "commercial"
    GOVCLOUD = "govcloud"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Account:
    """An AWS account in CloudHealth; values that it does not return are "", such as `owner_id` (the AWS number)."""

    acct_id: str
    owner_id: str
    name: str
    """Its name in CloudHealth."""
    kind: AccountKind
    amazon_name: str = ""
    """Its name in AWS, which gives both accounts of a pair the same name when it creates them."""
    level: str = ""
    """How well CloudHealth can read it: `green`, `yellow`, `red`, or `unknown` (documented)."""
    account_type: str = ""
    """Its role in billing: `Consolidated`, `Linked`, `Standalone`, or `Unknown` (documented)."""
    partition: str = ""
    """The AWS partition of the role with which CloudHealth reads it, such as `aws-us-gov`."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """The assignment of an AWS account to a customer; values that CloudHealth does not return are ""."""

    assignment_id: str
    owner_id: str
    client_api_id: str


class Direction(StrEnum):
    """Which account of a pair is in which of the API's two fields; `batch.reconcile.direction` explains why it varies.

    A pair is (commercial, GovCloud), the fields are (`govcloud_acct_id`, `commercial_acct_id`).
    """

    BY_NAME = "by-name"
    SWAPPED = "swapped"

    def fields_of(self, pair: tuple[str, str]) -> tuple[str, str]:
        """Return the fields for a pair."""
        commercial, govcloud = pair
        return (commercial, govcloud) if self is Direction.SWAPPED else (govcloud, commercial)

    def pair_of(self, fields: tuple[str, str]) -> tuple[str, str]:
        """Return the pair in these fields."""
        govcloud_field, commercial_field = fields
        return (govcloud_field, commercial_field) if self is Direction.SWAPPED else (commercial_field, govcloud_field)


@dataclass(frozen=True, slots=True)
class Linkage:
    """A linkage as in the API; which account is in which field depends on the customer's `Direction`."""

    linkage_id: str
    customer_id: str
    govcloud_field: str
    commercial_field: str

    @property
    def fields(self) -> tuple[str, str]:
        """Both fields, in the order that `Direction` uses."""
        return self.govcloud_field, self.commercial_field


class ReadState(StrEnum):
    """How far a customer could be read: only a complete sweep supports any claim."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True)
class CustomerInventory:
    """One customer's accounts and linkages; both are empty unless the sweep was complete.

    `reason` is why it wasn't; `left_out` describes accounts that are missing because they can't be read.
    """

    client_api_id: str
    state: ReadState
    accounts: tuple[Account, ...] = ()
    linkages: tuple[Linkage, ...] = ()
    reason: str = ""
    code: str = ""
    """The problem's code if it isn't the state's own, for example because the run was stopped before this customer."""
    left_out: str = ""
    name: str = ""
    """The customer's name in CloudHealth; "" if it wasn't requested or there is none."""


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer that the key can see; `name` is its name in CloudHealth, "" if there is none."""

    client_api_id: str
    name: str


class Remote(Protocol):
    """Where inventories come from: CloudHealth, or what an earlier run saw of it."""

    def customers(self) -> list[Customer]:
        """Return every customer; raises `StopError` if the list may be incomplete."""

    def sweep(self, customers: Sequence[str]) -> Iterator[CustomerInventory]:
        """Yield each customer's accounts and linkages; raises `StopError` and `InterruptedWaitError`."""

    def names(self, customers: Sequence[str]) -> Mapping[str, str]:
        """Return the names of these customers that can be found; raises `InterruptedWaitError`."""
