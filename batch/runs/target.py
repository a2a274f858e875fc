"""Which CloudHealth a run uses: the real one, a sandbox, or what an earlier run saw of it."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from batch.address import why_unusable
from batch.archive.snapshot import Snapshot, load_snapshot
from batch.cloudhealth.connection import is_loopback
from batch.cloudhealth.pacing import Rate, parse_rates
from batch.errors import UsageError
from batch.redaction import keep_secret
from batch.runs.api_key import api_key
from batch.runs.options import ConnectionOptions, SandboxOptions

DEFAULT_BASE_URL = "https://chapi.cloudhealthtech.com"
"""Documented in the public API guide."""

_DEFAULT_RATE = "30/min"
"""Documented for the whole REST API, reads included (knowledge article 420604)."""


@dataclass(frozen=True, slots=True)
class Target:
    """What the options select; `base_url` is "" until a sandbox is started."""

    connection: ConnectionOptions
    sandbox: SandboxOptions
    base_url: str
    key: str = field(repr=False)
    rates: tuple[Rate, ...]
    mapping: Sequence[str] = ()
    """The mapping files, as the user named them."""
    snapshot: Snapshot | None = None


def chosen(
    connection: ConnectionOptions,
    sandbox: SandboxOptions,
    mapping: Sequence[str] = (),
    snapshot: Path | None = None,
    key_from: Callable[[Path | None], str] = api_key,
) -> Target:
    """Return what the options select; raises `UsageError`. `key_from` reads the key, from a file if one is given."""
    if (sandbox.sandbox_state or sandbox.sandbox_scenario) and not sandbox.sandbox:
        raise UsageError("--sandbox-state and --sandbox-scenario need --sandbox")
    if snapshot:
        if sandbox.sandbox:
            raise UsageError(
                "--snapshot and --sandbox can't be used together: a snapshot already takes CloudHealth's place"
            )
        seen = load_snapshot(snapshot)
        return Target(connection, sandbox, seen.run.started.base_url, "", (), snapshot=seen)
    if sandbox.sandbox:
        # Random, so that redacting it never changes any other text.
        key = f"sandbox-{secrets.token_hex(16)}"
        return Target(connection, sandbox, "", key, _rates(connection.rate), mapping)
    key = key_from(connection.api_key_file)
    keep_secret(key, "API key")
    base_url = checked_base_url(connection.base_url or DEFAULT_BASE_URL)
    return Target(connection, sandbox, base_url, key, _rates(connection.rate or _DEFAULT_RATE), mapping)


def checked_base_url(base_url: str) -> str:
    """Return the address without a trailing slash.

    Raises `UsageError` if the address is invalid or would send the key unencrypted.
    """
    if wrong := why_unusable(base_url):
        shown = "" if "@" in base_url else f" {base_url!r}"  # it may contain a password
        raise UsageError(f"--base-url{shown} is not a valid address: {wrong}")
    parts = urlsplit(base_url)
    if parts.username or parts.password or parts.query or parts.fragment:
        raise UsageError("--base-url takes an address without user, query, or fragment")
    if parts.scheme == "http" and not is_loopback(base_url):
        raise UsageError(
            "--base-url must begin with https:// unless the host is this machine; otherwise others "
            "could read the API key"
        )
    return base_url.rstrip("/")


def _rates(text: str | None) -> tuple[Rate, ...]:
    """Parse `--rate`; raises `UsageError`."""
    if text is None:
        return ()
    try:
        return parse_rates(text)
    except ValueError as error:
        raise UsageError(f"--rate: {error}") from error
