"""Thousands of rows while everything fails: nothing is sent twice, nothing false is reported, no row is lost."""

import random
from collections import Counter
from typing import Any

import pytest
from whole_run import HEADER, apply, assert_each_sent_once, assert_true
from worlds import customer, pair, world

from batch.statuses import RETRY, Status

AMBIGUOUS: list[dict[str, Any]] = [
    {"kind": "reset"},
    {"kind": "hang"},
    {"kind": "truncated"},
    {"kind": "broken-json"},
    {"kind": "empty"},
    {"kind": "drip"},
    {"kind": "status", "status": 408},
    {"kind": "status", "status": 500},
    {"kind": "status", "status": 502},
    {"kind": "status", "status": 503},
    {"kind": "status", "status": 504},
]
REFUSING: list[dict[str, Any]] = [
    {"kind": "status", "status": 429},
    {"kind": "status", "status": 429, "headers": {"Retry-After": "2"}},
    {"kind": "status", "status": 429, "headers": {"X-RateLimit-Reset": "1"}},
]
STOPPING: list[dict[str, Any]] = [
    {"kind": "status", "status": 401},
    {"kind": "login-redirect"},
    {"kind": "login-page"},
    {"kind": "wrong-linkage", "commit": True},
    {"kind": "status", "status": 429, "headers": {"Retry-After": "3000"}},
    {"kind": "status", "status": 503, "headers": {"Retry-After": "3000"}},
]
LATE = {"mean": 55, "spread": 55, "distribution": "uniform"}
"""Seconds until a late commit, or until reads show one: usual for gateways and replicas, and longer."""
FATES: list[dict[str, Any]] = [{}, {"commit": True}, {"late": 4.0}, {"late": LATE}]


def faults(share: float, *, stopping: float = 0.0, reads: float = 0.0) -> list[dict[str, Any]]:
    """Faults of every kind, with every outcome, that affect this share of the POSTs."""
    each = [{**fault, **fate} for fault in AMBIGUOUS for fate in FATES] + REFUSING * 5
    posts = [{**fault, "method": "POST", "probability": share / len(each)} for fault in each]
    stops = [{**fault, "method": "POST", "probability": stopping / len(STOPPING)} for fault in STOPPING]
    gets = [{**fault, "method": "GET", "probability": reads / len(AMBIGUOUS)} for fault in AMBIGUOUS]
    return [*stops, *posts, *gets]


def mapping(customers: int, pairs: int, seed: int) -> str:
    rows = [(4000 + number, each) for number in range(customers) for each in range(pairs)]
    random.Random(seed).shuffle(rows)
    lines = [f"{customer_id},{commercial},,{govcloud},," for customer_id, (commercial, govcloud) in _paired(rows)]
    return HEADER + "\n".join(lines) + "\n"


def _paired(rows: list[tuple[int, int]]) -> list[tuple[int, tuple[str, str]]]:
    return [(customer_id, pair(customer_id, each)) for customer_id, each in rows]


def endure(
    customers: int, pairs: int, seed: int, plan: list[dict[str, Any]], *, concurrency: int, **more: Any
) -> tuple[Counter[str], int]:
    """Run until every row is linked, each run a new one as a user would start it; returns the first run's counts."""
    text = mapping(customers, pairs, seed)
    data = {
        "name": "chaos",
        "customers": [customer(4000 + number, pairs, linked=[(0, 0)]) for number in range(customers)],
        "faults": plan,
        "seed": seed,
        **more,
    }
    made = world(data, concurrency=concurrency)
    first: Counter[str] = Counter()
    for runs in range(1, 200):
        run = apply(made, text)
        assert len(run.report) == customers * pairs
        assert_true(run, made)
        assert_each_sent_once(run, made, settled_within=118)
        first = first or Counter(run.statuses)
        if set(run.statuses) <= {Status.CREATED, Status.IN_SYNC}:
            assert len(made.linkages) == customers * pairs
            return first, runs
        made = made.restarted()
    raise AssertionError(Counter(run.statuses))


@pytest.mark.parametrize("concurrency", [1, 4])
@pytest.mark.parametrize("seed", range(3))
def test_with_a_quarter_of_the_posts_faulted_in_every_way_no_row_is_lost_doubled_or_misreported(
    seed: int, concurrency: int
) -> None:
    first, _ = endure(6, 50, seed, faults(0.25), concurrency=concurrency)
    assert first["created"] > 280
    assert first["rejected"] == first["conflict"] == 0


@pytest.mark.parametrize("seed", range(3))
def test_with_nine_of_ten_posts_faulted_runs_in_a_row_link_every_pair_once(seed: int) -> None:
    endure(3, 20, seed, faults(0.9), concurrency=4)


@pytest.mark.parametrize("seed", range(3))
def test_if_reads_fail_as_well_no_row_is_lost_doubled_or_misreported(seed: int) -> None:
    endure(6, 40, seed, faults(0.4, reads=0.2), concurrency=4)


@pytest.mark.parametrize("seed", range(3))
def test_the_same_command_again_finishes_the_work_of_runs_that_stopped(seed: int) -> None:
    _, runs = endure(3, 20, seed, faults(0.25, stopping=0.1), concurrency=4)
    assert runs > 1


@pytest.mark.parametrize("seed", range(3))
def test_if_reads_are_late_no_row_is_lost_doubled_or_misreported(seed: int) -> None:
    at_once = [fault for fault in faults(0.4) if "late" not in fault]
    first, _ = endure(6, 40, seed, at_once, concurrency=4, read_lag=LATE)
    assert first["created"] > 220
    assert first["conflict"] == 0


def test_with_late_reads_a_migration_takes_one_write_per_row_and_few_reads() -> None:
    first, runs = endure(3, 100, 1, [], concurrency=4, read_lag={"mean": 40})
    assert (first["created"], first["unknown"], runs) == (297, 0, 1)


@pytest.mark.slow
@pytest.mark.timeout(280)
def test_of_ten_thousand_rows_with_a_quarter_of_the_posts_faulted_none_is_lost_doubled_or_misreported() -> None:
    # Whatever comes late, and is then shown late, is done and shown before the second check.
    read_lag = {"mean": 4, "spread": 4, "distribution": "uniform"}
    first, _ = endure(200, 50, 7, faults(0.25), concurrency=4, read_lag=read_lag)
    assert first["created"] > 9_600
    # One in 55 of the rows was accepted by an answer that can't be read, and never done: it must not be sent again.
    assert sum(first[status] for status in RETRY) < 250
