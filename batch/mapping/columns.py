"""Which column holds what: names of keys recognised in any case and spacing, slips told with a suggestion."""

import difflib
import re
from collections.abc import Mapping

from batch.mapping.rows import KEYS, RESERVED_PREFIX

_IGNORED = str.maketrans("", "", " _-\t\u00a0")
_BY_NAME = {key.translate(_IGNORED): key for key in KEYS}
_RESERVED = re.compile(r"\s*" + RESERVED_PREFIX.removesuffix("_") + r"[ _\-\u00a0]", re.IGNORECASE)

# How people call the keys in their own tables: near enough to a key that silence would be a trap.
_CALLED = {
    "clientid": "client_api_id",
    "customerid": "client_api_id",
    "clientapi": "client_api_id",
    "commercialaccountid": "commercial_acct_id",
    "commercialaccount": "commercial_owner_id",
    "commercialaccountnumber": "commercial_owner_id",
    "commercialawsaccountid": "commercial_owner_id",
    "govcloudaccountid": "govcloud_acct_id",
    "govcloudaccount": "govcloud_owner_id",
    "govcloudaccountnumber": "govcloud_owner_id",
    "govcloudawsaccountid": "govcloud_owner_id",
}


def folded(name: str) -> str:
    """Make names comparable: without case, spaces, hyphens and underscores."""
    return name.translate(_IGNORED).casefold()


def key_of(name: str, renamed: Mapping[str, str]) -> str | None:
    """Give the key that a column of this name holds, or None for a column of the user's own.

    `renamed` is folded header to key, from `--column`; a key that is named there has no other column.
    """
    plain = folded(name)
    if plain in renamed:
        return renamed[plain]
    key = _BY_NAME.get(plain)
    return None if key in renamed.values() else key


def is_reserved(name: str) -> bool:
    """Tell whether govlink itself wrote the column, into `retry.csv` or `fix.csv`.

    The prefix ends where a word ends: a column `Govlinkage` is the user's own.
    """
    return _RESERVED.match(name) is not None


def suggestion(name: str, *, taken: frozenset[str] = frozenset()) -> str | None:
    """Give the key that a misspelled name probably means, unless the file has that key already."""
    plain = folded(name)
    near = difflib.get_close_matches(plain, _BY_NAME, n=1, cutoff=0.88)
    key = _CALLED.get(plain) or (_BY_NAME[near[0]] if near else None)
    return None if key in taken else key
