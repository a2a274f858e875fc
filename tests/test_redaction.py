"""Secrets are struck out in any spelling, wherever text leaves the process, and nothing else is."""

import base64
import html
import json
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from program import KEY, Govlink, all_text
from scripted_server import listening, says

from batch import cli
from batch.redaction import Redactor, keep_secret, secrets_forgotten, struck, struck_bytes, struck_values

SECRET = "abCD+efGH/ijKL1234&678mnop=="


def _each(form: str) -> str:
    return "".join(form.format(ord(char)) for char in SECRET)


SPELLINGS = {
    "itself": SECRET,
    "upper case": SECRET.upper(),
    "in a query": quote(SECRET, safe=""),
    "in a query twice": quote(quote(SECRET, safe=""), safe=""),
    "lower case digits": _each("%{:02x}"),
    "JSON": _each("\\u{:04x}"),
    "JSON in capitals": _each("\\u{:04X}"),
    "JSON of Gson": SECRET.replace("=", "\\u003d").replace("&", "\\u0026"),
    "JSON of PHP": SECRET.replace("/", "\\/"),
    "JSON in JSON": json.dumps(json.dumps(SECRET.replace("/", "\\/"))),
    "HTML": html.escape(SECRET),
    "HTML twice": html.escape(html.escape(SECRET)),
    "HTML of Go": SECRET.replace("+", "&#43;").replace("=", "&#61;"),
    "HTML by name": SECRET.replace("+", "&plus;").replace("=", "&equals;").replace("/", "&sol;"),
    "HTML by number": _each("&#{:d};"),
    "HTML by hexadecimal number": _each("&#x{:X};"),
    "JavaScript's escape": _each("%u{:04X}"),
    "bytes": _each("\\x{:02x}"),
    "octal bytes": _each("\\{:03o}"),
    "with markup": SECRET[:9] + "<wbr>" + SECRET[9:14] + "</b>\n<b>" + SECRET[14:],
    "with blanks": " ".join(SECRET),
    "with NULs": "\0".join(SECRET),
    "base64": base64.b64encode(SECRET.encode()).decode(),
    "base64 behind one": base64.b64encode(b"x" + SECRET.encode() + b":").decode(),
    "base64 behind a word": base64.b64encode(b"Bearer " + SECRET.encode()).decode(),
    "base64 behind two": base64.b64encode(b"xx" + SECRET.encode() + b"xx").decode(),
    "hexadecimal": SECRET.encode().hex(),
}


@pytest.mark.parametrize("spelled", SPELLINGS.values(), ids=SPELLINGS)
def test_a_secret_is_struck_out_however_it_is_spelled(spelled: str) -> None:
    clean = Redactor(SECRET).strike_out(f"key {spelled} is bad")
    assert "[API key]" in clean
    assert clean.startswith("key ")
    assert clean.endswith(" is bad")
    assert len(clean) < len("key [API key] is bad") + 20


@pytest.mark.parametrize(
    ("secret", "text", "clean"),
    [
        ("any", "any company", "[API key] company"),
        ("12345678", "account 123456789012, key 12345678", "account 123456789012, key [API key]"),
        ("", "nothing", "nothing"),
        (SECRET, "words stay: 50% & <b>", "words stay: 50% & <b>"),
        ("~?>key~?>key~", base64.urlsafe_b64encode(b"~?>key~?>key~").decode().rstrip("="), "[API key]fg"),
        (SECRET, SECRET * 2, "[API key][API key]"),
    ],
)
def test_text_that_is_not_secret_is_kept(secret: str, text: str, clean: str) -> None:
    assert Redactor(secret).strike_out(text) == clean


@pytest.mark.parametrize("piece", ["<", "\\\\", "%25", "a", "&amp;", "<a>", "a ", "ab<b>", SECRET[:-1], "&#0"])
def test_a_hostile_text_takes_no_longer_than_another(piece: str) -> None:
    text = piece * (200_000 // len(piece))
    began = time.process_time()
    assert Redactor(SECRET).strike_out(text) == text
    assert time.process_time() - began < 1


def test_what_a_command_keeps_secret_is_struck_out_of_texts_files_and_values_until_it_ends() -> None:
    with secrets_forgotten():
        keep_secret(SECRET, "API key")
        keep_secret("pass-word", "password")
        assert struck(f"{SECRET} pass-word") == "[API key] [password]"
        assert struck_bytes(f"é,{SECRET}\n".encode() + b"\xff") == "é,[API key]\n".encode() + b"\xff"
        assert struck_values({SECRET: [SECRET, 1, None, (SECRET,)]}) == {
            "[API key]": ["[API key]", 1, None, ["[API key]"]]
        }
    assert struck(SECRET) == SECRET


def test_a_workbook_whose_bytes_happen_to_spell_a_short_key_is_not_damaged() -> None:
    content = b"PK\x03\x04 any "
    with secrets_forgotten():
        keep_secret("any", "API key")
        assert struck_bytes(b"any") == b"[API key]"
        assert struck_bytes(content) == content


def test_a_traceback_is_printed_without_the_key_and_is_no_finished_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks(*_args: object, **_kwargs: object) -> None:
        keep_secret(SECRET, "API key")
        raise LookupError(f"no such key: {SECRET}")

    monkeypatch.setattr(cli.root, "main", breaks)
    assert cli.main([]) == 3
    err = capsys.readouterr().err
    assert err.startswith("Traceback")
    assert err.endswith("LookupError: no such key: [API key]\n")


@pytest.mark.parametrize("options", [["--verbose"], ["--json"]])
def test_a_key_that_the_service_echoes_everywhere_never_leaves_the_program(
    called: Govlink, tmp_path: Path, options: list[str]
) -> None:
    mapping = tmp_path / "pairs.csv"
    mapping.write_text(f"client_api_id,commercial_acct_id,govcloud_acct_id,note\n4001,2,1,{KEY}\n", encoding="utf-8")
    accounts = [
        {"id": 1, "owner_id": "000000000001", "name": f"gov {KEY}", "region": "govcloud"},
        {"id": 2, "owner_id": f"{KEY}", "name": KEY.replace("-", "\\u002d"), "region": "global"},
    ]
    name = json.dumps({"aws_accounts": accounts}).replace("\\\\u002d", "\\u002d").encode()
    linkage = json.dumps([{"id": 9, "customer_id": KEY, "govcloud_acct": 1, "commercial_acct": 7}]).encode()
    with listening(says(name, headers=f"X-Total: 2\r\nLink: <{KEY}>\r\n"), says(linkage), says(linkage)) as server:
        notify = f"http://127.0.0.1:9/{KEY}"
        ran = called(
            "plan", mapping, "--base-url", server.url, "--rate", "200/s", *options, "--notify", notify, key=KEY
        )
    assert "conflict" in ran.statuses
    told = ran.out + ran.err + all_text(ran.folder)
    assert "[API key]" in told
    assert KEY.lower() not in told.lower().replace("\\u002d", "-")
