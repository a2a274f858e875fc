"""Numbers in scientific notation: which whole numbers can have been written so."""

import re

from batch.checking.spelling import bare

_SCIENTIFIC = re.compile(r"([0-9]+)(?:[.,]([0-9]*))?[eE]\+?([0-9]{1,3})")


def range_of(value: str) -> range:
    """Give the whole numbers of which nothing but their first digits is left in a value; none where it isn't such.

    The last digit that is left may be rounded, or what follows it cut off: it is not known what wrote it.
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
