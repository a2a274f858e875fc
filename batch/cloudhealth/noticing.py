"""Notices a sandbox that the options did not name: one that is served at the base URL says so with every answer."""

from batch.cloudhealth.calls import Request
from batch.cloudhealth.transport import Transport
from batch.cloudhealth.verdict import Lost
from batch.cloudhealth.wire import Answer
from batch.events import Emit, SandboxMet


class NoticingTransport:
    """A transport that emits `SandboxMet` once, before the first answer of a sandbox is given to anybody."""

    def __init__(self, transport: Transport, emit: Emit) -> None:
        self._transport = transport
        self._emit = emit
        self.has_met_sandbox = False

    def send(self, request: Request, timeout: float) -> Answer | Lost:
        """Send it as the transport does."""
        happened = self._transport.send(request, timeout)
        if isinstance(happened, Answer) and happened.is_rehearsal and not self.has_met_sandbox:
            self.has_met_sandbox = True
            self._emit(SandboxMet())
        return happened
