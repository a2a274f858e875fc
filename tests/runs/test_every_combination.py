"""Plan, apply, and audit with every combination of what the documentation leaves open, compared with the truth."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from random import Random
from typing import Any

import pandas as pd
import pytest
from whole_run import HEADER, apply, assert_true
from worlds import World, customer, pair, world

from batch.audit import find
from batch.checking import load
from batch.mapping import ReadOptions, Source
from batch.mapping.sources import Format
from batch.reconcile import Direction, Plan, reconcile
from batch.runs.reading import read_all
from batch.runs.wanted import from_mapping
from batch.sandbox import Switches

Case = Mapping[str, Any]

AXES: Mapping[str, Sequence[Any]] = {
    "errors": ("documented", "list", "by-field", "text", "message", "object", "html", "empty"),
    "paging": ("headers", "link", "total", "none", "repeating"),
    "linkage_paging": ("whole", "silent", "headers", "link", "total"),
    "beyond_the_end": ("empty", "last-page", "not-found", "refused"),
    "lists": ("documented", "bare", "named", "data"),
    "objects": ("documented", "named", "data"),
    "owner_ids": ("present", "absent", "null"),
    "direction": ("by-name", "swapped"),
    "swapped_answers": ("echo", "by-name"),
    "page_size": (100, 3),
    "linkage_page_size": (30, 2),
    "per_page_at_most": (0, 40),
    "created_status": (201, 200),
    "refused_status": (422, 400),
    "links_with_key": (False, True),
    "hide_regions": (False, True),
    "is_govcloud": (False, True),
    "hide_request_ids": (False, True),
    "lenient_content_type": (False, True),
    "text_ids": (False, True),
    "unreadable_account": (False, True),
    "unreadable_linkage": (False, True),
    "forced": (False, True),
}
"""Every switch of the sandbox, and whether the user gives the direction."""

_PARTS = 6
"""The number of processes that run the combinations in parallel."""


def pairwise(axes: Mapping[str, Sequence[Any]]) -> Iterator[Case]:
    """Cases that cover every pair of values of any two axes; each covers as many new pairs as possible."""
    unmet = {
        frozenset({(one, mine), (other, theirs)}): None
        for one, other in combinations(axes, 2)
        for mine in axes[one]
        for theirs in axes[other]
    }
    while unmet:
        case = dict(next(iter(unmet)))
        for name, values in axes.items():
            if name not in case:
                new = [sum(frozenset({(name, value), other}) in unmet for other in case.items()) for value in values]
                case[name] = values[new.index(max(new))]
        for met in combinations(case.items(), 2):
            unmet.pop(frozenset(met), None)
        yield case


def at_random(axes: Mapping[str, Sequence[Any]], count: int) -> Iterator[Case]:
    chance = Random(11)
    for _ in range(count):
        yield {name: chance.choice(values) for name, values in axes.items()}


@dataclass(frozen=True)
class Row:
    """One row of the mapping: pairs' numbers as in `worlds.pair`, and whether the accounts are named by AWS number."""

    customer: int
    commercial: int
    govcloud: int
    by_number: bool = False

    @property
    def pair(self) -> tuple[str, str]:
        return pair(self.customer, self.commercial, self.govcloud)

    @property
    def line(self) -> str:
        commercial, govcloud = self.pair
        if self.by_number:
            return f"{self.customer},,{commercial:0>12},,{govcloud:0>12},\n"
        return f"{self.customer},{commercial},,{govcloud},,\n"


LINKED = {4001: [(0, 0), (1, 2), (5, 5)], 4002: [], 4003: [(0, 0), (1, 1), (2, 2), (3, 3)]}
PAIRS = {4001: 7, 4002: 3, 4003: 5}
ROWS = [
    Row(4001, 0, 0),  # in sync
    Row(4001, 1, 1),  # in conflict on one side
    Row(4001, 3, 3),
    Row(4001, 4, 4, by_number=True),
    Row(4001, 6, 6),  # the last account of the list
    Row(4002, 0, 0),
    Row(4002, 1, 1, by_number=True),
    Row(4002, 2, 2),
    Row(4003, 0, 0, by_number=True),
    Row(4003, 4, 4),
]
MAPPING = HEADER + "".join(row.line for row in ROWS)


@dataclass(frozen=True)
class Truth:
    """What can be known in a case, computed independently of the program."""

    case: Case
    made: World

    def linked(self, client: int) -> set[tuple[str, str]]:
        """The pairs that the stand-in holds for the customer."""
        return {held for held in self.made.pairs if held[0].startswith(str(client))}

    def is_readable(self, client: int) -> bool:
        return not (self.case["unreadable_linkage"] and self.linked(client))

    def is_hidden(self, client: int, account: str) -> bool:
        return bool(self.case["unreadable_account"]) and account == pair(client, PAIRS[client] - 1)[0]

    def is_named(self, row: Row) -> bool:
        """Whether the row's accounts can be found as it names them, and distinguished by their regions."""
        regions = self.case["is_govcloud"] or not self.case["hide_regions"]
        return regions and not self.is_unknown(row) and not self.is_hidden(row.customer, row.pair[0])

    def direction(self, client: int) -> str:
        """The direction from the user or the customer's linkages, or else by name."""
        if self.case["forced"]:
            return str(self.case["direction"])
        echoes = self.case["swapped_answers"] == "echo"
        return str(self.case["direction"]) if echoes and self.linked(client) else "by-name"

    def is_unknown(self, row: Row) -> bool:
        """Whether the row names its accounts by numbers that the service doesn't show."""
        return row.by_number and self.case["owner_ids"] != "present"

    def finding(self, row: Row) -> str:
        """What an audit finds about a row of a readable customer."""
        if self.is_unknown(row) and not self.case["unreadable_account"]:
            return "gone"
        return {"planned": "missing", "rejected": "invalid"}.get(planned := self.planned(row), planned)

    def planned(self, row: Row) -> str:
        linked = self.linked(row.customer)
        if not self.is_readable(row.customer):
            return "not_attempted"
        if not self.is_named(row):
            return "rejected"
        if row.pair in linked:
            return "in_sync"
        return "conflict" if {account for held in linked for account in held} & set(row.pair) else "planned"


def scenario_of(case: Case) -> dict[str, Any]:
    switches = {name: value for name, value in case.items() if name != "forced"}
    if case["paging"] == "repeating":
        # A list that always comes whole; the first page of a longer one, again and again, is no list at all.
        switches["page_size"] = 100
    customers = [customer(client, PAIRS[client], linked=LINKED[client]) for client in PAIRS]
    return {"name": "t", "customers": customers, "switches": switches}


def planned(made: World, forced: Direction | None) -> Plan:
    source = Source("mapping.csv", Format.CSV, content=MAPPING.encode())
    wanted = from_mapping([source], load([source], ReadOptions()))
    inventories = read_all(made.cloudhealth, wanted.customers, made.events.append, made.stopping)
    return reconcile(wanted.rows, wanted.problems, inventories, forced=forced)


def drive(case: Case) -> Counter[str]:
    """Run apply, which plans first, then audit; returns the statuses and findings after checking them."""
    made = world(scenario_of(case))
    forced = Direction(case["direction"]) if case["forced"] else None
    truth = Truth(case, made)
    expected = [truth.planned(row) for row in ROWS]
    directions = {client: truth.direction(client) for client in PAIRS}

    run = apply(made, MAPPING, forced=forced)
    assert list(run.plan.frame["status"]) == expected, case
    assert made.stopping.reason is None, (case, made.stopping.reason)
    assert_true(run, made)
    for row, before, status in zip(ROWS, expected, run.statuses, strict=True):
        if before != "planned":
            assert status == before, (case, row)
        elif directions[row.customer] == case["direction"]:
            assert (status, row.pair in made.pairs) == ("created", True), (case, row)
        else:
            assert (status in {"rejected", "not_attempted"}, row.pair in made.pairs) == (True, False), (case, row)

    # Reads only: what holds after the run holds after the audit.
    facts = find(planned(made := made.restarted(), forced))
    assert_audit_true(facts, Truth(case, made))
    return Counter([*run.statuses, *facts["finding"]])


def assert_audit_true(facts: pd.DataFrame, truth: Truth) -> None:
    """Check that each customer has exactly the right findings."""
    for client in PAIRS:
        told = facts.loc[facts["client_api_id"] == str(client), ["finding", "commercial_acct_id", "govcloud_acct_id"]]
        assert sorted(told.itertuples(index=False, name=None)) == sorted(_holding(truth, client)), (truth.case, client)


def _holding(truth: Truth, client: int) -> Iterator[tuple[str, str, str]]:
    if not truth.is_readable(client):
        yield "unreadable", "", ""
        return
    rows = [row for row in ROWS if row.customer == client]
    found = [(truth.finding(row), *(("", "") if truth.is_unknown(row) else row.pair)) for row in rows]
    yield from found
    missing = {govcloud for finding, _, govcloud in found if finding == "missing"}
    conflicting = {account for finding, *held in found if finding == "conflict" for account in held}
    linked = truth.linked(client)
    for held in linked - {row.pair for row in rows if not truth.is_unknown(row)}:
        if not conflicting & set(held):
            yield "unmanaged", *held
    for number in range(PAIRS[client]):
        govcloud = pair(client, number)[1]
        if govcloud not in missing | {held[1] for held in linked}:
            yield "unlinked", "", govcloud


def test_every_switch_of_the_sandbox_is_in_every_combination() -> None:
    # No run asks for assignments: the search for customers does.
    unasked = {"assignments", "assignments_name_customers", "unassigned_govcloud"}
    assert set(AXES) == {*Switches.__dataclass_fields__, "forced"} - unasked


def test_every_pair_of_settings_occurs() -> None:
    cases = list(pairwise(AXES))
    for one, other in combinations(AXES, 2):
        assert len({(case[one], case[other]) for case in cases}) == len(AXES[one]) * len(AXES[other])


def drive_all(cases: Sequence[Case]) -> None:
    began = time.process_time()
    met = sum(map(drive, cases), Counter[str]())
    print(f"{len(cases)} combinations in {time.process_time() - began:.1f} s of CPU time: {dict(met)}")
    assert {"created", "in_sync", "conflict", "rejected", "not_attempted", "unreadable"} <= set(met)


@pytest.mark.parametrize("part", range(_PARTS))
def test_every_status_is_true_for_every_pair_of_settings(part: int) -> None:
    drive_all([*pairwise(AXES)][part::_PARTS])


@pytest.mark.slow
@pytest.mark.parametrize("part", range(2 * _PARTS))
def test_every_status_is_true_in_combinations_by_chance(part: int) -> None:
    drive_all([*at_random(AXES, 240)][part :: 2 * _PARTS])
