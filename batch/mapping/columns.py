"""Which column holds what: names of keys recognised in any case and spacing, slips told with a suggestion."""

import re
from collections.abc import Mapping

from batch.mapping.rows import KEYS, RESERVED_PREFIX

_IGNORED = str.maketrans("", "", "_-\ufeff")
_BY_NAME = {key.translate(_IGNORED): key for key in KEYS}
_ALIKE = 0.88
"""How alike a slip and the key that is meant are at least, in difflib's measure."""
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
    """Make names comparable: without case, white space of any kind, hyphens and underscores.

    A byte order mark goes as well, which stands before the header where files were joined.
    """
    return "".join(name.split()).translate(_IGNORED).casefold()


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
    key = _CALLED.get(folded(name)) or _near(folded(name))
    return None if key in taken else key


def _near(plain: str) -> str | None:
    if not any(2 * min(len(plain), len(known)) >= _ALIKE * (len(plain) + len(known)) for known in _BY_NAME):
        return None  # too short or too long to be a slip; this spares most files the import
    import difflib  # noqa: PLC0415 - see above

    near = difflib.get_close_matches(plain, _BY_NAME, n=1, cutoff=_ALIKE)
    return _BY_NAME[near[0]] if near else None
