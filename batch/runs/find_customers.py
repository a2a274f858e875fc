"""Finds the customers of rows without a customer id, with as few requests to CloudHealth as possible.

The list of account assignments comes first (one request per 50 accounts or so). The customers' own accounts are read
only for the remaining rows (at least one request per customer).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from batch.cloudhealth.connection import Connection
from batch.cloudhealth.errors import CustomerRefusedError, ReadFailedError, ReadRefusedError
from batch.cloudhealth.wire import Page
from batch.console import View
from batch.counting import counted
from batch.errors import Exit
from batch.inventory import Assignment
from batch.reconcile.customer_words import remarks_on, why_not_found
from batch.reconcile.customers import Directory, InNone, InOne, ListedIn, Sightings, Sought, Whereabouts, whereabouts
from batch.report.wording import address
from batch.runs.forecast import of_reads
from batch.runs.reading import Reading, accounts_of, ended_by, reading_alone
from batch.stopping import Stopping

_VERSIONS = (1, 2)


@dataclass(frozen=True, slots=True)
class Search:
    """The result of a search.

    `unread` has the customers whose accounts could not be read completely, each with the reason.
    """

    directory: Directory
    seen: Sightings
    answers: Mapping[Sought, Whereabouts]
    unread: Mapping[str, str]

    def why_not(self, row: Sought) -> str:
        """Return why the row's customer was not found, or "" if it was found."""
        answer = self.answers[row]
        return "" if isinstance(answer, InOne) else why_not_found(row, answer, self.directory, self.unread)

    def customer_of(self, row: Sought) -> tuple[str, str]:
        """Return the row's client_api_id and the customer's name in CloudHealth, or "" for both if it was not found."""
        answer = self.answers[row]
        if not isinstance(answer, InOne):
            return "", ""
        return answer.client_api_id, self.directory.name_of(answer.client_api_id)

    @property
    def exit_code(self) -> Exit:
        """The code for a command that has no worse one."""
        if self.is_unsure:
            return Exit.STOPPED
        are_found = all(isinstance(answer, InOne) for answer in self.answers.values())
        return Exit.OK if are_found else Exit.ATTENTION

    @property
    def is_unsure(self) -> bool:
        """Whether a customer that could not be read may have an account that was not found."""
        return bool(self.unread) and any(isinstance(answer, InNone) for answer in self.answers.values())

    @property
    def remarks(self) -> list[str]:
        """What else the user should know: which customers could not be read, and why some numbers may be in no list."""
        is_any_missing = any(isinstance(answer, InNone) and row.numbers for row, answer in self.answers.items())
        return remarks_on(self.seen, self.unread) if is_any_missing else []


def search(connection: Connection, command: str, rows: Sequence[Sought], view: View, stopping: Stopping) -> Search:
    """Run `find_customers` for a command without a run folder; raises `LockedError`."""
    with reading_alone(connection, command, view, stopping) as reading:
        found = find_customers(reading, rows)
    view.pause()
    return found


def find_customers(reading: Reading, rows: Sequence[Sought]) -> Search:
    """Find the rows' customers; if reading ends early, `reading.stopping` has the reason, and the result is useless."""
    wanted = list(dict.fromkeys(rows))
    reading.view.note(
        f"looking for the customers of {counted(len(wanted), 'row')}: first, one request per 100 customers"
    )
    directory, seen = Directory(()), Sightings(wanted)
    unread: dict[str, str] = {}
    with ended_by(reading.stopping):
        directory = Directory(reading.remote.customers())
        for version in _VERSIONS:
            if left := seen.undecided(wanted):
                _read_assignments(reading, version, directory, left, seen)
        if directory.customers and (left := seen.undecided(wanted)):
            unread = _read_accounts(reading, directory, left, seen)
    found = Search(directory, seen, {row: whereabouts(row, seen, directory) for row in wanted}, unread)
    if not reading.stopping.reason:
        cloudhealth = reading.cloudhealth
        service = address(cloudhealth.connection.base_url, is_sandbox=cloudhealth.is_sandbox)
        count = sum(isinstance(found.answers[row], InOne) for row in rows)
        reading.view.note(f"the customers of {count:,} of {counted(len(rows), 'row')} were found in {service}")
    return found


def _read_assignments(
    reading: Reading, version: int, directory: Directory, left: Sequence[Sought], seen: Sightings
) -> None:
    """Read the list until each number of the rows is found, or until a page names no customers."""
    which = f"list of account assignments (version {version})"
    missing, note = len(seen.missing(left)), reading.view.note
    note(f"looking for {counted(missing, 'AWS account')} in the {which}: one request per 50 assignments or so")
    pages = 0

    def enough(page: Page[Assignment]) -> bool:
        nonlocal pages
        pages += 1
        for found in page.items:
            if found.client_api_id in directory:
                seen.add(found.owner_id, found.client_api_id, ListedIn.ASSIGNMENTS)
            elif found.client_api_id:
                seen.add_out_of_sight(found.owner_id, found.client_api_id)
        if page.items and not any(found.client_api_id for found in page.items):
            note(f"the {which} doesn't name customers")
            return True
        is_enough = not seen.missing(left)
        if pages == 1 and not is_enough and (words := _length(page, reading)):
            note(f"the {which} {words}")
        return is_enough

    try:
        reading.cloudhealth.assignments(version, enough)
    except CustomerRefusedError as error:
        note(f"the key may not read the {which}: {error}")
    except ReadRefusedError as error:
        note(f"CloudHealth refused the {which}: {error}")
    except ReadFailedError as error:
        reading.view.warn(f"the {which} could not be read completely: {error}")


def _length(page: Page[Assignment], reading: Reading) -> str:
    """Return what the first page shows about the cost of the whole list, or "" if it is the whole list."""
    if page.total is None:
        return "doesn't give its length: one request per further page" if page.has_next is not False else ""
    if not page.items or page.total <= len(page.items):
        return ""
    further = math.ceil(page.total / len(page.items)) - 1
    return f"has {page.total:,}: reading all of it takes another {of_reads(further, reading.cloudhealth.connection)}"


def _read_accounts(reading: Reading, directory: Directory, left: Sequence[Sought], seen: Sightings) -> dict[str, str]:
    """Read the customers' accounts until each number of the rows is found; returns the unread customers and why."""
    unread: dict[str, str] = {}
    customers = _likeliest_first(directory, left)
    cost = of_reads(len(customers), reading.cloudhealth.connection)
    reading.view.note(
        f"looking for {counted(len(seen.missing(left)), 'AWS account')} among the accounts of up to "
        f"{counted(len(customers), 'customer')}: {cost} if all must be read, and more for those with over 100 accounts"
    )
    for customer in customers:
        if not seen.missing(left):
            break
        listed, why = accounts_of(reading, customer)
        if why:
            unread[customer] = why
        seen.add_accounts(listed, customer)
    return unread


def _likeliest_first(directory: Directory, left: Sequence[Sought]) -> list[str]:
    """Return all customers, those that the rows name first."""
    named = [customer for row in left for customer in directory.called(row.customer_name)]
    return list(dict.fromkeys(customer.client_api_id for customer in (*named, *directory.customers)))
