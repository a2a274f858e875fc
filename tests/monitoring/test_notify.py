"""Pings: what a healthchecks-style address receives; its answers never affect the run."""

import socket
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import pytest
from program import KEY, Govlink, Served, all_text
from scripted_server import drips, listening, says

import batch.monitoring.notify
from batch.errors import Exit
from batch.monitoring.notify import Notice


class Listener:
    """A small server that records its requests; `status` is what it answers, `hangs` delays its answers."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str, dict[str, str]]] = []
        self.status = 200
        self.hangs = False
        self.released = Event()
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                listener.told.append((self.command, self.path, dict(self.headers)))
                if listener.hangs:
                    listener.released.wait(20)
                self.send_response(listener.status)
                if listener.status == 302:
                    self.send_header("Location", "/elsewhere")
                self.end_headers()

            def log_message(self, *_args: object) -> None:
                """Log nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/ping/5f3b-secret"

    @property
    def paths(self) -> list[str]:
        return [path.removeprefix("/ping/5f3b-secret") for _, path, _ in self.told]


@pytest.fixture
def listener() -> Iterator[Listener]:
    listener = Listener()
    thread = Thread(target=listener.server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield listener
    listener.released.set()
    listener.server.shutdown()
    thread.join()
    listener.server.server_close()


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.csv"
    path.write_text("client_api_id,commercial_acct_id,govcloud_acct_id\n4001,2,1\n", encoding="utf-8")
    return path


def test_the_start_and_the_success_of_a_run_are_notified(called: Govlink, mapping: Path, listener: Listener) -> None:
    assert called("apply", mapping, "--yes", "--sandbox", "--notify", listener.url).code == 0
    assert listener.paths == ["/start", ""]


def test_a_failure_is_notified_with_the_exit_code(called: Govlink, mapping: Path, listener: Listener) -> None:
    assert called("audit", mapping, "--sandbox", "--notify", listener.url).code == 1
    assert called("plan", mapping.parent / "absent.csv", "--sandbox", "--notify", listener.url).code == 2
    assert listener.paths == ["/start", "/1", "/start", "/2"]


def test_neither_the_key_nor_the_address_leaks(
    called: Govlink, served: Served, mapping: Path, listener: Listener
) -> None:
    ran = called("plan", mapping, "--base-url", served().base_url, "--rate", "200/s", "--notify", listener.url, key=KEY)
    assert ran.code == 0
    assert KEY not in str(listener.told)
    assert "authorization" not in {name.lower() for _, _, headers in listener.told for name in headers}
    left = all_text(ran.folder)
    assert "5f3b-secret" not in left + ran.out + ran.err


@pytest.mark.parametrize("status", [404, 500, 302])
def test_an_answer_that_is_not_a_success_is_a_warning(
    called: Govlink, mapping: Path, listener: Listener, status: int
) -> None:
    listener.status = status
    ran = called("apply", mapping, "--yes", "--sandbox", "--notify", listener.url)
    assert ran.code == 0
    assert ran.err.count(f"--notify: 127.0.0.1 was not notified: it answered {status}") == 2
    assert "5f3b-secret" not in ran.err
    assert listener.paths == ["/start", ""]


def test_a_listener_that_hangs_is_given_up_soon(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch.monitoring.notify, "_SECONDS", 0.2)
    listener.hangs = True
    assert Notice(listener.url).start() == "--notify: 127.0.0.1 was not notified: no complete answer within 0.2 s"


def test_an_address_where_nobody_listens_is_a_warning(called: Govlink, mapping: Path) -> None:
    ran = called("apply", mapping, "--yes", "--sandbox", "--notify", "http://127.0.0.1:9/x")
    assert ran.code == 0
    assert ran.err.count("--notify: 127.0.0.1 was not notified: can't connect: connection refused") == 2


def test_an_address_without_tls_is_a_warning() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answers() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(10)
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                connection.recv(1000)

        thread = Thread(target=answers)
        thread.start()
        told = Notice(f"https://127.0.0.1:{listener.getsockname()[1]}").start()
        thread.join()
    assert told.startswith("--notify: 127.0.0.1 was not notified: no trusted TLS connection: ")


@pytest.mark.parametrize("head", ["", "HTTP/1.1 200 OK\r\nX-Slow: "], ids=["before-the-head", "within-the-head"])
def test_a_listener_that_sends_bytes_slowly_is_given_up_soon(monkeypatch: pytest.MonkeyPatch, head: str) -> None:
    monkeypatch.setattr(batch.monitoring.notify, "_SECONDS", 0.4)
    with listening(drips(b" " * 1000, 0.1, head or " ")) as server:
        began = time.monotonic()
        told = Notice(server.url).end(Exit.OK)
        took = time.monotonic() - began
    assert told == "--notify: 127.0.0.1 was not notified: no complete answer within 0.4 s"
    assert took < 20


def test_a_listener_behind_a_proxy_is_notified_through_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with listening(says(b"")) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        assert Notice("http://listener.example/x").start() == ""
    assert proxy.requests[0].startswith(b"GET http://listener.example/x/start ")


def test_a_proxy_that_can_t_be_used_is_a_warning_that_names_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "socks5://user:secret@proxy")
    told = Notice("http://listener.example/x").start()
    assert told.startswith("--notify: listener.example was not notified: http_proxy names a SOCKS proxy")
    assert "secret" not in told


def test_a_query_stays_after_the_path(listener: Listener) -> None:
    notice = Notice(listener.url + "/?create=1")
    assert notice.start() == notice.end(Exit.STOPPED) == notice.end(Exit.CHANGES_PENDING) == ""
    assert listener.paths == ["/start?create=1", "/3?create=1", "?create=1"]


def test_an_address_needs_no_path(listener: Listener) -> None:
    notice = Notice(listener.url.partition("/ping")[0])
    assert notice.start() == notice.end(Exit.OK) == ""
    assert [path for _, path, _ in listener.told] == ["/start", "/"]


def test_a_bad_address_stops_the_run_before_it_begins(called: Govlink, mapping: Path) -> None:
    ran = called("apply", mapping, "--yes", "--sandbox", "--notify", "nowhere")
    assert ran.code == 2
    assert not ran.reports.exists()
