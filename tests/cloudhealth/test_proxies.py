"""Proxies: which one a request uses, and what is reported if it doesn't let the request through."""

import base64
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import trustme
from program import KEY, Govlink
from scripted_server import Script, closes, drips, hangs, listening, says, sends

from batch.cloudhealth.calls import create_linkage
from batch.cloudhealth.connection import Proxy
from batch.cloudhealth.proxies import proxy_for
from batch.cloudhealth.transport import HttpTransport
from batch.cloudhealth.verdict import Loss, Lost
from batch.cloudhealth.wire import Answer
from batch.errors import UsageError

POST = create_linkage("3947", govcloud_field="1", commercial_field="2")
SERVICE = "https://cloudhealth-407.example:4070"
PASSWORD = "pass-word"


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return monkeypatch


@pytest.mark.parametrize(
    ("variables", "variable", "address"),
    [
        ({}, "", ""),
        ({"HTTPS_PROXY": "http://one:3128"}, "HTTPS_PROXY", "http://one:3128"),
        ({"HTTPS_PROXY": "one:3128"}, "HTTPS_PROXY", "http://one:3128"),
        ({"HTTPS_PROXY": "foo"}, "HTTPS_PROXY", "http://foo"),
        ({"HTTPS_PROXY": "http://one", "https_proxy": "https://two"}, "https_proxy", "https://two"),
        ({"HTTPS_PROXY": "http://one", "https_proxy": ""}, "", ""),
        ({"ALL_PROXY": "http://one", "http_proxy": "http://two"}, "ALL_PROXY", "http://one"),
        ({"ALL_PROXY": "socks5://one", "https_proxy": "http://two"}, "https_proxy", "http://two"),
        ({"all_proxy": "http://[::1]:8080"}, "all_proxy", "http://[::1]:8080"),
        ({"HTTPS_PROXY": "http://u:p%23@one:1"}, "HTTPS_PROXY", "http://u:p%23@one:1"),
        ({"HTTPS_PROXY": "http://u:p$WORD{@one:1"}, "HTTPS_PROXY", "http://u:p$WORD{@one:1"),
        ({"HTTPS_PROXY": "http://one", "NO_PROXY": "cloudhealth-407.example"}, "", ""),
        ({"HTTPS_PROXY": "http://one", "no_proxy": ".example"}, "", ""),
        ({"HTTPS_PROXY": "http://one", "NO_PROXY": "*"}, "", ""),
        ({"HTTPS_PROXY": "http://one", "NO_PROXY": "other.example"}, "HTTPS_PROXY", "http://one"),
    ],
)
def test_the_proxy_is_the_one_that_the_environment_names(
    environment: pytest.MonkeyPatch, variables: dict[str, str], variable: str, address: str
) -> None:
    for name, value in variables.items():
        environment.setenv(name, value)
    assert proxy_for(SERVICE) == (Proxy(variable, address) if variable else None)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080", "https://localhost", "http://[::1]"])
def test_this_machine_is_reached_without_a_proxy(environment: pytest.MonkeyPatch, url: str) -> None:
    environment.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert proxy_for(url) is None


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("http://[::1", "brackets must enclose a whole IPv6 address"),
        ("http://proxy:99999", "the port after the colon must be a number from 1 to 65535"),
        ("http://proxy:none", "the port after the colon must be a number from 1 to 65535"),
        ("http://", "a host name"),
        ("ftp://proxy", "write http:// or https:// and a host name"),
        ("http://pro xy", "a space"),
        ("http://$PROXY_HOST:3128", "a variable or a placeholder"),
        ("http://user:pass#word@proxy:3128", "in a password, write / as %2F, # as %23"),
        ("http://user:pass/word@proxy:3128", "in a password, write / as %2F, # as %23"),
        ("socks5://user:pass-word@proxy:1080", "names a SOCKS proxy, which govlink can't use: set HTTPS_PROXY to an"),
        ("socks5h://proxy", "or add cloudhealth-407.example to NO_PROXY"),
        ("SOCKS4://proxy", "SOCKS proxy"),
    ],
)
def test_a_variable_with_an_unusable_proxy_is_named_without_its_value(
    environment: pytest.MonkeyPatch, value: str, why: str
) -> None:
    environment.setenv("https_proxy", value)
    with pytest.raises(UsageError) as raised:
        proxy_for(SERVICE)
    assert str(raised.value).startswith("https_proxy ")
    assert why in str(raised.value)
    assert "word" not in str(raised.value).replace("password", "")


@contextmanager
def behind(address: str, bundle: str | None = None) -> Iterator[HttpTransport]:
    proxy = Proxy("HTTPS_PROXY", address)
    with closing(HttpTransport(SERVICE, KEY, proxy=proxy, ca_bundle=bundle, user_agent="govlink/test")) as made:
        yield made


@pytest.mark.parametrize(
    ("script", "how", "why"),
    [
        (
            says(b"", "407 Proxy Authentication Required"),
            Loss.PROXY_REFUSED,
            "requires credentials, or rejected the ones it was given (407)",
        ),
        (says(b"no", "403 Forbidden"), Loss.PROXY_REFUSED, "refused the connection to CloudHealth: 403 Forbidden"),
        (says(b"", "302 Found"), Loss.PROXY_REFUSED, "refused the connection to CloudHealth: 302 Found"),
        (
            says(b"", "502 Bad\x1b[31m Gateway"),
            Loss.PROXY,
            "refused the connection to CloudHealth: 502 Bad [31m Gateway",
        ),
        (says(b"", "503"), Loss.PROXY, "refused the connection to CloudHealth: 503"),
        (closes, Loss.PROXY, "it was closed"),
        (sends(b"220 mail.example ESMTP\r\n"), Loss.PROXY, "the answer is not HTTP"),
        (hangs, Loss.PROXY, "within the time allowed"),
        (drips(b"x" * 50, 0.1, "HTTP/1.1 200 OK\r\nX: "), Loss.PROXY, "within the time allowed"),
    ],
)
def test_a_proxy_failure_is_reported_with_its_variable_and_without_its_password(
    script: Script, how: Loss, why: str
) -> None:
    with listening(script) as server, behind(f"http://ann:{PASSWORD}@127.0.0.1:{server.port}") as made:
        lost = made.send(POST, 0.8)
    assert isinstance(lost, Lost)
    assert lost.how is how
    assert f"the proxy of HTTPS_PROXY (127.0.0.1:{server.port})" in lost.detail
    assert why in lost.detail
    assert PASSWORD not in repr(lost)
    credentials = base64.b64encode(f"ann:{PASSWORD}".encode())
    assert credentials in server.requests[0]
    assert KEY.encode() not in server.requests[0]


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://127.0.0.1:9", "no connection through the proxy of HTTPS_PROXY (127.0.0.1:9): connection refused"),
        ("http://nowhere.invalid:3128", "no connection through the proxy of HTTPS_PROXY (nowhere.invalid:3128): "),
    ],
)
def test_a_missing_proxy_has_forwarded_nothing(address: str, why: str) -> None:
    with behind(address) as made:
        lost = made.send(POST, 5)
    assert isinstance(lost, Lost)
    assert lost.how is Loss.PROXY
    assert lost.detail.startswith(why)
    assert "Error" not in lost.detail


def test_a_proxy_without_tls_is_reported_as_such() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answers() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(10)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                connection.recv(1000)

        thread = threading.Thread(target=answers)
        thread.start()
        with behind(f"https://127.0.0.1:{listener.getsockname()[1]}") as made:
            lost = made.send(POST, 5)
        thread.join()
    assert isinstance(lost, Lost)
    assert lost.how is Loss.PROXY
    assert "HTTPS_PROXY" in lost.detail


def test_requests_go_through_the_proxy_s_tunnel(tmp_path: Path) -> None:
    authority, bundle = trustme.CA(), tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(bundle))
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("cloudhealth-407.example").configure_cert(tls)
    with listening(says(b"[]"), tls=tls) as server:

        def tunnels(connection: socket.socket, _request: bytes) -> None:
            with socket.create_connection(("127.0.0.1", server.port)) as target:
                connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                connection.settimeout(5)
                back = threading.Thread(target=_pump, args=(target, connection), daemon=True)
                back.start()
                _pump(connection, target)

        with listening(tunnels) as proxy, behind(proxy.url, str(bundle)) as made:
            assert isinstance(made.send(POST, 5), Answer)
    assert proxy.requests[0].startswith(b"CONNECT cloudhealth-407.example:4070 ")
    assert KEY.encode() in server.requests[0]
    assert KEY.encode() not in proxy.requests[0]


def _pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while part := source.recv(65536):
            target.sendall(part)
    except OSError:
        pass


def test_a_run_ends_with_the_proxy_s_refusal_and_what_to_do_about_it(
    called: Govlink, tmp_path: Path, environment: pytest.MonkeyPatch
) -> None:
    mapping = tmp_path / "pairs.csv"
    mapping.write_text("client_api_id,commercial_acct_id,govcloud_acct_id\n4001,2,1\n", encoding="utf-8")
    with listening(says(b"", "403 Forbidden")) as proxy:
        environment.setenv("HTTPS_PROXY", proxy.url)
        ran = called("plan", mapping, "--base-url", SERVICE, key=KEY)
    assert ran.code == 3
    assert (
        "refused the connection to CloudHealth: 403 Forbidden (S202). Allow CloudHealth's host on the proxy" in ran.err
    )
    assert "--base-url" not in ran.err


def test_a_proxy_that_can_t_be_used_is_refused_before_the_run_begins(
    called: Govlink, tmp_path: Path, environment: pytest.MonkeyPatch
) -> None:
    mapping = tmp_path / "pairs.csv"
    mapping.write_text("client_api_id,commercial_acct_id,govcloud_acct_id\n4001,2,1\n", encoding="utf-8")
    environment.setenv("ALL_PROXY", "socks5h://127.0.0.1:1080")
    ran = called("plan", mapping, "--base-url", SERVICE, key=KEY)
    assert ran.code == 2
    assert ran.err.startswith("govlink: ALL_PROXY names a SOCKS proxy")
    assert not ran.reports.exists()
