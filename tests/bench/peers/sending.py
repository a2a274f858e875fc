"""What every script that sends a mapping shares: it reads it, skips what is linked already, and reports each row.

    python send_….py MAPPING.csv RESULTS.csv BASE_URL REQUESTS SECONDS

A script differs from the others by how it sends one row, and on how many threads. The limit is REQUESTS in SECONDS,
which is what a minute is here. Each result is written as soon as it is there.
"""

import csv
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TextIO

import requests

MAPPING, RESULTS = map(Path, sys.argv[1:3])
BASE_URL = sys.argv[3]
REQUESTS, SECONDS = int(sys.argv[4]), float(sys.argv[5])
TIMEOUT = SECONDS
URL = f"{BASE_URL}/api/v1/govcloud_linkages"
KEY = "comparison"
HEADERS = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}

Row = dict[str, str]
Send = Callable[[Row], None]
"""Sends one row, and raises if it was not accepted."""
Get = Callable[..., requests.Response]
"""Sends a GET as `requests.get` does."""


def body(row: Row) -> dict[str, int]:
    return {name: int(row[name]) for name in ("govcloud_acct_id", "commercial_acct_id")}


def post(row: Row) -> None:
    """Send a row once; raises `requests.RequestException`."""
    query = {"client_api_id": row["client_api_id"]}
    requests.post(URL, params=query, json=body(row), headers=HEADERS, timeout=TIMEOUT).raise_for_status()


def outcome(send: Send, row: Row) -> tuple[Row, str]:
    try:
        send(row)
    except Exception as error:  # noqa: BLE001 - a failed row must not stop the others
        return row, f"failed: {type(error).__name__}"
    return row, "created"


def _linked(get: Get, customer: str) -> set[tuple[int, int]]:
    answer = get(URL, params={"client_api_id": customer}, headers=HEADERS, timeout=TIMEOUT)
    answer.raise_for_status()
    return {(linkage["govcloud_acct"], linkage["commercial_acct"]) for linkage in answer.json()}


def main(outcomes: Callable[[list[Row]], Iterable[tuple[Row, str]]], get: Get = requests.get) -> None:
    """Send the rows that are not linked yet; `outcomes` gives what became of each, in any order."""
    with MAPPING.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    customers = dict.fromkeys(row["client_api_id"] for row in rows)
    linked = set().union(*(_linked(get, customer) for customer in customers))
    with RESULTS.open("w", encoding="utf-8", newline="") as file:
        file.write("govcloud_acct_id,commercial_acct_id,status\n")
        missing = []
        for row in rows:
            if tuple(body(row).values()) in linked:
                _report(file, row, "in_sync")
            else:
                missing.append(row)
        for row, status in outcomes(missing):
            _report(file, row, status)


def _report(file: TextIO, row: Row, status: str) -> None:
    file.write(f"{row['govcloud_acct_id']},{row['commercial_acct_id']},{status}\n")
    file.flush()
