"""What reads show of the linkages: the present state, or, if reads are late, an earlier one."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from random import Random

from batch.sandbox.latency import Latency
from batch.sandbox.ledger import Ledger, Linkage


@dataclass(frozen=True, slots=True)
class _Change:
    """A change that is not shown before a time (epoch seconds): until then, reads show `before`."""

    shown_from: float
    before: Linkage | None


class Replica:
    """Reads the ledger for lists and single linkages. For one thread at a time."""

    def __init__(self, ledger: Ledger, lag: Latency | None, chance: Random, clock: Callable[[], float]) -> None:
        """Show each change after `lag`; `clock` returns epoch seconds."""
        self._ledger = ledger
        self._lag = lag
        self._chance = chance
        self._clock = clock
        self._changes: dict[int, _Change] = {}

    def linkages(self, customer_id: int) -> list[Linkage]:
        """Return one customer's linkages, oldest first."""
        return list(self._shown(self._ledger.linkages(customer_id)))

    def linkage(self, linkage_id: int) -> Linkage | None:
        """Return the linkage with this id."""
        linkage = self._ledger.linkage(linkage_id)
        return next(self._shown([linkage] if linkage else []), None)

    def changed(self, before: Linkage | None, after: Linkage) -> None:
        """Record that a linkage was created, or changed from what was shown `before`."""
        if self._lag is not None:
            self._changes[after.id] = _Change(self._clock() + self._lag.draw(self._chance), before)

    def _shown(self, linkages: Iterable[Linkage]) -> Iterator[Linkage]:
        now = self._clock()
        for linkage in linkages:
            change = self._changes.get(linkage.id)
            shown = change.before if change and now < change.shown_from else linkage
            if shown is not None:
                yield shown
