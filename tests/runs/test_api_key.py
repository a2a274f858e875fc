"""Where the API key comes from, and what is refused in its place without being quoted."""

import os
import threading
from pathlib import Path

import pytest

from batch.errors import UsageError
from batch.runs.api_key import api_key

_KEY = "0b1c2d3e-1234-4abc-9def-0123456789ab"


def refusal(path: Path) -> str:
    with pytest.raises(UsageError) as refused:
        api_key(path, {})
    return str(refused.value)


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


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (f'"{_KEY}"', "quotes"),
        (f"'{_KEY}'", "quotes"),
        (f"\u201c{_KEY}\u201d", "quotes"),
        (f"CLOUDHEALTH_API_KEY={_KEY}", "name of a variable"),
        (f"export CLOUDHEALTH_API_KEY={_KEY}", "name of a variable"),
        (f'$env:CLOUDHEALTH_API_KEY = "{_KEY}"', "name of a variable"),
        (f"api-key: {_KEY}", "name of a variable"),
        (f"Bearer {_KEY}", "header"),
        (f"Authorization: Bearer {_KEY}", "header"),
        (f'{{"key": "{_KEY}"}}', "JSON"),
        (f'{{\n  "key": "{_KEY}"\n}}', "JSON"),
        (f'["{_KEY}"]', "JSON"),
        (f"{_KEY}\n{_KEY}", "several lines"),
        (f"{_KEY} # mine", "whitespace"),
        (f"{_KEY}\u200b", "invisible"),
        (f"https://chapi.example/?api_key={_KEY}", "an address"),
        ("/run/secrets/key", "path of a file"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "JWT"),
        ("<your key>", "placeholder"),
        ("${API_KEY}", "placeholder"),
        ("$API_KEY", "placeholder"),
        ("{{ api_key }}", "placeholder"),
        ("%API_KEY%", "placeholder"),
        ("YOUR_API_KEY", "placeholder"),
        ("xxxxxxxx-xxxx", "placeholder"),
        ("changeme", "placeholder"),
        ("\u2026", "placeholder"),
        ("...", "placeholder"),
        ("***", "placeholder"),
        ("null", "placeholder"),
        ("0" * 2000, "longer"),
        ("", "empty"),
    ],
)
def test_a_text_that_is_not_a_key_is_refused_with_the_reason_and_is_not_shown(
    tmp_path: Path, content: str, says: str
) -> None:
    path = tmp_path / "secret"
    path.write_text(f"{content}\n", encoding="utf-8")
    told = refusal(path)
    assert says in told.removeprefix(f"--api-key-file {path}")
    assert _KEY[:8] not in told
    if content:
        with pytest.raises(UsageError, match="CLOUDHEALTH_API_KEY: this is not an API key") as refused:
            api_key(None, {"CLOUDHEALTH_API_KEY": content})
        assert _KEY[:8] not in str(refused.value)


@pytest.mark.parametrize("key", [_KEY, "key", "any", "x", "kR7-secret/key+0123", "abckey1==", "token-key.with.dots"])
def test_any_single_ascii_word_is_a_key(key: str) -> None:
    assert api_key(None, {"CLOUDHEALTH_API_KEY": f"{key}\n"}) == key


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_key_after_a_byte_order_mark_is_refused(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "secret"
    path.write_text(_KEY, encoding=encoding)
    assert "byte order mark" in refusal(path)


@pytest.mark.timeout(20)
def test_a_key_comes_through_a_pipe_and_one_that_nobody_writes_to_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    threading.Thread(target=path.write_text, args=(_KEY,), daemon=True).start()
    assert api_key(path, {}) == _KEY
    monkeypatch.setattr("batch.piped._PATIENCE", 0.1)
    assert "nothing writes to it" in refusal(path)


def test_a_folder_or_a_device_is_not_a_key_file(tmp_path: Path) -> None:
    assert "directory" in refusal(tmp_path)
    assert "neither a file nor a pipe" in refusal(Path(os.devnull))
