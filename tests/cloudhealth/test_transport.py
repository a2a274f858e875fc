"""One request over real sockets: what comes back, what does not, and what is never revealed."""

import gzip
import logging
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import trustme
from scripted_server import Script, closes, drips, hangs, listening, refusing, resets, says, sends

from batch.cloudhealth.calls import Request, create_linkage, list_linkages
from batch.cloudhealth.connection import is_loopback
from batch.cloudhealth.headers import PAGE_RELATIONS
from batch.cloudhealth.items import MalformedAnswer
from batch.cloudhealth.transport import HttpTransport
from batch.cloudhealth.verdict import Loss, Lost
from batch.cloudhealth.wire import Answer, parse_linkages

KEY = "kR7-secret/key+0123"
POST = create_linkage("3947", govcloud_field="1", commercial_field="2")
GET = list_linkages("3947")
SPACES = b" " * 500
SOON = 10
"""Seconds, with room for a busy machine; a request that isn't given up takes longer."""


@contextmanager
def transport(url: str, key: str = KEY, ca_bundle: str | None = None) -> Iterator[HttpTransport]:
    with closing(HttpTransport(url, key, ca_bundle=ca_bundle, user_agent="govlink/test")) as made:
        yield made


def send(*scripts: Script, request: Request = POST, timeout: float = 5.0) -> Answer | Lost:
    with listening(*scripts) as server, transport(server.url) as made:
        return made.send(request, timeout)


def test_a_post_has_the_key_only_in_its_header_and_is_declared_as_json() -> None:
    with listening(says(b"{}", "201 Created")) as server, transport(server.url + "/") as made:
        answer = made.send(POST, 5)
    assert isinstance(answer, Answer)
    assert answer.status == 201
    (request,) = server.requests
    head, _, body = request.partition(b"\r\n\r\n")
    assert head.startswith(b"POST /api/v1/govcloud_linkages?client_api_id=3947 HTTP/1.1\r\n")
    assert f"Authorization: Bearer {KEY}".encode() in head
    assert b"Content-Type: application/json" in head
    assert b"User-Agent: govlink/test" in head
    assert body == b'{"govcloud_acct_id": 1, "commercial_acct_id": 2}'
    assert request.count(KEY.encode()) == 1


def test_a_refused_connection_has_sent_nothing() -> None:
    with refusing() as port, transport(f"http://127.0.0.1:{port}") as made:
        assert made.send(POST, 5) == Lost(Loss.NOT_CONNECTED, "can't connect: connection refused")


def test_a_host_without_an_address_was_sent_nothing() -> None:
    with transport("https://nowhere.invalid") as made:
        lost = made.send(POST, 5)
    assert isinstance(lost, Lost)
    assert lost.how is Loss.NOT_CONNECTED


def test_a_connection_that_takes_too_long_was_sent_nothing() -> None:
    # A listener with a full queue drops connection attempts, as a firewall does.
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        with socket.create_connection(address), socket.socket() as second:
            second.settimeout(0)
            second.connect_ex(address)
            with transport(f"http://127.0.0.1:{address[1]}") as made:
                began = time.monotonic()
                lost = made.send(POST, 0.4)
    assert lost == Lost(Loss.NOT_CONNECTED, "no connection within the time allowed")
    assert time.monotonic() - began < SOON


@pytest.mark.parametrize(
    ("script", "status", "why"),
    [
        (resets(), None, "connection reset by peer"),
        (closes, None, "it was closed"),
        (resets(b"HTTP/1.1 20"), None, "connection reset by peer"),
        (resets(b"HTTP/1.1 200 OK\r\nContent-Le"), 200, "connection reset by peer"),
        (resets(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{"), 200, "connection reset by peer"),
        (says(b'{"id": 8', "201 Created", length=40), 201, "it was closed"),
        # The libraries' word for a body that ends within a chunk depends on their version.
        (
            sends(b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"id"\r\n'),
            200,
            "it was closed|the body is malformed",
        ),
        (sends(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), 200, "the body is malformed"),
        (
            sends(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope"),
            200,
            "the body can't be decompressed",
        ),
        (
            sends(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip, gzip\r\nContent-Length: 4\r\n\r\nnope"),
            200,
            "the body can't be decompressed",
        ),
        (sends(b"HTTP/1.1 100 Continue\r\n\r\n"), None, "it was closed"),
        (
            sends(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\n" + b"X-Many: x\r\n" * 200),
            201,
            "the answer is not HTTP",
        ),
        (sends(b"220 mail.example ESMTP\r\n"), None, "the answer is not HTTP"),
        (sends(b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 70_000), 200, "the answer is not HTTP"),
        (sends(b"HTTP/1.1 200 OK\r\n" + b"X-Many: x\r\n" * 200), 200, "the answer is not HTTP"),
    ],
)
def test_whatever_ends_before_the_answer_is_complete_may_have_been_applied(
    script: Script, status: int | None, why: str
) -> None:
    lost = send(script)
    assert isinstance(lost, Lost)
    assert (lost.how, lost.status) == (Loss.NO_ANSWER, status)
    assert re.fullmatch(f"the connection ended before the answer was complete: ({why})", lost.detail)


@pytest.mark.parametrize(
    ("script", "status"),
    [
        (hangs, None),
        (drips(b'{"id": 8, "govcloud_acct": 1}' + SPACES, 0.2), 200),
        (drips(b"[]" + SPACES, 0.2, "HTTP/1.1 200 OK\r\n\r\n"), 200),
        (drips(SPACES, 0.2, "HTTP/1.1 200 OK\r\nX-Slow: "), 200),
        (drips(b"HTTP/1.1 200 OK" + SPACES, 0.2, " "), None),
    ],
    ids=["hangs", "drips", "drips-without-length", "drips-in-head", "drips-from-the-start"],
)
def test_an_answer_that_is_incomplete_at_the_deadline_is_lost_however_it_is_delayed(
    script: Script, status: int | None
) -> None:
    with listening(script) as server, transport(server.url) as made:
        began = time.monotonic()
        lost = made.send(POST, 0.5)
        took = time.monotonic() - began
    assert lost == Lost(Loss.NO_ANSWER, "no complete answer within 0.5 s", status)
    assert took < SOON


def test_an_endless_name_look_up_is_given_up_and_nothing_is_sent_when_it_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = threading.Event()
    look_up = socket.getaddrinfo

    def looks_long(*args: Any, **kwargs: Any) -> Any:
        found.wait(20)
        return look_up(*args, **kwargs)

    with listening(says(b"[]")) as server, transport(server.url) as made:
        monkeypatch.setattr(socket, "getaddrinfo", looks_long)
        assert made.send(POST, 0.2) == Lost(Loss.NOT_CONNECTED, "no connection within the time allowed")
        left_behind = [thread for thread in threading.enumerate() if thread.name == "request"]
        found.set()
        for thread in left_behind:
            thread.join(5)
        assert isinstance(made.send(GET, 5), Answer)
    assert [request.split(b" ")[0] for request in server.requests] == [b"GET"]


def test_a_connection_that_was_cut_is_not_used_again() -> None:
    with listening(hangs, says(b"[]")) as server, transport(server.url) as made:
        assert isinstance(made.send(GET, 0.3), Lost)
        answer = made.send(GET, 5)
    assert isinstance(answer, Answer)
    assert server.connections == 2


def test_a_connection_is_kept_for_the_next_request() -> None:
    with listening(says(b"[]")) as server, transport(server.url) as made:
        assert all(isinstance(made.send(GET, 5), Answer) for _ in range(3))
    assert server.connections == 1


def test_a_kept_connection_that_was_closed_meanwhile_is_replaced_and_nothing_is_sent_twice() -> None:
    gone = threading.Event()

    def answers_and_goes(connection: socket.socket, request: bytes) -> None:
        says(b"[]")(connection, request)
        connection.close()
        gone.set()

    with listening(answers_and_goes) as server, transport(server.url) as made:
        assert isinstance(made.send(GET, 5), Answer)
        assert gone.wait(20)
        assert isinstance(made.send(POST, 5), Answer)
    assert [request.split(b" ")[0] for request in server.requests] == [b"GET", b"POST"]


def test_a_kept_connection_that_goes_stale_under_a_post_is_ambiguous_and_the_post_is_not_repeated() -> None:
    with listening(says(b"[]"), resets(), says(b"{}")) as server, transport(server.url) as made:
        assert isinstance(made.send(GET, 5), Answer)
        lost = made.send(POST, 5)
    assert isinstance(lost, Lost)
    assert lost.how is Loss.NO_ANSWER
    assert len(server.requests) == 2


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_a_redirect_is_not_followed(status: str) -> None:
    with listening(says(b"[]")) as other:
        answer = send(says(b"", status, f"Location: {other.url}/users/sign_in\r\n"))
    assert isinstance(answer, Answer)
    assert answer.status == int(status[:3])
    assert not other.requests


def test_a_compressed_body_is_decompressed() -> None:
    answer = send(says(gzip.compress(b"[1]"), headers="Content-Encoding: gzip\r\n"))
    assert isinstance(answer, Answer)
    assert answer.body == b"[1]"


@pytest.mark.parametrize("headers", ["", "Content-Encoding: gzip\r\n"])
def test_a_body_that_is_too_long_is_cut_and_its_rest_not_read(monkeypatch: pytest.MonkeyPatch, headers: str) -> None:
    monkeypatch.setattr("batch.cloudhealth.transport._BODY_AT_MOST", 2 << 20)
    body = b" " * (50 << 20)
    answer = send(says(gzip.compress(body) if headers else body, headers=headers))
    assert isinstance(answer, Answer)
    assert (answer.status, answer.is_cut, len(answer.body)) == (200, True, 2 << 20)
    with pytest.raises(MalformedAnswer, match="longer than 2 MiB, the most that is read"):
        parse_linkages(answer)


def test_only_the_beginning_of_an_error_s_body_is_read() -> None:
    answer = send(says(b'{"errors": [' + b'"e",' * 1_000_000, "422 No"))
    assert isinstance(answer, Answer)
    assert (answer.status, answer.is_cut, len(answer.body)) == (422, True, 1 << 20)


def test_threads_have_connections_of_their_own() -> None:
    with listening(says(b"[]")) as server, transport(server.url) as made:
        threads = [threading.Thread(target=made.send, args=(GET, 5)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert server.connections == 3


@pytest.mark.parametrize(
    "echo",
    [
        KEY,
        KEY.upper(),
        KEY.replace("/", "\\/"),
        "https%3A%2F%2Fx%3Fapi_key%3DkR7-secret%2Fkey%2B0123",
        "https://x/?api_key=kR7-secret%2fkey%2b0123&page=2",
    ],
)
def test_a_key_that_the_server_echoes_is_redacted(echo: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    header = f'Link: <https://x/?api_key={KEY}>; rel="next"\r\nRetry-After: {KEY}\r\n'
    answer = send(says(b'{"error": "bad key ' + echo.encode() + b'"}', "422 No", header))
    assert isinstance(answer, Answer)
    told = repr(answer) + caplog.text
    for form in (KEY, "kR7-secret", "key+0123"):
        assert form.lower() not in told.lower()
    assert b"[API key]" in answer.body
    assert "link" not in answer.headers
    assert answer.headers[PAGE_RELATIONS] == "next"


def test_a_key_that_is_a_common_word_leaves_longer_words_alone() -> None:
    body = b'{"name": "company", "error": "key any is bad"}'
    with listening(says(body)) as server, transport(server.url, key="any") as made:
        answer = made.send(GET, 5)
    assert isinstance(answer, Answer)
    assert answer.body == b'{"name": "company", "error": "key [API key] is bad"}'


def test_the_key_is_in_no_log_of_the_libraries_and_in_no_loss(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    losses = [send(resets()), send(hangs, timeout=0.2), send(says(b"x", length=9))]
    assert caplog.records
    assert KEY not in caplog.text + repr(losses)


def test_a_netrc_entry_does_not_take_the_key_s_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login someone password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    with listening(says(b"[]")) as server, transport(server.url) as made:
        made.send(GET, 5)
    assert f"Authorization: Bearer {KEY}".encode() in server.requests[0]
    assert b"Basic" not in server.requests[0]


@pytest.mark.parametrize(
    ("url", "yes"),
    [
        ("http://127.0.0.1:80", True),
        ("http://127.9.9.9", True),
        ("http://localhost", True),
        ("http://[::1]:8080", True),
        ("http://127.example.com", False),
        ("http://127.0.0.1.example.com", False),
        ("http://localhost.example.com", False),
        ("http://10.0.0.1", False),
        ("http://0.0.0.0", False),
        ("http://", False),
    ],
)
def test_only_this_machine_s_own_addresses_are_loopback(url: str, yes: bool) -> None:  # noqa: FBT001 - a case
    assert is_loopback(url) is yes


def _https(port: int) -> str:
    return f"https://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def bundle(authority: trustme.CA, tmp_path: Path) -> str:
    file = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    return str(file)


@pytest.fixture
def tls(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


def test_a_named_ca_is_trusted(tls: ssl.SSLContext, bundle: str) -> None:
    with (
        listening(says(b"[]"), tls=tls) as server,
        transport(_https(server.port), ca_bundle=bundle) as made,
    ):
        assert isinstance(made.send(GET, 5), Answer)


def test_a_named_ca_is_trusted_whatever_the_environment_names(
    tls: ssl.SSLContext, bundle: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/etc/ssl/certs/ca-certificates.crt")
    with (
        listening(says(b"[]"), tls=tls) as server,
        transport(_https(server.port), ca_bundle=bundle) as made,
    ):
        assert isinstance(made.send(GET, 5), Answer)


def test_an_untrusted_certificate_stops_the_run_and_nothing_was_sent(tls: ssl.SSLContext) -> None:
    with listening(says(b"[]"), tls=tls) as server, transport(_https(server.port)) as made:
        lost = made.send(POST, 5)
    assert isinstance(lost, Lost)
    assert lost.how is Loss.TLS
    assert "issuer" in lost.detail or "self-signed" in lost.detail
    assert not server.requests


def test_a_certificate_of_another_host_is_not_trusted(authority: trustme.CA, bundle: str) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("elsewhere.example").configure_cert(context)
    with (
        listening(says(b"[]"), tls=context) as server,
        transport(_https(server.port), ca_bundle=bundle) as made,
    ):
        lost = made.send(POST, 5)
    assert isinstance(lost, Lost)
    assert lost.how is Loss.TLS
    assert not server.requests


def test_a_server_without_tls_stops_the_run() -> None:
    with listening(says(b"[]")) as server, transport(_https(server.port)) as made:
        lost = made.send(POST, 2)
    assert isinstance(lost, Lost)
    assert lost.how in {Loss.TLS, Loss.NOT_CONNECTED}


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_an_invalid_ca_bundle_stops_the_run(content: str | None, tmp_path: Path) -> None:
    file = tmp_path / "bundle.pem"
    if content is not None:
        file.write_text(content)
    with listening(says(b"[]")) as server, transport(_https(server.port), ca_bundle=str(file)) as made:
        lost = made.send(POST, 2)
    assert isinstance(lost, Lost)
    assert lost.how is Loss.TLS
    assert not server.requests


def test_a_handshake_that_breaks_off_has_sent_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def hang_up() -> None:
            connection, _ = listener.accept()
            connection.recv(10)
            connection.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        with transport(_https(listener.getsockname()[1])) as made:
            lost = made.send(POST, 5)
        thread.join()
    assert isinstance(lost, Lost)
    assert lost.how is Loss.NOT_CONNECTED


def test_a_handshake_that_never_ends_has_sent_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, transport(_https(listener.getsockname()[1])) as made:
        began = time.monotonic()
        assert made.send(POST, 0.5) == Lost(Loss.NOT_CONNECTED, "no connection within the time allowed")
        assert time.monotonic() - began < SOON


def test_a_tls_error_after_the_request_left_may_have_been_applied(tls: ssl.SSLContext, bundle: str) -> None:
    def spoils(connection: socket.socket, _request: bytes) -> None:
        # Plain bytes in the middle of an encrypted stream.
        with socket.socket(fileno=socket.dup(connection.fileno())) as raw:
            raw.sendall(b"HTTP/1.1 200 OK\r\n\r\n" * 10)

    with listening(spoils, tls=tls) as server, transport(_https(server.port), ca_bundle=bundle) as made:
        lost = made.send(POST, 5)
    assert isinstance(lost, Lost)
    assert lost.how is Loss.NO_ANSWER


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ("X-Request-Id: 7f3a-91\r\n", "7f3a-91"),
        ("X-Amz-Cf-Id: gateway\r\nx-amzn-RequestId: amazon\r\nX-REQUEST-ID: own\r\n", "own"),
        ("X-Correlation-Id: c-1\r\n", "c-1"),
        ("X-Request-Id: 7f3a, added-by-a-gateway\r\n", "7f3a"),
        ("X-Request-Id: \r\nRequest-Id: r-1\r\n", "r-1"),
        (f"X-Request-Id: {KEY}\r\n", ""),
        (f"X-Request-Id: {KEY}\r\nX-Amzn-RequestId: amazon\r\n", "amazon"),
        ("X-Request-Id: " + "7" * 201 + "\r\n", ""),
        ("X-Request-Id: <script>\r\n", ""),
        ("X-Request-Id: two words\r\n", ""),
        ("X-Other: 7f3a\r\n", ""),
    ],
)
def test_a_usable_request_id_is_kept(headers: str, found: str) -> None:
    answer = send(says(b"{}", headers=headers))
    assert isinstance(answer, Answer)
    assert answer.request_id == found


@pytest.mark.parametrize("request_", [POST, GET])
def test_an_answer_that_ends_early_still_has_its_request_id(request_: Request) -> None:
    cut = says(b'{"id": 8', "201 Created", "X-Request-Id: 7f3a\r\n", length=40)
    lost = send(cut, request=request_)
    assert isinstance(lost, Lost)
    assert (lost.status, lost.request_id) == (201, "7f3a")


def test_rate_limit_headers_with_usual_names_are_kept_without_the_key() -> None:
    limits = f"X-RateLimit-Limit: 30\r\nRateLimit-Policy: {KEY}\r\nX-Rate-Limit-Remaining: 1\r\nX-Rate: 7\r\n"
    answer = send(says(b"[]", headers=limits), request=GET)
    assert isinstance(answer, Answer)
    assert answer.headers["x-ratelimit-limit"] == "30"
    assert {"ratelimit-policy", "x-rate-limit-remaining"} <= answer.headers.keys()
    assert "x-rate" not in answer.headers
    assert KEY not in repr(answer)
