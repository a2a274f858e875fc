"""Mapping and CloudHealth, joined, as facts: every branch of the join, and no fact twice."""

from collections.abc import Sequence

import pandas as pd

from batch.audit import find
from batch.frames import FACTS, problems_frame
from batch.inventory import Account, AccountKind, CustomerInventory, Linkage, ReadState
from batch.mapping import Row
from batch.reconcile import reconcile
from batch.statuses import Status

GOV, COMMERCIAL = AccountKind.GOVCLOUD, AccountKind.COMMERCIAL
PAIRS = (("2", "1"), ("4", "3"), ("6", "5"))


def _customer(*linked: tuple[str, str, str], client: str = "4001", extra: Sequence[Account] = ()) -> CustomerInventory:
    """Three pairs of accounts; `linked` has each linkage's id, commercial account, and GovCloud account."""
    accounts = [
        account
        for commercial, govcloud in PAIRS
        for account in (
            Account(commercial, f"{int(commercial):012}", f"c{commercial}", COMMERCIAL),
            Account(govcloud, f"{int(govcloud):012}", f"g{govcloud}", GOV),
        )
    ]
    linkages = [Linkage(number, client, govcloud, commercial) for number, commercial, govcloud in linked]
    return CustomerInventory(client, ReadState.COMPLETE, (*accounts, *extra), tuple(linkages))


def _row(commercial: str, govcloud: str, client: str = "4001", line: int = 2) -> Row:
    return Row("m.csv", line, client, commercial, "", govcloud, "")


def _facts(rows: Sequence[Row], *inventories: CustomerInventory, local: pd.DataFrame | None = None) -> pd.DataFrame:
    findings = problems_frame(()) if local is None else local
    return find(reconcile(rows, findings, inventories))


def _told(facts: pd.DataFrame) -> list[tuple[str, ...]]:
    columns = ["finding", "commercial_acct_id", "govcloud_acct_id", "linkage_id"]
    return [tuple(cells) for cells in facts[columns].itertuples(index=False, name=None)]


def test_every_branch_of_the_join_is_a_fact_of_its_own() -> None:
    rows = [_row("2", "1"), _row("4", "3", line=3), _row("77", "5", line=4)]
    facts = _facts(rows, _customer(("8", "2", "1"), ("9", "40", "50")))
    assert list(facts.columns) == list(FACTS)
    assert _told(facts) == [
        ("in_sync", "2", "1", "8"),
        ("missing", "4", "3", ""),
        ("gone", "77", "5", ""),
        ("unmanaged", "40", "50", "9"),
        ("unlinked", "", "5", ""),
    ]


def test_a_mapped_linkage_with_another_partner_is_one_conflict_and_not_unmanaged_too() -> None:
    facts = _facts([_row("4", "1")], _customer(("8", "2", "1"), ("9", "6", "5"), ("7", "60", "3")))
    assert _told(facts) == [("conflict", "4", "1", "8"), ("unmanaged", "6", "5", "9"), ("unmanaged", "60", "3", "7")]
    assert (
        facts.loc[0, "message"]
        == "already linked to another account: linkage 8 joins commercial 2 (c2) with GovCloud 1 (g1)"
    )


def test_a_mapped_pair_that_is_linked_twice_is_a_conflict_and_not_in_sync() -> None:
    facts = _facts([_row("2", "1")], _customer(("7", "2", "1"), ("8", "2", "1"), ("9", "4", "3"), ("6", "6", "5")))
    assert _told(facts)[0] == ("conflict", "2", "1", "7")
    assert len(facts) == 3
    pair = "joins commercial 2 (c2) with GovCloud 1 (g1)"
    assert facts["codes"][0] == "L106"
    assert facts["message"][0] == f"linked more than once: linkage 7 {pair}; linkage 8 {pair}"


def test_an_unmapped_pair_that_is_linked_twice_is_a_conflict_of_each_linkage() -> None:
    facts = _facts([_row("4", "3")], _customer(("7", "2", "1"), ("8", "2", "1"), ("9", "4", "3"), ("6", "6", "5")))
    assert _told(facts) == [
        ("in_sync", "4", "3", "9"),
        ("conflict", "2", "1", "7"),
        ("conflict", "2", "1", "8"),
        ("unmanaged", "6", "5", "6"),
    ]
    assert all("linkage 7" in message and "linkage 8" in message for message in facts["message"].tolist()[1:3])


def test_an_invalid_row_hides_no_second_linkage_of_its_pair() -> None:
    local = problems_frame([(0, Status.INVALID, "V101", "wrong")])
    linked = (("7", "2", "1"), ("8", "2", "1"), ("9", "4", "3"), ("6", "6", "5"))
    told = _told(_facts([_row("2", "1")], _customer(*linked), local=local))
    assert told[:3] == [("invalid", "2", "1", ""), ("conflict", "2", "1", "7"), ("conflict", "2", "1", "8")]


def test_a_linkage_that_shares_a_row_s_other_account_is_reported_too() -> None:
    linked = (("7", "2", "1"), ("8", "2", "3"), ("9", "4", "3"), ("6", "6", "5"))
    told = _told(_facts([_row("2", "1")], _customer(*linked)))
    assert told == [("conflict", "2", "1", "7"), ("conflict", "4", "3", "9"), ("unmanaged", "6", "5", "6")]


def test_an_unmanaged_linkage_has_the_names_and_numbers_of_its_accounts() -> None:
    (told,) = _facts([], _customer(("8", "2", "1"), ("9", "4", "3"), ("7", "6", "5"))).head(1).to_dict("records")
    assert told["commercial_name"] == "c2"
    assert told["govcloud_owner_id"] == "000000000001"
    assert told["codes"] == "D102"
    assert told["source"] == told["line"] == ""


def test_a_missing_linkage_is_reported_once_although_its_govcloud_account_has_no_linkage() -> None:
    facts = _facts([_row("2", "1")], _customer())
    assert _told(facts) == [("missing", "2", "1", ""), ("unlinked", "", "3", ""), ("unlinked", "", "5", "")]


def test_only_accounts_that_are_certainly_govcloud_can_be_unlinked() -> None:
    unknown = Account("99", "", "fresh", AccountKind.UNKNOWN)
    facts = _facts([], _customer(("8", "2", "1"), ("9", "4", "3"), extra=[unknown]))
    assert list(facts.loc[facts["finding"] == "unlinked", "govcloud_acct_id"]) == ["5"]


def test_linkages_in_no_mapping_get_the_same_warnings_as_rows() -> None:
    accounts = [
        Account(acct_id, "", "", kind, name, level, "Linked")
        for acct_id, kind, name, level in (
            ("12", COMMERCIAL, "alpha", "green"),
            ("11", GOV, "beta", "red"),
            ("22", COMMERCIAL, "beta", "green"),
            ("21", GOV, "alpha", "green"),
            ("31", GOV, "gamma", "unknown"),
        )
    ]
    linkages = (Linkage("8", "", "11", "12"), Linkage("9", "", "21", "22"))
    inventory = CustomerInventory("4001", ReadState.COMPLETE, tuple(accounts), linkages)
    facts = _facts([], inventory)
    assert list(facts["codes"]) == ["D102 A201 A203", "D102 A203", "D103 A201"]
    assert 'the commercial account of linkage 9 is "beta"' in facts["message"][0]
    mapped = _facts([_row("12", "11")], inventory)
    assert list(mapped["finding"]) == ["in_sync", "unmanaged", "unlinked"]
    assert list(mapped["codes"]) == ["A201", "D102 A203", "D103 A201"]
    assert 'the commercial account of m.csv:2 is "alpha"' in mapped["message"][1]


def test_a_duplicate_row_is_not_a_fact() -> None:
    local = problems_frame([(1, "duplicate", "X111", "the same as line 2")])
    facts = _facts([_row("2", "1"), _row("2", "1", line=3)], _customer(("8", "2", "1")), local=local)
    assert list(facts["finding"]).count("in_sync") == 1
    assert "3" not in set(facts["line"])


def test_a_rejected_row_whose_accounts_exist_is_invalid() -> None:
    facts = _facts([_row("1", "2")], _customer())
    assert facts.loc[0, "finding"] == "invalid"
    assert facts.loc[0, "codes"] == "A107 A106"


def test_nothing_is_claimed_about_a_customer_that_could_not_be_read() -> None:
    unread = CustomerInventory("4002", ReadState.INCOMPLETE, reason="answered 500")
    refused = CustomerInventory("4003", ReadState.FORBIDDEN, reason="answered 403")
    rows = [_row("2", "1", "4002"), _row("4", "3", "4002", line=3), _row("2", "1", "4003", line=4)]
    facts = _facts(rows, unread, refused)
    assert list(facts["finding"]) == ["unreadable", "unreadable"]
    assert list(facts["client_api_id"]) == ["4002", "4003"]
    assert list(facts["codes"]) == ["A122", "A121"]


def test_an_invalid_row_is_reported_even_if_its_customer_could_not_be_read() -> None:
    unread = CustomerInventory("4002", ReadState.INCOMPLETE, reason="answered 500")
    local = problems_frame([(0, "invalid", "V101", "no number")])
    facts = _facts([_row("x", "1", "4002")], unread, local=local)
    assert sorted(facts["finding"]) == ["invalid", "unreadable"]


def test_a_customer_whose_linkages_contradict_each_other_is_unreadable() -> None:
    mixed = _customer(("8", "2", "1"), ("9", "3", "4"))
    facts = _facts([_row("6", "5")], mixed)
    assert _told(facts) == [("unreadable", "", "", "")]
    assert facts.loc[0, "codes"] == "L102"


def test_linkages_of_a_swapped_tenant_are_reported_the_right_way_round() -> None:
    facts = _facts([], _customer(("8", "1", "2"), ("9", "3", "4"), ("7", "5", "6")))
    assert _told(facts) == [("unmanaged", "2", "1", "8"), ("unmanaged", "4", "3", "9"), ("unmanaged", "6", "5", "7")]


def test_the_same_ids_at_two_customers_are_not_mixed_up() -> None:
    other = _customer(("3", "4", "3"), client="4002")
    facts = _facts([_row("2", "1")], _customer(("8", "2", "1")), other)
    of = {client: list(found["finding"]) for client, found in facts.groupby("client_api_id")}
    assert of == {
        "4001": ["in_sync", "unlinked", "unlinked"],
        "4002": ["unmanaged", "unlinked", "unlinked"],
    }
