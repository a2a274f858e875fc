"""The two writes, POST and PUT: how each is asked for, and what the customer's linkages say of it afterwards; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from batch.cloudhealth.calls import Request, create_linkage, update_linkage
from batch.inventory import Direction, Linkage
from batch.statuses import Action
from batch.submission import Submission


@dataclass(frozen=True, slots=True)
class SweptCustomer:
    """What is known of a customer from the sweep before the first write.

    `customer_ids` are those that its linkages name; where it had none, nothing is expected of an answer's
    `customer_id`.
    """

    client_api_id: str
    direction: Direction = Direction.BY_NAME
    customer_ids: frozenset[str] = frozenset()

    def mismatch(self, linkage: Linkage, pair: tuple[str, str]) -> str:
        """Why a linkage that was confirmed is not the one that was asked for; "" if it is.

        Where the fields are swapped, an answer may echo those of the request or be by name (not documented); by name it
        must be by name.
        """
        held = linkage.fields
        if set(held) != set(pair):
            return f"linkage {linkage.linkage_id} holds accounts {held[0]} and {held[1]}, not {pair[1]} and {pair[0]}"
        if self.direction is Direction.BY_NAME and held != self.direction.fields_of(pair):
            return f"linkage {linkage.linkage_id} holds the two accounts the wrong way round"
        if self.customer_ids and linkage.customer_id and linkage.customer_id not in self.customer_ids:
            return f"linkage {linkage.linkage_id} belongs to customer {linkage.customer_id}"
        return ""


@dataclass(frozen=True, slots=True)
class Found:
    """The linkage is there as it is wanted."""

    linkage_id: str


@dataclass(frozen=True, slots=True)
class Absent:
    """Nothing has changed: it may be sent."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """One of the accounts is linked otherwise, or the linkage to repoint is gone."""

    linkage_id: str
    words: str
    is_own_pair: bool = False
    """It is the pair that was asked for, yet not as it was asked for."""


Sight = Found | Absent | Elsewhere


class Write(Protocol):
    """One way of bringing a pair about."""

    @property
    def replaces(self) -> str:
        """The linkage that it overwrites, which is read right before each attempt; "" for none."""

    def request(self) -> Request:
        """What is sent."""

    def sight(self, linkages: Sequence[Linkage]) -> Sight:
        """What the customer's linkages say of it; of one that replaces, that linkage alone is enough."""

    def mismatch(self, answered: Linkage) -> str:
        """Why an answer that names this linkage does not confirm the write; "" if it does."""


def write_for(submission: Submission, customer: SweptCustomer) -> Write:
    """The write that a submission asks for."""
    kind = _Update if submission.action is Action.UPDATE else _Create
    return kind(submission, customer)


@dataclass(frozen=True, slots=True)
class _Create:
    submission: Submission
    customer: SweptCustomer
    replaces = ""

    def request(self) -> Request:
        govcloud, commercial = self.customer.direction.fields_of(self.submission.pair)
        return create_linkage(self.customer.client_api_id, govcloud_field=govcloud, commercial_field=commercial)

    def sight(self, linkages: Sequence[Linkage]) -> Sight:
        wanted = set(self.submission.pair)
        touching = [linkage for linkage in linkages if wanted & set(linkage.fields)]
        for linkage in touching:
            if wanted == set(linkage.fields):
                return _judged(linkage, self)
        return Elsewhere(touching[0].linkage_id, _description(touching[0])) if touching else Absent()

    def mismatch(self, answered: Linkage) -> str:
        return self.customer.mismatch(answered, self.submission.pair)


@dataclass(frozen=True, slots=True)
class _Update:
    # PUT overwrites, so it is the most dangerous write: what it replaces is read right before.
    submission: Submission
    customer: SweptCustomer

    @property
    def replaces(self) -> str:
        return self.submission.linkage_id

    def request(self) -> Request:
        govcloud, commercial = self.customer.direction.fields_of(self.submission.pair)
        customer, linkage_id = self.customer.client_api_id, self.submission.linkage_id
        return update_linkage(customer, linkage_id, govcloud_field=govcloud, commercial_field=commercial)

    def sight(self, linkages: Sequence[Linkage]) -> Sight:
        linkage_id = self.submission.linkage_id
        linkage = next((each for each in linkages if each.linkage_id == linkage_id), None)
        if linkage is None:
            return Elsewhere(linkage_id, f"linkage {linkage_id} no longer exists")
        held = set(linkage.fields)
        if held == set(self.submission.pair):
            return _judged(linkage, self)
        return Absent() if held == set(self.submission.previous) else Elsewhere(linkage_id, _description(linkage))

    def mismatch(self, answered: Linkage) -> str:
        if answered.linkage_id != self.submission.linkage_id:
            return f"linkage {self.submission.linkage_id} was to be changed, and linkage {answered.linkage_id} was"
        return self.customer.mismatch(answered, self.submission.pair)


def _judged(linkage: Linkage, write: _Create | _Update) -> Sight:
    mismatch = write.customer.mismatch(linkage, write.submission.pair)
    return Elsewhere(linkage.linkage_id, mismatch, is_own_pair=True) if mismatch else Found(linkage.linkage_id)


def _description(linkage: Linkage) -> str:
    return f"linkage {linkage.linkage_id} holds accounts {linkage.govcloud_field} and {linkage.commercial_field}"
