"""One request from leave to verdict: paced, sent, judged, noted.

Waits out throttles and outages, halts when it must.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from batch.clock import Clock
from batch.cloudhealth.errors import CustomerRefusedError, HaltError, ReadFailedError
from batch.cloudhealth.outage import Outage
from batch.cloudhealth.pacing import Pacer, PacerStopped, Turn
from batch.cloudhealth.transport import Transport
from batch.cloudhealth.verdict import (
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
    said,
)
from batch.cloudhealth.wire import Answer, MalformedAnswer, Request, list_accounts
from batch.events import Answered, Emit, Paused
from batch.stopping import Stopping

_T = TypeVar("_T")

_FIRST_TIMEOUT = 25.0
"""Seconds for a request to a host that has never answered, so that a wrong one is given up within about 30."""


class Client:
    """Sends requests for all workers; safe to share between threads.

    `timeout` in seconds for a whole request; `backoff` is the first pause in seconds between attempts, which doubles.
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
    ) -> None:
        self._transport = transport
        self._pacer_for = pacer_for
        self._clock = clock
        self._stopping = stopping
        self._emit = emit
        self._timeout = timeout
        self._max_attempts = max_attempts
        self._backoff = backoff
        self._outage = Outage()
        self._outage_lock = threading.Lock()

    def send(self, request: Request, client_api_id: str, row: int = 0) -> Verdict:
        """Send once, as often as throttles ask for it: a 429 says nothing about the request, so it is no attempt.

        Raises `HaltError` where the whole run must stop, and whatever ends a wait.
        """
        self._wait_out_outage(client_api_id)
        while isinstance(verdict := self._send_once(request, client_api_id, row), Throttled):
            pass
        if isinstance(verdict, SignedOut):
            return self._confirm_signed_out(verdict, client_api_id)
        return verdict

    def read(self, request: Request, client_api_id: str, parse: Callable[[Answer], _T], row: int = 0) -> _T:
        """Read and parse, repeating what failed: reads are harmless.

        Raises `CustomerRefusedError`, `ReadFailedError`, or `HaltError`.
        """

        def attempt() -> _T:
            verdict = self.send(request, client_api_id, row)
            match verdict:
                case Accepted(answer):
                    try:
                        return parse(answer)
                    except MalformedAnswer as error:
                        raise ReadFailedError(str(error)) from error
                case Forbidden(words):
                    raise CustomerRefusedError(said(403, words))
                case Stop(code, reason):
                    raise HaltError(code, reason)
                case _:
                    raise ReadFailedError(describe(verdict))

        return self.retrying(ReadFailedError)(attempt)

    def retrying(self, reason: type[Exception]) -> Retrying:
        """A fresh retry loop: so many attempts, growing jittered pauses, the last reason raised as it is."""
        return Retrying(
            retry=retry_if_exception_type(reason),
            stop=stop_after_attempt(self._max_attempts),
            wait=wait_exponential_jitter(initial=self._backoff, max=60 * self._backoff, jitter=self._backoff),
            sleep=self._clock.sleep,
            reraise=True,
        )

    def settle(self) -> None:
        """Wait a moment, so that what the service is still doing can show in a list."""
        self._clock.sleep(self._backoff)

    def _send_once(self, request: Request, client_api_id: str, row: int) -> Verdict:
        timeout = self._timeout if self._outage.has_answered else min(self._timeout, _FIRST_TIMEOUT)
        with self._leave(client_api_id) as turn:
            started = self._clock.monotonic()
            happened = self._transport.send(request, timeout)
            verdict = judge(happened)
            if isinstance(verdict, Throttled):
                turn.throttled(verdict.retry_after)
        if isinstance(verdict, Ambiguous) and verdict.retry_after:
            self._pacer_for(client_api_id).pause(verdict.retry_after, "the service asks for a pause")
        self._note_health(verdict, happened)
        status = happened.status if isinstance(happened, Answer) else None
        seconds = round(self._clock.monotonic() - started, 3)
        name = type(verdict).__name__
        self._emit(Answered(request.method, request.path, client_api_id, row, status, name, describe(verdict), seconds))
        return verdict

    @contextmanager
    def _leave(self, client_api_id: str) -> Iterator[Turn]:
        try:
            with self._pacer_for(client_api_id).turn() as turn:
                yield turn
        except PacerStopped as error:
            raise self._stopping.interruption() from error

    def _note_health(self, verdict: Verdict, happened: Answer | Lost) -> None:
        if isinstance(verdict, NotApplied | Ambiguous):
            self._outage.failed(self._clock.monotonic(), verdict.reason)
            if isinstance(happened, Answer):
                self._outage.has_answered = True
        else:
            self._outage.succeeded()

    def _wait_out_outage(self, client_api_id: str) -> None:
        """While the service is down, one worker probes with a harmless read and the others queue behind it."""
        if not self._outage.is_open:
            return
        with self._outage_lock:
            while self._outage.is_open:
                if self._outage.is_hopeless(self._clock.monotonic()):
                    raise HaltError("S206", self._outage.last_reason)
                pause = self._outage.pause()
                self._emit(Paused(f"the service does not serve: {self._outage.last_reason}", pause))
                self._clock.sleep(pause)
                verdict = self._send_once(list_accounts(client_api_id, 1), client_api_id, 0)
                if isinstance(verdict, Stop):
                    raise HaltError(verdict.code, verdict.reason)

    def _confirm_signed_out(self, verdict: SignedOut, client_api_id: str) -> Verdict:
        """One 401 may be a hiccup of the service; two in a row are the key's."""
        again = self._send_once(list_accounts(client_api_id, 1), client_api_id, 0)
        if isinstance(again, SignedOut | Forbidden):
            raise HaltError("S201", said(401, verdict.words or again.words))
        return NotApplied("answered 401 once, while the key is good")


def describe(verdict: Verdict) -> str:
    """What a verdict says, in one line; "" for a success."""
    match verdict:
        case Accepted():
            return ""
        case NotApplied(reason) | Ambiguous(reason) | Stop(_, reason):
            return reason
        case Throttled(retry_after):
            return "throttled" if retry_after is None else f"throttled, asked to wait {retry_after:g} s"
        case Rejected(status, words):
            return said(status, words)
        case Forbidden(words):
            return said(403, words)
        case SignedOut(words):
            return said(401, words)
