"""Columns of accounts, in few bytes a row.

Nobody submits a million rows in a week, but people check what they have, and a hook checks it at every commit. A
dictionary of all accounts would be the simplest form, and half a gigabyte for a million rows.
"""

from array import array
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from batch.mapping.rows import OWNER_DIGITS

if TYPE_CHECKING:
    import numpy as np

ABSENT = -1
"""Stands where a row has no such id, or a wrong one."""
ABSENT_NUMBER = f"{ABSENT:0{OWNER_DIGITS}}"
"""The same as wide as an AWS account number."""
FEW = 20_000
"""Numbers that are kept as they are: cutting packed ones apart again would be a fifth of a small check."""


class Ids:
    """CloudHealth's ids of accounts or customers, one a row."""

    absent = ABSENT

    def __init__(self) -> None:
        self._ids = array("q")

    def __len__(self) -> int:
        return len(self._ids)

    def __getitem__(self, row: int) -> int:
        return self._ids[row]

    def __iter__(self) -> Iterator[int]:
        return iter(self._ids)

    def extend(self, ids: "array[int]") -> None:
        """Add rows."""
        self._ids.extend(ids)

    def count_known(self) -> int:
        """Count the rows that have an id."""
        return len(self._ids) - self._ids.count(ABSENT)

    def as_integers(self) -> "np.ndarray[Any, np.dtype[np.int64]]":
        """Give the column to numpy."""
        import numpy as np  # noqa: PLC0415 - its import takes longer than most checks

        return np.frombuffer(self._ids, dtype=np.int64)


class Numbers:
    """AWS account numbers, one a row: few stay the texts that they are, more are packed, as small as integers."""

    absent = ABSENT_NUMBER

    def __init__(self) -> None:
        self._few: list[str] = []
        self._pieces: list[str] = []
        """Packed texts, once there are more than a few; then `_few` is empty."""

    def __len__(self) -> int:
        return len(self._few) or len(self._packed()) // OWNER_DIGITS

    def __getitem__(self, row: int) -> str:
        return self._few[row] if self._few else self._packed()[row * OWNER_DIGITS : (row + 1) * OWNER_DIGITS]

    def __iter__(self) -> Iterator[str]:
        text = self._packed()
        return iter(self._few or [text[at : at + OWNER_DIGITS] for at in range(0, len(text), OWNER_DIGITS)])

    def extend(self, numbers: Iterable[str]) -> None:
        """Add rows, each of 12 characters."""
        if not self._pieces and len(self._few) < FEW:
            self._few += numbers
            return
        self._pieces += "".join(self._few), "".join(numbers)
        self._few.clear()

    def _packed(self) -> str:
        if len(self._pieces) > 1:
            self._pieces = ["".join(self._pieces)]
        return self._pieces[0] if self._pieces else ""

    def count_known(self) -> int:
        """Count the rows that have a number."""
        return len(self) - self._few.count(ABSENT_NUMBER) - self._packed().count(ABSENT_NUMBER)

    def as_integers(self) -> "np.ndarray[Any, np.dtype[np.int64]]":
        """Give the column to numpy as the numbers' values."""
        import numpy as np  # noqa: PLC0415 - its import takes longer than most checks

        text = self._packed() or "".join(self._few)
        characters = np.frombuffer(text.encode("ascii"), dtype=np.uint8).reshape(-1, OWNER_DIGITS)
        values = np.zeros(len(characters), dtype=np.int64)
        for place in range(OWNER_DIGITS):
            values = values * 10 + characters[:, place] - ord("0")
        values[characters[:, 0] == ord("-")] = ABSENT
        return values
