"""One customer's rows: those that are ready, those that wait for a check, and whether its writes are proven."""

from dataclasses import dataclass, field
from enum import Enum, auto

from batch.submission import Unsettled


class Trust(Enum):
    """Whether a customer's writes are proven to do what the plan means."""

    PROVING = auto()
    PROVEN = auto()
    CLOSED = auto()


@dataclass(slots=True)
class CustomerQueue:
    """One customer's ready rows, lowest row number first, and its rows that wait for a check."""

    ready: list[int] = field(default_factory=list)
    waiting: list[Unsettled] = field(default_factory=list)
    quiet_since: float = 0.0
    """When a row was last left open or checked, in seconds of the monotonic clock."""
    trust: Trust = Trust.PROVING
    in_flight: int = 0
    """Rows that are being sent or checked."""
    refused: int = 0

    @property
    def may_send(self) -> bool:
        """Whether a row may be sent; until a canary is confirmed, only one at a time."""
        alone = self.trust is Trust.PROVING and (self.in_flight > 0 or bool(self.waiting))
        return bool(self.ready) and self.trust is not Trust.CLOSED and not alone

    @property
    def awaits_look(self) -> bool:
        """Whether only a check is left to do for it."""
        return bool(self.waiting) and self.in_flight == 0 and not self.may_send
