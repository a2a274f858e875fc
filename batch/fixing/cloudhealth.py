"""Restore account numbers with lost digits from CloudHealth's accounts of the rows' customers."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from batch.checking.aws_check import unconfirmed
from batch.checking.ids import is_valid, with_zeros_restored
from batch.diagnostics import Severity
from batch.fixing.accounts import Numbers
from batch.fixing.draft import Draft
from batch.fixing.scientific import range_of
from batch.inventory import Account, AccountKind
from batch.mapping.rows import ACCT_IDS, OWNER_IDS

if TYPE_CHECKING:
    from batch.aws import AwsList

_KINDS = dict(zip(OWNER_IDS, (AccountKind.COMMERCIAL, AccountKind.GOVCLOUD), strict=True))
_NUMBER_OF = dict(zip(ACCT_IDS, OWNER_IDS, strict=True))
"""The key of an account's number, by the key of its id."""
_CLIENT = "client_api_id"


def customers_in_question(drafts: Iterable[Draft], *, direct_customer: bool) -> dict[str, int]:
    """Return the customers of rows with lost digits ("" for a direct customer), each with its number of such rows."""
    rows = [draft for draft in drafts if draft.is_open and any(_is_lost(draft, key) for key in (*OWNER_IDS, *ACCT_IDS))]
    named = [draft.values[_CLIENT] for draft in rows]
    return Counter(name for name in named if direct_customer or is_valid(_CLIENT, name))


def _is_lost(draft: Draft, key: str) -> bool:
    value = draft.values[key]
    if not value or is_valid(key, value):
        return False
    return bool(range_of(value) or (key in OWNER_IDS and with_zeros_restored(value)))


class KnownToCloudHealth:
    """The accounts of the customers that were read; no account fits a row of another customer."""

    name = "CloudHealth"

    def __init__(self, accounts: Mapping[str, Sequence[Account]], aws: "AwsList | None" = None) -> None:
        self._accounts = accounts
        self._aws = aws
        self._numbers = cache(self._numbers_of)

    def numbers(self, draft: Draft, key: str) -> Numbers:
        """Return the numbers of the customer's accounts on this side, or of one account if the row has its id."""
        acct_key = next(acct for acct, owner in _NUMBER_OF.items() if owner == key)
        acct_id = draft.values[acct_key]
        return self._numbers(draft.values[_CLIENT], key, acct_id if is_valid(acct_key, acct_id) else "")

    def agree(self, commercial: str, govcloud: str) -> bool:
        """Whether AWS's own list, if there is one, doesn't contradict the pair; accounts alone don't show pairs."""
        if self._aws is None:
            return True
        found = unconfirmed(self._aws, commercial, govcloud)
        return found is None or found.rule.severity is not Severity.ERROR

    def suggest_ids(self, drafts: Iterable[Draft]) -> None:
        """Suggest CloudHealth ids for values in scientific notation if exactly one of the customer's accounts fits."""
        for draft in drafts:
            for key, owner in _NUMBER_OF.items() if draft.is_open else ():
                possible, number = range_of(draft.values[key]), draft.values[owner]
                fitting = [
                    account.acct_id
                    for account in (self._accounts.get(draft.values[_CLIENT], ()) if possible else ())
                    if int(account.acct_id) in possible and account.kind is _KINDS[owner]
                    if not is_valid(owner, number) or account.owner_id == number
                ]
                if len(fitting) == 1:
                    draft.suggested[key], draft.found_in = fitting[0], self.name

    def _numbers_of(self, customer: str, key: str, acct_id: str) -> Numbers:
        accounts = self._accounts.get(customer, ())
        given = Counter(account.owner_id for account in accounts)
        return Numbers(
            account.owner_id
            for account in accounts
            if account.kind is _KINDS[key] and is_valid(key, account.owner_id) and given[account.owner_id] == 1
            if not acct_id or account.acct_id == acct_id
        )
