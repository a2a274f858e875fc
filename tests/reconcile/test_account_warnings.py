"""Warnings about a pair's accounts before it is linked: literals in, rows out."""

import itertools
from collections.abc import Sequence
from pathlib import Path

import pytest
from aws_facts import aws_list_of, page, request

from batch.aws import AwsList
from batch.frames import problems_frame
from batch.inventory import Account, AccountKind, CustomerInventory, Linkage, ReadState
from batch.mapping import Row
from batch.reconcile import Plan, reconcile

GOVCLOUD, COMMERCIAL = AccountKind.GOVCLOUD, AccountKind.COMMERCIAL


def commercial(number: int, amazon_name: str = "", account_type: str = "Linked", partition: str = "aws") -> Account:
    """Account 12 of pair 1, 22 of pair 2, …"""
    acct_id = str(10 * number + 2)
    return Account(acct_id, acct_id.zfill(12), "", COMMERCIAL, amazon_name, "green", account_type, partition)


def govcloud(number: int, amazon_name: str = "", level: str = "green") -> Account:
    """Account 11 of pair 1, 21 of pair 2, …"""
    acct_id = str(10 * number + 1)
    return Account(acct_id, acct_id.zfill(12), "", GOVCLOUD, amazon_name, level, "Unknown", "aws-us-gov")


def planned(
    accounts: Sequence[Account],
    *pairs: tuple[int, int],
    linked: Sequence[tuple[int, int]] = (),
    local: Sequence[tuple[int, str, str, str]] = (),
    aws_list: AwsList | None = None,
    allow_update: bool = False,
) -> Plan:
    """One row, starting with line 2, for each (commercial, GovCloud) pair of numbers; linkages count from 7."""
    rows = [
        Row("m.csv", line, "4001", f"{one}2", "", f"{other}1", "") for line, (one, other) in enumerate(pairs, start=2)
    ]
    linkages = [Linkage(str(at), "", f"{other}1", f"{one}2") for at, (one, other) in enumerate(linked, start=7)]
    inventory = CustomerInventory("4001", ReadState.COMPLETE, tuple(accounts), tuple(linkages))
    return reconcile(rows, problems_frame(local), [inventory], aws_list, allow_update=allow_update)


def named(*names: tuple[str, str]) -> list[Account]:
    """Pairs of accounts, counted from 1, with their names in AWS: (commercial, GovCloud)."""
    return [
        account
        for number, (one, other) in enumerate(names, start=1)
        for account in (commercial(number, one), govcloud(number, other))
    ]


def codes(plan: Plan) -> list[str]:
    return plan.frame["codes"].tolist()


@pytest.mark.parametrize(("level", "told"), [("red", "A201"), ("unknown", "A201"), ("RED", "A201"), ("yellow", "")])
def test_a_govcloud_account_that_shows_no_assets_is_planned_with_a_warning(level: str, told: str) -> None:
    plan = planned([commercial(1), govcloud(1, level=level)], (1, 1))
    assert plan.frame["status"].tolist() == ["planned"]
    assert plan.frame["action"].tolist() == ["create"]
    assert codes(plan) == [told]
    assert 0 in plan.steps


def test_the_status_of_a_commercial_account_does_not_matter() -> None:
    red = Account("12", "", "", COMMERCIAL, level="red", account_type="Linked")
    assert codes(planned([red, govcloud(1)], (1, 1))) == [""]


def test_a_commercial_account_in_no_bill_is_planned_with_a_warning() -> None:
    plan = planned([commercial(1, account_type="Unknown"), govcloud(1)], (1, 1))
    assert codes(plan) == ["A202"]
    assert plan.frame["status"].tolist() == ["planned"]
    assert plan.frame["message"].tolist() == ["commercial account 12 is in no bill yet (its type is Unknown)"]


def test_fields_that_cloudhealth_does_not_return_cause_no_warning() -> None:
    accounts = [Account("12", "", "", COMMERCIAL), Account("11", "", "", GOVCLOUD)]
    assert codes(planned(accounts, (1, 1))) == [""]


@pytest.mark.parametrize("side", [0, 1])
def test_a_commercial_account_with_a_govcloud_role_causes_a_warning_on_either_side(side: int) -> None:
    accounts = [commercial(1, partition="aws-us-gov"), govcloud(1)]
    if side:
        accounts = [commercial(1), Account("11", "", "", COMMERCIAL, partition="aws-us-gov")]
    plan = planned(accounts, (1, 1))
    assert plan.frame["status"].tolist() == [["planned"], ["rejected"]][side]
    assert codes(plan) == [["A204"], ["A106 A204"]][side]


def test_a_row_s_warnings_follow_its_problems() -> None:
    plan = planned(
        [commercial(1, account_type="Unknown"), govcloud(1, level="red")], (1, 1), local=[(0, "", "V201", "x")]
    )
    assert codes(plan) == ["V201 A201 A202"]
    first, second = "CloudHealth's status of GovCloud account 11 is red", "commercial account 12 is in no bill yet"
    assert plan.frame["message"].tolist() == [f"x; {first}; {second} (its type is Unknown)"]


def test_rows_that_are_linked_or_in_conflict_get_warnings_too() -> None:
    accounts = [*(commercial(number) for number in (1, 2)), *(govcloud(number, level="red") for number in (1, 2))]
    plan = planned(accounts, (1, 1), linked=[(1, 1)])
    assert (plan.frame["status"].tolist(), codes(plan)) == (["in_sync"], ["A201"])
    plan = planned(accounts, (1, 2), linked=[(1, 1)])
    assert (plan.frame["status"].tolist(), codes(plan)) == (["conflict"], ["L101 A201"])
    plan = planned(accounts, (1, 2), linked=[(1, 1)], allow_update=True)
    assert (plan.frame["status"].tolist(), codes(plan)) == (["planned"], ["A201"])


def test_rows_that_need_an_edit_or_repeat_another_get_no_warnings() -> None:
    accounts = [commercial(1), govcloud(1, level="red")]
    plan = planned(accounts, (1, 1), (1, 1), local=[(1, "duplicate", "X201", "again")])
    assert codes(plan) == ["A201", "X201"]
    assert codes(planned(accounts, (1, 1), local=[(0, "invalid", "V202", "an example")])) == ["V202"]


def test_two_columns_that_were_sorted_separately_cause_a_warning_for_each_row() -> None:
    accounts = named(("alpha", "alpha"), ("beta", "beta"), ("gamma", "gamma"))
    plan = planned(accounts, (1, 2), (2, 1), (3, 3))
    assert plan.frame["status"].tolist() == ["planned"] * 3
    assert codes(plan) == ["A203", "A203", ""]
    assert plan.frame["message"].tolist()[0] == (
        'the names in AWS differ: commercial "alpha", GovCloud "beta", but the commercial account of m.csv:3 is "beta" '
        'and the GovCloud account of m.csv:3 is "alpha"'
    )


def test_each_account_s_namesake_is_named_with_its_place() -> None:
    plan = planned(named(("a", "a"), ("b", "b"), ("c", "c")), (1, 2), (2, 3), (3, 1))
    words = 'the commercial account of m.csv:3 is "b" and the GovCloud account of m.csv:4 is "a"'
    assert plan.frame["message"].tolist()[0].endswith(words)


def test_one_namesake_in_another_row_is_enough() -> None:
    plan = planned(named(("alpha", "beta"), ("beta", "delta")), (1, 1), (2, 2))
    assert codes(plan) == ["A203", "A203"]
    words = (
        'the names in AWS differ: commercial "alpha", GovCloud "beta", but the commercial account of m.csv:3 is "beta"'
    )
    assert plan.frame["message"].tolist()[0] == words


@pytest.mark.parametrize(
    "names",
    [
        [("prod", "prod-gov"), ("dev", "dev-gov")],  # a convention
        [("alpha", "renamed"), ("beta", "beta")],  # nobody else has either name
        [("Team  Alpha", "team alpha"), ("teamalpha-2", "x")],
        [("", "alpha"), ("alpha", "")],
        [("000000000012", "alpha"), ("alpha", "000000000012")],
        [("1234-5678-9012", "2"), ("2", "1234-5678-9012")],
        [("shared", "beta"), ("shared", "shared"), ("x", "y")],
        [("alpha", "shared"), ("shared", "alpha"), ("shared", "shared"), ("alpha", "alpha")],
    ],
)
def test_uninformative_names_cause_no_warning(names: list[tuple[str, str]]) -> None:
    plan = planned(named(*names), *((number, number) for number in range(1, len(names) + 1)))
    assert codes(plan) == [""] * len(names)


def test_a_namesake_in_no_row_or_of_another_customer_causes_no_warning() -> None:
    accounts = named(("alpha", "beta"), ("beta", "alpha"))
    assert codes(planned(accounts, (1, 1))) == [""]
    rows = [Row("m.csv", line, client, "12", "", "11", "") for line, client in ((2, "1"), (3, "2"))]
    first, second = (
        CustomerInventory(client, ReadState.COMPLETE, tuple(named(names)))
        for client, names in (("1", ("alpha", "beta")), ("2", ("beta", "alpha")))
    )
    assert codes(reconcile(rows, problems_frame(()), [first, second])) == ["", ""]


def test_a_namesake_is_found_however_its_name_is_spelled_and_whatever_its_own_row_is() -> None:
    accounts = named(("Team Alpha", "team beta"), (" team  BETA", "other"))
    plan = planned(accounts, (1, 1), (2, 9))
    assert plan.frame["status"].tolist() == ["planned", "rejected"]
    assert codes(plan) == ["A203", "A101"]


def test_sound_rows_cause_no_warning_in_any_order_and_every_exchange_does() -> None:
    accounts = named(*((name, name) for name in "abcd"))
    for order in itertools.permutations((1, 2, 3, 4)):
        plan = planned(accounts, *zip((1, 2, 3, 4), order, strict=True))
        assert codes(plan) == ["" if one == other else "A203" for one, other in zip((1, 2, 3, 4), order, strict=True)]


def test_names_are_not_compared_in_a_pair_that_aws_s_own_list_has(tmp_path: Path) -> None:
    accounts = named(("alpha", "beta"), ("beta", "alpha"))
    pairs = [(f"{number}2".zfill(12), f"{number}1".zfill(12)) for number in (1, 2)]
    aws_list = aws_list_of(page(request(pairs[0])), folder=tmp_path)
    assert codes(planned(accounts, (1, 1), (2, 2), aws_list=aws_list)) == ["", "X202 A203"]
