"""A host that never answers is given up within half a minute, in real time; only that time is lost."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from program import KEY, Govlink
from scripted_server import refusing

from batch.errors import Exit

pytestmark = [pytest.mark.slow, pytest.mark.timeout(90)]

MAPPING = "client_api_id,commercial_acct_id,govcloud_acct_id\n4001,2,1\n4001,4,3\n"


@contextmanager
def silent() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.mark.parametrize("host", [refusing, silent])
def test_a_host_that_never_answers_is_given_up_and_every_row_is_reported(host: object, govlink: Govlink) -> None:
    assert callable(host)
    with host() as port:
        began = time.monotonic()
        ran = govlink(
            "apply",
            "-",
            "--input-format",
            "csv",
            "--yes",
            "--base-url",
            f"http://127.0.0.1:{port}",
            key=KEY,
            stdin=MAPPING,
        )
        took = time.monotonic() - began
    assert ran.code == Exit.STOPPED
    assert took < 40
    assert ran.statuses == ["not_attempted"] * 2
    assert {row["codes"] for row in ran.rows} == {"S206"}
    assert len(ran.table("retry.csv")) == 2
