"""Numbers in scientific notation: which whole numbers they can mean."""

import re

from batch.checking.spelling import bare

_SCIENTIFIC = re.compile(r"([0-9]+)(?:[.,]([0-9]*))?[eE]\+?([0-9]{1,3})")


def range_of(value: str) -> range:
    """Return the whole numbers that a value with only their first digits can mean, empty for any other value.

    The last remaining digit may be rounded or cut off, because it is not known which program wrote the value.
    """
    found = _SCIENTIFIC.fullmatch(bare(value))
    if not found:
        return range(0)
    fraction = found[2] or ""
    lost = int(found[3]) - len(fraction)
    if lost < 0:
        return range(0)
    unit = 10**lost
    least = int(found[1] + fraction) * unit
    return range(max(least - unit // 2, 0), least + unit)
