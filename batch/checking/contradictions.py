"""Which rows claim the same account, across all files of a run: contradictions, and rows that repeat others.

This is used twice: for the accounts as the rows name them, when a mapping is checked, and for the accounts as
CloudHealth lists them, when one row names an account by id and another by AWS number. Two names are compared only if
they are of the same kind. A row that is invalid for another reason still claims the accounts that it names.
"""

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, islice, pairwise
from typing import NamedTuple

from batch.diagnostics import Rule
from batch.ids import OWNER_DIGITS
from batch.mapping.rows import KEYS, SIDES
from batch.rules import between

_NAMED = 10
"""How many other rows a message names."""
_ABSENT = 0
"""An id is positive and is kept as it is; a number, which may be 0, is kept as its complement."""
_COLUMNS = KEYS[1:]
_COMMERCIAL, _GOVCLOUD = slice(0, 2), slice(2, 4)
_IDS, _NUMBERS = slice(0, None, 2), slice(1, None, 2)

_Claim = tuple[int, int]
"""Where an account is named: the row and the column."""
_Others = tuple[tuple[int, ...], int]
"""The first rows that contradict a row, and how many more do."""


class Contradiction(NamedTuple):
    """A row that claims accounts against other rows, or against itself."""

    row: int
    rule: Rule
    others: tuple[int, ...]
    """The first of the rows that it contradicts."""
    more: int
    """How many more rows it contradicts."""
    accounts: list[tuple[str, str]]
    """The accounts that all these rows claim: this row's key for each, and its id or number."""

    def describe(self, rule: Rule, accounts: Sequence[str], places: Sequence[object]) -> str:
        """Return a rule's message about it; `accounts` are the names of its accounts, `places` those of `others`."""
        more = f" and {self.more:,} more" if self.more else ""
        return rule.describe(
            accounts=" and ".join(accounts),
            verb="are" if len(accounts) > 1 else "is",
            places=", ".join(map(str, places)) + more,
        )

    @property
    def named(self) -> list[str]:
        """The row's name for the account of each side; an account named by id and by number is listed once."""
        words = []
        for side, called in SIDES.items():
            names = [name for key, name in self.accounts if key.startswith(side)]
            if names:
                first, *more = names
                words.append(f"the {called} account {first}" + "".join(f" ({number})" for number in more))
        return words


class Claims:
    """The accounts that the rows of a run claim; the first one added is row 0.

    They are kept as numbers: a million rows take about 40 MB.
    """

    def __init__(self) -> None:
        self._customers = array("q")
        self._accounts = [array("q") for _ in _COLUMNS]

    def add(
        self,
        customer: str,
        commercial_id: str,
        commercial_number: str,
        govcloud_id: str,
        govcloud_number: str,
    ) -> None:
        """Add the next row: its customer, and its accounts by id and by number, each "" if it isn't known."""
        self._customers.append(int(customer) if customer else _ABSENT)
        columns = self._accounts
        columns[0].append(int(commercial_id) if commercial_id else _ABSENT)
        columns[1].append(~int(commercial_number) if commercial_number else _ABSENT)
        columns[2].append(int(govcloud_id) if govcloud_id else _ABSENT)
        columns[3].append(~int(govcloud_number) if govcloud_number else _ABSENT)

    def forget_customer(self, row: int) -> None:
        """Treat a row's customer as unknown after all."""
        self._customers[row] = _ABSENT

    def found(self, faulty: Collection[int]) -> tuple[list[Contradiction], dict[int, int]]:
        """Return every contradiction, and for each row that repeats an earlier one, that earlier row.

        Rows with a contradiction and `faulty` rows are not sent, so they neither repeat other rows nor are repeated.
        """
        claimed = self._claimed_again()
        contradictions = list(self._contradictions(claimed))
        unsent = {contradiction.row for contradiction in contradictions}.union(faulty)
        return contradictions, self._repeated(claimed, unsent)

    def _claimed_again(self) -> dict[int, list[_Claim]]:
        """Return every account that is named more than once, with its claims in order.

        Sorting takes a tenth of the memory that a set or a dictionary of a million rows' numbers would take.
        """
        claimed: dict[int, list[_Claim]] = {}
        for kind in (_IDS, _NUMBERS):
            accounts = sorted(filter(None, chain(*self._accounts[kind])))
            again = {account for account, other in pairwise(accounts) if account == other}
            del accounts  # before the next ones need as much memory
            for number in range(kind.start, len(_COLUMNS), kind.step):
                for row, account in enumerate(self._accounts[number]):
                    if account in again:
                        claimed.setdefault(account, []).append((row, number))
        for claims in claimed.values():
            claims.sort()
        return claimed

    def _contradictions(self, claimed: dict[int, list[_Claim]]) -> Iterator[Contradiction]:
        """Yield one per row, rule, and set of other rows, however many accounts it concerns."""
        found: dict[tuple[int, Rule, _Others], list[tuple[str, str]]] = {}
        for account, claims in claimed.items():
            name = str(account) if account > 0 else f"{~account:0{OWNER_DIGITS}}"
            for row, column, rule, others in self._contradictions_about(claims):
                found.setdefault((row, rule, others), []).append((_COLUMNS[column], name))
        for (row, rule, (first, more)), accounts in found.items():
            yield Contradiction(row, rule, first, more, accounts)

    def _contradictions_about(self, claims: list[_Claim]) -> Iterator[tuple[int, int, Rule, _Others]]:
        """Yield what is wrong with the claims of one account."""
        columns: dict[int, list[int]] = {}
        for row, column in claims:
            columns.setdefault(row, []).append(column)
        for row, named in columns.items():
            if len(named) > 1:
                yield row, named[0], between.SELF_LINK, ((), 0)
        rows = list(columns)
        named_in = [tuple(named) for named in columns.values()]
        is_on_one_side = len({*named_in}) == 1 and len(named_in[0]) == 1
        for rule, contradicted in (
            (between.BOTH_SIDES, _apart(rows, named_in)),
            (between.TWO_PAIRS, self._partners_apart(rows, named_in[0][0]) if is_on_one_side else {}),
            (between.TWO_CUSTOMERS, _apart(rows, [self._customers[row] for row in rows])),
        ):
            for row, others in contradicted.items():
                yield row, columns[row][0], rule, others

    def _partners_apart(self, rows: list[int], named_in: int) -> dict[int, _Others]:
        """Return rows that name the account in one column, but name different accounts on the other side."""
        found: dict[int, _Others] = {}
        for column in self._accounts[_COMMERCIAL if _is_govcloud(named_in) else _GOVCLOUD]:
            for row, others in _apart(rows, [column[row] for row in rows]).items():
                if row not in found or column[row] != _ABSENT:
                    found[row] = others
        return found

    def _repeated(self, claimed: dict[int, list[_Claim]], unsent: set[int]) -> dict[int, int]:
        originals: dict[int, int] = {}
        for claims in claimed.values():
            first: dict[int, int] = {}
            for row, column in claims:
                if _is_govcloud(column) or row in unsent:
                    continue
                for partner in (partners[row] for partners in self._accounts[_GOVCLOUD]):
                    if partner in first:
                        originals.setdefault(row, first[partner])
                    elif partner != _ABSENT:
                        first[partner] = originals.get(row, row)
        return originals


def _is_govcloud(column: int) -> bool:
    return column >= _GOVCLOUD.start


def _apart(rows: list[int], values: Sequence[int | tuple[int, ...]]) -> dict[int, _Others]:
    """Return, for each row, the others that have another value; nothing unless two values are known.

    The time is proportional to the number of rows, because the result depends only on the value.
    """
    if len({*values} - {_ABSENT}) <= 1:
        return {}
    known = [(row, value) for row, value in zip(rows, values, strict=True) if value != _ABSENT]
    count = Counter(value for _row, value in known)
    first = {value: _first(row for row, other in known if other != value) for value in {*count, _ABSENT}}
    return {
        row: (first[value], len(known) - count[value] - len(first[value]))
        for row, value in zip(rows, values, strict=True)
    }


def _first(rows: Iterable[int]) -> tuple[int, ...]:
    return tuple(islice(rows, _NAMED))
