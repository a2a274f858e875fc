"""Whether a request can be sent to a web address; pure, and its messages quote nothing of the address."""

import re
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

_VARIABLE = re.compile(r"[<>{}]|\$[A-Za-z_(]|//[^/]*%[A-Za-z_]+%")
_LABEL = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?")
_LONGEST_LABEL, _LONGEST_NAME = 63, 253
"""Characters of a part of a host name and of the whole name, from RFC 1035."""
_NUMBER = re.compile("[0-9]+|0[xX][0-9a-fA-F]*")


def why_unusable(address: str, schemes: tuple[str, ...] = ("https", "http")) -> str:
    """What is wrong with an address, or "".

    The message quotes nothing of it, because an address can be or contain a secret.
    """
    if not address.isprintable() or " " in address or "\\" in address:
        return "it contains a space, a backslash, or an invisible character"
    if _VARIABLE.search(address.partition("?")[0]):
        return "it contains a variable or a placeholder that was not replaced by its value"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return "brackets must enclose a whole IPv6 address, such as [::1]"
    if parts.scheme not in schemes or not host:
        return f"write {' or '.join(f'{scheme}://' for scheme in schemes)} and a host name"
    return _about_port(parts) or _about_host(host, is_bracketed="[" in parts.netloc)


def _about_port(parts: SplitResult) -> str:
    try:
        is_right = parts.port != 0 and not parts.netloc.endswith(":")
    except ValueError:
        is_right = False
    return "" if is_right else "the port after the colon must be a number from 1 to 65535"


def _about_host(host: str, *, is_bracketed: bool) -> str:
    if not host.isascii():
        return "its host has letters outside ASCII; write the name as in the DNS (xn--…)"
    labels = host.removesuffix(".").split(".")
    if is_bracketed or _NUMBER.fullmatch(labels[-1]):
        try:
            ip_address(host)
        except ValueError:
            return "its host is not a valid IP address"
    elif len(host) > _LONGEST_NAME or not all(map(_is_label, labels)):
        return (
            "its host is not a valid name; write letters, digits, and dashes between single dots, at most "
            f"{_LONGEST_LABEL} from dot to dot"
        )
    return ""


def _is_label(label: str) -> bool:
    return len(label) <= _LONGEST_LABEL and _LABEL.fullmatch(label) is not None
