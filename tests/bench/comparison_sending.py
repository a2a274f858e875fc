"""Sending the same rows with govlink and in other ways: under a limit, while answers are lost, and across a kill.

Time is scaled: a minute is a few seconds, for the limit (30 requests in a minute), for timeouts, for what is late, and
for govlink's settle time, but not for what its pacer does after a 429. The truth is the sandbox's ledger and log.
"""

import csv
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from itertools import repeat
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, TypeVar

from comparison_tables import Table
from program import PROJECT, last_run
from worlds import customer, pair

from batch.sandbox import Scenario, serve
from batch.sandbox.log import Entry
from batch.sandbox.server import RunningSandbox

REQUESTS = 30
"""In a minute."""
KEY = "comparison"
CUSTOMERS = 4
_SCRIPTS = Path(__file__).with_name("peers")
_WAYS = {
    "loop, spaced": "send_in_a_loop.py",
    "pool, tenacity": "send_with_tenacity.py",
    "pool, pyrate-limiter": "send_with_pyrate_limiter.py",
    "requests-ratelimiter": "send_with_requests_ratelimiter.py",
    "cloudhealth-client": "send_with_cloudhealth_client.py",
}
_LONGEST = 600
"""Seconds that a program may take."""

_LONGEST_LATENESS = 2.0
"""Minutes."""
_Result = TypeVar("_Result")


class Task(NamedTuple):
    """How many rows are sent, how long a minute is, in seconds, and which share of the POSTs is faulted."""

    rows: int
    minute: float
    share: float = 0.0

    @property
    def ideal(self) -> float:
        """Seconds in which a client that reads nothing sends the rows at the allowed rate."""
        return self.rows * self.minute / REQUESTS

    @property
    def wanted(self) -> list[tuple[int, tuple[str, str]]]:
        """The rows: customer, and pair as (commercial, GovCloud)."""
        each_has = range(self.rows // CUSTOMERS)
        return [(4001 + at, pair(4001 + at, each)) for at in range(CUSTOMERS) for each in each_has]

    def world(self, seed: int) -> AbstractContextManager[RunningSandbox]:
        """Serve customers with these pairs, of which none is linked; if POSTs are faulted, reads are late as well."""
        data: dict[str, Any] = {
            "name": "comparison",
            "keys": [KEY],
            "customers": [customer(4001 + at, self.rows // CUSTOMERS) for at in range(CUSTOMERS)],
            "limits": [{"requests": REQUESTS, "seconds": self.minute, "kind": "sliding-window"}],
            "latency": {"mean": self.minute / 150, "spread": 0.5, "distribution": "lognormal"},
            "faults": self._faults(),
            "seed": seed,
        }
        if self.share:
            data["read_lag"] = {"mean": self.minute / 3, "spread": self.minute / 3, "distribution": "uniform"}
        return serve(Scenario.from_dict(data))

    def _faults(self) -> list[dict[str, Any]]:
        """Make faults of every kind, each with every fate of the request itself: nothing, its work, its work later."""
        minute = self.minute
        late = {"mean": _LONGEST_LATENESS / 2 * minute, "spread": minute, "distribution": "uniform"}
        fates: list[dict[str, Any]] = [{}, {"commit": True}, {"late": {"mean": minute / 15}}, {"late": late}]
        lost: list[dict[str, Any]] = [
            {"kind": "reset"},
            {"kind": "hang", "seconds": 1.1 * minute},
            {"kind": "truncated"},
            {"kind": "broken-json"},
            {"kind": "empty"},
            {"kind": "drip", "seconds": minute / 60},
            *({"kind": "status", "status": status} for status in (408, 500, 502, 503, 504)),
        ]
        faults = [{**one, **fate} for one in lost for fate in fates] + [{"kind": "status", "status": 429}] * 4
        return [{**fault, "method": "POST", "probability": self.share / len(faults)} for fault in faults]


class Claims(NamedTuple):
    """What a program reports: the pairs that it calls linked, and those that it calls not linked."""

    linked: set[tuple[str, str]]
    not_linked: set[tuple[str, str]]


class Way(NamedTuple):
    """A way to send a mapping: its command, and how to read what it leaves in a folder."""

    name: str
    command: Callable[[Path, str, float], Sequence[str]]
    """From the folder with `mapping.csv`, the base URL, and a minute's seconds."""
    claims: Callable[[Path], Claims]
    traces: Callable[[Path], set[tuple[str, str]]]
    """The pairs that it may have sent, by what a killed run left."""


class Sent(NamedTuple):
    """What became of the rows of one run, in numbers of rows unless said otherwise."""

    makespan: float
    """Seconds from the first request to the last."""
    throttled: int
    """Requests over the limit."""
    refused: int
    """POSTs for a pair that was linked already."""
    double: int
    """Accounts in two linkages."""
    false_linked: int
    false_unlinked: int
    open: int
    """Reported as unknown, or not at all."""
    unlinked: int


def ways(peers: Path | None) -> list[Way]:
    """List the ways; without the Python of the peers' environment, only those that need none."""
    scripts = {"loop, spaced": sys.executable} if peers is None else dict.fromkeys(_WAYS, str(peers))
    return [
        Way("govlink", _govlink(), _reported, _journaled),
        Way(f"govlink, --burst {REQUESTS}", _govlink("--burst", str(REQUESTS)), _reported, _journaled),
        *(_script(name, python) for name, python in scripts.items()),
    ]


def _govlink(*options: str) -> Callable[[Path, str, float], Sequence[str]]:
    def command(folder: Path, base_url: str, minute: float) -> Sequence[str]:
        apply = [sys.executable, "-m", "batch", "apply", str(folder / "mapping.csv"), "--yes"]
        connection = ["--base-url", base_url, "--rate", f"{REQUESTS}/{minute:g}s", *options]
        times = ["--timeout", str(minute), "--settle-time", str(minute)]
        return [*apply, "--reports", str(folder / "reports"), *connection, *times]

    return command


def _script(name: str, python: str) -> Way:
    def command(folder: Path, base_url: str, minute: float) -> Sequence[str]:
        files = [str(folder / "mapping.csv"), str(folder / "results.csv")]
        return [python, str(_SCRIPTS / _WAYS[name]), *files, base_url, str(REQUESTS), str(minute)]

    def claims(folder: Path) -> Claims:
        return _claims(folder / "results.csv")

    return Way(name, command, claims, lambda folder: set().union(*claims(folder)))


def _reported(folder: Path) -> Claims:
    return _claims(last_run(folder / "reports") / "report.csv")


def _journaled(folder: Path) -> set[tuple[str, str]]:
    run = last_run(folder / "reports")
    subprocess.run([sys.executable, "-m", "batch", "report", str(run)], cwd=PROJECT, capture_output=True, check=False)
    rows = _rows(run / "report.csv")
    return {_pair(row) for row in rows if row["status"] != "not_attempted"}


def _claims(file: Path) -> Claims:
    claims = Claims(set(), set())
    for row in _rows(file):
        if row["status"] in {"created", "in_sync"}:
            claims.linked.add(_pair(row))
        elif row["status"] != "unknown":
            claims.not_linked.add(_pair(row))
    return claims


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _pair(row: Mapping[str, str]) -> tuple[str, str]:
    return row["commercial_acct_id"], row["govcloud_acct_id"]


def judged(
    rows: Sequence[tuple[int, tuple[str, str]]],
    linked: Sequence[tuple[str, str]],
    log: Sequence[Entry],
    claims: Claims,
) -> Sent:
    """Compare a run's claims with the linkages that exist and with the requests that were sent."""
    pairs = {pair for _, pair in rows}
    accounts = [account for pair in linked for account in pair]
    return Sent(
        makespan=log[-1].time - log[0].time,
        throttled=sum(entry.fault == "rate-limit" for entry in log),
        # The pairs are sound, so there is no other reason.
        refused=sum(entry.status == 422 for entry in log),
        double=len(accounts) - len(set(accounts)),
        false_linked=len(claims.linked - set(linked)),
        false_unlinked=len(claims.not_linked & set(linked)),
        open=len(pairs - claims.linked - claims.not_linked),
        unlinked=len(pairs - set(linked)),
    )


def run(way: Way, task: Task, seed: int) -> Sent:
    """Send all rows once."""
    with task.world(seed) as sandbox, _folder(task) as folder:
        _start(way, task, folder, sandbox).communicate(timeout=_LONGEST)
        return _settled(way, task, folder, sandbox)


def run_killed(way: Way, task: Task, seed: int) -> tuple[int, Sent]:
    """Kill a run in the middle, and start it again a minute later.

    Returns how many pairs were sent without a trace, and what became of the rows in the end.
    """
    with task.world(seed) as sandbox, _folder(task) as folder:
        process = _start(way, task, folder, sandbox)
        while process.poll() is None and len(_posts(sandbox)) < task.rows // 2:
            time.sleep(0.01)
        process.kill()
        process.communicate()
        untraced = len(_posts(sandbox) - way.traces(folder))
        time.sleep(task.minute)
        _start(way, task, folder, sandbox).communicate(timeout=_LONGEST)
        return untraced, _settled(way, task, folder, sandbox)


@contextmanager
def _folder(task: Task) -> Iterator[Path]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        lines = [f"{customer_id},{','.join(pair)}" for customer_id, pair in task.wanted]
        text = "\n".join(["client_api_id,commercial_acct_id,govcloud_acct_id", *lines, ""])
        (folder / "mapping.csv").write_text(text, encoding="utf-8")
        yield folder


def _start(way: Way, task: Task, folder: Path, sandbox: RunningSandbox) -> "subprocess.Popen[bytes]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GOVLINK_")}
    return subprocess.Popen(
        way.command(folder, sandbox.base_url, task.minute),
        cwd=PROJECT,
        env=environment | {"CLOUDHEALTH_API_KEY": KEY},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _posts(sandbox: RunningSandbox) -> set[tuple[str, str]]:
    bodies = [entry.body for entry in sandbox.requests if entry.method == "POST"]
    return {(str(body["commercial_acct_id"]), str(body["govcloud_acct_id"])) for body in bodies}


def _settled(way: Way, task: Task, folder: Path, sandbox: RunningSandbox) -> Sent:
    """Judge a run after everything that is late has come."""
    time.sleep(_LONGEST_LATENESS * task.minute if task.share else 0)
    linked = [(str(linkage.commercial), str(linkage.govcloud)) for linkage in sandbox.linkages]
    return judged(task.wanted, linked, sandbox.requests, way.claims(folder))


_CLAIMS = {
    "false_linked": "called linked, but isn't",
    "false_unlinked": "called failed, but is linked",
    "open": "called unknown",
    "unlinked": "not linked",
}
_POSTS = {"refused": "sent again though linked", "double": "accounts linked twice"}


def tables(task: Task, seeds: Sequence[int], peers: Path | None) -> Iterator[Table]:
    """Send the rows under the limit, with faults as well, and across a kill: a table for each."""
    limit = task._replace(share=0)
    yield _table("limit", limit, {"throttled": "429s", "unlinked": "not linked"}, _all(run, limit, seeds, peers))
    yield _table("chaos", task, {**_CLAIMS, **_POSTS, "throttled": "429s"}, _all(run, task, seeds, peers))
    heads = {**_CLAIMS, **_POSTS}
    yield Table(
        "kill",
        ("way", "sent without a trace", *heads.values()),
        [
            (name, str(sum(untraced for untraced, _ in runs)), *_sums([sent for _, sent in runs], heads))
            for name, runs in _all(run_killed, task, seeds, peers)
        ],
    )


def _table(name: str, task: Task, heads: Mapping[str, str], runs: Sequence[tuple[str, Sequence[Sent]]]) -> Table:
    times = [f"{statistics.median(sent.makespan for sent in sents) / task.ideal:.2f}" for _, sents in runs]
    rows = [(way, time, *_sums(sents, heads)) for time, (way, sents) in zip(times, runs, strict=True)]
    return Table(name, ("way", "time", *heads.values()), rows)


def _sums(sents: Sequence[Sent], names: Iterable[str]) -> list[str]:
    return [str(sum(getattr(sent, name) for sent in sents)) for name in names]


def _all(
    measure: Callable[[Way, Task, int], _Result], task: Task, seeds: Sequence[int], peers: Path | None
) -> list[tuple[str, list[_Result]]]:
    """Measure each way once per seed, all ways at the same time: they wait far more than they work."""
    competitors = ways(peers)
    with ThreadPoolExecutor(len(competitors)) as pool:
        turns = [list(pool.map(measure, competitors, repeat(task), repeat(seed))) for seed in seeds]
    return [(way.name, list(results)) for way, results in zip(competitors, zip(*turns, strict=True), strict=True)]
