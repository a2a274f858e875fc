"""The two writes, POST and PUT: their requests, and what the customer's linkages show about them later; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from batch.cloudhealth.calls import Request, create_linkage, update_linkage
from batch.inventory import Direction, Linkage
from batch.statuses import Action
from batch.submission import Submission


@dataclass(frozen=True, slots=True)
class SweptCustomer:
    """What the sweep found out about a customer before the first write.

    `customer_ids` are those of its linkages; without any, an answer's `customer_id` is not checked.
    """

    client_api_id: str
    direction: Direction = Direction.BY_NAME
    customer_ids: frozenset[str] = frozenset()

    def mismatch(self, linkage: Linkage, pair: tuple[str, str]) -> str:
        """Return why a confirmed linkage is not the one that was asked for; "" if it is.

        If the direction is swapped, an answer may have the accounts in the request's fields or by name (not
        documented); if the direction is by name, they must be by name.
        """
        held = linkage.fields
        if set(held) != set(pair):
            return f"linkage {linkage.linkage_id} has accounts {held[0]} and {held[1]}, not {pair[1]} and {pair[0]}"
        if self.direction is Direction.BY_NAME and held != self.direction.fields_of(pair):
            return f"linkage {linkage.linkage_id} has the two accounts the wrong way round"
        if self.customer_ids and linkage.customer_id and linkage.customer_id not in self.customer_ids:
            return f"linkage {linkage.linkage_id} belongs to customer {linkage.customer_id}"
        return ""


@dataclass(frozen=True, slots=True)
class Found:
    """The linkage exists as wanted."""

    linkage_id: str


@dataclass(frozen=True, slots=True)
class Absent:
    """Nothing has changed, so it may be sent."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """One of the accounts is linked otherwise, or the linkage to repoint is gone."""

    linkage_id: str
    words: str
    is_own_pair: bool = False
    """Whether it is the pair that was asked for, but not as it was asked for."""


Sight = Found | Absent | Elsewhere


class Write(Protocol):
    """One way to link a pair."""

    @property
    def replaces(self) -> str:
        """The linkage that it overwrites, which is read right before each attempt; "" if none."""

    def request(self) -> Request:
        """Return the request to send."""

    def sight(self, linkages: Sequence[Linkage]) -> Sight:
        """Return what the customer's linkages show; if the write replaces one, only that one is needed."""

    def mismatch(self, answered: Linkage) -> str:
        """Return why an answer that names this linkage does not confirm the write; "" if it does."""


def write_for(submission: Submission, customer: SweptCustomer) -> Write:
    """Return the write for a submission."""
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
    # PUT overwrites, so it is the most dangerous write: the linkage that it replaces is read right before.
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
            return f"linkage {answered.linkage_id} was changed instead of linkage {self.submission.linkage_id}"
        return self.customer.mismatch(answered, self.submission.pair)


def _judged(linkage: Linkage, write: _Create | _Update) -> Sight:
    mismatch = write.customer.mismatch(linkage, write.submission.pair)
    return Elsewhere(linkage.linkage_id, mismatch, is_own_pair=True) if mismatch else Found(linkage.linkage_id)


def _description(linkage: Linkage) -> str:
    return f"linkage {linkage.linkage_id} has accounts {linkage.govcloud_field} and {linkage.commercial_field}"
