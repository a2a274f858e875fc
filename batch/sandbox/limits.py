"""Rate limits as services have them: who may ask how often, and what the refused are told."""

from dataclasses import dataclass
from enum import StrEnum


class LimitKind(StrEnum):
    """How requests are counted."""

    FIXED_WINDOW = "fixed-window"
    SLIDING_WINDOW = "sliding-window"
    TOKEN_BUCKET = "token-bucket"  # noqa: S105 - no secret


class Scope(StrEnum):
    """Who shares a limit; whether "per client" means the key or the tenant is not documented."""

    KEY = "key"
    CLIENT = "client"


class RetryAfter(StrEnum):
    """What a 429 says about when to come back."""

    NONE = "none"
    SECONDS = "seconds"
    DATE = "date"


class Reset(StrEnum):
    """How a 429 writes `X-RateLimit-Reset`; that the service sends one at all is not documented."""

    NONE = "none"
    SECONDS = "seconds"
    EPOCH = "epoch"
    MILLISECONDS = "milliseconds"
    """Since the epoch."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `requests` in `seconds`; a bucket holds `burst` tokens and refills at that rate."""

    requests: int
    seconds: float = 60.0
    kind: LimitKind = LimitKind.FIXED_WINDOW
    burst: int = 1
    per: Scope = Scope.KEY
    count_reads: bool = True
    count_refused: bool = False
    retry_after: RetryAfter = RetryAfter.NONE
    reset: Reset = Reset.NONE
