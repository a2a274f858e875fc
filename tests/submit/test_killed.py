"""The real process, killed at any moment, interrupted, or out of disk space: it claims nothing false, and running it
again finishes the work.
"""

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from program import KEY, Ran, last_run
from waiting import until, until_said
from worlds import customer, pair

from batch.sandbox import Scenario, serve
from batch.sandbox.server import RunningSandbox

pytestmark = pytest.mark.slow

PAIRS = 12
HEADER = "client_api_id,commercial_acct_id,govcloud_acct_id\n"


@contextmanager
def cloud(customers: int = 2, pairs: int = PAIRS, **more: Any) -> Iterator[RunningSandbox]:
    data = {
        "name": "kills",
        "keys": [KEY],
        "customers": [customer(4001 + number, pairs) for number in range(customers)],
        **more,
    }
    with serve(Scenario.from_dict(data)) as sandbox:
        yield sandbox


def mapping(folder: Path, customers: int = 2, pairs: int = PAIRS) -> Path:
    lines = [
        f"{4001 + number},{','.join(pair(4001 + number, each))}" for number in range(customers) for each in range(pairs)
    ]
    path = folder / "mapping.csv"
    path.write_text(HEADER + "\n".join(lines) + "\n")
    return path


def start(
    folder: Path, sandbox: RunningSandbox, *options: str, before: Callable[[], None] | None = None
) -> "subprocess.Popen[str]":
    environment = {**os.environ, "CLOUDHEALTH_API_KEY": KEY}
    arguments = [
        "--base-url",
        sandbox.base_url,
        "--rate",
        "100000/s",
        "--burst",
        "1000",
        "--settle-time",
        "0.2",
        *options,
    ]
    return subprocess.Popen(
        [
            sys.executable,
            "-m",
            "batch",
            "apply",
            str(folder / "mapping.csv"),
            "--yes",
            "--reports",
            str(folder),
            *arguments,
        ],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=before,  # noqa: PLW1509 - one thread at that time in the child
    )


def finished(folder: Path, process: "subprocess.Popen[str]", timeout: float = 60) -> Ran:
    out, err = process.communicate(timeout=timeout)
    return Ran(process.returncode, out, err, folder)


def report(folder: Path) -> Ran:
    done = subprocess.run(
        [sys.executable, "-m", "batch", "report", str(folder)], capture_output=True, text=True, check=False, timeout=60
    )
    return Ran(done.returncode, done.stdout, done.stderr, folder.parent)


def linked(sandbox: RunningSandbox) -> set[tuple[str, str]]:
    return {(str(linkage.commercial), str(linkage.govcloud)) for linkage in sandbox.linkages}


def assert_nothing_false(rows: list[dict[str, str]], sandbox: RunningSandbox, expected: int) -> None:
    pairs = linked(sandbox)
    assert len(rows) == expected
    for row in rows:
        is_linked = (row["commercial_acct_id"], row["govcloud_acct_id"]) in pairs
        if row["status"] in {"created", "in_sync"}:
            assert is_linked, row
        elif row["status"] == "not_attempted":
            assert not is_linked, row
        else:
            assert row["status"] == "unknown", row


def assert_each_sent_once(sandbox: RunningSandbox) -> None:
    committed = [entry.body["govcloud_acct_id"] for entry in sandbox.requests if entry.committed]
    assert len(committed) == len(set(committed))


@pytest.mark.timeout(280)
@pytest.mark.parametrize("seed", range(8))
def test_kills_at_random_moments_lose_nothing_double_nothing_and_claim_nothing_false(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    killed = tries = 0
    while killed < 25:
        tries += 1
        assert tries < 100
        folder = tmp_path / str(tries)
        folder.mkdir()
        mapping(folder)
        faults = [{"kind": "reset", "commit": True, "method": "POST", "probability": 0.1}]
        latency = {"mean": 0.03, "spread": 0.02, "distribution": "uniform"}
        with cloud(latency=latency, faults=faults, seed=tries) as sandbox:
            for _ in range(4):
                process = start(folder, sandbox)
                _await_first_request(sandbox, process)
                time.sleep(chance.uniform(0, 0.5))
                process.kill()
                process.communicate()
                killed += process.returncode == -signal.SIGKILL
            if (last_run(folder) / "plan.csv").is_file():
                assert report(last_run(folder)).code == 0
                assert_nothing_false(Ran(0, "", "", folder).rows, sandbox, 2 * PAIRS)
            ended = finished(folder, start(folder, sandbox))
            assert ended.code == 0, ended.err
            assert_nothing_false(ended.rows, sandbox, 2 * PAIRS)
            assert len(sandbox.linkages) == 2 * PAIRS
            assert_each_sent_once(sandbox)


def _await_first_request(sandbox: RunningSandbox, process: "subprocess.Popen[str]") -> None:
    seen = len(sandbox.requests)
    until(lambda: len(sandbox.requests) > seen or process.poll() is not None)


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGINT, signal.SIGTERM])
def test_a_signal_lets_requests_in_flight_end_and_writes_every_report(number: signal.Signals, tmp_path: Path) -> None:
    mapping(tmp_path)
    with cloud(latency={"mean": 0.3}) as sandbox:
        process = start(tmp_path, sandbox, "--concurrency", "2")
        _await_posts(sandbox, 3)
        process.send_signal(number)
        ended = finished(tmp_path, process)
        assert ended.code == 128 + number
        assert_nothing_false(ended.rows, sandbox, 2 * PAIRS)
        assert {row["status"] for row in ended.rows} == {"created", "not_attempted"}
        assert {row["codes"] for row in ended.rows if row["status"] == "not_attempted"} == {"S301"}
        assert ended.summary["exit_code"] == 128 + number
        assert len(ended.table("retry.csv")) == 2 * PAIRS - len(sandbox.linkages)
        again = finished(tmp_path, start(tmp_path, sandbox, "--concurrency", "16"))
        assert again.code == 0
        assert len(sandbox.linkages) == 2 * PAIRS


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_second_signal_ends_at_once(number: signal.Signals, tmp_path: Path) -> None:
    mapping(tmp_path)
    with cloud(faults=[{"kind": "hang", "method": "POST", "commit": True}]) as sandbox:
        process = start(tmp_path, sandbox)
        _await_posts(sandbox, 1)
        process.send_signal(number)
        until_said("a second signal stops at once", process.stderr)
        process.send_signal(number)
        ended = finished(tmp_path, process, timeout=20)
        assert ended.code == 128 + number
        assert "`govlink report` on its folder" in ended.err
        assert report(last_run(tmp_path)).code == 0
        assert_nothing_false(Ran(0, "", "", tmp_path).rows, sandbox, 2 * PAIRS)


@pytest.mark.parametrize("first", [signal.SIGHUP, signal.SIGTERM])
def test_a_hang_up_after_another_signal_loses_no_report(first: signal.Signals, tmp_path: Path) -> None:
    """A closed terminal sends two, the end of a session one right after SIGTERM; that is not a second request."""
    mapping(tmp_path)
    with cloud(latency={"mean": 0.3}) as sandbox:
        process = start(tmp_path, sandbox, "--concurrency", "1")
        _await_posts(sandbox, 1)
        process.send_signal(first)
        until_said("a second signal stops at once", process.stderr)
        process.send_signal(signal.SIGHUP)
        ended = finished(tmp_path, process)
        assert ended.code == 128 + first
        assert ended.summary["exit_code"] == 128 + first
        assert_nothing_false(ended.rows, sandbox, 2 * PAIRS)


def test_a_hang_up_together_with_another_signal_loses_no_report(tmp_path: Path) -> None:
    """Python handles the lower number first, whichever was sent first; a stopped process gets both at once."""
    mapping(tmp_path)
    with cloud(latency={"mean": 0.3}) as sandbox:
        process = start(tmp_path, sandbox, "--concurrency", "1")
        _await_posts(sandbox, 1)
        for number in (signal.SIGSTOP, signal.SIGTERM, signal.SIGHUP, signal.SIGCONT):
            process.send_signal(number)
        ended = finished(tmp_path, process)
        # Whichever was handled first: the process may not have been stopped yet when SIGTERM came.
        assert ended.code in {128 + signal.SIGHUP, 128 + signal.SIGTERM}
        assert ended.summary["exit_code"] == ended.code
        assert_nothing_false(ended.rows, sandbox, 2 * PAIRS)


def test_a_hang_up_is_ignored_if_it_was_ignored_from_the_start(tmp_path: Path) -> None:
    mapping(tmp_path)
    with cloud(latency={"mean": 0.1}) as sandbox:
        process = start(tmp_path, sandbox, before=lambda: _ignore(signal.SIGHUP))
        _await_posts(sandbox, 2)
        process.send_signal(signal.SIGHUP)
        ended = finished(tmp_path, process)
        assert ended.code == 0, ended.err
        assert len(sandbox.linkages) == 2 * PAIRS


def _ignore(number: signal.Signals) -> None:
    signal.signal(number, signal.SIG_IGN)


def test_a_run_that_was_suspended_goes_on_without_doubling_anything(tmp_path: Path) -> None:
    mapping(tmp_path)
    with cloud(latency={"mean": 0.1}) as sandbox:
        process = start(tmp_path, sandbox, "--timeout", "0.5")
        _await_posts(sandbox, 2)
        process.send_signal(signal.SIGSTOP)
        time.sleep(1.2)
        process.send_signal(signal.SIGCONT)
        ended = finished(tmp_path, process)
        assert ended.code == 0, ended.err
        assert_nothing_false(ended.rows, sandbox, 2 * PAIRS)
        assert len(sandbox.linkages) == 2 * PAIRS
        assert_each_sent_once(sandbox)


def test_the_deadline_stops_in_the_same_orderly_way(tmp_path: Path) -> None:
    mapping(tmp_path)
    with cloud(latency={"mean": 0.25}) as sandbox:
        ended = finished(tmp_path, start(tmp_path, sandbox, "--max-duration", "2s", "--concurrency", "1"))
        assert ended.code == 3
        assert_nothing_false(ended.rows, sandbox, 2 * PAIRS)
        assert {row["codes"] for row in ended.rows if row["status"] == "not_attempted"} == {"S304"}


@pytest.mark.parametrize("size", [6_000, 9_000, 12_000])
def test_a_full_disk_stops_the_run_before_it_sends_anything_that_it_can_t_record(size: int, tmp_path: Path) -> None:
    mapping(tmp_path)

    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    with cloud() as sandbox:
        ended = finished(tmp_path, start(tmp_path, sandbox, before=full))
        assert ended.code == 3, ended.err
        assert "Traceback" not in ended.err
        folder = last_run(tmp_path)
        told = [json.loads(line) for line in (folder / "journal.jsonl").read_bytes().split(b"\n") if _is_json(line)]
        intents = {event["row"] for event in told if event["event"] == "intent"}
        assert len(sandbox.linkages) <= len(intents)
        if (folder / "plan.csv").is_file():
            assert report(folder).code == 0
            assert_nothing_false(Ran(0, "", "", tmp_path).rows, sandbox, 2 * PAIRS)
        assert finished(tmp_path, start(tmp_path, sandbox)).code == 0
        assert len(sandbox.linkages) == 2 * PAIRS
        assert_each_sent_once(sandbox)


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True


def test_a_folder_that_goes_away_stops_the_run_and_the_same_command_finishes_the_work(tmp_path: Path) -> None:
    mapping(tmp_path)
    with cloud(latency={"mean": 0.1}) as sandbox:
        process = start(tmp_path, sandbox, "--concurrency", "1")
        _await_posts(sandbox, 2)
        shutil.rmtree(last_run(tmp_path))
        ended = finished(tmp_path, process)
        assert ended.code == 3, ended.err
        assert "Traceback" not in ended.err
        assert len(sandbox.linkages) < 2 * PAIRS
        assert finished(tmp_path, start(tmp_path, sandbox)).code == 0
        assert len(sandbox.linkages) == 2 * PAIRS
        assert_each_sent_once(sandbox)


def test_reports_that_can_t_be_written_lose_nothing(tmp_path: Path) -> None:
    mapping(tmp_path)
    with cloud(latency={"mean": 0.1}) as sandbox:
        process = start(tmp_path, sandbox, "--concurrency", "2")
        _await_posts(sandbox, 1)
        # A folder in place of report.csv: like a read-only folder, but also for root.
        folder = last_run(tmp_path)
        (folder / "report.csv").mkdir()
        ended = finished(tmp_path, process)
        assert ended.code == 3
        assert "Traceback" not in ended.err
        assert "govlink report" in ended.err
        assert len(sandbox.linkages) == 2 * PAIRS
        (folder / "report.csv").rmdir()
        assert report(folder).code == 0
        assert {row["status"] for row in Ran(0, "", "", tmp_path).rows} == {"created"}


def _await_posts(sandbox: RunningSandbox, count: int) -> None:
    until(lambda: sum(entry.method == "POST" for entry in sandbox.requests) >= count)
