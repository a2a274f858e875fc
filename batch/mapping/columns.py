"""Which column holds what: names of keys recognised in any case and spacing, slips told with a suggestion."""

import re
from collections.abc import Mapping

from batch.mapping.rows import KEYS, RESERVED_PREFIX

_IGNORED = str.maketrans("", "", "_-\ufeff")
_BY_NAME = {key.translate(_IGNORED): key for key in KEYS}
_ALIKE = 0.88
"""How alike a slip and the key that is meant are at least, in difflib's measure."""
_RESERVED = re.compile(r"\s*" + RESERVED_PREFIX.removesuffix("_") + r"[ _\-\u00a0]", re.IGNORECASE)

_REMARK = re.compile(r"\s*(?:[(\[](?:12|aws|required|optional|mandatory)\b.*|[*:#?!]+)$", re.IGNORECASE | re.DOTALL)
"""What people add to a key: `govcloud_owner_id (12 digits)`, `client_api_id*`. With `(old)` it is another column."""

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


def question(name: str, key: str) -> str:
    """Ask whether the key is what a misspelled name means.

    An "account id" may be AWS's number or CloudHealth's id, and the two are confused all the time: both are named.
    """
    if folded(name) in _CALLED and key.endswith("_acct_id"):
        owner = key.replace("_acct_id", "_owner_id")
        return f"did you mean {owner} (AWS account numbers, 12 digits) or {key} (CloudHealth's ids)?"
    return f"did you mean {key}?"


def suggestion(name: str, *, taken: frozenset[str] = frozenset()) -> str | None:
    """Give the key that a misspelled name probably means, unless the file has that key already."""
    plain = folded(_REMARK.sub("", name))
    key = _CALLED.get(plain) or _BY_NAME.get(plain) or _near(plain)
    return None if key in taken else key


def _near(plain: str) -> str | None:
    if not any(2 * min(len(plain), len(known)) >= _ALIKE * (len(plain) + len(known)) for known in _BY_NAME):
        return None  # too short or too long to be a slip; this spares most files the import
    import difflib  # noqa: PLC0415 - see above

    near = difflib.get_close_matches(plain, _BY_NAME, n=1, cutoff=_ALIKE)
    return _BY_NAME[near[0]] if near else None
