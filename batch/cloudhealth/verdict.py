"""Judge what happened to a request: one pure function that covers every kind of failure.

A linkage's POST has no idempotency key, so the question is always whether it may have been applied. The answers: no
(send it again), perhaps (check before sending again), refused (only this row is affected), or a sign that nothing more
should be sent.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

from batch.cloudhealth.headers import with_request_id
from batch.cloudhealth.retry_after import seconds_to_reset, seconds_to_wait
from batch.cloudhealth.wire import Answer, refusal_words, server_words
from batch.diagnostics import Rule
from batch.rules import sending
from batch.stopping import StopReason

ABSURD_WAIT = 15 * 60.0
"""Seconds. govlink doesn't wait for a server that asks for a longer pause: the run stops and can be resumed later."""


_MENTIONS_LINKAGE = re.compile(r"already|exist|linked|taken|in use|duplicate", re.IGNORECASE)
"""Words in a refusal after which CloudHealth is asked for the linkage.

The documentation fixes no wording, so the pattern is broad; asking is harmless.
"""

_MENTIONS_REGIONS = re.compile(r"(not|must be)[^.;]{0,20}gov.?cloud|is a gov.?cloud|region", re.IGNORECASE)


class Loss(StrEnum):
    """How a request ended without an answer."""

    NOT_CONNECTED = "not connected"
    PROXY = "proxy failed"
    PROXY_REFUSED = "proxy refused"
    TLS = "certificate not trusted"
    NO_ANSWER = "no complete answer"
    NO_THREAD = "no thread available"


@dataclass(frozen=True, slots=True)
class Lost:
    """A request without a complete answer; `status` and `request_id` are from an answer whose body did not arrive."""

    how: Loss
    detail: str
    status: int | None = None
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A 2xx answer; its content has not been read yet."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class NotApplied:
    """The request never reached the service, so it may be sent again as it is.

    `rule` is the one that ends a run in which no request gets through.
    """

    reason: str
    rule: Rule = sending.SERVICE_DOWN


@dataclass(frozen=True, slots=True)
class Throttled:
    """Refused only for its pace, so not applied. `retry_after` is in seconds, or None if the server doesn't give it."""

    retry_after: float | None


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """The request may have been applied.

    `status` is None if no answer arrived, and a 2xx if the answer arrived in part; `retry_after` is a 503's, as in
    `Throttled`.
    """

    reason: str
    status: int | None = None
    retry_after: float | None = None

    @property
    def was_accepted(self) -> bool:
        """Whether an incomplete answer began with a success: the request is applied, or will be."""
        return self.status is not None and self.status < HTTPStatus.MULTIPLE_CHOICES


@dataclass(frozen=True, slots=True)
class Rejected:
    """Refused for its content; `words` are the server's own."""

    status: int
    words: tuple[str, ...]
    request_id: str = ""

    @property
    def is_success(self) -> bool:
        """Whether it came with a 2xx status, which is not documented."""
        return self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def mentions_linkage(self) -> bool:
        """Whether an existing linkage may be the reason."""
        return self.status == HTTPStatus.CONFLICT or _MENTIONS_LINKAGE.search(" ".join(self.words)) is not None

    @property
    def mentions_regions(self) -> bool:
        """Whether the direction may be the reason: the plan has checked the regions against CloudHealth's inventory."""
        return _MENTIONS_REGIONS.search(" ".join(self.words)) is not None


@dataclass(frozen=True, slots=True)
class Forbidden:
    """403: the key, this customer, or a role is refused; a single answer doesn't show which."""

    words: tuple[str, ...]
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class SignedOut:
    """401: one harmless read must confirm it, then the run stops."""

    words: tuple[str, ...]
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """Nothing more may be sent. `may_be_applied` if the effect of this request itself is unknown."""

    reason: StopReason
    may_be_applied: bool = False
    status: int | None = None


Verdict = Accepted | NotApplied | Throttled | Ambiguous | Rejected | Forbidden | SignedOut | Stop


def judge(happened: Answer | Lost) -> Verdict:
    """Return what an answer, or its absence, means for the request that was sent."""
    return _judge_loss(happened) if isinstance(happened, Lost) else _judge_answer(happened)


def status_line(status: int, words: tuple[str, ...], request_id: str = "") -> str:
    """Return a status with the server's own words and the request's id, in one line."""
    line = f"answered {status}: {'; '.join(words)}" if words else f"answered {status}"
    return with_request_id(line, request_id)


def _judge_loss(lost: Lost) -> Verdict:
    match lost.how:
        case Loss.NOT_CONNECTED:
            return NotApplied(lost.detail)
        case Loss.PROXY:
            return NotApplied(lost.detail, sending.PROXY_DOWN)
        case Loss.PROXY_REFUSED:
            return Stop(StopReason.of(sending.PROXY_REFUSED, why=lost.detail))
        case Loss.NO_THREAD:
            return Stop(StopReason(sending.MACHINE_EXHAUSTED, lost.detail))
        case Loss.TLS:
            return Stop(StopReason.of(sending.CERTIFICATE_NOT_TRUSTED, why=lost.detail))
        case Loss.NO_ANSWER:
            return Ambiguous(with_request_id(lost.detail, lost.request_id), lost.status)


def _judge_answer(answer: Answer) -> Verdict:
    status, request_id = answer.status, answer.request_id
    wait = _pause_asked(answer)
    if wait is not None and wait > ABSURD_WAIT:
        words = sending.LONG_PAUSE_ASKED.describe(minutes=f"{wait / 60:.0f}")
        reason = StopReason(sending.LONG_PAUSE_ASKED, with_request_id(words, request_id))
        return Stop(reason, may_be_applied=status != HTTPStatus.TOO_MANY_REQUESTS, status=status)
    match status // 100:
        case 2 if answer.is_login_page:
            return _not_the_api("a login page", answer)
        case 2 if refusal := refusal_words(answer):
            return Rejected(status, refusal, request_id)
        case 2:
            return Accepted(answer)
        case 3:
            return _not_the_api(f"a redirect to another address ({status})", answer)
        case 4:
            return _judge_refusal(answer, wait)
        case _:
            return Ambiguous(status_line(status, server_words(answer), request_id), status, wait)


def _not_the_api(what: str, answer: Answer) -> Stop:
    reason = StopReason.of(sending.NOT_THE_API, answer=with_request_id(what, answer.request_id))
    return Stop(reason, may_be_applied=True, status=answer.status)


def _pause_asked(answer: Answer) -> float | None:
    """Return the seconds that a 429 or 503 asks for; a 503's rate-limit headers don't describe its outage."""
    match answer.status:
        case HTTPStatus.TOO_MANY_REQUESTS:
            asked = seconds_to_wait(answer.headers)
            return asked if asked is not None else seconds_to_reset(answer.headers)
        case HTTPStatus.SERVICE_UNAVAILABLE:
            return seconds_to_wait(answer.headers)
        case _:
            return None


def _judge_refusal(answer: Answer, wait: float | None) -> Verdict:
    words, request_id = server_words(answer), answer.request_id
    match answer.status:
        case HTTPStatus.TOO_MANY_REQUESTS:
            return Throttled(wait)
        case HTTPStatus.UNAUTHORIZED:
            return SignedOut(words, request_id)
        case HTTPStatus.FORBIDDEN:
            return Forbidden(words, request_id)
        case HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
            reason = StopReason.of(sending.PROXY_REFUSED, why=status_line(answer.status, words))
            return Stop(reason, status=answer.status)
        case HTTPStatus.REQUEST_TIMEOUT | HTTPStatus.TOO_EARLY:
            # 408 is documented as the service's read timeout, so the back end may still have received the request.
            return Ambiguous(status_line(answer.status, words, request_id), answer.status)
        case status:
            return Rejected(status, words, request_id)
