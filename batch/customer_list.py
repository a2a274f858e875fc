"""The customers that a key can see, and their counts, as a table, as CSV, or as JSON; pure."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from batch.diagnostics import printable
from batch.inventory import AccountKind, Customer, CustomerInventory, ReadState
from batch.spreadsheet import defuse
from batch.writing import as_csv

_NAMED = ("client_api_id", "customer_name")
_COUNTS = ("accounts", "govcloud_accounts", "linkages")
_HEADINGS = {"govcloud_accounts": "GovCloud"}
"""Shorter headings for the table, for names that are longer than any number."""


@dataclass(frozen=True, slots=True)
class ListedCustomer:
    """A customer and its numbers of accounts, of GovCloud accounts, and of linkages.

    `counts` is None if these were not requested or could not be read; then `remark` is the reason. It also describes
    single accounts that could not be read.
    """

    customer: Customer
    counts: tuple[int, int, int] | None = None
    remark: str = ""

    @property
    def is_unread(self) -> bool:
        """Whether its accounts and linkages could not be read."""
        return self.counts is None and bool(self.remark)


@dataclass(frozen=True, slots=True)
class CustomerList:
    """Every customer that the key can see, in the service's order; `has_counts` if their counts were requested."""

    customers: Sequence[ListedCustomer]
    base_url: str
    is_sandbox: bool
    has_counts: bool


def listed(customer: Customer, inventory: CustomerInventory | None) -> ListedCustomer:
    """Return the customer with what was read of it (None if that was not requested)."""
    if inventory is None:
        return ListedCustomer(customer)
    if inventory.state is not ReadState.COMPLETE:
        return ListedCustomer(customer, remark=inventory.reason)
    kinds = [account.kind for account in inventory.accounts]
    counts = len(kinds), kinds.count(AccountKind.GOVCLOUD), len(inventory.linkages)
    return ListedCustomer(customer, counts, inventory.left_out)


def as_table(found: CustomerList) -> str:
    """Return lines for a terminal; "" without a customer."""
    if not found.customers:
        return ""
    facts = [_facts(each, found) for each in found.customers]
    header = [_HEADINGS.get(name, name) for name in facts[0] if name != "remark"]
    rows = [[printable(_cell(each[name])) for name in facts[0] if name != "remark"] for each in facts]
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    remarks = [_in_words(each) for each in found.customers]
    lines = [_line(cells, widths, remark) for cells, remark in zip([header, *rows], ["", *remarks], strict=True)]
    return "".join(f"{line}\n" for line in lines)


def as_file(found: CustomerList) -> str:
    """Return a CSV file, in which names that a spreadsheet would run are defused."""
    names = [*_NAMED, *((*_COUNTS, "remark") if found.has_counts else ())]
    rows = ([defuse(_cell(cell)) for cell in _facts(each, found).values()] for each in found.customers)
    return as_csv.table(names, rows).decode()


def as_json(found: CustomerList) -> str:
    """Return one object, with one customer per line."""
    customers = ",\n".join(json.dumps(_facts(each, found)) for each in found.customers)
    head = json.dumps({"base_url": found.base_url, "sandbox": found.is_sandbox})
    return f'{head[:-1]}, "customers": [\n{customers}\n]}}\n'


def _facts(listed: ListedCustomer, found: CustomerList) -> dict[str, object]:
    facts: dict[str, object] = dict(zip(_NAMED, (listed.customer.client_api_id, listed.customer.name), strict=True))
    if found.has_counts:
        facts |= dict(zip(_COUNTS, listed.counts or (None, None, None), strict=True)) | {"remark": listed.remark}
    return facts


def _cell(fact: object) -> str:
    return "" if fact is None else str(fact)


def _in_words(listed: ListedCustomer) -> str:
    return printable(f"could not be read: {listed.remark}" if listed.is_unread else listed.remark)


def _line(cells: Sequence[str], widths: Sequence[int], remark: str) -> str:
    """Return one line of the table: text aligned to the left, numbers to the right."""
    placed = [
        cell.ljust(width) if at == 1 else cell.rjust(width)
        for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join([*placed, remark]).rstrip()
