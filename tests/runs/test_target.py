"""The options of a run are checked before anything else happens."""

import pytest

from batch.cloudhealth.connection import Connection
from batch.errors import UsageError
from batch.runs.target import checked_base_url


@pytest.mark.parametrize(
    "url",
    [
        "https://chapi.cloudhealthtech.com",
        "http://127.0.0.1:8080",
        "http://localhost:1",
        "http://[::1]:9",
        "https://x/y",
    ],
)
def test_an_address_is_accepted_if_the_key_is_safe(url: str) -> None:
    assert checked_base_url(url + "/") == url


@pytest.mark.parametrize(
    "url",
    [
        "http://chapi.cloudhealthtech.com",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
        "ftp://127.0.0.1",
        "chapi.cloudhealthtech.com",
        "https://user:secret@host",
        "https://host/?api_key=secret",
        "",
    ],
)
def test_an_address_is_refused_if_the_key_would_be_readable_or_the_address_is_invalid(url: str) -> None:
    with pytest.raises(UsageError):
        checked_base_url(url)


def test_a_connection_never_shows_its_key() -> None:
    assert "secret" not in repr(Connection("https://host", "secret-key"))
