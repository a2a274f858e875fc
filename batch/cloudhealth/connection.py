"""How to reach CloudHealth: values only."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from batch.cloudhealth.pacing import Rate


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy, and the environment variable that names it.

    `address` can contain credentials and never appears in a representation.
    """

    variable: str
    address: str = field(repr=False)

    def __str__(self) -> str:
        parts = urlsplit(self.address)
        return f"the proxy of {self.variable} ({parts.netloc.rpartition('@')[2]})"

    @property
    def password(self) -> str:
        """Return the password in its address; "" if there is none."""
        return unquote(urlsplit(self.address).password or "")


@dataclass(frozen=True, slots=True)
class Connection:
    """How to reach CloudHealth. Times are in seconds; `key` never appears in a representation."""

    base_url: str
    key: str = field(repr=False)
    rates: tuple[Rate, ...] = ()
    burst: int = 1
    rate_scope: str = "key"
    concurrency: int = 4
    timeout: float = 60.0
    max_attempts: int = 5
    settle_time: float = 60.0
    """Seconds between checks for a write that may have been applied."""
    ca_bundle: str | None = None
    proxy: Proxy | None = None
    lock_timeout: float = 0.0
    is_sandbox: bool = False
    world: str = ""
    """Which CloudHealth it is, the same in every run: its base URL, or what an embedded sandbox is built from."""


def is_loopback(base_url: str) -> bool:
    """Whether the address can't leave this machine; a name that only begins like a loopback address doesn't count."""
    host = urlsplit(base_url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        # Even a name such as 127.example.com can lead anywhere.
        return False
