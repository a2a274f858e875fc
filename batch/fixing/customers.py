"""Rows without a customer: below merged cells, and in a file that names none at all."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from batch.checking.ids import is_valid
from batch.checking.spelling import bare
from batch.counting import counted
from batch.customer_names import same_name
from batch.diagnostics import shown
from batch.fixing.draft import Correction, Draft
from batch.inventory import Customer
from batch.mapping.guesses import suggestion
from batch.mapping.looks import is_number
from batch.mapping.rows import ACCT_IDS, CUSTOMER_NAME, OWNER_IDS
from batch.rules import records

_CLIENT = "client_api_id"


class _Customer(NamedTuple):
    """A customer as a row names it; "" for anything missing."""

    id: str
    name: str
    called: Mapping[str, str] = MappingProxyType({})
    """The values of the user's own columns for customers, by column."""

    def may_be(self, other: "_Customer") -> bool:
        """Whether it can be the other customer, judged by everything it has."""
        is_same_name = not self.name or same_name(self.name, other.name)
        return self.id in ("", other.id) and is_same_name and self.called.items() <= other.called.items()


_NOBODY = _Customer("", "")


def filled_down(drafts: Sequence[Draft]) -> Iterator[Correction]:
    """Fill empty customer cells of one table with the id and the name from the cells above.

    A row that has an id, a name, or a value in one of the user's own customer columns belongs to another customer
    unless these are the same. Rows below blank lines, or below a line that isn't a linkage, such as the title of a
    section, may also belong to another customer.
    """
    above, next_line = _NOBODY, None
    for draft in drafts:
        given = _Customer(bare(draft.values[_CLIENT]), draft.values[CUSTOMER_NAME].strip(), _called(draft))
        if draft.record.line != next_line:
            above = _NOBODY
        next_line = draft.next_line
        if not _may_share(draft, given):
            above = _NOBODY  # it may name another customer for the rows below
        elif given.may_be(above):
            for key, value, is_empty in (
                (_CLIENT, above.id, not given.id),
                (CUSTOMER_NAME, above.name, not given.name),
            ):
                if value and is_empty and draft.has_column(key):
                    yield draft.change(key, value, "--fill-down")
        else:
            above = given


def _called(draft: Draft) -> dict[str, str]:
    """Return a row's values in columns whose names could be meant for the customer's id, such as `Customer`."""
    cells = ((name, draft.record.cells[at].strip()) for at, name in draft.columns.own if _is_for_customers(name))
    return {name: cell.casefold() for name, cell in cells if cell}


@cache
def _is_for_customers(name: str) -> bool:
    guess = suggestion(name)
    return guess is not None and guess.key == _CLIENT


def _may_share(draft: Draft, given: _Customer) -> bool:
    """Whether a row certainly names its customer, or is a linkage that certainly names none."""
    if not draft.is_open or draft.record.is_yaml:
        return False
    if given.id:
        return is_valid(_CLIENT, draft.values[_CLIENT])
    return bool(given.name) or _has_accounts(draft)


def _has_accounts(draft: Draft) -> bool:
    """Whether it has an AWS account number, or numbers on both sides, which no title has."""
    if any(is_valid(key, draft.values[key]) for key in OWNER_IDS):
        return True
    sides = zip(ACCT_IDS, OWNER_IDS, strict=True)
    return all(any(is_number(draft.values[key]) for key in side) for side in sides)


def without_customer(drafts: Iterable[Draft]) -> list[Draft]:
    """Return the rows that may be changed and have no customer."""
    return [draft for draft in drafts if draft.is_open and not bare(draft.values[_CLIENT])]


def named(draft: Draft, customer: str, name: str) -> Correction:
    """Write the customer that was found for a row; `name` is CloudHealth's name for it."""
    return draft.change(_CLIENT, customer, f"--find-customers{f', {shown(name)}' if name else ''}")


def called_otherwise(owners: Mapping[Draft, Customer]) -> Iterator[str]:
    """Warn of rows that name another customer than the owner of their accounts, one line per such pair of names."""
    rows: dict[tuple[str, Customer], list[Draft]] = {}
    for draft, owner in owners.items():
        name = draft.values[CUSTOMER_NAME].strip()
        if name and owner.name and not same_name(name, owner.name):
            rows.setdefault((name, owner), []).append(draft)
    for (name, owner), drafts in rows.items():
        more = f" (and {counted(len(drafts) - 1, 'more row')})" if len(drafts) > 1 else ""
        yield (
            f"{drafts[0].place_of(CUSTOMER_NAME)}: the row names customer {shown(name)}, but its accounts belong to "
            f"customer {owner.client_api_id} ({shown(owner.name)}){more}; check which is right"
        )


def filled_in(drafts: Sequence[Draft], customer: str) -> int:
    """Write a default customer into the rows of one file that it applies to; returns their number.

    It applies to a table that names no customer at all, and in YAML to each row without a `client_api_id`.
    """
    are_mixed = any(bare(draft.values[_CLIENT]) or draft.breaks(records.CUSTOMER_LEFT_EMPTY) for draft in drafts)
    rows = [
        draft
        for draft in without_customer(drafts)
        if not are_mixed or (draft.record.is_yaml and not draft.has_column(_CLIENT))
    ]
    for draft in rows:
        draft.change(_CLIENT, customer, "--client-api-id")
    return len(rows)
