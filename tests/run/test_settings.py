"""What a run is asked to do, checked before anything else happens."""

from pathlib import Path

import pytest

from batch.cloudhealth.connection import Connection
from batch.errors import UsageError
from batch.runs.settings import api_key, checked_base_url


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
def test_an_address_is_taken_where_the_key_is_safe(url: str) -> None:
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
def test_an_address_is_refused_where_the_key_would_be_readable_or_could_not_travel(url: str) -> None:
    with pytest.raises(UsageError):
        checked_base_url(url)


def test_the_key_comes_from_its_file_before_the_environment(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("from-file\n", encoding="utf-8")
    environment = {"CLOUDHEALTH_API_KEY": " from-environment "}
    assert api_key(path, environment) == "from-file"
    assert api_key(None, environment) == "from-environment"


@pytest.mark.parametrize("content", [b"", b"two words", b"line\nline", "schlüssel".encode(), b"\xff\xfe", b"a\x00b"])
def test_a_file_that_holds_no_key_is_refused_without_repeating_it(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "key"
    path.write_bytes(content)
    with pytest.raises(UsageError) as refused:
        api_key(path, {})
    assert "two words" not in str(refused.value)


def test_a_missing_key_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere"):
        api_key(tmp_path / "nowhere", {"CLOUDHEALTH_API_KEY": "x"})


def test_a_connection_never_shows_its_key() -> None:
    assert "secret" not in repr(Connection("https://host", "secret-key"))
