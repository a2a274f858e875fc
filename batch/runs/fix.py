"""What `fix` asks CloudHealth: the customers of rows without one, and the accounts of customers. It only reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from batch.checking.ids import is_valid
from batch.cloudhealth.connection import Connection
from batch.console import View
from batch.counting import counted
from batch.fixing.cloudhealth import KnownToCloudHealth, customers_in_question
from batch.fixing.customers import called_otherwise, named, without_customer
from batch.fixing.draft import Draft
from batch.fixing.mapping import DraftMapping, restore
from batch.inventory import Account, Customer
from batch.mapping.rows import CUSTOMER_NAME, OWNER_IDS
from batch.reconcile.customers import InNone, Sought
from batch.runs.find_customers import find_customers
from batch.runs.forecast import of_reads
from batch.runs.reading import Reading, accounts_of, ended_by, reading_alone
from batch.stopping import Stopping

if TYPE_CHECKING:
    from batch.aws import AwsList


@dataclass(frozen=True, slots=True)
class Questions:
    """What is asked: the customers of rows without one, and the accounts of customers whose rows have lost digits.

    `direct_customer`: the key belongs to a customer without tenants.
    """

    customers: bool
    accounts: bool
    direct_customer: bool

    def about(self, mapping: DraftMapping) -> bool:
        """Whether any row of the mapping needs an answer."""
        return bool((self.customers and without_customer(mapping.drafts)) or self.lost_digits(mapping))

    def lost_digits(self, mapping: DraftMapping) -> Mapping[str, int]:
        """Return the customers whose accounts are needed, each with the number of its rows."""
        if not self.accounts:
            return {}
        return customers_in_question(mapping.drafts, direct_customer=self.direct_customer)


def fix_by_answers(
    mapping: DraftMapping,
    questions: Questions,
    aws: "AwsList | None",
    connection: Connection,
    view: View,
    stopping: Stopping,
) -> bool:
    """Fix what CloudHealth's answers make certain; returns whether every customer that a row needs was read.

    Raises `LockedError`. If reading ends early, `stopping` has the reason, and the mapping must not be written.
    """
    with reading_alone(connection, "fix", view, stopping) as reading:
        are_all_read = not questions.customers or _name_customers(mapping, reading)
        # Rows whose customer was just found may need its accounts too.
        if not stopping.reason and (customers := questions.lost_digits(mapping)):
            are_all_read &= _restore_zeros(mapping, customers, aws, reading)
    view.pause()
    return are_all_read


def _name_customers(mapping: DraftMapping, reading: Reading) -> bool:
    """Write the customers found into their rows."""
    sought = {draft: _sought(draft) for draft in without_customer(mapping.drafts)}
    if not sought:
        return True
    found = find_customers(reading, [*sought.values()])
    if reading.stopping.reason:
        return False
    owners: dict[Draft, Customer] = {}
    for draft, row in sought.items():
        customer, name = found.customer_of(row)
        if customer:
            owners[draft] = Customer(customer, name)
            mapping.changes.append(named(draft, customer, name))
            continue
        draft.no_customer, answer = found.why_not(row), found.answers[row]
        if isinstance(answer, InNone) and len(answer.nearest) == 1:
            draft.suggested["client_api_id"] = answer.nearest[0].client_api_id
    mapping.remarks += [*called_otherwise(owners), *found.remarks]
    return not found.is_unsure


def _sought(draft: Draft) -> Sought:
    commercial, govcloud = (draft.values[key] if is_valid(key, draft.values[key]) else "" for key in OWNER_IDS)
    return Sought(commercial, govcloud, draft.values[CUSTOMER_NAME])


def _restore_zeros(
    mapping: DraftMapping, customers: Mapping[str, int], aws: "AwsList | None", reading: Reading
) -> bool:
    """Restore the zeros that the accounts of the rows' customers make certain."""
    accounts, unread = _accounts_of(customers, reading)
    if reading.stopping.reason:
        return False
    for customer, why in unread.items():
        owner = f"customer {customer}" if customer else "the customer"
        mapping.remarks.append(f"the accounts of {owner} could not be read, so its rows are left as they are: {why}")
    known = KnownToCloudHealth(accounts, aws)
    restore(mapping, known)
    known.suggest_ids(mapping.drafts)
    return not unread


def _accounts_of(
    customers: Mapping[str, int], reading: Reading
) -> tuple[Mapping[str, Sequence[Account]], Mapping[str, str]]:
    """Return the accounts of the customers that could be read completely, and the other customers with the reason."""
    accounts: dict[str, Sequence[Account]] = {}
    unread: dict[str, str] = {}
    cost = of_reads(len(customers), reading.cloudhealth.connection)
    reading.view.note(
        f"reading the accounts of {counted(len(customers), 'customer')} for "
        f"{counted(sum(customers.values()), 'row')} with lost digits: "
        f"at least {cost}, and more for customers with over 100 accounts"
    )
    with ended_by(reading.stopping):
        for customer in customers:
            listed, why = accounts_of(reading, customer)
            if why:
                unread[customer] = why
            else:
                accounts[customer] = listed
    return accounts, unread
