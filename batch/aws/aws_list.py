"""AWS's own list of which accounts belong together: values, and how several sources of it become one."""

import hashlib
from dataclasses import dataclass, field
from typing import NamedTuple

from batch.errors import UsageError

# https://docs.aws.amazon.com/accounts/latest/reference/API_GetGovCloudAccountInformation.html
ACCOUNT_STATES = ("", "PENDING_ACTIVATION", "ACTIVE", "SUSPENDED", "CLOSED")
"""In the order of an account's life; "" where it is not given."""


class AwsFile(NamedTuple):
    """A file of the list as it was read, `sha256` in hex and `size` in bytes."""

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

    @property
    def read_from(self) -> str:
        """The files that have it."""
        return ", ".join(self.sources)

    def merged(self, other: "AwsPair") -> "AwsPair":
        """Take from each source what the other lacks; where both have it, what is later, whatever their order."""
        return AwsPair(
            self.commercial,
            self.govcloud,
            tuple(dict.fromkeys((*self.sources, *other.sources))),
            max(self.name, other.name),
            max(self.request_state, other.request_state),
            max(self.account_state, other.account_state, key=ACCOUNT_STATES.index),
            max(self.requested_at, other.requested_at),
            max(self.completed_at, other.completed_at),
        )


class AwsOrdinary(NamedTuple):
    """A commercial account that AWS created without a GovCloud account."""

    commercial: str
    source: str


@dataclass(slots=True)
class AwsList:
    """All pairs that the files have, and what they have beside them."""

    by_commercial: dict[str, AwsPair] = field(default_factory=dict)
    by_govcloud: dict[str, AwsPair] = field(default_factory=dict)
    without_govcloud: dict[str, str] = field(default_factory=dict)
    """Accounts that were created without a GovCloud account, with the file that has it so; some got one later."""
    unfinished: set[str] = field(default_factory=set)
    """Requests that failed or are pending, by their ids."""
    _finished: set[str] = field(default_factory=set)
    files: list[AwsFile] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    """What the user should know about the files, though they can be used."""

    def add(self, meaning: AwsPair | AwsOrdinary | None, request: str) -> None:
        """Take what an entry means, None for a request without one; raises UsageError for a contradiction.

        `request` identifies the request: several files can have one, and it may succeed in a later one.
        """
        if meaning:
            self._finished.add(request)
            self.unfinished.discard(request)
        match meaning:
            case None:
                self.unfinished |= {request} - self._finished
            case AwsOrdinary(number, source):
                if pair := self.by_govcloud.get(number):
                    raise UsageError(_both_kinds(pair, number, source))
                self.without_govcloud.setdefault(number, source)
            case AwsPair():
                self._add_pair(meaning)

    def _add_pair(self, pair: AwsPair) -> None:
        if pair.commercial == pair.govcloud:
            raise UsageError(f"{pair.read_from} pairs {pair.commercial} with itself: one of the two numbers is wrong")
        for number in (pair.commercial, pair.govcloud):
            for other in (self.by_commercial.get(number), self.by_govcloud.get(number)):
                if other and (other.commercial, other.govcloud) != (pair.commercial, pair.govcloud):
                    raise UsageError(_contradict(other, pair))
        if source := self.without_govcloud.get(pair.govcloud):
            raise UsageError(_both_kinds(pair, pair.govcloud, source))
        known = self.by_commercial.get(pair.commercial)
        self.by_commercial[pair.commercial] = self.by_govcloud[pair.govcloud] = known.merged(pair) if known else pair

    def note_file(self, name: str, content: bytes) -> None:
        """Keep what was read, for the evidence."""
        self.files.append(AwsFile(name, hashlib.sha256(content).hexdigest(), len(content)))

    def has_pair(self, commercial: str, govcloud: str) -> bool:
        """Whether AWS created the two together."""
        pair = self.by_commercial.get(commercial)
        return pair is not None and pair.govcloud == govcloud

    def is_ordinary(self, number: str) -> bool:
        """Whether all that is known of a commercial account is that it was created without a GovCloud account."""
        return number in self.without_govcloud and number not in self.by_commercial

    def pair_count(self) -> str:
        """Count the pairs, in words."""
        count = len(self.by_commercial)
        return f"{count:,} pair" if count == 1 else f"{count:,} pairs"

    def left_out(self) -> str:
        """Count what is no pair, in words."""
        ordinary = sum(map(self.is_ordinary, self.without_govcloud))
        return f"{ordinary:,} without a GovCloud account, {len(self.unfinished):,} failed or pending"


def _contradict(known: AwsPair, pair: AwsPair) -> str:
    return (
        f"{known.read_from} pairs commercial {known.commercial} with GovCloud {known.govcloud}, but {pair.read_from} "
        f"pairs commercial {pair.commercial} with GovCloud {pair.govcloud}: one of them is wrong"
    )


def _both_kinds(pair: AwsPair, number: str, source: str) -> str:
    return (
        f"{pair.read_from} has {number} as the GovCloud account of {pair.commercial}, but {source} has it as a "
        "commercial account without one: one of them is wrong"
    )
