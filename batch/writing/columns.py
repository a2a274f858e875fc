"""The names of a mapping's columns, so that a reader can hold them apart."""

from collections.abc import Iterable

from batch.mapping.names import folded
from batch.mapping.rows import CUSTOMER_NAME, KEYS


def told_apart(names: Iterable[str]) -> list[str]:
    """Give the names of the user's own columns, unless a reader would take one for a key, for another, or for none.

    `--column` can give a key's own name away, and files can spell one name in two ways; such a name gets `input_` in
    front of it.
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
