"""Linking one pair: attempts, looks after ambiguous ones, and an outcome that claims no more than was seen.

A POST has no idempotency key. So after an attempt that may have been applied, the customer's list is looked at before
anything is sent again; and what the service refuses after such an attempt may be our own success.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from batch.clock import Clock, iso
from batch.cloudhealth.client import Client, describe
from batch.cloudhealth.errors import CustomerRefusedError, HaltError, ReadFailedError
from batch.cloudhealth.verdict import Accepted, Ambiguous, Forbidden, Rejected, Stop
from batch.cloudhealth.wire import Answer, MalformedAnswer, get_linkage, parse_linkage
from batch.cloudhealth.writes import Absent, Elsewhere, Found, Tenant, Write, write_for
from batch.events import Emit, Intent
from batch.statuses import Action, Status
from batch.stopping import InterruptedWaitError
from batch.submission import Outcome, Submission

_SAYS_LINKED = re.compile(r"already|exist|linked|taken|in use|duplicate", re.IGNORECASE)
"""Words in a refusal that are worth a look: the documents fix no wording, so the net is wide; a look is harmless."""

_OTHER_ACCOUNTS = "S207"


class _TryAgainError(Exception):
    """This attempt brought no result; the text says how it ended."""


@dataclass(slots=True)
class _Row:
    """One submission on its way."""

    submission: Submission
    tenant: Tenant
    write: Write
    attempts: int = 0
    http_status: int | None = None
    may_be_applied: bool = False

    def outcome(self, status: Status, code: str = "", message: str = "", linkage_id: str = "") -> Outcome:
        codes = (code,) if code else ()
        return Outcome(self.submission.row, status, codes, message, linkage_id or self.submission.linkage_id)

    @property
    def done(self) -> Status:
        return Status.UPDATED if self.submission.action is Action.UPDATE else Status.CREATED


class Linker:
    """Carries out submissions, from any thread; `tenants` holds what is known of each customer."""

    def __init__(self, client: Client, clock: Clock, emit: Emit, tenants: Mapping[str, Tenant]) -> None:
        self._client = client
        self._clock = clock
        self._emit = emit
        self._tenants = tenants

    def carry_out(self, submission: Submission, *, read_back: bool = False) -> Outcome:
        """Send one row to its outcome. `read_back` fetches what was confirmed once more, as a canary's proof.

        Never raises for what the network or the service does: an outcome with `halt` set says that the run must stop.
        """
        tenant = self._tenants[submission.client_api_id]
        row = _Row(submission, tenant, write_for(submission, tenant, self._client))
        started_at = iso(self._clock.now())
        try:
            outcome = self._until_settled(row)
            if read_back and outcome.status is row.done:
                outcome = self._read_back(row, outcome)
        except HaltError as halt:
            outcome = replace(self._cut_short(row, halt.code, halt.reason), halt=halt.code)
        except InterruptedWaitError as stop:
            outcome = self._cut_short(row, stop.code, stop.reason)
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
            if not row.may_be_applied:
                return row.outcome(Status.FAILED, "S102", str(error))
            return self._look(row) or row.outcome(Status.UNKNOWN, "S103", f"{error}; not found afterwards")
        except (ReadFailedError, CustomerRefusedError) as error:
            reason = f"the customer's linkages could not be read: {error}"
            if row.may_be_applied:
                return row.outcome(Status.UNKNOWN, "S103", reason)
            return row.outcome(Status.NOT_ATTEMPTED, "A122", reason)

    def _attempt(self, row: _Row) -> Outcome:
        if (row.may_be_applied or row.write.looks_first) and (seen := self._look(row)):
            return seen
        if row.may_be_applied:
            # Absent once may be a commit that is late; absent twice is taken for not applied.
            self._client.settle()
            if seen := self._look(row):
                return seen
        submission, request = row.submission, row.write.request()
        self._emit(
            Intent(
                submission.row,
                row.attempts + 1,
                request.method,
                submission.client_api_id,
                submission.commercial_acct_id,
                submission.govcloud_acct_id,
                submission.linkage_id,
            )
        )
        row.attempts += 1
        match verdict := self._client.send(request, submission.client_api_id, submission.row):
            case Accepted(answer):
                return self._confirmed(row, answer)
            case Rejected(status, words):
                row.http_status = status
                return self._refused(row, verdict, " ".join(words))
            case Forbidden():
                row.http_status = 403
                return replace(row.outcome(Status.REJECTED, "A121", describe(verdict)), customer_refused=True)
            case Stop(code, reason, may_be_applied):
                row.may_be_applied |= may_be_applied
                raise HaltError(code, reason)
            case Ambiguous(reason, status):
                row.http_status = status
                row.may_be_applied = True
                raise _TryAgainError(reason)
            case _:
                raise _TryAgainError(describe(verdict))

    def _confirmed(self, row: _Row, answer: Answer) -> Outcome:
        row.http_status = answer.status
        row.may_be_applied = True
        try:
            linkage = parse_linkage(answer)
        except MalformedAnswer as error:
            raise _TryAgainError(str(error)) from error
        if mismatch := row.tenant.mismatch(linkage, row.submission.pair):
            raise HaltError(_OTHER_ACCOUNTS, mismatch)
        return row.outcome(row.done, linkage_id=linkage.linkage_id)

    def _refused(self, row: _Row, verdict: Rejected, words: str) -> Outcome:
        """A refusal is the row's own, unless an earlier attempt succeeded or somebody else was faster."""
        if (row.may_be_applied or _SAYS_LINKED.search(words)) and (seen := self._look(row)):
            return seen
        if row.may_be_applied:
            return row.outcome(Status.UNKNOWN, "S103", f"{describe(verdict)}; an earlier attempt was not found")
        return replace(row.outcome(Status.REJECTED, "S101", describe(verdict)), refused=True)

    def _look(self, row: _Row) -> Outcome | None:
        """What a look settles; None where nothing has changed. Raises as `Client.read` does."""
        match row.write.look():
            case Found(linkage_id) if row.may_be_applied:
                return row.outcome(row.done, message="found by a look after an unclear answer", linkage_id=linkage_id)
            case Found(linkage_id):
                return row.outcome(Status.IN_SYNC, message="linked meanwhile as wanted", linkage_id=linkage_id)
            case Elsewhere(linkage_id, told):
                return row.outcome(Status.CONFLICT, "S104", told, linkage_id)
            case Absent():
                return None

    def _read_back(self, row: _Row, outcome: Outcome) -> Outcome:
        customer = row.submission.client_api_id
        try:
            request = get_linkage(customer, outcome.linkage_id)
            stored = self._client.read(request, customer, parse_linkage, row.submission.row)
        except (ReadFailedError, CustomerRefusedError, InterruptedWaitError) as error:
            return replace(outcome, message=f"confirmed, but could not be read back: {error}")
        except HaltError as halt:
            return replace(outcome, message=f"confirmed, but not read back: {halt}", halt=halt.code)
        if mismatch := row.tenant.mismatch(stored, row.submission.pair):
            raise HaltError(_OTHER_ACCOUNTS, f"read back: {mismatch}")
        return outcome

    def _cut_short(self, row: _Row, code: str, reason: str) -> Outcome:
        """The run stops in the middle of this row."""
        if not row.may_be_applied:
            return row.outcome(Status.NOT_ATTEMPTED, code, reason)
        unclear = replace(row.outcome(Status.UNKNOWN, "S103", reason), codes=("S103", code))
        if code == _OTHER_ACCOUNTS:
            return unclear
        try:
            return self._look(row) or unclear
        except (HaltError, InterruptedWaitError, ReadFailedError, CustomerRefusedError):
            return unclear
