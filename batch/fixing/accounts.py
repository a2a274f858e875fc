"""Restore account numbers with lost digits from a list of accounts that has all digits."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Protocol

from batch.aws import AwsList
from batch.checking.ids import is_valid, with_zeros_restored
from batch.fixing.draft import Correction, Draft
from batch.fixing.scientific import range_of
from batch.ids import OWNER_DIGITS
from batch.mapping.rows import OWNER_IDS

_UNKNOWN = ""
_OF_NO_ACCOUNT = "-"
_MOST_PAIRS = 10_000
"""How many pairs are tried for one row; if there are more candidates, none of them is worth naming."""


class Numbers:
    """The AWS account numbers of one side."""

    def __init__(self, numbers: Iterable[str]) -> None:
        self._sorted = sorted(numbers)
        self._all = frozenset(self._sorted)

    def __contains__(self, number: str) -> bool:
        return number in self._all

    def within(self, numbers: range) -> Sequence[str]:
        """Return those within this range."""
        first, after = (
            bisect_left(self._sorted, f"{number:0>{OWNER_DIGITS}}") for number in (numbers.start, numbers.stop)
        )
        return self._sorted[first:after]


class Known(Protocol):
    """A list of accounts."""

    name: str

    def numbers(self, draft: Draft, key: str) -> Numbers:
        """Return the numbers that a row's account can have."""

    def agree(self, commercial: str, govcloud: str) -> bool:
        """Whether two numbers can be a pair according to the list; "" if a number isn't known."""


class KnownToAws:
    """AWS's own list of pairs."""

    name = "the AWS list"

    def __init__(self, aws: AwsList) -> None:
        self._aws = aws
        self._sides = dict(zip(OWNER_IDS, map(Numbers, (aws.by_commercial, aws.by_govcloud)), strict=True))

    def numbers(self, draft: Draft, key: str) -> Numbers:  # noqa: ARG002 - one list for all rows
        """Return all numbers of the side."""
        return self._sides[key]

    def agree(self, commercial: str, govcloud: str) -> bool:
        """Whether AWS created the two together."""
        return _UNKNOWN in (commercial, govcloud) or self._aws.has_pair(commercial, govcloud)


def restored(drafts: Iterable[Draft], known: Known) -> Iterator[Correction]:
    """Restore the lost zeros of numbers for which exactly one account of the list fits and its pair agrees.

    A number that fits but isn't certain, such as one in scientific notation, is only suggested.
    """
    for draft in drafts:
        wrong = [key for key in OWNER_IDS if draft.values[key] and not is_valid(key, draft.values[key])]
        if wrong and draft.is_open:
            yield from _restored(draft, wrong, known)


def _restored(draft: Draft, wrong: Sequence[str], known: Known) -> Iterator[Correction]:
    candidates = [_candidates(draft, key, known) for key in OWNER_IDS]
    if len(candidates[0]) * len(candidates[1]) > _MOST_PAIRS:
        return
    fitting = [pair for pair in product(*candidates) if known.agree(*pair)]
    for at, key in enumerate(OWNER_IDS):
        numbers = {pair[at] for pair in fitting}
        if key not in wrong or len(numbers) != 1:
            continue
        (number,) = numbers
        if number not in known.numbers(draft, key):
            continue
        if number in with_zeros_restored(draft.values[key])[:1]:
            rules = [problem.rule.id for problem in draft.problems if problem.field == key and problem.suggestion]
            yield draft.change(key, number, f"{' '.join(rules)}, {known.name}")
        else:
            draft.suggested[key], draft.found_in = number, known.name


def _candidates(draft: Draft, key: str, known: Known) -> Sequence[str]:
    """Return the numbers that a value can mean, or a marker in place of one."""
    value, numbers = draft.values[key], known.numbers(draft, key)
    if not value or is_valid(key, value):
        return [value]
    if guesses := with_zeros_restored(value):
        return [number for number in guesses if number in numbers] or guesses
    if possible := range_of(value):
        return numbers.within(possible) or [_OF_NO_ACCOUNT]
    return [_UNKNOWN]
