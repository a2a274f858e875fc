"""The whole run in this process over real sockets, with every report on disk, while everything fails."""

import csv
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from test_chaos import AMBIGUOUS, REFUSING, mapping
from worlds import customer

from batch.checking import load
from batch.cloudhealth.connection import Connection
from batch.console.views import open_view
from batch.errors import Exit
from batch.mapping import ReadOptions, Source
from batch.mapping.sources import Format
from batch.runs.options import Output, Safety
from batch.runs.plan_and_apply import execute
from batch.runs.stages import Settings
from batch.runs.wanted import from_mapping
from batch.sandbox import Scenario, serve
from batch.sandbox.server import RunningSandbox
from batch.stopping import Stopping

FATES: list[dict[str, Any]] = [{}, {"commit": True}, {"late": 0.2}, {"late": 1.0}]


def faults(share: float) -> list[dict[str, Any]]:
    each = [{**fault, **fate} for fault in AMBIGUOUS for fate in FATES] + REFUSING[:2] * 3
    return [{**fault, "method": "POST", "probability": share / len(each)} for fault in each]


def apply(sandbox: RunningSandbox, text: str, reports: Path) -> tuple[Exit, list[dict[str, str]]]:
    source = Source("mapping.csv", Format.CSV, content=text.encode())
    wanted = from_mapping([source], load([source], ReadOptions()))
    connection = Connection(
        sandbox.base_url, "a-key-of-tests", concurrency=8, timeout=1.0, settle_time=0.3, is_sandbox=True
    )
    view = open_view(
        as_events=False, quiet=True, verbose=False, no_color=True, base_url=sandbox.base_url, is_sandbox=True
    )
    ended = execute(Settings("apply", Safety(yes=True), Output(reports)), connection, wanted, view, Stopping())
    with (reports / "latest-apply" / "report.csv").open(newline="", encoding="utf-8") as lines:
        return ended.code, list(csv.DictReader(lines))


def endure(customers: int, pairs: int, share: float, reports: Path) -> Counter[str]:
    known = [customer(4000 + number, pairs) for number in range(customers)]
    scenario = Scenario.from_dict({"name": "chaos", "customers": known, "faults": faults(share), "seed": 5})
    text = mapping(customers, pairs, 5)
    with serve(scenario) as sandbox:
        first: Counter[str] = Counter()
        for _ in range(10):
            code, rows = apply(sandbox, text, reports)
            time.sleep(1.1)
            pairs_now = {(str(linkage.commercial), str(linkage.govcloud)) for linkage in sandbox.linkages}
            for row in rows:
                is_linked = (row["commercial_acct_id"], row["govcloud_acct_id"]) in pairs_now
                assert (
                    is_linked if row["status"] in {"created", "in_sync"} else row["status"] in {"unknown", "failed"}
                ), row
            assert len(rows) == customers * pairs
            first = first or Counter(row["status"] for row in rows)
            if code is Exit.OK:
                break
        committed = [entry.body["govcloud_acct_id"] for entry in sandbox.requests if entry.committed]
        assert sorted(committed) == sorted(set(committed))
        assert len(committed) == customers * pairs
    return first


@pytest.mark.slow
def test_over_real_sockets_fifty_rows_are_linked_once_each_through_every_fault(tmp_path: Path) -> None:
    first = endure(5, 10, 0.25, tmp_path)
    assert first["created"] >= 45


@pytest.mark.slow
def test_over_real_sockets_a_thousand_rows_are_linked_once_each_through_every_fault(tmp_path: Path) -> None:
    first = endure(20, 50, 0.25, tmp_path)
    assert first["created"] >= 980
