"""Whom a sandbox answers, and the mark in every answer."""

import asyncio
from http.client import HTTPConnection

import pytest
from asking import world
from starlette.responses import PlainTextResponse
from starlette.types import Message

from batch.sandbox import serve
from batch.sandbox.door import Door

MARK = "X-Govlink-Sandbox"


def asked(port: int, host: str, path: str) -> tuple[int, str | None]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers={"Host": host, "Authorization": "Bearer any"})
        answer = connection.getresponse()
        return answer.status, answer.getheader(MARK)
    finally:
        connection.close()


@pytest.mark.parametrize("path", ["/v1/customers", "/_sandbox/", "/_sandbox/state", "/no/such/path"])
def test_every_answer_is_marked_and_hosts_that_are_not_served_get_none(path: str) -> None:
    with serve(world()) as sandbox:
        port = int(sandbox.base_url.rpartition(":")[2])
        for host in (f"127.0.0.1:{port}", f"localhost:{port}", "LOCALHOST", "[::1]:80", "127.1.2.3"):
            status, mark = asked(port, host, path)
            assert (status, mark) == (404 if path.startswith("/no") else 200, "this is not CloudHealth")
        known = len(sandbox.requests)
        for host in (
            "evil.example",
            f"evil.example:{port}",
            "127.0.0.1.evil.example",
            "localhost.evil",
            "10.0.0.7",
            "",
        ):
            assert asked(port, host, path) == (421, "this is not CloudHealth")
        assert len(sandbox.requests) == known


@pytest.mark.parametrize(
    ("listens_on", "served", "refused"),
    [
        ("sandbox.corp", ["sandbox.corp:8080", "Sandbox.Corp.", "127.0.0.1"], ["corp", "10.0.0.7", "x.sandbox.corp"]),
        ("10.0.0.7", ["10.0.0.7:8080", "localhost"], ["10.0.0.8", "evil.example"]),
        ("0.0.0.0", ["10.0.0.7:8080", "[fe80::1]:8080", "localhost"], ["evil.example"]),
        ("::", ["10.0.0.7:8080", "[fe80::1]:8080"], ["evil.example"]),
    ],
)
def test_the_hosts_that_are_served_are_this_machine_and_what_it_listens_on(
    listens_on: str, served: list[str], refused: list[str]
) -> None:
    door = Door(PlainTextResponse("inside"), listens_on)
    statuses = {host: asyncio.run(status_at(door, host)) for host in [*served, *refused]}
    assert statuses == {**dict.fromkeys(served, 200), **dict.fromkeys(refused, 421)}


async def status_at(door: Door, host: str) -> int:
    statuses = []

    async def send(message: Message) -> None:
        statuses.append(message.get("status"))

    async def receive() -> Message:
        return {"type": "http.request"}

    await door({"type": "http", "method": "GET", "headers": [(b"host", host.encode())]}, receive, send)
    return statuses[0]  # type: ignore[return-value]
