"""Send one request and judge its answer: paced, recorded, with waits for throttling and outages."""

from collections.abc import Callable
from random import random as any_random
from typing import TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception_type

from batch.clock import Clock
from batch.cloudhealth.breaker import Breaker
from batch.cloudhealth.calls import Request, list_accounts, list_customers
from batch.cloudhealth.errors import (
    CustomerRefusedError,
    NotThereError,
    ReadFailedError,
    ReadRefusedError,
    SizeRefusedError,
    StopError,
)
from batch.cloudhealth.headers import with_request_id
from batch.cloudhealth.items import MalformedAnswer
from batch.cloudhealth.noticing import TraitWatch
from batch.cloudhealth.pacing import Pacer, PacerStopped
from batch.cloudhealth.transport import Transport
from batch.cloudhealth.verdict import (
    ABSURD_WAIT,
    Accepted,
    Ambiguous,
    Forbidden,
    Lost,
    NotApplied,
    Rejected,
    SignedOut,
    Stop,
    Throttled,
    Verdict,
    judge,
    status_line,
)
from batch.cloudhealth.wire import Answer, server_words
from batch.events import Answered, Emit
from batch.rules import sending
from batch.stopping import Stopping, StopReason

_T = TypeVar("_T")

_FIRST_TIMEOUT = 25.0
"""Seconds for a request to a host that has never answered, so that a wrong address is given up within about 30."""

_LONGEST_BACKOFF = 60.0
_NOT_FOUND = 404


class Client:
    """Sends requests for all workers; safe to share between threads.

    `timeout` is in seconds for a whole request; `backoff` is the first pause between attempts in seconds, and each
    further pause is twice as long. `random` returns numbers in [0, 1).
    """

    def __init__(
        self,
        transport: Transport,
        pacer_for: Callable[[str], Pacer],
        clock: Clock,
        stopping: Stopping,
        emit: Emit,
        *,
        timeout: float,
        max_attempts: int,
        backoff: float = 1.0,
        random: Callable[[], float] = any_random,
    ) -> None:
        self._transport = transport
        self._pacer_for = pacer_for
        self._clock = clock
        self._stopping = stopping
        self._emit = emit
        self._timeout = timeout
        self.max_attempts = max_attempts
        """For one row, and for one read."""
        self.sizeless: set[str] = set()
        """Paths of lists that refuse a page size."""
        self._backoff = backoff
        self._random = random
        self._traits = TraitWatch(emit)
        self._breaker = Breaker(clock, emit, self._probe, unit=backoff)

    def send(
        self, request: Request, client_api_id: str, row: int = 0, *, before: Callable[[], None] | None = None
    ) -> Verdict:
        """Send once, and again after each 429, which is not an attempt since it doesn't concern the request itself.

        `before` is called once, after all waits and right before the first byte is sent; if it raises, nothing is sent.
        Raises `StopError` if the whole run must stop, and whatever ends a wait.
        """
        with self._breaker.passage(request):
            verdict = self._send_until_served(request, client_api_id, row, before)
            if not isinstance(verdict, SignedOut):
                return verdict
            doubt = self._confirm_signed_out(verdict, client_api_id)
            if doubt is not None:
                return doubt
            # The 401 seems to be a temporary fault of the service: nothing was applied. A second one is about the key.
            verdict = self._send_until_served(request, client_api_id, row)
            if isinstance(verdict, SignedOut):
                raise StopError(StopReason.of(sending.KEY_REFUSED, answer=describe(verdict)))
            return verdict

    def read(self, request: Request, client_api_id: str, parse: Callable[[Answer], _T], row: int = 0) -> _T:
        """Read and parse, and repeat what failed, since reads are harmless.

        Raises `CustomerRefusedError`, `ReadFailedError`, or `StopError`.
        """
        result: _T = self.retrying(ReadFailedError)(self.read_once, request, client_api_id, parse, row)
        return result

    def read_once(self, request: Request, client_api_id: str, parse: Callable[[Answer], _T], row: int = 0) -> _T:
        """Read and parse once; raises as `read` does."""
        match verdict := self.send(request, client_api_id, row):
            case Accepted(answer):
                try:
                    return parse(answer)
                except MalformedAnswer as error:
                    words = server_words(answer) if answer.is_html else ()
                    message = "; ".join([str(error), *words])
                    raise ReadFailedError(with_request_id(message, answer.request_id)) from error
            case Forbidden():
                raise CustomerRefusedError(describe(verdict))
            case Stop(reason):
                raise StopError(reason)
            case Rejected(status) if status == _NOT_FOUND:
                raise NotThereError(describe(verdict))
            case Rejected() if request.sizes_its_pages:
                raise SizeRefusedError(describe(verdict))
            case Rejected():
                raise ReadRefusedError(describe(verdict))
            case _:
                raise ReadFailedError(describe(verdict))

    def ask(self, request: Request, client_api_id: str) -> Verdict:
        """Send a read once and return any verdict: nothing is repeated, and no throttling or outage is waited out.

        Raises whatever ends a wait.
        """
        return self._send_once(request, client_api_id, 0, None)

    def retrying(self, reason: type[Exception], used: int = 0) -> Retrying:
        """Return a retry loop with the remaining attempts, growing jittered pauses, and the last exception raised."""
        left = self.max_attempts - used
        return Retrying(
            retry=retry_if_exception_type(reason),
            stop=lambda attempt: _is_refused_again(attempt) or attempt.attempt_number >= left,
            wait=self._pause_after,
            sleep=self._clock.sleep,
            reraise=True,
        )

    def _pause_after(self, attempt: RetryCallState) -> float:
        doubled: float = 2.0 ** min(attempt.attempt_number - 1, 10)
        return self._backoff * (min(_LONGEST_BACKOFF, doubled) + self._random())

    def _send_until_served(
        self, request: Request, client_api_id: str, row: int, before: Callable[[], None] | None = None
    ) -> Verdict:
        while isinstance(verdict := self._send_once(request, client_api_id, row, before), Throttled):
            before = None
        return verdict

    def _send_once(self, request: Request, client_api_id: str, row: int, before: Callable[[], None] | None) -> Verdict:
        timeout = self._timeout if self._breaker.has_answered else min(self._timeout, _FIRST_TIMEOUT)
        pacer = self._pacer_for(client_api_id)
        try:
            grant = pacer.acquire()
        except PacerStopped as error:
            raise self._stopping.interruption() from error
        began = self._clock.monotonic()
        try:
            if before is not None:
                before()
            happened = self._transport.send(request, timeout)
        except BaseException:
            pacer.lost(grant)
            raise
        verdict = judge(happened)
        # Before the pacer records the answer: if that was a probe, the gate would open for a moment.
        self._pause_if_asked(pacer, verdict)
        match verdict:
            case Throttled(retry_after):
                pacer.throttled(grant, retry_after)
            case _ if isinstance(happened, Lost):
                pacer.lost(grant)
            case _:
                pacer.answered(grant)
        status = happened.status if isinstance(happened, Answer) else None
        seconds = round(self._clock.monotonic() - began, 3)
        name = type(verdict).__name__
        details = status, name, describe(verdict), seconds, happened.request_id
        self._emit(Answered(request.method, request.path, client_api_id, row, *details))
        if isinstance(happened, Answer):
            self._traits.look_at(request, happened)
        self._breaker.note(request, row or client_api_id, verdict, status, began)
        return verdict

    def _pause_if_asked(self, pacer: Pacer, verdict: Verdict) -> None:
        """Pause if a 503 asks for it, or if the run stops for a long pause, so that no other request slips through."""
        match verdict:
            case Ambiguous(retry_after=float(seconds)):
                pacer.pause(seconds, "the service asks for a pause")
            case Stop(reason) if reason.rule == sending.LONG_PAUSE_ASKED:
                pacer.pause(ABSURD_WAIT, reason.words)

    def _probe(self) -> None:
        """Ask for something any key may ask for: even a refusal shows that the service works."""
        verdict = self._send_until_served(list_customers(1, 0), "", 0)
        if isinstance(verdict, Stop):
            raise StopError(verdict.reason)

    def _confirm_signed_out(self, verdict: SignedOut, client_api_id: str) -> Verdict | None:
        """Ask again with a harmless read; None if it is answered. Raises `StopError` if it is a 401 too."""
        match again := self._send_until_served(list_accounts(client_api_id, 1, 0), client_api_id, 0):
            case SignedOut():
                answer = describe(verdict if verdict.words else again)
                raise StopError(StopReason.of(sending.KEY_REFUSED, answer=answer))
            case Stop(reason):
                raise StopError(reason)
            case Forbidden():
                return again
            case NotApplied() | Ambiguous():
                return NotApplied(describe(verdict))
            case _:
                return None


def _is_refused_again(attempt: RetryCallState) -> bool:
    """Whether a read was refused twice, or for a page size that can be left out.

    Repeating it would not help.
    """
    ended = attempt.outcome.exception() if attempt.outcome else None
    return isinstance(ended, SizeRefusedError) or (isinstance(ended, ReadRefusedError) and attempt.attempt_number > 1)


def describe(verdict: Verdict) -> str:
    """Return a verdict's meaning in one line; "" for a success."""
    match verdict:
        case Accepted():
            return ""
        case NotApplied(words) | Ambiguous(words):
            return words
        case Stop(reason):
            return reason.words
        case Throttled(retry_after):
            return "throttled" if retry_after is None else f"throttled, asked to wait {retry_after:g} s"
        case Rejected(status, words, request_id):
            return status_line(status, words, request_id)
        case Forbidden(words, request_id):
            return status_line(403, words, request_id)
        case SignedOut(words, request_id):
            return status_line(401, words, request_id)
