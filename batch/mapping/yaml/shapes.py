"""What the keys of YAML rows mean: found out once for all rows that have the same keys in the same order."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from batch.mapping.columns import is_reserved, key_of, question, suggestion, way_out
from batch.mapping.rows import KEYS

_KEPT = 1000
"""Shapes and names that are remembered; a file of people's making has a few."""
_RUN_TOGETHER = re.compile(r"""([\w-]+)\s*:?\s*["'0-9]""")


class Slip(NamedTuple):
    """A key that is probably meant to be a known one."""

    at: int
    meant: str
    guess: str
    """What was meant, in words."""
    hint: str | None = None
    holds_for: Callable[[Iterable[str]], bool] = lambda _values: True
    """Tells whether it is one, given the key's value."""


class Shape(NamedTuple):
    """The keys of a row, each told by its place in a list of keys and values in turn; its value stands behind it."""

    places: tuple[int | None, ...]
    """Per key of KEYS the place of its value."""
    own: tuple[tuple[str, int], ...]
    """The user's own keys, and the places of their values."""
    twice: tuple[tuple[int, int], ...]
    """Keys that are given again: the place of the first, and of the other."""
    slips: tuple[Slip, ...]
    merges: tuple[int, ...]
    """Places of what may be YAML's merge key."""


class Shapes:
    """The shapes of one file's rows; `renamed` is as in `key_of`."""

    def __init__(self, renamed: Mapping[str, str]) -> None:
        self._renamed = renamed
        self._shapes: dict[tuple[str, ...], Shape] = {}
        self._meant: dict[str, Slip | None] = {}

    def __getitem__(self, names: tuple[str, ...]) -> Shape:
        shape = self._shapes.get(names)
        if not shape:
            if len(self._shapes) == _KEPT:
                self._shapes.clear()
            shape = self._shapes[names] = self._understood(names)
        return shape

    def key(self, name: str) -> str | None:
        """Give the key of KEYS that a name means."""
        return key_of(name, self._renamed)

    def _understood(self, names: tuple[str, ...]) -> Shape:
        known: dict[str, int] = {}
        other: dict[str, int] = {}
        twice = []
        for at, name in enumerate(names):
            key = self.key(name)
            seen, meaning = (known, key) if key else (other, name)
            if meaning in seen:
                twice.append((seen[meaning], 2 * at))
            else:
                seen[meaning] = 2 * at
        own = {name: at for name, at in other.items() if not is_reserved(name)}
        slips = [
            slip._replace(at=at) for name, at in own.items() if (slip := self._slip(name)) and slip.meant not in known
        ]
        return Shape(
            places=tuple(known[key] + 1 if key in known else None for key in KEYS),
            own=tuple((name, at + 1) for name, at in own.items()),
            twice=tuple(twice),
            slips=tuple(slips),
            merges=tuple(2 * at for at, name in enumerate(names) if name == "<<"),
        )

    def _slip(self, name: str) -> Slip | None:
        """Give the known key that a name is probably meant to be, wherever it stands."""
        if name not in self._meant and len(self._meant) < _KEPT:
            self._meant[name] = self._guessed(name)
        return self._meant.get(name)

    def _guessed(self, name: str) -> Slip | None:
        together = _RUN_TOGETHER.match(name)
        if together and (key := self.key(together[1])):
            return Slip(0, key, f"write a colon and a space behind {together[1]}")
        guess = suggestion(name, taken=frozenset(self._renamed.values()))
        if guess is None:
            return None
        return Slip(0, guess.key, question(name, guess.key), way_out(name, guess.key), guess.holds_for)
