"""Rows against what CloudHealth has: every branch of the outer join, in the user's terms."""

import re
from collections.abc import Sequence
from typing import Any

import pandas as pd
import pytest
from worlds import customer, pair, world

from batch.checking import load
from batch.cloudhealth.sweep import sweep
from batch.frames import problems_frame
from batch.inventory import Account, AccountKind, CustomerInventory, Linkage, ReadState
from batch.mapping import ReadOptions, Row, Source
from batch.mapping.sources import Format
from batch.reconcile import Direction, Plan, reconcile
from batch.runs.wanted import Wanted, from_mapping

HEADER = "client_api_id,commercial_acct_id,govcloud_acct_id\n"


def read(text: str, *customers: dict[str, Any], **switches: object) -> tuple[Wanted, list[CustomerInventory]]:
    """What a mapping asks for, and what these customers of the stand-in have."""
    made = world({"name": "t", "customers": customers, "switches": switches})
    source = Source("m.csv", Format.CSV, content=text.encode())
    wanted = from_mapping([source], load([source], ReadOptions()))
    return wanted, list(sweep(made.client, [str(customer["id"]) for customer in customers], made.events.append))


def planned(
    rows: Sequence[tuple[int, int]],
    linked: Sequence[tuple[int, int]],
    *,
    allow_update: bool = False,
    **switches: object,
) -> Plan:
    """Rows and linkages as (commercial, GovCloud) numbers of the customer's six pairs."""
    text = HEADER + "".join(f"4001,{','.join(pair(4001, *row))}\n" for row in rows)
    wanted, inventories = read(text, customer(4001, 6, linked=linked), **switches)
    return reconcile(wanted.rows, wanted.problems, inventories, allow_update=allow_update)


def outcomes(frame: pd.DataFrame) -> list[tuple[str, str, str]]:
    return list(zip(frame["status"], frame["action"], frame["codes"], strict=True))


def test_each_branch_of_the_join_is_an_action() -> None:
    plan = planned([(0, 0), (1, 1), (2, 3)], [(1, 1), (3, 3), (5, 5)])
    assert outcomes(plan.frame) == [("planned", "create", ""), ("in_sync", "none", ""), ("conflict", "none", "L101")]
    assert plan.frame["linkage_id"].tolist() == ["", "1", "2"]
    assert plan.unmanaged["linkage_id"].tolist() == ["2", "3"]


def test_a_conflict_names_who_is_linked_to_whom() -> None:
    plan = planned([(0, 1)], [(1, 1)])
    held = "commercial 400100012 (000400100012) with GovCloud 400100011 (000400100011)"
    assert plan.frame["message"][0] == f"already linked to another account: linkage 1 joins {held}"


def test_an_update_names_what_it_replaces_and_the_accounts_that_lose_their_partner() -> None:
    plan = planned([(0, 1)], [(1, 1)], allow_update=True)
    assert outcomes(plan.frame) == [("planned", "update", "")]
    assert plan.frame["message"][0].endswith("leaves 400100012 (000400100012) without a partner")
    previous = plan.frame[["previous_commercial_acct_id", "previous_govcloud_acct_id", "linkage_id"]].values.tolist()
    assert previous == [[*pair(4001, 1), "1"]]


def test_an_account_that_another_row_links_does_not_lose_its_partner() -> None:
    # The first row's linkage releases commercial 1, which the second row wants.
    plan = planned([(0, 1), (1, 2)], [(1, 1)], allow_update=True)
    assert outcomes(plan.frame) == [("planned", "update", ""), ("planned", "create", "")]
    assert "without a partner" not in plan.frame["message"][0]
    assert plan.frame["message"][1].startswith("free once other rows have moved: linkage 1 joins")
    assert plan.steps[1].after == {0}


def test_a_chain_is_planned_so_that_every_account_is_free_when_it_is_needed() -> None:
    plan = planned([(0, 1), (1, 2), (2, 3)], [(1, 1), (2, 2)], allow_update=True)
    assert [row[1] for row in outcomes(plan.frame)] == ["update", "create", "update"]
    assert plan.steps[1].after == {0, 2}


def test_rows_that_exchange_partners_are_reported_as_impossible() -> None:
    plan = planned([(0, 1), (1, 0)], [(0, 0), (1, 1)], allow_update=True)
    assert outcomes(plan.frame) == [("conflict", "none", "L103")] * 2
    assert all("linkage 1" in message and "linkage 2" in message for message in plan.frame["message"])


@pytest.mark.parametrize("answers", ["echo", "by-name"])
def test_the_linkages_of_a_swapped_customer_are_read_in_the_user_s_terms(answers: str) -> None:
    plan = planned([(0, 0), (1, 1)], [(0, 0)], direction="swapped", swapped_answers=answers)
    assert outcomes(plan.frame) == [("in_sync", "none", ""), ("planned", "create", "")]
    expected = Direction.SWAPPED if answers == "echo" else Direction.BY_NAME
    assert plan.directions == {"4001": expected}


def test_contradictory_linkages_stop_their_customer_unless_the_user_gives_a_direction() -> None:
    data = customer(4001, 6, linked=[(0, 0), (1, 1)])
    data["linkages"][1]["reversed"] = True
    wanted, inventories = read(HEADER + f"4001,{','.join(pair(4001, 2))}\n", data)
    stopped = reconcile(wanted.rows, wanted.problems, inventories)
    assert outcomes(stopped.frame) == [("not_attempted", "none", "L102")]
    assert stopped.directions == {}
    assert (
        outcomes(reconcile(wanted.rows, wanted.problems, inventories, forced=Direction.BY_NAME).frame)[0][0]
        == "planned"
    )


A, B, C = ("12", "11"), ("22", "21"), ("32", "31")
"""Pairs of a customer with linkages that only a faulty service can have made."""


def compared(
    rows: Sequence[tuple[str, str]], linkages: Sequence[tuple[str, str]], *, swapped: bool = False, **options: Any
) -> Plan:
    """Rows and linkages (ids from 7) as (commercial, GovCloud) account ids."""
    accounts = [
        Account(acct_id, f"{int(acct_id):012}", "", kind)
        for pair_ in (A, B, C)
        for acct_id, kind in zip(pair_, (AccountKind.COMMERCIAL, AccountKind.GOVCLOUD), strict=True)
    ]
    direction = Direction.SWAPPED if swapped else Direction.BY_NAME
    existing = [Linkage(str(at), "12", *direction.fields_of(held)) for at, held in enumerate(linkages, start=7)]
    inventory = CustomerInventory("4001", ReadState.COMPLETE, tuple(accounts), tuple(existing))
    mapped = [Row("m.csv", at + 2, "4001", row[0], "", row[1], "") for at, row in enumerate(rows)]
    return reconcile(mapped, problems_frame(()), [inventory], **options)


CROSSED = ("12", "21")
"""The commercial account of A with the GovCloud account of B."""


@pytest.mark.parametrize("allow_update", [False, True])
@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize(
    ("wanted", "linkages", "named"),
    [
        # The pair twice, and three times.
        (A, [A, A], (7, 8)),
        (A, [A, B, A, A], (7, 9, 10)),
        # The wanted pair, and one of its accounts with another partner as well.
        (A, [A, CROSSED], (7, 8)),
        (B, [CROSSED, B], (7, 8)),
        (A, [A, CROSSED, B], (7, 8, 9)),
        # Neither linkage is the wanted one.
        (C, [("32", "11"), ("32", "21")], (7, 8)),
        # The existing linkage shares its other account.
        (C, [("32", "11"), ("12", "11")], (7, 8)),
        # One account on both sides.
        (A, [A, ("22", "12")], (7, 8)),
    ],
)
def test_an_account_in_two_linkages_is_a_conflict_that_names_both_and_nothing_is_sent(
    wanted: tuple[str, str],
    linkages: Sequence[tuple[str, str]],
    named: Sequence[int],
    *,
    swapped: bool,
    allow_update: bool,
) -> None:
    plan = compared([wanted], linkages, swapped=swapped, allow_update=allow_update)
    assert outcomes(plan.frame) == [("conflict", "none", "L106")]
    assert [int(number) for number in re.findall(r"linkage (\d+) joins", plan.frame["message"][0])] == list(named)
    assert plan.steps == {}


def test_linkages_that_share_no_account_are_no_conflict() -> None:
    plan = compared([A, B], [A, B, ("42", "42")])
    assert [row[0] for row in outcomes(plan.frame)] == ["in_sync", "in_sync"]
    assert plan.doubled.empty


def test_two_linkages_of_one_pair_leave_the_other_rows_and_customers_alone() -> None:
    plan = compared([A, B, C], [A, A, ("22", "31")], allow_update=True)
    assert [row[:2] for row in outcomes(plan.frame)] == [
        ("conflict", "none"),
        ("planned", "update"),
        ("planned", "create"),
    ]
    others = [customer(number, 1, linked=[(0, 0)]) for number in (4001, 4002)]
    text = HEADER + "".join(f"{number},{','.join(pair(number, 0))}\n" for number in (4001, 4002))
    wanted, inventories = read(text, *others)
    assert set(reconcile(wanted.rows, wanted.problems, inventories).frame["status"]) == {"in_sync"}


def test_an_id_is_not_taken_for_another_account_s_number() -> None:
    # Account ids with 12 digits exist: here one customer's id is another's account number.
    mine = customer(4001, 1, more=[{"id": 999999999999, "owner_id": "000000000007", "region": "global"}])
    other = customer(4002, 1)
    text = "client_api_id,commercial_owner_id,govcloud_acct_id\n" + f"4002,999999999999,{pair(4002, 0)[1]}\n"
    wanted, inventories = read(text, mine, other)
    plan = reconcile(wanted.rows, wanted.problems, inventories)
    assert outcomes(plan.frame) == [("rejected", "none", "V202 A113")]
