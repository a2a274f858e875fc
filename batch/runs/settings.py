"""What a run was asked to do: plain values, checked once, free of the command line's own types."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from batch.address import objection
from batch.archive.pruning import Keep
from batch.archive.snapshot import Snapshot
from batch.cloudhealth.connection import is_loopback
from batch.cloudhealth.pacing import Rate, parse_rates
from batch.errors import UsageError
from batch.inventory import Direction

DEFAULT_BASE_URL = "https://chapi.cloudhealthtech.com"
"""Documented in the public API guide."""

DEFAULT_RATE = "30/min"
"""Documented for the whole REST API, reads included (knowledge article 420604)."""

DEFAULT_SETTLE_TIME = 60.0
"""Seconds. A gateway's 504 or a 202 whose linkage shows up to 20 seconds later is seen in other services."""


@dataclass(frozen=True, slots=True)
class Safety:
    """What a run may do at most; None for no limit. `max_duration` is in seconds."""

    yes: bool = False
    allow_update: bool = False
    require_clean: bool = False
    max_creates: int | None = None
    max_updates: int | None = None
    limit: int | None = None
    max_failures: int | None = None
    max_duration: float | None = None
    direction: Direction | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """One run: what to read, where to send it, within which limits, and where to report."""

    command: str
    safety: Safety
    reports: Path
    tell_changes: bool = False
    """`--exit-code`: a plan with changes ends with a code of its own."""
    world: str = ""
    """Which CloudHealth is meant, the same in every run: its base URL, or what an embedded sandbox is made of."""
    keep: Keep = field(default_factory=Keep)
    """How many old runs of the command stay."""
    snapshot: Snapshot | None = None
    """What an earlier run saw, used in CloudHealth's place."""
    options: Mapping[str, object] = field(default_factory=dict)
    """The options that a command which goes on with this run needs; holds no secret."""
    said: Mapping[str, object] = field(default_factory=dict)
    """All options as the user gave them, for the record; holds no secret."""


def checked_base_url(base_url: str) -> str:
    """The address without a trailing slash.

    Raises `UsageError` where a key would travel in the clear or can't travel.
    """
    if wrong := objection(base_url):
        shown = "" if "@" in base_url else f" {base_url!r}"  # else it may hold a password
        raise UsageError(f"--base-url{shown} is not a valid address: {wrong}")
    parts = urlsplit(base_url)
    if parts.username or parts.password or parts.query or parts.fragment:
        raise UsageError("--base-url takes an address without user, query or fragment")
    if parts.scheme == "http" and not is_loopback(base_url):
        raise UsageError(
            "--base-url must begin with https:// unless the host is this machine: the API key would be readable"
        )
    return base_url.rstrip("/")


def checked_rates(text: str | None, *, default: tuple[Rate, ...]) -> tuple[Rate, ...]:
    """`--rate` as rates; raises `UsageError`."""
    if text is None:
        return default
    try:
        return parse_rates(text)
    except ValueError as error:
        raise UsageError(f"--rate: {error}") from error
