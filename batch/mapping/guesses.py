"""Which key a column's name could mean if it isn't a key's name but is similar to one, or a common name for it."""

import re
from collections.abc import Iterable
from enum import IntEnum
from typing import NamedTuple

from batch.mapping.looks import is_number
from batch.mapping.names import folded
from batch.mapping.rows import KEYS

_BY_NAME = {folded(key): key for key in KEYS}
_ALIKE = 0.88
"""How similar a misspelled name must be to a key to be taken for it, in difflib's measure."""

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+s?(?![a-z])|[0-9]+|#")
_TWO_AS_ONE = re.compile(r"(gov|cloud)\W*_?(cloud|health)", re.IGNORECASE)
_BRACKETED = re.compile(r"[(\[].*", re.DOTALL)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Names that people give to columns that hold a key. Ignoring such a column silently would be a trap.
_CUSTOMER = _words("client clients customer customers cust tenant tenants kunde kunden mandant mandanten")
_COMMERCIAL = _words("commercial comm standard kommerziell kommerzielle kommerzieller kommerzielles")
_GOVCLOUD = _words("govcloud gov")
_OWNER = _words("owner number numbers no nr num nummer nummern aws 12 digit digits #")
_ACCOUNT = _words("id ids identifier identifiers acct accts account accounts konto konten") | _OWNER
_CLOUDHEALTH = _words("cloudhealth cht ch")
_AROUND = _CLOUDHEALTH | _words(
    "api amazon us msp partner key code ref reference the of for in text as required optional mandatory "
    "linked paired workload asset proxy"
)
_LINKED = _words("linked paired proxy")
_PAYER = _words("payer management master")
_OF_A_KEY = _CUSTOMER | _COMMERCIAL | _GOVCLOUD | _ACCOUNT | _AROUND
_OF_ANOTHER = _words(
    "old previous prev former original input name names email mail manager contact type region status note notes "
    "comment linkage date created description"
)
"""A column with one of these words holds something else about the customer or the account, however it begins."""


_RUN_TOGETHER = re.compile("|".join(sorted(_OF_A_KEY, key=len, reverse=True)))


class Likeness(IntEnum):
    """How a name that isn't a key's may still mean an account of a side, the likeliest first."""

    OF_ITS_SIDE = 1
    LINKED = 2
    """Billing's word for an account that another account pays for."""
    OF_NO_SIDE = 3
    PAYER = 4


class Guess(NamedTuple):
    """The key that a name could be meant for."""

    key: str
    if_numbers: bool = False
    """Whether the name alone is not enough: a column `customer` may hold names. If it has numbers, the key is meant."""

    def holds_for(self, values: Iterable[str]) -> bool:
        """Whether the guess holds, given some values of the column."""
        return not self.if_numbers or any(map(is_number, values))


def question(name: str, key: str) -> str:
    """Ask whether a misspelled name means the key.

    An "account id" may be an AWS account number or a CloudHealth id, and people often confuse them, so both are named.
    """
    both = meanings(name, key)
    if len(both) > 1:
        return f"did you mean {both[0]} (AWS account numbers, 12 digits) or {both[1]} (CloudHealth's ids)?"
    return f"did you mean {key}?"


def suggestion(name: str, *, taken: frozenset[str] = frozenset()) -> Guess | None:
    """Return the key that a name could be meant for, unless the file has that key already."""
    guess = _guess(name)
    return None if guess is None or guess.key in taken else guess


def likeness(name: str, side: str) -> Likeness | None:
    """Return how a name may mean an account of a side, `commercial` or `govcloud`, even if it isn't like any key."""
    words = _words_of(name)
    if not words.isdisjoint(_OF_ANOTHER) or not words <= _OF_A_KEY | _PAYER or words & _CUSTOMER:
        return None
    named = "govcloud" if words & _GOVCLOUD else "commercial" if words & _COMMERCIAL else ""
    if named:
        return Likeness.OF_ITS_SIDE if named == side else None
    if words & _PAYER or words & _LINKED:
        like = Likeness.PAYER if words & _PAYER else Likeness.LINKED
        return like if side == "commercial" else None
    is_account = (
        words & _words("acct accts account accounts konto konten") or len(words & _words("aws owner id number")) > 1
    )
    return Likeness.OF_NO_SIDE if is_account else None


def may_call_customers(name: str) -> bool:
    """Whether a column of this name may hold the customers' names; its values may still show that it doesn't."""
    words = _words_of(name)
    return bool(words & _CUSTOMER) and words <= _CUSTOMER | _words("name names")


def _guess(name: str) -> Guess | None:
    words = _words_of(name)
    if not words.isdisjoint(_OF_ANOTHER):
        return None
    plain = folded(name)
    if key := next((key for known, key in _BY_NAME.items() if known in plain), None):
        return Guess(key)
    if guess := _by_words(words):
        return guess
    bare = _BRACKETED.sub("", name)
    if near := _near(folded(bare).strip("*:#?!")):
        return Guess(near)
    guess = _by_words(_words_of(bare))
    return guess and guess._replace(if_numbers=True)


def _words_of(name: str) -> set[str]:
    """Return the words of a name in lower case; `customerid` has two."""
    spaced = _TWO_AS_ONE.sub(lambda found: f" {found[1]}{found[2]} ".lower(), name)
    words = [word.lower() for word in _WORD.findall(spaced)]
    return {part for word in words for part in ([word] if _RUN_TOGETHER.sub("", word) else _RUN_TOGETHER.findall(word))}


def _by_words(words: set[str]) -> Guess | None:
    if not words <= _OF_A_KEY:
        return None
    side = "govcloud" if words & _GOVCLOUD else "commercial" if words & _COMMERCIAL else ""
    if words & _CUSTOMER:
        return Guess("client_api_id", if_numbers=words.isdisjoint(_ACCOUNT | {"api"}))
    if not side:
        is_of_cloudhealth = "id" in words and words & (_CLOUDHEALTH | {"api"})
        return Guess("client_api_id", if_numbers="api" not in words) if is_of_cloudhealth else None
    if words.isdisjoint(_ACCOUNT):
        return None
    key = f"{side}_acct_id" if "id" in words and words.isdisjoint(_OWNER) else f"{side}_owner_id"
    return Guess(key, if_numbers=True)


def meanings(name: str, key: str) -> list[str]:
    """Return all keys that a name could mean if it could mean `key`, the AWS account number first."""
    side = key.partition("_")[0]
    is_open = "acct" not in folded(name) if key.endswith("_acct_id") else _words_of(name).isdisjoint(_OWNER)
    return [f"{side}_owner_id", f"{side}_acct_id"] if is_open and key != "client_api_id" else [key]


def _near(plain: str) -> str | None:
    if not any(2 * min(len(plain), len(known)) >= _ALIKE * (len(plain) + len(known)) for known in _BY_NAME):
        return None  # too short or too long for a misspelled key; most files skip the import below
    import difflib  # noqa: PLC0415 - see above

    near = difflib.get_close_matches(plain, _BY_NAME, n=1, cutoff=_ALIKE)
    return _BY_NAME[near[0]] if near else None
