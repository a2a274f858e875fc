"""Faults and when they occur: the same for the same seed and the same requests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from random import Random

from batch.sandbox.latency import Latency
from batch.sandbox.switches import ErrorShape


class FaultKind(StrEnum):
    """What the client gets instead of its answer."""

    STATUS = "status"
    """An error with the given status."""
    RESET = "reset"
    HANG = "hang"
    TRUNCATED = "truncated"
    BROKEN_JSON = "broken-json"
    EMPTY = "empty"
    """A success without a body."""
    DRIP = "drip"
    LOGIN_REDIRECT = "login-redirect"
    LOGIN_PAGE = "login-page"
    """A success whose body is an HTML login page."""
    WRONG_LINKAGE = "wrong-linkage"
    """A success that names other accounts than were sent."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong with matching requests.

    A request matches by method, path (a glob), customer (`client_api_id`), and account (a CloudHealth id, or an AWS
    account number as text, in a POST or PUT); None matches all. Of the matching requests, those from `first` to `last`,
    counted from 1, are affected, each with the given probability; if `lasts` is given, only for so many seconds after
    the first one.
    """

    kind: FaultKind
    commit: bool = False
    """Whether the request's work is done anyway, without the client's knowledge."""
    late: Latency | None = None
    """The work is done, but this long after the request arrived."""
    status: int = 500
    message: str | None = None
    """The text of that error; by default the sandbox's own."""
    errors: ErrorShape | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers of the error, such as `Retry-After`."""
    seconds: float | None = None
    """Seconds that a connection hangs (default 3600), or between two bytes of a drip (default 0.5)."""
    method: str | None = None
    path: str | None = None
    customer: int | None = None
    account: int | str | None = None
    first: int = 1
    last: int | None = None
    lasts: float | None = None
    probability: float = 1.0


@dataclass(frozen=True, slots=True)
class Subject:
    """The properties of a request that faults match."""

    method: str
    path: str
    customer: int | None
    accounts: frozenset[int | str]
    """The accounts in its body, each by id and by AWS account number."""


class FaultPlan:
    """Decides for each request which fault affects it."""

    def __init__(self, faults: Sequence[Fault], *, seed: int) -> None:
        # A separate random source per fault, so that drawing from one doesn't change another.
        self._watches = [_Watch(fault, Random(f"{seed}/{index}")) for index, fault in enumerate(faults)]  # noqa: S311 - not a secret

    def strike(self, subject: Subject, now: float) -> Fault | None:
        """Return the first fault that strikes at `now` (epoch seconds); every matching fault counts the request."""
        struck = [watch.fault for watch in self._watches if _fits(watch.fault, subject) and watch.strikes(now)]
        return struck[0] if struck else None


class _Watch:
    """Counts the requests that one fault has matched."""

    def __init__(self, fault: Fault, chance: Random) -> None:
        self.fault = fault
        self._chance = chance
        self._met = 0
        self._since: float | None = None

    def strikes(self, now: float) -> bool:
        """Count one more matching request, and return whether the fault strikes it."""
        fault = self.fault
        self._met += 1
        drawn = self._chance.random() < fault.probability
        due = fault.first <= self._met and (fault.last is None or self._met <= fault.last)
        if not (drawn and due):
            return False
        if self._since is None:
            self._since = now
        return fault.lasts is None or now < self._since + fault.lasts


def _fits(fault: Fault, subject: Subject) -> bool:
    return (
        (fault.method is None or fault.method == subject.method)
        and (fault.path is None or fnmatchcase(subject.path, fault.path))
        and (fault.customer is None or fault.customer == subject.customer)
        and (fault.account is None or fault.account in subject.accounts)
    )
