"""What CloudHealth has, as far as it was read: the accounts and linkages of each customer, as plain values."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class AccountKind(StrEnum):
    """Which of AWS's partitions an account belongs to, as far as CloudHealth tells."""

    COMMERCIAL = "commercial"
    GOVCLOUD = "govcloud"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Account:
    """An AWS account that CloudHealth knows; `owner_id` is "" where CloudHealth doesn't tell the AWS number."""

    acct_id: str
    owner_id: str
    name: str
    kind: AccountKind


@dataclass(frozen=True, slots=True)
class PlacedLinkage:
    """A linkage with its accounts in the places where the API has them.

    Which place holds which account is a question of the customer's direction: see `batch.reconcile.direction`.
    """

    linkage_id: str
    customer_id: str
    govcloud_place: str
    commercial_place: str


class ReadState(StrEnum):
    """How far a customer could be read: only a complete sweep supports a claim of any kind."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True)
class CustomerInventory:
    """One customer's accounts and linkages; both are empty unless the sweep was complete.

    `reason` says why it wasn't.
    """

    client_api_id: str
    state: ReadState
    accounts: tuple[Account, ...] = ()
    linkages: tuple[PlacedLinkage, ...] = ()
    reason: str = ""
    code: str = ""
    """The problem's code, where it is another than the state's own: the run was halted before this customer, say."""


class Remote(Protocol):
    """Where inventories come from: CloudHealth, or what an earlier run saw of it."""

    def customers(self) -> list[str]:
        """Every customer, as client_api_id; raises `HaltError` where that can't be told for sure."""

    def sweep(self, customers: Sequence[str]) -> Iterator[CustomerInventory]:
        """Each customer's accounts and linkages; raises `HaltError` and `InterruptedWaitError`."""
