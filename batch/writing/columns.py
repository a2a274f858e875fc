"""Names of a mapping's columns that a reader can tell apart."""

from collections.abc import Iterable

from batch.mapping.names import folded
from batch.mapping.rows import CUSTOMER_NAME, KEYS


def distinct_names(names: Iterable[str]) -> list[str]:
    """Return the names of the user's own columns, with a prefix if one is blank, or matches a key or another name.

    `--column` can give a key to another column, and files can spell one name in two ways. The prefix is `input_`.
    """
    taken = {"", *map(folded, (*KEYS, CUSTOMER_NAME))}
    apart = []
    for given in names:
        name = given
        while folded(name) in taken:
            name = f"input_{name}"
        taken.add(folded(name))
        apart.append(name)
    return apart
