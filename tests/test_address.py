"""Addresses that no request can be sent to are refused, in words that quote nothing of them."""

import pytest

from batch.address import why_unusable
from batch.errors import UsageError
from batch.monitoring.notify import Notice
from batch.runs.target import checked_base_url

_NO_PORT = "the port after the colon must be a number"
_NO_NAME = "not a valid name"
_VARIABLE = "not replaced by its value"


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("https://h:99999", _NO_PORT),
        ("https://h:0", _NO_PORT),
        ("https://h:abc", _NO_PORT),
        ("https://h:", _NO_PORT),
        ("https://https://h", _NO_PORT),
        ("https://[::1", "IPv6"),
        ("https://[zz]", "IPv6"),
        ("https://a..b", _NO_NAME),
        ("https://.b", _NO_NAME),
        ("https://-a.b", _NO_NAME),
        (f"https://{'a' * 64}.b", _NO_NAME),
        (f"https://{'.'.join(['a' * 60] * 5)}", _NO_NAME),
        ("https://10.0.0.256", "IP address"),
        ("https://h h", "space"),
        ("https://h\n", "invisible"),
        ("https://h\u200b", "invisible"),
        (r"https:\\h", "backslash"),
        ("https://$HOST", _VARIABLE),
        ("https://h:${PORT}", _VARIABLE),
        ("https://h/${ID}", _VARIABLE),
        ("https://{{ host }}".replace(" ", ""), _VARIABLE),
        ("https://<host>", _VARIABLE),
        ("https://%HOST%/", _VARIABLE),
        ("https://m\u00fcller.example", "xn--"),
        ("h.example", "write https:// or http://"),
        ("ftp://h", "write https:// or http://"),
        ("https://", "a host name"),
        ("", "a host name"),
    ],
)
def test_an_invalid_address_is_refused_with_what_would_be_right(address: str, says: str) -> None:
    assert says in why_unusable(address)
    with pytest.raises(UsageError, match="--base-url"):
        checked_base_url(address)
    with pytest.raises(UsageError, match="--notify"):
        Notice(address)


@pytest.mark.parametrize(
    "address",
    [
        "https://h",
        "HTTPS://h.example:8443/api/",
        "https://a_b.xn--mller-kva.example.",
        "https://10.0.0.1",
        "https://[::1]:8080/x",
        "https://[fe80::1%eth0]/",
        "https://user:word@h/%24x?$filter=1",
    ],
)
def test_a_usable_address_is_accepted(address: str) -> None:
    assert why_unusable(address) == ""


def test_an_address_that_may_contain_a_password_is_not_quoted() -> None:
    with pytest.raises(UsageError) as caught:
        checked_base_url("https://me:sesame@h:99999")
    assert "sesame" not in str(caught.value)
