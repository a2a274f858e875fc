"""Find the proxy for an address, and the environment variable that names it."""

import os
from urllib.parse import urlsplit

from requests.utils import get_environ_proxies, select_proxy

from batch.address import why_unusable
from batch.cloudhealth.connection import Proxy, is_loopback
from batch.errors import UsageError


def proxy_for(url: str) -> Proxy | None:
    """Return the proxy for this address; None if it needs none, as a loopback address never does.

    Raises `UsageError` if the proxy can't be used; the message doesn't quote the variable's value.
    """
    if is_loopback(url):
        return None
    parts = urlsplit(url)
    named = select_proxy(url, get_environ_proxies(url))
    if not named:
        return None
    variable = _variable(named, parts.scheme)
    scheme, _, rest = named.rpartition("://")
    if scheme.lower().startswith("socks"):
        raise UsageError(
            f"{variable} names a SOCKS proxy, which govlink can't use: set {parts.scheme.upper()}_PROXY to an http:// "
            f"or https:// proxy, or add {parts.hostname} to NO_PROXY"
        )
    # Credentials may contain any character that an address can have.
    authority = rest.partition("/")[0].partition("?")[0].partition("#")[0]
    if wrong := why_unusable(f"{scheme or 'http'}://{authority.rpartition('@')[2]}", ("http", "https")):
        hint = "; in a password, write / as %2F, # as %23, ? as %3F, and @ as %40" if "@" in rest else ""
        raise UsageError(f"{variable} is not a valid proxy address: {wrong}{hint}")
    return Proxy(variable, f"{scheme.lower() or 'http'}://{rest}")


def _variable(value: str, scheme: str) -> str:
    names = [name for wanted in (f"{scheme}_proxy", "all_proxy") for name in os.environ if name.lower() == wanted]
    return next((name for name in names if os.environ[name] == value), "the system's settings")
