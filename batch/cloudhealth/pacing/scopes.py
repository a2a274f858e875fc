"""Whom a limit holds for: one pacer for the whole key, or one for each customer."""

import threading
from collections.abc import Callable
from enum import StrEnum

from batch.cloudhealth.pacing.pacer import Pacer


class RateScope(StrEnum):
    """Article 420604 says 30 requests a minute "per client": whether that is the key or the tenant is not known."""

    KEY = "key"
    CLIENT = "client"


class Pacers:
    """The pacers of a run, made by `make` as needed, by `client_api_id` ("" for requests about no customer)."""

    def __init__(self, scope: RateScope, make: Callable[[], Pacer]) -> None:
        self._scope = scope
        self._make = make
        self._pacers: dict[str, Pacer] = {}
        self._stopped = False
        # Re-entrant, because a signal handler may call stop() while its thread holds it.
        self._lock = threading.RLock()

    def of(self, customer: str) -> Pacer:
        """Give the pacer that requests about this customer must pass; "" for requests about no customer."""
        scoped = customer if self._scope is RateScope.CLIENT else ""
        with self._lock:
            if scoped not in self._pacers:
                self._pacers[scoped] = self._make()
                if self._stopped:
                    self._pacers[scoped].stop()
            return self._pacers[scoped]

    def stop(self) -> None:
        """Stop them all, and those to come. Safe in a signal handler."""
        with self._lock:
            self._stopped = True
            pacers = list(self._pacers.values())
        for pacer in pacers:
            pacer.stop()
