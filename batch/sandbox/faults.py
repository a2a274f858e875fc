"""What goes wrong, and when: a plan of faults, the same for the same seed and the same requests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from random import Random

from batch.sandbox.latency import Latency
from batch.sandbox.switches import ErrorShape


class FaultKind(StrEnum):
    """What the client meets instead of its answer."""

    STATUS = "status"
    """An error of the given status."""
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
    """One thing that goes wrong with the requests that it fits.

    It fits by method, path (a glob), customer (`client_api_id`) and account (a CloudHealth id, or an AWS account number
    as text, that a POST or PUT names); what is None fits all. Of those it strikes the `first` to the `last`, counted
    from 1, each with the given probability; and if it `lasts` some seconds, then only so long after it struck first.
    """

    kind: FaultKind
    commit: bool = False
    """Whether the request does its work all the same, so that the client does not know."""
    late: Latency | None = None
    """The work is done after all, but only this many seconds after the request arrived."""
    status: int = 500
    message: str | None = None
    """The words of that error, if not the sandbox's own."""
    errors: ErrorShape | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """Sent with the error, such as `Retry-After`."""
    seconds: float | None = None
    """How long a connection hangs (default 3600), or passes between two bytes of a drip (default 0.5)."""
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
    """What a request speaks of, as far as a fault looks at it."""

    method: str
    path: str
    customer: int | None
    accounts: frozenset[int | str]
    """Those that it names, each by id and by AWS account number."""


class FaultPlan:
    """Decides for each request in turn which fault strikes it."""

    def __init__(self, faults: Sequence[Fault], *, seed: int) -> None:
        # One source of chance for each fault: what one draws does not change what another one does.
        self._watches = [_Watch(fault, Random(f"{seed}/{index}")) for index, fault in enumerate(faults)]  # noqa: S311 - not a secret

    def strike(self, subject: Subject, now: float) -> Fault | None:
        """Name the first fault that strikes at `now` (epoch seconds); every fitting one counts the request."""
        struck = [watch.fault for watch in self._watches if _fits(watch.fault, subject) and watch.strikes(now)]
        return struck[0] if struck else None


class _Watch:
    """Counts what one fault has met so far."""

    def __init__(self, fault: Fault, chance: Random) -> None:
        self.fault = fault
        self._chance = chance
        self._met = 0
        self._since: float | None = None

    def strikes(self, now: float) -> bool:
        """Count one more fitting request, and say whether this is one to strike."""
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
