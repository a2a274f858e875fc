"""How fast the stand-in is, so that it is never what is measured: compared with the bare framework in the same run."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from asking import Client, FakeClock

from batch.sandbox import Scenario, serve
from batch.sandbox.cloud import Cloud

CUSTOMERS, PAIRS = 4, 500

# A client in a process of its own, so that it does not take turns with the server.
CLIENT = """
import json, sys, threading, time
from http.client import HTTPConnection
address, customers, pairs = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
def link(customer):
    connection = HTTPConnection(address)
    for pair in range(pairs):
        first = customer * 10_000 + 2 * pair + 1
        body = json.dumps({"govcloud_acct_id": first, "commercial_acct_id": first + 1})
        headers = {"Authorization": "Bearer k", "Content-Type": "application/json"}
        connection.request("POST", f"/api/v1/govcloud_linkages?client_api_id={customer}", body, headers)
        answer = connection.getresponse()
        assert answer.status == 201 and json.loads(answer.read())["govcloud_acct"] == first
threads = [threading.Thread(target=link, args=(customer,)) for customer in range(1, customers + 1)]
start = time.perf_counter()
for thread in threads: thread.start()
for thread in threads: thread.join()
print(customers * pairs / (time.perf_counter() - start))
"""

BARE = """
import socket, uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route
async def link(request):
    body = await request.json()
    return JSONResponse({"govcloud_acct": body["govcloud_acct_id"]}, 201)
listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
listener.bind(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
application = Starlette(routes=[Route("/api/v1/govcloud_linkages", link, methods=["POST"])])
config = uvicorn.Config(application, log_level="critical", http="h11", access_log=False, lifespan="off")
uvicorn.Server(config).run([listener])
"""


def rate(address: str) -> float:
    arguments = [sys.executable, "-c", CLIENT, address, str(CUSTOMERS), str(PAIRS)]
    return float(subprocess.run(arguments, capture_output=True, text=True, check=True).stdout)


@contextmanager
def bare_framework() -> Iterator[str]:
    with subprocess.Popen([sys.executable, "-c", BARE], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield f"127.0.0.1:{process.stdout.readline().strip()}"
        process.terminate()


@pytest.mark.slow
def test_several_hundred_linkages_a_second(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scenario = Scenario.from_dict({"crowd": {"customers": CUSTOMERS, "pairs": PAIRS, "first_id": 1}})
    rates = {}
    with bare_framework() as address:
        rates["bare framework"] = rate(address)
    for name, state in (("in memory", None), ("in a file", tmp_path / "state.db")):
        with serve(scenario, state=state) as sandbox:
            rates[name] = rate(sandbox.base_url.removeprefix("http://"))
            assert len(sandbox.linkages) == CUSTOMERS * PAIRS
    with capsys.disabled():
        print("\nPOST/s over kept connections: " + ", ".join(f"{name} {rate_:.0f}" for name, rate_ in rates.items()))
    assert min(rates.values()) > 300


def test_the_core_is_fast_enough_for_a_chaos_run_of_ten_thousand_requests() -> None:
    crowd = {"customers": 10, "pairs": 1000, "first_id": 1}
    faults = [{"kind": kind, "commit": True, "probability": 0.05} for kind in ("reset", "hang", "truncated")]
    cloud = Cloud(Scenario.from_dict({"crowd": crowd, "faults": faults}), clock=FakeClock())
    for customer in cloud.scenario.customers:
        asking = Client(cloud, client_api_id=customer.id)
        for pair in range(1000):
            asking.post(customer.accounts[2 * pair].id, customer.accounts[2 * pair + 1].id)
    assert len(cloud.linkages) == 10_000
