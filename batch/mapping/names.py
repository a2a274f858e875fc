"""Which column holds what: keys are recognized in any case and spacing, and what govlink wrote by its prefix."""

import re
from collections.abc import Iterable, Mapping

from batch.mapping.options import StandingColumns
from batch.mapping.rows import COLUMNS, RESERVED_PREFIX

_IGNORED = str.maketrans("", "", "_-\ufeff")
_KNOWN = {name.translate(_IGNORED): name for name in COLUMNS}
_RESERVED = re.compile(r"\s*" + RESERVED_PREFIX.removesuffix("_") + r"[ _\-\u00a0]", re.IGNORECASE)


def folded(name: str) -> str:
    """Make names comparable: without case, white space of any kind, hyphens and underscores.

    A byte order mark goes as well, which is before the header where files were joined.
    """
    return "".join(name.split()).translate(_IGNORED).casefold()


def renamed_in(names: Iterable[str], columns: Mapping[str, str]) -> dict[str, str]:
    """Give folded header to key, of the `columns` that `--column` names, as they are in a table of these names.

    What govlink wrote has the keys' own names, whatever the columns were named that it was made from: there a header
    that is absent says nothing. One of a variable, which is there for all files, gives way to the key's own name.
    """
    if not columns:
        return {}
    plain = set(map(folded, names))
    by_govlink, stands = any(map(is_reserved, names)), isinstance(columns, StandingColumns)
    return {
        folded(header): key
        for key, header in columns.items()
        if folded(header) in plain or not (by_govlink or (stands and folded(key) in plain))
    }


def key_of(name: str, renamed: Mapping[str, str]) -> str | None:
    """Give the key that a column of this name holds, or None for a column of the user's own.

    `renamed` is folded header to key, as `renamed_in` gives it; a key that is named there has no other column.
    """
    plain = folded(name)
    if plain in renamed:
        return renamed[plain]
    key = _KNOWN.get(plain)
    return None if key in renamed.values() else key


def is_reserved(name: str) -> bool:
    """Whether govlink itself wrote the column, into `retry.csv` or `fix.csv`.

    The prefix ends where a word ends: a column `Govlinkage` is the user's own.
    """
    return _RESERVED.match(name) is not None
