"""The state file: what was acknowledged is there after a restart, and after the server was killed."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import requests
from asking import LINKAGES, account, client, world

from batch.sandbox import SandboxError, load_scenario
from batch.sandbox.cloud import Cloud
from batch.sandbox.scenario import Customer


def test_a_restart_keeps_linkages_and_continues_their_ids(tmp_path: Path) -> None:
    state = tmp_path / "state.db"
    first = client(state=state)
    first.post(11, 12)
    first.cloud.close()
    second = client(state=state)
    assert [linkage.id for linkage in second.cloud.linkages] == [1]
    assert second.post(11, 14).status == 422
    second.post(13, 14)
    assert [linkage.id for linkage in second.cloud.linkages] == [1, 2]


def test_without_a_file_nothing_lasts() -> None:
    client().post()
    assert client().cloud.linkages == ()


def test_an_account_keeps_the_id_it_was_given_when_others_come_before_it(tmp_path: Path) -> None:
    state = tmp_path / "state.db"

    def ids(*numbers: str) -> dict[str | None, int]:
        customer = {"id": 1, "accounts": [{"owner_id": number} for number in numbers]}
        cloud = Cloud(world(customers=[customer]), state=state)
        cloud.close()
        return {known.account.owner_id: known.id for known in cloud.accounts}

    before = ids("000000000007")
    after = ids("000000000001", "000000000007")
    assert after["000000000007"] == before["000000000007"]
    assert after["000000000001"] != before["000000000007"]


def test_an_account_gives_up_its_id_if_a_scenario_claims_it_later(tmp_path: Path) -> None:
    state = tmp_path / "state.db"
    nameless = {"owner_id": "000000000007"}
    cloud = Cloud(world(customers=[{"id": 1, "accounts": [nameless]}]), state=state)
    (given,) = (known.id for known in cloud.accounts)
    cloud.close()
    cloud = Cloud(world(customers=[{"id": 1, "accounts": [nameless, account(given)]}]), state=state)
    assert len({known.id for known in cloud.accounts}) == 2


def test_a_scenarios_linkages_are_planted_once(tmp_path: Path) -> None:
    state = tmp_path / "state.db"
    accounts = [account(11, govcloud=True), account(12), account(14)]
    customer = {"id": 1, "accounts": accounts, "linkages": [{"govcloud": 11, "commercial": 12}]}
    first = client(world(customers=[customer]), state=state)
    assert first.put(1, 11, 14).status == 200
    first.cloud.close()
    second = client(world(customers=[customer]), state=state)
    assert [(linkage.id, linkage.commercial) for linkage in second.cloud.linkages] == [(1, 14)]


def test_a_file_that_is_not_a_state_is_refused_with_its_name(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("not a database, though long enough to be taken for one" * 100, encoding="utf-8")
    with pytest.raises(SandboxError, match=r"notes\.txt"):
        Cloud(world(), state=file)
    with pytest.raises(SandboxError, match="nowhere"):
        Cloud(world(), state=tmp_path / "nowhere" / "state.db")


def test_a_scenario_that_is_refused_leaves_nothing_in_the_file(tmp_path: Path) -> None:
    state = tmp_path / "state.db"
    customer = {"id": 1, "accounts": [{"owner_id": "000000000007"}]}
    broken = {**customer, "linkages": [{"govcloud": 5, "commercial": 6}]}
    with pytest.raises(SandboxError):
        Cloud(world(customers=[broken]), state=state)
    with contextlib.closing(sqlite3.connect(state)) as database:
        assert database.execute("SELECT count(*) FROM account_ids").fetchone() == (0,)


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "accounts.db"
    with contextlib.closing(sqlite3.connect(file)) as database:
        database.execute("CREATE TABLE money (amount)")
    before = file.read_bytes()
    with pytest.raises(SandboxError, match="belongs to another program"):
        Cloud(world(), state=file)
    assert file.read_bytes() == before


def test_a_linkage_keeps_an_id_that_a_scenario_claims_later(tmp_path: Path) -> None:
    state = tmp_path / "state.db"
    first = client(state=state)
    first.post(11, 12)
    first.cloud.close()
    accounts = [account(id_, govcloud=id_ % 2 == 1) for id_ in (11, 12, 13, 14)]
    seeded = {"id": 1, "accounts": accounts, "linkages": [{"id": 1, "govcloud": 13, "commercial": 14}]}
    cloud = Cloud(world(customers=[seeded]), state=state)
    assert [(linkage.id, linkage.govcloud) for linkage in cloud.linkages] == [(1, 11), (2, 13)]


def serving(state: Path) -> tuple[subprocess.Popen[str], str]:
    arguments = [sys.executable, "-m", "batch", "sandbox", "--scenario", "ten-thousand", "--state", str(state)]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


def test_what_was_acknowledged_survives_a_kill_of_the_server(tmp_path: Path) -> None:
    state, acknowledged = tmp_path / "state.db", set[int]()
    customers = load_scenario("ten-thousand").customers
    for half in (customers[:100], customers[100:]):
        process, base_url = serving(state)
        # Killed at any point in the middle of the work.
        killer = threading.Timer(0.05, os.kill, (process.pid, signal.SIGKILL))
        with process, contextlib.suppress(requests.RequestException):
            for number, linkage_id in enumerate(linked(base_url, half)):
                acknowledged.add(linkage_id)
                if number == 20:
                    killer.start()
        assert process.returncode == -signal.SIGKILL
    again = Cloud(load_scenario("ten-thousand"), state=state)
    assert len(acknowledged) > 40
    assert acknowledged <= {linkage.id for linkage in again.linkages}


def linked(base_url: str, customers: Sequence[Customer]) -> Iterator[int]:
    """Link what the scenario leaves to be linked, one after the other; yields each id when it is acknowledged."""
    with requests.Session() as session:
        session.headers["Authorization"] = "Bearer any"
        for customer in customers:
            for govcloud, commercial in zip(customer.accounts[10::2], customer.accounts[11::2], strict=True):
                url = f"{base_url}{LINKAGES}?client_api_id={customer.id}"
                body = {"govcloud_acct_id": govcloud.id, "commercial_acct_id": commercial.id}
                yield session.post(url, json=body, timeout=10).json()["id"]
