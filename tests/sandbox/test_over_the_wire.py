"""The stand-in on a port: how answers arrive, or fail to arrive, at a client that is not ours."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from typing import Any

import pytest
import requests
import uvicorn
from asking import ACCOUNTS, LINKAGES, FakeClock, world
from waiting import until

from batch.sandbox import SandboxError, serve
from batch.sandbox.server import RunningSandbox

PAIR = {"govcloud_acct_id": 11, "commercial_acct_id": 12}


@contextmanager
def asked(
    *faults: dict[str, Any], clock: Callable[[], float] = time.time, **changes: Any
) -> Iterator[tuple[RunningSandbox, requests.Session]]:
    with serve(world(faults=[*faults], **changes), clock=clock) as sandbox, requests.Session() as session:
        session.headers["Authorization"] = "Bearer secret"
        session.params = {"client_api_id": 1}
        yield sandbox, session


def test_a_linkage_is_created_and_visible_to_tests_and_clients() -> None:
    with asked() as (sandbox, session):
        answer = session.post(sandbox.base_url + LINKAGES, json=PAIR)
        assert answer.status_code == 201
        assert answer.headers["X-Govlink-Sandbox"] == "this is not CloudHealth"
        assert session.get(sandbox.base_url + LINKAGES).json() == [answer.json()]
        assert [entry.method for entry in sandbox.requests] == ["POST", "GET"]
        assert [linkage.id for linkage in sandbox.linkages] == [answer.json()["id"]]
        assert len(sandbox.accounts) == 8


def test_an_answer_has_one_date_from_the_stand_in_s_clock() -> None:
    with asked(clock=FakeClock()) as (sandbox, session):
        assert session.get(sandbox.base_url + ACCOUNTS).headers["Date"] == "Tue, 14 Nov 2023 22:13:20 GMT"


def test_links_lead_back_to_the_stand_in() -> None:
    with asked() as (sandbox, session):
        first = session.get(sandbox.base_url + ACCOUNTS, params={"per_page": 3})
        second = session.get(first.links["next"]["url"])
        assert [account["id"] for account in second.json()["aws_accounts"]] == [14]


def test_a_connection_is_kept_for_many_requests() -> None:
    with asked() as (sandbox, _), closing(HTTPConnection(sandbox.base_url.removeprefix("http://"))) as connection:
        connection.connect()
        first = connection.sock
        for _number in range(20):
            connection.request("GET", ACCOUNTS + "?client_api_id=1", headers={"Authorization": "Bearer k"})
            assert len(connection.getresponse().read()) > 1000
        assert connection.sock is first


def test_it_stops_while_clients_hang() -> None:
    with asked({"kind": "hang"}) as (sandbox, session):
        failures: list[Exception] = []

        def hang() -> None:
            try:
                session.get(sandbox.base_url + ACCOUNTS, timeout=30)
            except requests.RequestException as error:
                failures.append(error)

        client = threading.Thread(target=hang)
        client.start()
        until(lambda: sandbox.requests)
    client.join()
    assert isinstance(failures[0], requests.ConnectionError), "it was cut off before its own time limit"


def test_a_reset_reaches_the_client_and_the_linkage_is_created() -> None:
    with asked({"kind": "reset", "commit": True}) as (sandbox, session):
        with pytest.raises(requests.ConnectionError, match="ConnectionResetError"):
            session.post(sandbox.base_url + LINKAGES, json=PAIR)
        assert len(sandbox.linkages) == 1


def test_a_hanging_answer_runs_into_the_clients_time_limit() -> None:
    with asked({"kind": "hang", "commit": True}) as (sandbox, session):
        with pytest.raises(requests.ReadTimeout):
            session.post(sandbox.base_url + LINKAGES, json=PAIR, timeout=0.2)
        until(lambda: len(sandbox.linkages) == 1)


def test_a_hanging_connection_is_reset_in_the_end() -> None:
    with asked({"kind": "hang", "seconds": 0.1}) as (sandbox, session), pytest.raises(requests.ConnectionError):
        session.get(sandbox.base_url + ACCOUNTS, timeout=30)


def test_a_truncated_answer_announces_more_than_it_has() -> None:
    with asked({"kind": "truncated", "last": 1}) as (sandbox, session):
        with pytest.raises(requests.exceptions.ChunkedEncodingError, match="IncompleteRead"):
            session.get(sandbox.base_url + ACCOUNTS)
        assert session.get(sandbox.base_url + ACCOUNTS).status_code == 200


def test_a_dripping_body_keeps_coming_slowly() -> None:
    with asked({"kind": "drip", "commit": True, "seconds": 0.003, "method": "POST"}) as (sandbox, session):
        before = time.perf_counter()
        answer = session.post(sandbox.base_url + LINKAGES, json=PAIR, timeout=20)
        assert answer.json()["govcloud_acct"] == 11
        assert time.perf_counter() - before > 0.003 * len(answer.content)


def test_a_client_may_leave_while_a_body_drips() -> None:
    with asked({"kind": "drip", "seconds": 0.05, "last": 1}) as (sandbox, session):
        with session.get(sandbox.base_url + ACCOUNTS, stream=True) as answer:
            assert answer.raw.read(1) == b"{"
            answer.raw.close()
        assert session.get(sandbox.base_url + ACCOUNTS).status_code == 200


def test_a_redirect_is_left_to_the_client_to_follow() -> None:
    with asked({"kind": "login-redirect", "method": "POST"}) as (sandbox, session):
        url = sandbox.base_url + LINKAGES
        assert session.post(url, json=PAIR, allow_redirects=False).status_code == 302
        followed = session.post(url, json=PAIR)
        assert followed.status_code == 200
        assert "Sign in" in followed.text


def test_an_answer_takes_its_time() -> None:
    with asked(latency={"mean": 0.2}) as (sandbox, session):
        assert session.get(sandbox.base_url + ACCOUNTS).elapsed.total_seconds() >= 0.2


def test_a_client_that_leaves_while_it_waits_harms_nobody() -> None:
    with asked(latency={"mean": 0.5}) as (sandbox, session):
        with pytest.raises(requests.ReadTimeout):
            session.post(sandbox.base_url + LINKAGES, json=PAIR, timeout=0.2)
        until(lambda: sandbox.requests)
        assert session.get(sandbox.base_url + LINKAGES).json()[0]["govcloud_acct"] == 11


def test_switches_and_limits_hold_over_http() -> None:
    with asked(switches={"created_status": 200}, limits=[{"requests": 1}]) as (sandbox, session):
        assert session.post(sandbox.base_url + LINKAGES, json=PAIR).status_code == 200
        assert session.get(sandbox.base_url + ACCOUNTS).status_code == 429


def test_a_client_that_leaves_in_the_middle_of_its_own_body_is_ignored() -> None:
    with asked() as (sandbox, session):
        host, port = sandbox.base_url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as connection:
            head = f"POST {LINKAGES}?client_api_id=1 HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{{"
            connection.sendall(head.encode())
        session.get(sandbox.base_url + ACCOUNTS)
        assert [entry.method for entry in sandbox.requests] == ["GET"]


def test_a_port_that_is_taken_is_named() -> None:
    with asked() as (sandbox, _):
        port = int(sandbox.base_url.rpartition(":")[2])
        with pytest.raises(SandboxError, match=f"port {port}: Address already in use"), serve(port=port):
            pass


def test_an_invalid_host_is_named() -> None:
    with pytest.raises(SandboxError, match=r"can't listen on not\.a\.host\.invalid"), serve(host="not.a.host.invalid"):
        pass


def test_it_listens_on_loopback_by_default() -> None:
    with serve() as sandbox:
        assert sandbox.base_url.startswith("http://127.0.0.1:")
    with serve(host="::1") as sandbox:
        assert requests.get(sandbox.base_url + "/_sandbox/state", timeout=30).ok


def test_a_dripping_body_may_be_empty() -> None:
    with asked({"kind": "drip", "commit": True}, switches={"errors": "empty"}) as (sandbox, session):
        answer = session.post(sandbox.base_url + LINKAGES, json={})
        assert (answer.status_code, answer.content) == (422, b"")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_server_that_does_not_start_is_an_error_and_not_a_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    async def startup(*_: object) -> None:
        sys.exit(3)

    monkeypatch.setattr(uvicorn.Server, "startup", startup)
    with pytest.raises(SandboxError, match="did not start"), serve():
        pass


@pytest.mark.parametrize("missing", ["starlette", "uvicorn", "cattrs", "fastjsonschema"])
def test_a_missing_extra_is_named_with_the_way_to_get_it(missing: str) -> None:
    # In a separate process, since modules that are loaded already would be found anyway.
    program = f"import sys; sys.modules[{missing!r}] = None; from batch.sandbox import serve; serve()"
    failed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert f"SandboxError: the sandbox needs {missing}, which comes with its extra" in failed.stderr
    assert "pip install 'govlink[sandbox]'" in failed.stderr


def test_without_the_extra_the_package_itself_can_be_imported() -> None:
    names = ("starlette", "uvicorn", "cattrs", "fastjsonschema")
    program = f"import sys; sys.modules.update(dict.fromkeys({names!r})); import batch.sandbox"
    subprocess.run([sys.executable, "-c", program], check=True)
