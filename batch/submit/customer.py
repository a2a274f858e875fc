"""One customer's rows: which are ready, which wait to be looked for, and whether its writes have been proven."""

from dataclasses import dataclass, field
from enum import Enum, auto

from batch.submission import Unsettled


class Trust(Enum):
    """Whether a customer's writes have been shown to do what the plan means."""

    PROVING = auto()
    PROVEN = auto()
    CLOSED = auto()


@dataclass(slots=True)
class CustomerQueue:
    """One customer's rows that are ready, lowest row number first, and those that wait to be looked for."""

    ready: list[int] = field(default_factory=list)
    waiting: list[Unsettled] = field(default_factory=list)
    quiet_since: float = 0.0
    """When the last row was left open or looked for, in seconds of the monotonic clock."""
    trust: Trust = Trust.PROVING
    in_flight: int = 0
    """Rows under way, those that are being looked for among them."""
    refused: int = 0

    @property
    def may_send(self) -> bool:
        """Until a canary has come home, one row at a time."""
        alone = self.trust is Trust.PROVING and (self.in_flight > 0 or bool(self.waiting))
        return bool(self.ready) and self.trust is not Trust.CLOSED and not alone

    @property
    def awaits_look(self) -> bool:
        """Whether nothing is left to do for it but to look."""
        return bool(self.waiting) and self.in_flight == 0 and not self.may_send
