"""`govlink customers`, against a stand-in over HTTP."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from program import KEY, WORLD, Govlink, Ran, Served
from waiting import until

from batch.runs.lock import one_run_at_a_time


def _customers(program: Govlink, address: str, *args: object, key: str = KEY) -> Ran:
    return program("customers", *args, "--base-url", address, "--rate", "200/s", key=key)


def test_the_customers_are_listed_by_id_and_name_with_one_request(govlink: Govlink, served: Served) -> None:
    sandbox = served()
    ran = _customers(govlink, sandbox.base_url)
    assert ran.code == 0
    assert ran.out == "client_api_id  customer_name\n         4001  Acme\n         4002  Globex\n"
    assert "govlink: 2 customers, from the SANDBOX at " in ran.err
    assert [entry.path for entry in sandbox.requests] == ["/v1/customers"]
    assert not ran.reports.exists()


def test_counts_cost_two_requests_per_customer_which_is_announced(called: Govlink, served: Served) -> None:
    sandbox = served()
    ran = called(
        "customers", "--accounts", "--format", "csv", "--base-url", sandbox.base_url, "--rate", "600/min", key=KEY
    )
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert [tuple(row.values()) for row in rows] == [
        ("4001", "Acme", "6", "3", "1", ""),
        ("4002", "Globex", "2", "1", "0", ""),
    ]
    told = "reading the accounts and linkages of 2 customers: at least 4 requests at 600/min: about 1 second\n"
    assert told in ran.err
    # Without headers, a list of linkages that isn't empty needs a request for the next page.
    assert len(sandbox.requests) == 1 + 4 + 1


def test_json_has_the_address_and_numbers(called: Govlink, served: Served) -> None:
    sandbox = served()
    ran = _customers(called, sandbox.base_url, "--accounts", "--format", "json", "--quiet")
    assert (ran.code, ran.err) == (0, "")
    made = json.loads(ran.out)
    assert (made["base_url"], made["sandbox"]) == (sandbox.base_url, True)
    assert made["customers"][0] == {
        "client_api_id": "4001",
        "customer_name": "Acme",
        "accounts": 6,
        "govcloud_accounts": 3,
        "linkages": 1,
        "remark": "",
    }


@pytest.mark.parametrize("status", [403, 500])
def test_an_unreadable_customer_is_reported_in_its_line_and_the_others_are_counted(
    called: Govlink, served: Served, status: int
) -> None:
    broken = {"kind": "status", "status": status, "customer": 4001, "path": "/v1/aws_accounts"}
    address = served({**WORLD, "faults": [broken]}).base_url
    ran = _customers(called, address, "--accounts", "--max-attempts", 1)
    assert ran.code == 3
    first, second = ran.out.splitlines()[1:]
    assert "Acme" in first
    assert f"could not be read: answered {status}" in first
    assert second.split() == ["4002", "Globex", "2", "1", "0"]


def test_more_customers_than_fit_on_a_page_are_all_listed(called: Govlink, served: Served) -> None:
    sandbox = served({"customers": [{"id": 5000 + at, "name": f"c{at}"} for at in range(130)]})
    ran = _customers(called, sandbox.base_url, "--format", "csv")
    assert len(ran.out.splitlines()) == 131
    assert len(sandbox.requests) == 2


def test_a_direct_customer_gets_an_error_because_it_has_none(called: Govlink) -> None:
    ran = called("customers", "--sandbox", "--sandbox-scenario", "direct-customer")
    assert (ran.code, ran.out) == (3, "")
    assert "the key may not list them, answered 403" in ran.err
    assert "a direct customer has none" in ran.err


def test_a_list_that_breaks_off_is_not_shown(called: Govlink, served: Served) -> None:
    fault = {"kind": "status", "status": 500, "path": "/v1/customers"}
    ran = _customers(called, served({**WORLD, "faults": [fault]}).base_url, "--max-attempts", 2)
    assert (ran.code, ran.out) == (3, "")
    assert "S208" in ran.err


def test_a_second_run_with_the_same_key_is_refused(called: Govlink, served: Served) -> None:
    sandbox = served()
    with one_run_at_a_time(
        sandbox.base_url, KEY, command="govlink apply", started_at="now", timeout=0, wait=time.sleep
    ):
        assert _customers(called, sandbox.base_url).code == 4


def test_a_list_that_is_interrupted_is_not_printed_in_part(served: Served, tmp_path: Path) -> None:
    customers: list[dict[str, Any]] = [{"id": at, "name": "x"} for at in range(5000, 5020)]
    sandbox = served({"customers": customers})
    with subprocess.Popen(
        [sys.executable, "-m", "batch", "customers", "--accounts", "--base-url", sandbox.base_url, "--rate", "20/s"],
        cwd=tmp_path,
        env={**os.environ, "CLOUDHEALTH_API_KEY": KEY},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        until(lambda: len(sandbox.requests) >= 3)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, b"")
    assert b"nothing is written: interrupted" in err


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("--sandbox",), "needs --sandbox-scenario with --sandbox"),
        (("--base-url", "http://cloudhealth.example"), "https://"),
        (("--format", "yaml"), "'yaml' is not one of"),
    ],
)
def test_contradictory_options_of_a_list_are_refused(called: Govlink, args: tuple[str, ...], words: str) -> None:
    ran = called("customers", *args, key=KEY)
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err


def test_a_closed_standard_output_is_reported_before_anything_is_read(tmp_path: Path) -> None:
    shell = ["sh", "-c", f"exec {sys.executable} -m batch customers --sandbox --sandbox-scenario first-steps >&-"]
    ran = subprocess.run(shell, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (2, "govlink: standard output is closed, so the list can't be written\n")
