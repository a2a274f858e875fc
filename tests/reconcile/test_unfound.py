"""Why an account that a row names is not found: the possible causes in order, or who else has it."""

from typing import Any

import pytest

from batch.frames import problems_frame
from batch.inventory import Account, AccountKind, CustomerInventory, Linkage, ReadState
from batch.mapping import Row
from batch.reconcile import reconcile

COMMERCIAL = Account("102", "210987000002", "", AccountKind.COMMERCIAL)
GOVCLOUD = Account("101", "210987000001", "", AccountKind.GOVCLOUD)
PAIR = {"commercial_acct_id": "102", "govcloud_acct_id": "101"}
UNKNOWN = "210987000009"

NO_BILL = "it is in no bill yet (24 to 48 hours after its first cost)"
NOT_ADDED = "nobody has added it to CloudHealth (GovCloud accounts never appear by themselves)"
COPIED = "the id is another tenant's (ids differ by tenant, AWS numbers don't)"
REMOVED = "it was removed from CloudHealth"
SUB_ORGANIZATION = "the key sees only one sub-organization"


def inventory(client_api_id: str, *accounts: Account, **more: Any) -> CustomerInventory:
    return CustomerInventory(client_api_id, ReadState.COMPLETE, accounts, **more)


def planned(*inventories: CustomerInventory, elsewhere: Any = (), **keys: str) -> tuple[str, str]:
    """The codes and the message of one row of the first customer, which names a sound pair except for `keys`.

    `elsewhere` are further inventories, as `reconcile` takes them.
    """
    named: dict[str, Any] = {"client_api_id": inventories[0].client_api_id, **PAIR, **keys}
    frame = reconcile([Row("m.csv", 2, **named)], problems_frame([]), inventories, elsewhere=elsewhere).frame
    assert frame["status"].tolist() == ["rejected"]
    return frame["codes"][0], frame["message"][0]


def by(side: str, *, number: str) -> dict[str, str]:
    return {f"{side}_acct_id": "", f"{side}_owner_id": number}


MINE = inventory("4001", COMMERCIAL, GOVCLOUD)


def test_a_commercial_number_is_most_likely_in_no_bill_yet() -> None:
    assert planned(MINE, **by("commercial", number=UNKNOWN)) == (
        "A113",
        (
            f"commercial AWS number {UNKNOWN} is not among the accounts of customer 4001: "
            f"perhaps {NO_BILL}, or {SUB_ORGANIZATION}"
        ),
    )


def test_a_govcloud_number_most_likely_belongs_to_an_account_that_nobody_added() -> None:
    assert planned(MINE, **by("govcloud", number=UNKNOWN)) == (
        "A114",
        (
            f"GovCloud AWS number {UNKNOWN} is not among the accounts of customer 4001: "
            f"perhaps {NOT_ADDED}, or {SUB_ORGANIZATION}"
        ),
    )


@pytest.mark.parametrize(("side", "called"), [("commercial", "commercial"), ("govcloud", "GovCloud")])
def test_an_id_was_most_likely_copied_from_another_tenant(side: str, called: str) -> None:
    assert planned(MINE, **{f"{side}_acct_id": "9"}) == (
        "A101",
        f"{called} account 9 is not among the accounts of customer 4001: perhaps {COPIED}, or {SUB_ORGANIZATION}",
    )


def test_an_id_that_can_t_be_a_copy_was_most_likely_removed() -> None:
    # A customer without tenants has no other tenant to copy from, and an id in its own linkage is not a copy.
    direct = inventory("", COMMERCIAL, GOVCLOUD)
    assert planned(direct, govcloud_acct_id="9") == (
        "A101",
        f"GovCloud account 9 is not among the accounts of this customer: perhaps {REMOVED}, or {SUB_ORGANIZATION}",
    )
    linked = inventory("4001", COMMERCIAL, GOVCLOUD, linkages=(Linkage("8", "4001", "9", "102"),))
    assert planned(linked, govcloud_acct_id="9") == (
        "A101",
        f"GovCloud account 9 is not among the accounts of customer 4001: perhaps {REMOVED}, or {SUB_ORGANIZATION}",
    )


@pytest.mark.parametrize(
    ("numberless", "says"),
    [
        ([AccountKind.COMMERCIAL], "it is the one account whose number CloudHealth doesn't return"),
        ([AccountKind.COMMERCIAL, AccountKind.UNKNOWN], "it is one of 2 accounts whose numbers CloudHealth doesn't"),
        ([AccountKind.GOVCLOUD], ""),
    ],
)
def test_a_number_may_belong_to_an_account_of_its_side_without_a_number(
    numberless: list[AccountKind], says: str
) -> None:
    more = [Account(str(at), "", "", kind) for at, kind in enumerate(numberless, start=200)]
    _, message = planned(inventory("4001", COMMERCIAL, GOVCLOUD, *more), **by("commercial", number=UNKNOWN))
    assert says in message
    assert ("doesn't return" in message) == bool(says)


def test_a_row_with_both_sides_unknown_has_the_causes_of_each() -> None:
    codes, message = planned(MINE, **by("commercial", number=UNKNOWN), govcloud_acct_id="9")
    assert codes == "A113 A101"
    assert NO_BILL in message
    assert COPIED in message


@pytest.mark.parametrize("side", ["commercial", "govcloud"])
@pytest.mark.parametrize("how", ["by id", "by number"])
@pytest.mark.parametrize("where", ["read", "known besides"])
def test_another_customer_that_has_the_account_is_named_though_no_row_names_it(side: str, how: str, where: str) -> None:
    number = "210987000009"
    theirs = inventory("4002", Account("201", number, "", AccountKind(side)))
    keys = {f"{side}_acct_id": "201"} if how == "by id" else by(side, number=number)
    codes, message = (
        planned(MINE, theirs, **keys) if where == "read" else planned(MINE, elsewhere=(MINE, theirs), **keys)
    )
    assert codes == "A102"
    assert message.endswith(" belongs to customer 4002, not to customer 4001")


@pytest.mark.parametrize(
    ("customers", "words"),
    [
        (2, "customers 4002 and 4003"),
        (3, "customers 4002, 4003, and 4004"),
        (9, "customers 4002, 4003, 4004, and others"),
    ],
)
def test_a_number_that_several_customers_have_names_each_of_them(customers: int, words: str) -> None:
    theirs = [
        inventory(str(4002 + at), Account(str(200 + at), UNKNOWN, "", AccountKind.COMMERCIAL))
        for at in range(customers)
    ]
    codes, message = planned(MINE, *theirs, **by("commercial", number=UNKNOWN))
    assert codes == "A102"
    assert message == f"commercial AWS number {UNKNOWN} belongs to {words}, not to customer 4001"


def test_if_a_row_has_both_the_number_decides_whose_the_account_is() -> None:
    # Ids differ by tenant, so two customers' accounts can have the same one; numbers are the same everywhere.
    by_id = inventory("4002", Account("201", "210987000008", "", AccountKind.COMMERCIAL))
    by_number = inventory("4003", Account("301", UNKNOWN, "", AccountKind.COMMERCIAL))
    keys = {"commercial_acct_id": "201", "commercial_owner_id": UNKNOWN}
    assert planned(MINE, by_id, by_number, **keys) == (
        "A102",
        f"commercial AWS number {UNKNOWN} belongs to customer 4003, not to customer 4001",
    )
    assert planned(MINE, by_id, **keys) == (
        "A102",
        "commercial account 201 belongs to customer 4002, not to customer 4001",
    )


def test_an_id_whose_number_the_customer_has_under_another_id_is_reported_with_that_id() -> None:
    partner = inventory("4002", Account("201", "210987000008", "", AccountKind.COMMERCIAL))
    codes, message = planned(MINE, partner, commercial_acct_id="201", commercial_owner_id="210987000002")
    assert codes == "A115"
    assert message == (
        "commercial account 201 is not among the accounts of customer 4001, "
        "where AWS number 210987000002 is account 102"
    )


def test_an_unknown_id_is_not_attributed_to_accounts_that_share_its_number() -> None:
    twice = inventory("4001", COMMERCIAL, Account("103", COMMERCIAL.owner_id, "", AccountKind.COMMERCIAL), GOVCLOUD)
    codes, message = planned(twice, commercial_acct_id="9", commercial_owner_id=COMMERCIAL.owner_id)
    assert codes == "A101"
    assert message.startswith("commercial account 9 is not among the accounts of customer 4001: ")


def test_no_cause_is_guessed_for_an_account_that_may_be_unreadable() -> None:
    hidden = inventory("4001", COMMERCIAL, GOVCLOUD, left_out="1 account has no id")
    codes, message = planned(hidden, **by("commercial", number=UNKNOWN))
    assert codes == "A112"
    assert "perhaps" not in message
