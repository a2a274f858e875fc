"""Which column holds which key: in any case and spacing; govlink's own columns are recognized by their prefix."""

import re
from collections.abc import Iterable, Mapping

from batch.mapping.options import VariableColumns
from batch.mapping.rows import COLUMNS, RESERVED_PREFIX

_IGNORED = str.maketrans("", "", "_-\ufeff")
_KNOWN = {name.translate(_IGNORED): name for name in COLUMNS}
_RESERVED = re.compile(r"\s*" + RESERVED_PREFIX.removesuffix("_") + r"[ _\-\u00a0]", re.IGNORECASE)


def folded(name: str) -> str:
    """Return a name without case, whitespace, hyphens, and underscores, so that names can be compared.

    A byte order mark is removed as well: joined files have one before a header.
    """
    return "".join(name.split()).translate(_IGNORED).casefold()


def renamed_in(names: Iterable[str], columns: Mapping[str, str]) -> dict[str, str]:
    """Map folded headers to keys, by those `columns` of `--column` that apply to a table with these names.

    A table that govlink wrote has the keys' own names, whatever the original columns were, so a missing header is no
    problem there. A column from an environment variable, which is set for all files, gives way to the key's own name.
    """
    if not columns:
        return {}
    plain = set(map(folded, names))
    by_govlink, by_variable = any(map(is_reserved, names)), isinstance(columns, VariableColumns)
    return {
        folded(header): key
        for key, header in columns.items()
        if folded(header) in plain or not (by_govlink or (by_variable and folded(key) in plain))
    }


def key_of(name: str, renamed: Mapping[str, str]) -> str | None:
    """Return the key that a column of this name holds, or None for a column of the user's own.

    `renamed` maps folded headers to keys, as `renamed_in` returns them; such a key has no other column.
    """
    plain = folded(name)
    if plain in renamed:
        return renamed[plain]
    key = _KNOWN.get(plain)
    return None if key in renamed.values() else key


def is_reserved(name: str) -> bool:
    """Whether govlink itself wrote the column, into `retry.csv` or `fix.csv`.

    The prefix must end a word: a column `Govlinkage` is the user's own.
    """
    return _RESERVED.match(name) is not None
