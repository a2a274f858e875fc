"""Columns of accounts, millions of rows long, in few bytes a row."""

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

    def extend(self, ids: Iterable[int]) -> None:
        """Add rows."""
        self._ids.extend(array("q", ids))

    def count_known(self) -> int:
        """Count the rows that have an id."""
        return len(self._ids) - self._ids.count(ABSENT)

    def as_integers(self) -> "np.ndarray[Any, np.dtype[np.int64]]":
        """Give the column to numpy."""
        import numpy as np  # noqa: PLC0415 - its import takes longer than most checks

        return np.frombuffer(self._ids, dtype=np.int64)


class Numbers:
    """AWS account numbers, one a row: packed text is as small as integers, and takes no time to make."""

    absent = ABSENT_NUMBER

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._text = ""

    def __len__(self) -> int:
        return len(self._packed()) // OWNER_DIGITS

    def __getitem__(self, row: int) -> str:
        return self._packed()[row * OWNER_DIGITS : (row + 1) * OWNER_DIGITS]

    def __iter__(self) -> Iterator[str]:
        # Slicing in one go: half the time of a check of ten thousand rows went into slicing one by one.
        text = self._packed()
        return iter([text[at : at + OWNER_DIGITS] for at in range(0, len(text), OWNER_DIGITS)])

    def extend(self, numbers: Iterable[str]) -> None:
        """Add rows, each of 12 characters."""
        self._pieces.append("".join(numbers))

    def _packed(self) -> str:
        if self._pieces:
            self._text = "".join((self._text, *self._pieces))
            self._pieces.clear()
        return self._text

    def count_known(self) -> int:
        """Count the rows that have a number."""
        return len(self) - self._packed().count(ABSENT_NUMBER)

    def as_integers(self) -> "np.ndarray[Any, np.dtype[np.int64]]":
        """Give the column to numpy as the numbers' values."""
        import numpy as np  # noqa: PLC0415 - its import takes longer than most checks

        characters = np.frombuffer(self._packed().encode("ascii"), dtype=np.uint8).reshape(-1, OWNER_DIGITS)
        values = np.zeros(len(characters), dtype=np.int64)
        for place in range(OWNER_DIGITS):
            values = values * 10 + characters[:, place] - ord("0")
        values[characters[:, 0] == ord("-")] = ABSENT
        return values
