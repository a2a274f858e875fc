"""Linking one pair: attempts, looks after ambiguous ones, and an outcome that claims no more than was seen.

A POST has no idempotency key. So after an attempt that may have been applied, the customer's list is looked at before
anything is sent again; and what the service refuses after such an attempt may be our own success.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from batch.clock import Clock, iso
from batch.cloudhealth.calls import get_linkage
from batch.cloudhealth.client import Client, describe
from batch.cloudhealth.errors import CustomerRefusedError, HaltError, NotThereError, ReadFailedError
from batch.cloudhealth.verdict import Accepted, Ambiguous, Forbidden, Rejected, Stop, Verdict
from batch.cloudhealth.wire import Answer, MalformedAnswer, parse_linkage
from batch.cloudhealth.writes import Absent, Customer, Elsewhere, Found, Write, write_for
from batch.codes import accounts, sending
from batch.diagnostics import Code
from batch.events import Emit, Intent
from batch.statuses import Action, Status
from batch.stopping import InterruptedWaitError, Reason
from batch.submission import Outcome, Submission

_SAYS_LINKED = re.compile(r"already|exist|linked|taken|in use|duplicate", re.IGNORECASE)
"""Words in a refusal that are worth a look: the documents fix no wording, so the net is wide; a look is harmless."""

_CONFLICT = 409

_SPEAKS_OF_REGIONS = re.compile(r"(not|must be)[^.;]{0,20}gov.?cloud|is a gov.?cloud|region", re.IGNORECASE)
"""The plan has checked the regions against CloudHealth's own inventory, so such a refusal hints at the direction."""


class _TryAgainError(Exception):
    """This attempt brought no result; the text says how it ended."""


@dataclass(slots=True)
class _Row:
    """One submission on its way."""

    submission: Submission
    customer: Customer
    write: Write
    attempts: int = 0
    http_status: int | None = None
    may_be_applied: bool = False

    def outcome(self, status: Status, code: Code | None = None, message: str = "", linkage_id: str = "") -> Outcome:
        """What becomes of it, as far as this says."""
        codes = (code,) if code else ()
        return Outcome(self.submission.row, status, codes, message, linkage_id or self.submission.linkage_id)

    def unclear(self, message: str) -> Outcome:
        """It may have been applied."""
        return self.outcome(Status.UNKNOWN, sending.OUTCOME_UNKNOWN, message)

    @property
    def done(self) -> Status:
        """What it is once it is confirmed."""
        return Status.UPDATED if self.submission.action is Action.UPDATE else Status.CREATED


class Linker:
    """Carries out submissions, from any thread; `customers` holds what is known of each customer."""

    def __init__(self, client: Client, clock: Clock, emit: Emit, customers: Mapping[str, Customer]) -> None:
        self._client = client
        self._clock = clock
        self._emit = emit
        self._customers = customers

    def carry_out(self, submission: Submission, *, read_back: bool = False) -> Outcome:
        """Send one row to its outcome. `read_back` fetches what was confirmed once more, as a canary's proof.

        Never raises for what the network or the service does: an outcome with `halt` set says that the run must stop.
        """
        customer = self._customers[submission.client_api_id]
        row = _Row(submission, customer, write_for(submission, customer, self._client))
        started_at = iso(self._clock.now())
        try:
            outcome = self._until_settled(row)
            if read_back and outcome.status is row.done:
                outcome = self._read_back(row, outcome)
        except HaltError as halt:
            outcome = replace(self._cut_short(row, halt.reason), halt=halt.reason)
        except InterruptedWaitError as stop:
            outcome = self._cut_short(row, stop.reason)
        return replace(
            outcome,
            http_status=row.http_status,
            attempts=row.attempts,
            started_at=started_at,
            finished_at=iso(self._clock.now()),
        )

    def _until_settled(self, row: _Row) -> Outcome:
        try:
            return self._client.retrying(_TryAgainError)(self._attempt, row)
        except _TryAgainError as error:
            used_up = str(error)
        except CustomerRefusedError as error:
            if row.may_be_applied:
                return replace(row.unclear(str(error)), customer_refused=str(error))
            return replace(
                row.outcome(Status.REJECTED, accounts.CUSTOMER_REFUSED, str(error)), customer_refused=str(error)
            )
        except ReadFailedError as error:
            reason = f"the customer's linkages could not be read: {error}"
            if row.may_be_applied:
                return row.unclear(reason)
            return row.outcome(Status.NOT_ATTEMPTED, accounts.CUSTOMER_NOT_READ, reason)
        if not row.may_be_applied:
            return row.outcome(Status.FAILED, sending.ATTEMPTS_USED_UP, used_up)
        return self._look_or(row, row.unclear(f"{used_up}; not found afterwards"))

    def _attempt(self, row: _Row) -> Outcome:
        if (row.may_be_applied or row.write.looks_first) and (seen := self._look(row)):
            return seen
        if row.may_be_applied:
            # Absent once may be a commit that is late; absent twice is taken for not applied.
            self._client.settle()
            if seen := self._look(row):
                return seen
        submission, request = row.submission, row.write.request()
        intend = partial(self._intend, row, request.method)
        return self._settle(row, self._client.send(request, submission.client_api_id, submission.row, before=intend))

    def _intend(self, row: _Row, method: str) -> None:
        """Have it on record that a write is about to leave; raises `HaltError` where that can't be."""
        submission = row.submission
        attempt, pair = row.attempts + 1, submission.pair
        self._emit(Intent(submission.row, attempt, method, submission.client_api_id, *pair, submission.linkage_id))
        row.attempts = attempt

    def _settle(self, row: _Row, verdict: Verdict) -> Outcome:
        """What a write's verdict makes of its row; raises `_TryAgainError` where it settles nothing."""
        match verdict:
            case Accepted(answer):
                return self._confirmed(row, answer)
            case Rejected(status, words):
                row.http_status = status
                return self._refused(row, verdict, " ".join(words))
            case Forbidden():
                row.http_status = 403
                message = describe(verdict)
                refused = row.outcome(Status.REJECTED, accounts.CUSTOMER_REFUSED, message)
                outcome = self._look_or(row, row.unclear(message)) if row.may_be_applied else refused
                return replace(outcome, customer_refused=message)
            case Stop(reason, may_be_applied, status):
                row.http_status = status
                row.may_be_applied |= may_be_applied
                raise HaltError(reason)
            case Ambiguous(words, status):
                row.http_status = status
                row.may_be_applied = True
                raise _TryAgainError(words)
            case _:
                raise _TryAgainError(describe(verdict))

    def _confirmed(self, row: _Row, answer: Answer) -> Outcome:
        row.http_status = answer.status
        row.may_be_applied = True
        try:
            linkage = parse_linkage(answer)
        except MalformedAnswer as error:
            raise _TryAgainError(str(error)) from error
        if mismatch := row.customer.mismatch(linkage, row.submission.pair):
            raise HaltError(Reason(sending.ANSWER_NAMES_OTHER_ACCOUNTS, mismatch))
        return row.outcome(row.done, linkage_id=linkage.linkage_id)

    def _refused(self, row: _Row, verdict: Rejected, words: str) -> Outcome:
        """A refusal is the row's own, unless an earlier attempt succeeded or somebody else was faster."""
        message = describe(verdict)
        if row.may_be_applied:
            return self._look_or(row, row.unclear(f"{message}; an earlier attempt was not found"))
        code = sending.REFUSED_FOR_ITS_REGION if _SPEAKS_OF_REGIONS.search(words) else sending.REFUSED_BY_CLOUDHEALTH
        refused = replace(row.outcome(Status.REJECTED, code, message), refused=True)
        may_be_linked = verdict.status == _CONFLICT or not words or _SAYS_LINKED.search(words)
        return self._look_or(row, refused) if may_be_linked else refused

    def _look(self, row: _Row) -> Outcome | None:
        """What a look settles; None where nothing has changed. Raises as `Client.read` does."""
        match row.write.look():
            case Found(linkage_id) if row.may_be_applied:
                return row.outcome(row.done, message="found after an unclear answer", linkage_id=linkage_id)
            case Found(linkage_id):
                return row.outcome(Status.IN_SYNC, message="linked in the meantime, as wanted", linkage_id=linkage_id)
            case Elsewhere(linkage_id, words, is_own_pair):
                if is_own_pair and row.may_be_applied:
                    raise HaltError(Reason(sending.ANSWER_NAMES_OTHER_ACCOUNTS, words))
                return row.outcome(Status.CONFLICT, sending.LINKED_MEANWHILE, words, linkage_id)
            case Absent():
                return None

    def _look_or(self, row: _Row, otherwise: Outcome) -> Outcome:
        """What a look settles, else what is known without it."""
        try:
            return self._look(row) or otherwise
        except (ReadFailedError, CustomerRefusedError, InterruptedWaitError):
            return otherwise
        except HaltError as halt:
            return replace(otherwise, halt=halt.reason)

    def _read_back(self, row: _Row, outcome: Outcome) -> Outcome:
        customer = row.submission.client_api_id
        try:
            request = get_linkage(customer, outcome.linkage_id)
            stored = self._client.read(request, customer, parse_linkage, row.submission.row)
        except NotThereError as error:
            # The list may know better than the linkage's own address.
            return self._look_or(row, row.unclear(f"confirmed as linkage {outcome.linkage_id}, but read back: {error}"))
        except (ReadFailedError, CustomerRefusedError, InterruptedWaitError) as error:
            return replace(outcome, message=f"confirmed, but could not be read back: {error}", unread=True)
        except HaltError as halt:
            return replace(outcome, message=f"confirmed, but could not be read back: {halt}", halt=halt.reason)
        if mismatch := row.customer.mismatch(stored, row.submission.pair):
            raise HaltError(Reason(sending.ANSWER_NAMES_OTHER_ACCOUNTS, f"read back: {mismatch}"))
        return outcome

    def _cut_short(self, row: _Row, reason: Reason) -> Outcome:
        """The run stops in the middle of this row."""
        if not row.may_be_applied:
            return row.outcome(Status.NOT_ATTEMPTED, reason.code, reason.words)
        unclear = replace(row.unclear(reason.words), codes=(sending.OUTCOME_UNKNOWN, reason.code))
        if reason.code in {sending.ANSWER_NAMES_OTHER_ACCOUNTS, sending.LONG_PAUSE_ASKED}:
            return unclear
        return self._look_or(row, unclear)
