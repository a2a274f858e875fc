"""The list of customers as a table, as CSV, and as JSON, whatever their names."""

import csv
import io
import json

from batch.customer_list import CustomerList, ListedCustomer, as_file, as_json, as_table, listed
from batch.inventory import Account, AccountKind, Customer, CustomerInventory, Linkage, ReadState

ACME, HOSTILE = Customer("4001", "Acme"), Customer("12", "=cmd()\x1b[31m\n\u202e")
BASE_URL = "https://chapi.example"


def found(*customers: ListedCustomer, has_counts: bool = True) -> CustomerList:
    return CustomerList(customers, BASE_URL, is_sandbox=False, has_counts=has_counts)


def accounts(*kinds: AccountKind) -> tuple[Account, ...]:
    return tuple(Account(str(at), "", "", kind) for at, kind in enumerate(kinds))


def test_govcloud_accounts_are_counted_among_the_accounts() -> None:
    kinds = accounts(AccountKind.GOVCLOUD, AccountKind.COMMERCIAL, AccountKind.UNKNOWN, AccountKind.GOVCLOUD)
    inventory = CustomerInventory("4001", ReadState.COMPLETE, kinds, (Linkage("1", "4001", "0", "1"),))
    assert listed(ACME, inventory) == ListedCustomer(ACME, (4, 2, 1))
    assert listed(ACME, None) == ListedCustomer(ACME)


def test_an_unreadable_customer_has_no_counts() -> None:
    line = listed(ACME, CustomerInventory("4001", ReadState.INCOMPLETE, reason="answered 500"))
    assert (line.counts, line.is_unread) == (None, True)
    assert as_table(found(line)).splitlines()[1].endswith("could not be read: answered 500")
    (cells,) = csv.DictReader(io.StringIO(as_file(found(line))))
    assert (cells["accounts"], cells["remark"]) == ("", "answered 500")
    (one,) = json.loads(as_json(found(line)))["customers"]
    assert (one["accounts"], one["remark"]) == (None, "answered 500")


def test_accounts_that_are_left_out_are_reported_next_to_the_counts() -> None:
    read = CustomerInventory("4001", ReadState.COMPLETE, accounts(AccountKind.GOVCLOUD), left_out="1 can't be read")
    line = listed(ACME, read)
    assert not line.is_unread
    assert as_table(found(line)).splitlines()[1].endswith("1         1         0  1 can't be read")


def test_the_table_aligns_ids_to_the_right_and_names_to_the_left() -> None:
    table = as_table(found(ListedCustomer(ACME, (6, 3, 1)), ListedCustomer(Customer("77", "Globex Inc"), (10, 0, 0))))
    assert table == (
        "client_api_id  customer_name  accounts  GovCloud  linkages\n"
        "         4001  Acme                  6         3         1\n"
        "           77  Globex Inc           10         0         0\n"
    )
    plain = as_table(found(ListedCustomer(ACME), has_counts=False))
    assert plain == "client_api_id  customer_name\n         4001  Acme\n"


def test_without_a_customer_a_file_has_a_header_and_a_table_is_empty() -> None:
    assert as_table(found()) == ""
    assert as_file(found(has_counts=False)) == "client_api_id,customer_name\r\n"
    assert json.loads(as_json(found()))["customers"] == []


def test_a_name_is_harmless_in_a_terminal_and_a_spreadsheet() -> None:
    line = ListedCustomer(HOSTILE)
    (_, shown) = as_table(found(line, has_counts=False)).splitlines()
    assert shown.isprintable()
    (cells,) = csv.DictReader(io.StringIO(as_file(found(line, has_counts=False)), newline=""))
    assert cells["customer_name"] == f"'{HOSTILE.name}"
    written = as_json(found(line, has_counts=False))
    assert written.replace("\n", "").isprintable()
    assert json.loads(written) == {
        "base_url": BASE_URL,
        "sandbox": False,
        "customers": [{"client_api_id": "12", "customer_name": HOSTILE.name}],
    }
