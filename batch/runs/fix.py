"""What `fix` asks CloudHealth: the accounts of customers, and nothing else of them. It is never written to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from batch.cloudhealth.connection import Connection
from batch.cloudhealth.errors import CustomerRefusedError, ReadFailedError
from batch.console import View
from batch.inventory import Account
from batch.report.wording import counted
from batch.runs.forecast import of_requests
from batch.runs.reading import ended_by, reading_alone
from batch.stopping import Stopping


@dataclass(frozen=True, slots=True)
class AccountsRead:
    """The accounts of customers that could be read completely; `unread` has the others, each with the reason."""

    accounts: Mapping[str, Sequence[Account]]
    unread: Mapping[str, str]


def read_accounts_of(
    customers: Mapping[str, int], connection: Connection, view: View, stopping: Stopping
) -> AccountsRead:
    """Read the accounts of the customers, each with the number of rows that need them; raises `LockedError`.

    Where the reading ends early, `stopping` has the reason.
    """
    accounts: dict[str, Sequence[Account]] = {}
    unread: dict[str, str] = {}
    cost = of_requests([1 for _ in customers], connection).words or counted(len(customers), "request")
    rows = counted(sum(customers.values()), "row")
    with reading_alone(connection, "fix", view, stopping) as reading, ended_by(stopping):
        view.note(
            f"reading the accounts of {counted(len(customers), 'customer')} for {rows} with lost digits: "
            f"at least {cost}, and more for customers with over 100 accounts"
        )
        for customer in customers:
            try:
                listed = reading.cloudhealth.accounts(customer)
            except (CustomerRefusedError, ReadFailedError) as error:
                unread[customer] = str(error)
                continue
            if listed.left_out:
                unread[customer] = listed.left_out
            else:
                accounts[customer] = listed.items
    view.pause()
    return AccountsRead(accounts, unread)
