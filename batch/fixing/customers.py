"""Rows without a customer: those below merged cells, and those of a file that names none at all."""

from collections.abc import Iterable, Iterator, Sequence

from batch.checking.ids import is_valid
from batch.checking.spelling import bare
from batch.diagnostics import shown
from batch.fixing.draft import Draft, Mend

_CLIENT = "client_api_id"


def filled_down(drafts: Sequence[Draft]) -> Iterator[Mend]:
    """Write into the empty customer cells of one table what the next cell above names."""
    above = ""
    for draft in drafts:
        customer = draft.values[_CLIENT]
        if not draft.is_open or draft.record.is_yaml:
            above = ""  # it may name another customer, for the rows below as well
        elif bare(customer):
            above = customer if is_valid(_CLIENT, customer) else ""
        elif above and draft.columns.cells[0] is not None:
            yield draft.change(_CLIENT, above, "--fill-down")


def without_customer(drafts: Iterable[Draft]) -> list[Draft]:
    """Give the rows that may be changed and that no customer is known of."""
    return [draft for draft in drafts if draft.is_open and not bare(draft.values[_CLIENT])]


def named(draft: Draft, customer: str, name: str) -> Mend:
    """Write the customer that was found for a row; `name` is what CloudHealth calls it."""
    return draft.change(_CLIENT, customer, f"--find-customers{f', {shown(name)}' if name else ''}")


def filled_in(drafts: Sequence[Draft], customer: str) -> int:
    """Write a customer into the rows of one file, if none of them names any; returns into how many."""
    if any(bare(draft.values[_CLIENT]) for draft in drafts):
        return 0
    rows = [draft for draft in drafts if draft.is_open]
    for draft in rows:
        draft.values[_CLIENT] = customer
    return len(rows)
