"""AWS's own list of which accounts belong together: its values, and how several sources are merged."""

import hashlib
from dataclasses import dataclass, field
from typing import NamedTuple

from batch.errors import UsageError

# https://docs.aws.amazon.com/accounts/latest/reference/API_GetGovCloudAccountInformation.html
# https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
ACCOUNT_STATES = ("", "PENDING_ACTIVATION", "ACTIVE", "SUSPENDED", "PENDING_CLOSURE", "CLOSED")
"""In the order of an account's life; "" if it is not given."""
_ORDINARY = "without a GovCloud account"


class AwsFile(NamedTuple):
    """A file of the list as it was read; `sha256` is in hex, `size` in bytes."""

    name: str
    sha256: str
    size: int


class AwsPair(NamedTuple):
    """Two accounts that AWS created together, by their 12-digit numbers; times are ISO 8601 in UTC, "" if not given."""

    commercial: str
    govcloud: str
    sources: tuple[str, ...]
    name: str = ""
    request_state: str = ""
    account_state: str = ""
    requested_at: str = ""
    completed_at: str = ""
    request: str = ""
    """AWS's id of the request that created them."""

    @property
    def read_from(self) -> str:
        """The files that have the pair."""
        return ", ".join(self.sources)

    def merged(self, other: "AwsPair") -> "AwsPair":
        """Return a pair with every value that either source has; of two values, the later, in any order of sources."""
        return AwsPair(
            self.commercial,
            self.govcloud,
            tuple(dict.fromkeys((*self.sources, *other.sources))),
            max(self.name, other.name),
            max(self.request_state, other.request_state),
            max(self.account_state, other.account_state, key=ACCOUNT_STATES.index),
            max(self.requested_at, other.requested_at),
            max(self.completed_at, other.completed_at),
            max(self.request, other.request),
        )


class AwsOrdinary(NamedTuple):
    """A commercial account that AWS created without a GovCloud account."""

    commercial: str
    source: str
    name: str = ""
    request: str = ""


class LeftOut(NamedTuple):
    """An entry of a list that isn't a pair: its name, and the reason, which follows a count in messages."""

    name: str
    reason: str
    account: str = ""
    """The account number, if it has one: another list may have the pair."""
    request: str = ""
    is_pending: bool = False
    """Whether another list may have a later state of it."""

    @property
    def identity(self) -> str:
        """What identifies the same entry in several lists."""
        return self.account or self.request or self.name


@dataclass(slots=True)
class AwsList:
    """All pairs in the files, and their other entries."""

    by_commercial: dict[str, AwsPair] = field(default_factory=dict)
    by_govcloud: dict[str, AwsPair] = field(default_factory=dict)
    guesses: list[AwsPair] = field(default_factory=list)
    """Pairs that are guessed only by their names, without proof; they are not among the pairs above."""
    ordinary: dict[str, AwsOrdinary] = field(default_factory=dict)
    """Accounts that were created without a GovCloud account; some got one later."""
    _left_out: dict[str, LeftOut] = field(default_factory=dict)
    _finished: set[str] = field(default_factory=set)
    """The ids of requests that succeeded."""
    files: list[AwsFile] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    """Warnings about files that can still be used."""

    def add(self, meaning: AwsPair | AwsOrdinary | LeftOut) -> None:
        """Add what an entry means; raises UsageError for a contradiction."""
        match meaning:
            case LeftOut():
                known = self._left_out.setdefault(meaning.identity, meaning)
                if known.is_pending:
                    self._left_out[meaning.identity] = meaning
            case AwsOrdinary():
                if pair := self.by_govcloud.get(meaning.commercial):
                    raise UsageError(_both_kinds(pair, meaning))
                self.ordinary.setdefault(meaning.commercial, meaning)
                self._finished.add(meaning.request)
            case AwsPair():
                self._add_pair(meaning)
                self._finished.add(meaning.request)

    def _add_pair(self, pair: AwsPair) -> None:
        if pair.commercial == pair.govcloud:
            raise UsageError(f"{pair.read_from} pairs {pair.commercial} with itself; one of the two numbers is wrong")
        for number in (pair.commercial, pair.govcloud):
            for other in (self.by_commercial.get(number), self.by_govcloud.get(number)):
                if other and (other.commercial, other.govcloud) != (pair.commercial, pair.govcloud):
                    raise UsageError(_contradict(other, pair))
        if ordinary := self.ordinary.get(pair.govcloud):
            raise UsageError(_both_kinds(pair, ordinary))
        known = self.by_commercial.get(pair.commercial)
        self.by_commercial[pair.commercial] = self.by_govcloud[pair.govcloud] = known.merged(pair) if known else pair

    def note_file(self, name: str, content: bytes) -> None:
        """Record a file that was read, as evidence."""
        self.files.append(AwsFile(name, hashlib.sha256(content).hexdigest(), len(content)))

    def has_pair(self, commercial: str, govcloud: str) -> bool:
        """Whether AWS created the two together."""
        pair = self.by_commercial.get(commercial)
        return pair is not None and pair.govcloud == govcloud

    def is_ordinary(self, number: str) -> bool:
        """Whether an account is known only as a commercial one that was created without a GovCloud account."""
        return number in self.ordinary and number not in self.by_commercial

    def left_out(self) -> dict[str, list[str]]:
        """Return the names of entries that aren't pairs, by reason, except those that another list has as a pair."""
        taken = {*self.by_commercial, *self.by_govcloud, *self._finished}
        taken.update(number for pair in self.guesses for number in (pair.commercial, pair.govcloud))
        taken.update(self.ordinary)
        found: dict[str, list[str]] = {}
        for ordinary in self.ordinary.values():
            if self.is_ordinary(ordinary.commercial):
                found.setdefault(_ORDINARY, []).append(ordinary.name or ordinary.commercial)
        for left_out in self._left_out.values():
            if left_out.identity not in taken:
                found.setdefault(left_out.reason, []).append(left_out.name)
        return found


def _contradict(known: AwsPair, pair: AwsPair) -> str:
    return (
        f"{known.read_from} pairs commercial {known.commercial} with GovCloud {known.govcloud}, but {pair.read_from} "
        f"pairs commercial {pair.commercial} with GovCloud {pair.govcloud}; one of them is wrong"
    )


def _both_kinds(pair: AwsPair, ordinary: AwsOrdinary) -> str:
    return (
        f"{pair.read_from} has {pair.govcloud} as the GovCloud account of {pair.commercial}, but {ordinary.source} has "
        "it as a commercial account without one; one of them is wrong"
    )
