"""A whole run without sockets and files: mapping text in, report out, and the checks that compare it with the truth."""

import itertools
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
from worlds import World

from batch.checking import load
from batch.events import Event, Line, RunStarted
from batch.mapping import ReadOptions, Source
from batch.mapping.sources import Format
from batch.reconcile import Direction, Plan, reconcile
from batch.report.outcomes import join
from batch.report.story import Story
from batch.runs.plan_and_apply import send
from batch.runs.reading import read_all
from batch.runs.wanted import from_mapping
from batch.sandbox.messages import Delivery
from batch.statuses import Status
from batch.submit import Limits

if TYPE_CHECKING:
    from batch.sandbox.log import Entry

SETTLE = 60.0
"""The settle time of the runs, in seconds."""

HEADER = "client_api_id,commercial_acct_id,commercial_owner_id,govcloud_acct_id,govcloud_owner_id,ticket\n"


@dataclass
class Run:
    """The results of a run."""

    plan: Plan
    report: pd.DataFrame
    events: list[Event]
    pairs_before: set[tuple[str, str]]
    asked: range
    """Its requests, by their positions in the stand-in's log."""

    @property
    def statuses(self) -> list[str]:
        return list(self.report["status"])


def apply(
    made: World,
    mapping: str,
    *,
    allow_update: bool = False,
    forced: Direction | None = None,
    limits: Limits | None = None,
) -> Run:
    """Do what `govlink apply --yes` does."""
    pairs_before, first = made.pairs, len(made.log)
    source = Source("mapping.csv", Format.CSV, content=mapping.encode())
    wanted = from_mapping([source], load([source], ReadOptions()))
    made.events.append(
        RunStarted(run="run", command="apply", version="0", base_url="", sandbox=True, inputs=[], settings={})
    )
    inventories = read_all(made.cloudhealth, wanted.customers, made.events.append, made.stopping)
    plan = reconcile(wanted.rows, wanted.problems, inventories, forced=forced, allow_update=allow_update)
    if made.stopping.reason is None:
        send(plan, made.cloudhealth, limits or Limits(), made.events.append, made.stopping)
    story = Story().take(Line("now", event) for event in made.events)
    return Run(plan, join(plan.frame, story.outcomes), list(made.events), pairs_before, range(first, len(made.log)))


def assert_true(run: Run, made: World) -> None:
    """Compare every status with what the stand-in really has, after all late writes have been applied."""
    made.clock.pass_by(100_000)
    pairs = made.pairs
    partners: dict[str, str] = {}
    for commercial, govcloud in pairs:
        partners |= {commercial: govcloud, govcloud: commercial}
    assert set(run.report["status"]) <= {str(status) for status in Status}
    for row in run.report.itertuples():
        pair: Any = (row.commercial_acct_id, row.govcloud_acct_id)
        match row.status:
            case "created" | "updated" | "in_sync":
                assert pair in pairs, row
            case "failed" | "rejected" | "not_attempted" | "invalid":
                # An invalid row may name a pair that is linked already, or that another row names differently.
                assert pair not in pairs or pair in run.pairs_before or row.status == "invalid", row
            case "conflict":
                assert pair not in pairs, row
            case "duplicate":
                # An account that CloudHealth doesn't have may be named only by its number.
                name = "commercial_acct_id" if pair[0] else "commercial_owner_id"
                same = run.report[(run.report[name] == getattr(row, name)) & (run.report["status"] != "duplicate")]
                assert len(same) >= 1, row
            case "unknown":
                assert row.codes, row
            case _:
                raise AssertionError(row)


def assert_each_sent_once(run: Run, made: World, *, settled_within: float | None = None) -> None:
    """No linkage is made twice; no row is sent again that was accepted, or before two checks a minute apart.

    `settled_within` is how many seconds after a request its work is done and shown, if it is at all: where two looks
    are enough to see that, what was done is never sent again.
    """
    accounts = [account for linkage in made.linkages for account in (linkage.commercial, linkage.govcloud)]
    assert len(accounts) == len(set(accounts))
    posts: dict[tuple[int, int], list[Entry]] = defaultdict(list)
    looks: dict[str, list[Entry]] = defaultdict(list)
    for entry in (made.log[at] for at in run.asked):
        if entry.method == "GET" and entry.path == "/api/v1/govcloud_linkages":
            looks[entry.query.get("client_api_id", "")].append(entry)
        if entry.method == "POST":
            posts[entry.body["govcloud_acct_id"], entry.body["commercial_acct_id"]].append(entry)
    for sent in posts.values():
        assert len([entry for entry in sent if entry.committed]) <= 1
        for before, after in itertools.pairwise(sent):
            if before.delivery is Delivery.WHOLE and before.status in {401, 429}:
                continue
            assert not (before.delivery is Delivery.WHOLE and before.status in range(200, 300)), (before, after)
            between = [
                look.time
                for look in looks[before.query.get("client_api_id", "")]
                if before.sequence < look.sequence < after.sequence and look.time >= before.time + SETTLE
            ]
            assert between, (before, after)
            assert between[-1] - between[0] >= SETTLE, (before, after)
            if settled_within is not None and settled_within < 2 * SETTLE:
                assert not before.committed, (before, after)
