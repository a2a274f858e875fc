"""Linkages turned into a mapping's rows: every sound one comes back in sync, and the others are reported."""

import random
from dataclasses import replace
from itertools import chain, count

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from tenants import COMMERCIAL, GOVCLOUD, UNKNOWN, account, cells, customer, exported, number

from batch.checking import load
from batch.errors import Exit
from batch.inventory import Account, CustomerInventory, Linkage, ReadState
from batch.mapping import KEYS, ReadOptions, Source
from batch.mapping.csv.records import rows_within
from batch.mapping.sources import Format

_unhurried = settings(deadline=None, max_examples=20)
"""Each example is read and planned, which takes a while."""

FORMATS = [Format.CSV, Format.YAML]


def _pairs(*commercial: int) -> list[Account]:
    """A commercial account with each id, and a GovCloud account with the next."""
    return list(
        chain.from_iterable((account(acct_id, COMMERCIAL), account(acct_id + 1, GOVCLOUD)) for acct_id in commercial)
    )


@pytest.mark.parametrize("written_as", FORMATS)
def test_a_row_has_ids_and_numbers_with_their_zeros_names_and_the_linkage(written_as: Format) -> None:
    accounts = [account(2, COMMERCIAL, name="one"), account(1, GOVCLOUD, name="one-gov")]
    ended = exported(customer("4001", accounts, (2, 1), first_linkage=8), written_as=written_as)
    assert cells(ended, written_as) == [
        {
            "client_api_id": "4001",
            "commercial_acct_id": "2",
            "commercial_owner_id": "000000000002",
            "govcloud_acct_id": "1",
            "govcloud_owner_id": "000000000001",
            "commercial_name": "one",
            "govcloud_name": "one-gov",
            "govlink_linkage_id": "8",
        }
    ]
    assert (ended.code, ended.remarks, ended.words) == (Exit.OK, [], "1 linkage of 1 customer")


def test_a_direct_customers_rows_name_no_customer() -> None:
    ended = exported(customer("", _pairs(2), (2, 3)), direct=True)
    assert list(cells(ended)[0])[:2] == ["commercial_acct_id", "commercial_owner_id"]
    assert not ended.remarks


def test_the_same_state_gives_the_same_bytes_sorted_by_ids_as_numbers() -> None:
    tenants = [
        customer("900", _pairs(100, 20, 3), (100, 101), (20, 21), (3, 4)),
        customer("4001", _pairs(7), (7, 8), first_linkage=9),
    ]
    made = exported(*tenants)
    ids = [(row["client_api_id"], row["commercial_acct_id"]) for row in cells(made)]
    assert ids == [("900", "3"), ("900", "20"), ("900", "100"), ("4001", "7")]
    for seed in range(5):
        order = random.Random(seed)
        shuffled = [
            replace(
                tenant,
                accounts=tuple(order.sample(tenant.accounts, len(tenant.accounts))),
                linkages=tuple(order.sample(tenant.linkages, len(tenant.linkages))),
            )
            for tenant in order.sample(tenants, len(tenants))
        ]
        assert exported(*shuffled).content == made.content


def test_a_swapped_tenants_linkages_have_their_accounts_on_the_users_sides() -> None:
    linkage = Linkage("1", "4001", govcloud_field="2", commercial_field="3")
    [row] = cells(exported(CustomerInventory("4001", ReadState.COMPLETE, tuple(_pairs(2)), (linkage,))))
    assert (row["commercial_acct_id"], row["govcloud_acct_id"]) == ("2", "3")


def test_a_number_that_cloudhealth_does_not_return_is_left_blank() -> None:
    ended = exported(customer("4001", [account(2, COMMERCIAL, ""), account(1, GOVCLOUD)], (2, 1)))
    assert cells(ended)[0]["commercial_owner_id"] == ""
    assert not ended.remarks


def test_an_invalid_number_is_left_out_and_reported() -> None:
    ended = exported(customer("4001", [account(2, COMMERCIAL, "1234-5678"), account(1, GOVCLOUD)], (2, 1)))
    assert cells(ended)[0]["commercial_owner_id"] == ""
    [remark] = ended.remarks
    assert remark.endswith("the rows name these accounts only by id: 1234-5678")


def test_a_number_that_two_linked_accounts_share_is_left_out_and_both_are_in_sync() -> None:
    accounts = [*_pairs(2, 5), account(8, COMMERCIAL, number(2)), account(9, GOVCLOUD)]
    ended = exported(customer("4001", accounts, (2, 3), (8, 9), (5, 6)))
    assert [row["commercial_owner_id"] for row in cells(ended)] == ["", number(5), ""]
    [remark] = ended.remarks
    assert remark.endswith(f"name these accounts only by id: {number(2)}")


def test_a_number_that_an_unlinked_account_has_too_is_kept() -> None:
    ended = exported(customer("4001", [*_pairs(2), account(8, COMMERCIAL, number(2))], (2, 3)))
    assert cells(ended)[0]["commercial_owner_id"] == number(2)
    assert not ended.remarks


@pytest.mark.parametrize(
    ("accounts", "linked", "says"),
    [
        ([account(1, GOVCLOUD)], [(2, 1)], "rejected (A101), not in sync, at export:2: commercial account 2 is not"),
        ([account(2, COMMERCIAL), account(1, COMMERCIAL)], [(2, 1)], "1 row rejected (A106), not in sync"),
        ([account(2, GOVCLOUD), account(1, GOVCLOUD)], [(2, 1)], "1 row rejected (A107), not in sync"),
        ([account(2, COMMERCIAL), account(1, UNKNOWN)], [(2, 1)], "1 row rejected (A108), not in sync"),
        (_pairs(2, 4), [(2, 3), (2, 5)], "2 rows invalid (X101), not in sync, at export:2, export:3: the commercial"),
        (_pairs(2), [(2, 3), (2, 3)], "1 row duplicate (X201), not in sync, at export:3"),
        (_pairs(10**18), [(10**18, 10**18 + 1)], "1 row invalid (V113), not in sync"),
        ([account(2, COMMERCIAL)], [(2, 2)], "1 row invalid (X104 A106), not in sync"),
        ([], [], "the mapping can't be read again: the file has no rows (F104)"),
    ],
)
@pytest.mark.parametrize("written_as", FORMATS)
def test_a_linkage_that_a_plan_does_not_find_in_sync_is_written_and_reported(
    accounts: list[Account], linked: list[tuple[int, int]], says: str, written_as: Format
) -> None:
    ended = exported(customer("4001", accounts, *linked), written_as=written_as)
    if written_as is Format.YAML:
        says = says.partition("at export")[0]
    assert says in ended.remarks[-1]
    assert len(cells(ended, written_as)) == len(linked)
    assert ended.code is Exit.OK


def test_a_name_that_reads_like_rows_is_reported_in_csv_and_harmless_in_yaml() -> None:
    name = "a\n4001,7,000000000007,8,000000000008,x,y,9\nb"
    tenant = customer("4001", [account(2, COMMERCIAL, name=name), account(1, GOVCLOUD)], (2, 1))
    [remark] = exported(tenant).remarks
    assert "1 row invalid (R" in remark
    assert not exported(tenant, written_as=Format.YAML).remarks


def test_many_rows_of_one_kind_are_reported_in_one_line() -> None:
    hidden = [replace(each, kind=UNKNOWN) for each in _pairs(*range(2, 40, 2))]
    ended = exported(customer("4001", hidden, *((acct_id, acct_id + 1) for acct_id in range(2, 40, 2))))
    [remark] = ended.remarks
    assert "19 rows rejected (A108)" in remark
    assert "export:6 and 14 more: " in remark


def test_customers_that_could_not_be_read_are_left_out_by_name_and_the_others_written() -> None:
    sound = customer("4001", _pairs(2), (2, 3))
    broken = CustomerInventory("4002", ReadState.INCOMPLETE, reason="answered 500")
    refused = CustomerInventory("4003", ReadState.FORBIDDEN, reason="answered 403")
    mixed = customer("4004", _pairs(12, 14), (12, 13), (15, 14))
    ended = exported(sound, broken, refused, mixed)
    assert ended.remarks == [
        "customer 4002 is left out: the customer could not be read: answered 500 (A122)",
        "customer 4003 is left out: CloudHealth refuses the key for this customer: answered 403 (A121)",
        "customer 4004 is left out: 1 of 2 linkages hold the commercial account in the GovCloud account's field (L102)",
    ]
    assert (ended.code, ended.words) == (Exit.STOPPED, "1 linkage of 1 customer")
    assert [row["client_api_id"] for row in cells(ended)] == ["4001"]


def test_if_no_customer_could_be_read_nothing_is_written() -> None:
    ended = exported(CustomerInventory("", ReadState.INCOMPLETE, reason="answered 500"), direct=True)
    assert (ended.code, ended.content) == (Exit.STOPPED, None)
    assert ended.remarks[0] == "the customer is left out: the customer could not be read: answered 500 (A122)"


# Everything that JSON can contain, also NUL and half a surrogate pair.
_name = st.one_of(
    st.text(max_size=12),
    st.text("'\",;\t#\n\r \x85\u2028\ufeff=:{}[]&*!|>%@`~?-\\/\0\ud800\U0001f600null01", max_size=8),
)


@example(names=[("\r", "0")], written_as=Format.CSV)
@example(names=[("", "\r0")], written_as=Format.CSV)
@example(names=[("\r\n7", "8\x0b\x85\n9")], written_as=Format.CSV)
@given(names=st.lists(st.tuples(_name, _name), min_size=1, max_size=6), written_as=st.sampled_from(FORMATS))
@_unhurried
def test_whatever_the_accounts_are_called_the_mapping_reads_back_as_it_was(
    names: list[tuple[str, str]], written_as: Format
) -> None:
    assume(not any(any(rows_within([name], ",", range(len(KEYS)))) for pair in names for name in pair))  # told of
    accounts: list[Account] = []
    linked = []
    for acct_id, (commercial, govcloud) in zip(count(2, 2), names, strict=False):
        accounts += [account(acct_id, COMMERCIAL, name=commercial), account(acct_id + 1, GOVCLOUD, name=govcloud)]
        linked.append((acct_id, acct_id + 1))
    ended = exported(customer("4001", accounts, *linked), written_as=written_as)
    assert not ended.remarks
    checked = load([Source("m", written_as, content=ended.content)], ReadOptions())
    assert not [problem for problem in checked.problems if problem.is_error]
    assert [[getattr(row, key) for key in KEYS] for row in checked.rows] == [
        ["4001", str(commercial), number(commercial), str(govcloud), number(govcloud)]
        for commercial, govcloud in linked
    ]
    assert [dict(row.extra) for row in checked.rows] == [
        {"commercial_name": _spelled_out(commercial), "govcloud_name": _spelled_out(govcloud)}
        for commercial, govcloud in names
    ]


def _spelled_out(name: str) -> str:
    """Characters that no file can contain are escaped."""
    return name.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")


_numbers = st.sampled_from(["", "x", "12345", *map(number, range(4))])


@given(
    tenants=st.lists(st.lists(st.tuples(_numbers, _numbers, st.booleans()), max_size=4), min_size=1, max_size=3),
    written_as=st.sampled_from(FORMATS),
)
@_unhurried
def test_whatever_the_numbers_every_sound_linkage_comes_back_in_sync(
    tenants: list[list[tuple[str, str, bool]]], written_as: Format
) -> None:
    inventories = []
    for at, pairs in enumerate(tenants, start=1):
        accounts: list[Account] = []
        linked = []
        for acct_id, (commercial, govcloud, is_linked) in zip(count(100 * at, 2), pairs, strict=False):
            accounts += [account(acct_id, COMMERCIAL, commercial), account(acct_id + 1, GOVCLOUD, govcloud)]
            linked += [(acct_id, acct_id + 1)] if is_linked else []
        inventories.append(customer(str(at), accounts, *linked))
    ended = exported(*inventories, written_as=written_as)
    assert not [remark for remark in ended.remarks if "not in sync" in remark]
    assert len(cells(ended, written_as)) == sum(pair[2] for pairs in tenants for pair in pairs)
