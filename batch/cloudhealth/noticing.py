"""Notice what answers show in addition to their content, once each: an unexpected sandbox, and the service's traits."""

import threading

from batch.cloudhealth.calls import Request
from batch.cloudhealth.traits import traits_of
from batch.cloudhealth.transport import Transport
from batch.cloudhealth.verdict import Lost
from batch.cloudhealth.wire import Answer
from batch.events import Emit, Noticed, SandboxMet

_TRAITS_AT_MOST = 200
"""Pairs of trait and value, far more than a service can plausibly show; the values come from outside."""


class NoticingTransport:
    """A transport that emits `SandboxMet` once, before it returns a sandbox's first answer."""

    def __init__(self, transport: Transport, emit: Emit) -> None:
        self._transport = transport
        self._emit = emit
        self.has_met_sandbox = False

    def send(self, request: Request, timeout: float) -> Answer | Lost:
        """Send it with the wrapped transport."""
        happened = self._transport.send(request, timeout)
        if isinstance(happened, Answer) and happened.is_rehearsal and not self.has_met_sandbox:
            self.has_met_sandbox = True
            self._emit(SandboxMet())
        return happened


class TraitWatch:
    """Emits `Noticed` for each new pair of a trait and its value; safe to call from any thread."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._seen: set[tuple[str, str]] = set()
        self._lock = threading.Lock()

    def look_at(self, request: Request, answer: Answer) -> None:
        """Emit the traits that this answer is the first to show."""
        shown = traits_of(request, answer).items()
        with self._lock:
            new = [pair for pair in shown if pair not in self._seen][: _TRAITS_AT_MOST - len(self._seen)]
            self._seen.update(new)
        for trait, value in new:
            self._emit(Noticed(trait, value))
