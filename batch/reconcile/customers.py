"""Find the customer of a row that has no customer id, by its AWS numbers and by the customer's name; pure.

An AWS account is assigned to one customer only (documented), so a pair belongs to the customer of its accounts.
GovCloud accounts may have no assignment: then the commercial account decides.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import NamedTuple

from batch.customer_names import folded_name
from batch.inventory import Account, Customer
from batch.mapping.rows import SIDES

_NEAREST_AT_MOST = 3


class Sought(NamedTuple):
    """What a row's customer can be found by; "" for values that the row doesn't have."""

    commercial_owner_id: str
    govcloud_owner_id: str
    customer_name: str = ""

    @property
    def accounts(self) -> list[tuple[str, str]]:
        """Its AWS accounts, as messages name them, each with its number; the one that decides comes first."""
        sides = zip(SIDES.values(), (self.commercial_owner_id, self.govcloud_owner_id), strict=True)
        return [(f"{called} account {number}", number) for called, number in sides if number]

    @property
    def numbers(self) -> tuple[str, ...]:
        """The AWS numbers of its accounts."""
        return tuple(number for _called, number in self.accounts)


class ListedIn(StrEnum):
    """In which of CloudHealth's lists a customer has an account."""

    ASSIGNMENTS = "is assigned to"
    ACCOUNTS = "is an account of"


IS_NAMED = "is that of"


class Claim(NamedTuple):
    """One reason to think that a row belongs to a customer: which value of the row, and how it belongs."""

    what: str
    how: str
    client_api_id: str


@dataclass(frozen=True, slots=True)
class InOne:
    """The row belongs to this customer."""

    client_api_id: str


@dataclass(frozen=True, slots=True)
class InTwo:
    """The row's values belong to several customers; each claim names one."""

    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class InNone:
    """No list that was read has the row's accounts, and no customer has its name; the `nearest` names are similar."""

    nearest: tuple[Customer, ...] = ()


Whereabouts = InOne | InTwo | InNone


class Directory:
    """The customers that the key can see, by id and by name."""

    def __init__(self, customers: Sequence[Customer]) -> None:
        self.customers = customers
        self._names = {customer.client_api_id: customer.name for customer in customers}
        self._by_name: dict[str, list[Customer]] = {}
        for customer in customers:
            if folded := folded_name(customer.name):
                self._by_name.setdefault(folded, []).append(customer)

    def __contains__(self, client_api_id: object) -> bool:
        return client_api_id in self._names

    def name_of(self, client_api_id: str) -> str:
        """Return the customer's name in CloudHealth; "" if it isn't known."""
        return self._names.get(client_api_id, "")

    def called(self, name: str) -> Sequence[Customer]:
        """Return the customers with this name, ignoring case and white space."""
        return self._by_name.get(folded_name(name), ())

    def similar_to(self, name: str) -> tuple[Customer, ...]:
        """Return those with the most similar names, best first; names of which one begins with the other come first."""
        folded = folded_name(name)
        if not folded:
            return ()
        words = folded.split()
        beginning = [known for known in self._by_name if _begins(known.split(), words)]
        close = get_close_matches(folded, self._by_name, _NEAREST_AT_MOST)
        names = list(dict.fromkeys([*beginning, *close]))[:_NEAREST_AT_MOST]
        return tuple(customer for known in names for customer in self._by_name[known])


class Sightings:
    """The customers that the lists have for each AWS number that is looked for."""

    def __init__(self, rows: Iterable[Sought]) -> None:
        self._seen: dict[str, dict[str, ListedIn]] = {number: {} for row in rows for number in row.numbers}
        self._out_of_sight: dict[str, str] = {}
        self.unnumbered: dict[str, int] = {}
        """Customers with accounts whose AWS number CloudHealth does not return, and how many each has."""

    def add(self, number: str, client_api_id: str, listed_in: ListedIn) -> None:
        """Add what a list has; a number that isn't looked for is ignored."""
        if number in self._seen:
            self._seen[number].setdefault(client_api_id, listed_in)

    def add_out_of_sight(self, number: str, client_api_id: str) -> None:
        """Add that a number is assigned to a customer that the key can't see, which can't be a row's."""
        if number in self._seen:
            self._out_of_sight[number] = client_api_id

    def out_of_sight(self, number: str) -> str | None:
        """Return the customer that the key can't see and that has this number, if no other customer has it."""
        return None if self._seen.get(number) else self._out_of_sight.get(number)

    def add_accounts(self, accounts: Iterable[Account], client_api_id: str) -> None:
        """Add a customer's list of accounts."""
        for account in accounts:
            if account.owner_id:
                self.add(account.owner_id, client_api_id, ListedIn.ACCOUNTS)
            else:
                self.unnumbered[client_api_id] = self.unnumbered.get(client_api_id, 0) + 1

    def of(self, number: str) -> Iterator[tuple[str, ListedIn]]:
        """Yield each customer that has the number, and in which list."""
        yield from self._seen.get(number, {}).items()

    def missing(self, rows: Iterable[Sought]) -> set[str]:
        """Return the numbers of these rows that no list has so far."""
        return {number for row in rows for number in row.numbers if not self._seen[number]}

    def undecided(self, rows: Iterable[Sought]) -> list[Sought]:
        """Return the rows whose deciding number is in no list so far."""
        return [row for row in rows if row.numbers and not self._seen[row.numbers[0]]]


def whereabouts(row: Sought, seen: Sightings, directory: Directory) -> Whereabouts:
    """Return the row's customer, according to the lists that were read and to the names."""
    by_number = [
        Claim(account, listed_in, client) for account, number in row.accounts for client, listed_in in seen.of(number)
    ]
    called = directory.called(row.customer_name)
    by_name = [Claim(f"the name {row.customer_name!r}", IS_NAMED, customer.client_api_id) for customer in called]
    customers, named = _customers(by_number), _customers(by_name)
    hidden = [
        Claim(account, ListedIn.ASSIGNMENTS, client)
        for account, number in row.accounts
        if (client := seen.out_of_sight(number))
    ]
    if hidden and (customers or named):
        return InTwo((*hidden, *by_number, *by_name))
    if len(customers) == 1 and (not named or customers <= named):
        return InOne(*customers)
    if not customers and len(named) == 1:
        return InOne(*named)
    if customers or named:
        # If the numbers contradict each other, the name doesn't decide.
        return InTwo((*by_number, *(by_name if len(customers) < 2 else ())))  # noqa: PLR2004 - one is no contradiction
    return InNone(directory.similar_to(row.customer_name))


def _customers(claims: Collection[Claim]) -> set[str]:
    return {claim.client_api_id for claim in claims}


def _begins(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether one of two names begins with all words of the other: `Acme` and `Acme Corp`."""
    length = min(len(one), len(other))
    return one[:length] == other[:length]
