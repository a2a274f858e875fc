"""Link one pair: attempts, checks after ambiguous ones, and an outcome that claims only what was seen.

A POST has no idempotency key, and its linkage can be made, or appear in lists, long after the answer. So an attempt
that may have been applied leaves its row unsettled: the linkage is looked for later, and the request is sent again only
if the linkage was missing several times and the service never accepted the request. A refusal after such an attempt may
be due to our own success.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from batch.clock import Clock, iso
from batch.cloudhealth.calls import get_linkage, list_customers
from batch.cloudhealth.client import Client, describe
from batch.cloudhealth.errors import CustomerRefusedError, NotThereError, ReadFailedError, StopError
from batch.cloudhealth.headers import with_request_id
from batch.cloudhealth.items import MalformedAnswer
from batch.cloudhealth.sweep import read_linkages
from batch.cloudhealth.under_way import RowUnderWay
from batch.cloudhealth.verdict import Accepted, Ambiguous, Forbidden, Rejected, Stop, Verdict, status_line
from batch.cloudhealth.wire import Answer, parse_linkage, parse_this_linkage, server_words
from batch.cloudhealth.writes import Absent, Sight, SweptCustomer, write_for
from batch.diagnostics import Rule
from batch.events import Emit, Intent
from batch.inventory import Linkage
from batch.rules import accounts, sending
from batch.statuses import Status
from batch.stopping import InterruptedWaitError, StopReason
from batch.submission import LOOKS, Outcome, Submission, Unsettled


class _TryAgainError(Exception):
    """This attempt was certainly not applied; the message is how it ended."""


class CloudHealthLinker:
    """Carries out submissions, from any thread; `customers` has what the sweep found for each customer.

    It never raises for what the network or the service does: an outcome with a `stop_reason` ends the run.
    """

    def __init__(self, client: Client, clock: Clock, emit: Emit, customers: Mapping[str, SweptCustomer]) -> None:
        self._client = client
        self._clock = clock
        self._emit = emit
        self._customers = customers

    def carry_out(
        self, submission: Submission, *, read_back: bool = False, earlier: Unsettled | None = None
    ) -> Outcome | Unsettled:
        """Send one row until it is settled, or until an attempt that may have been applied leaves it open.

        `read_back` fetches a confirmed linkage once more, as proof from a canary; `earlier` is how the row's last
        attempt ended.
        """
        row = self._row(submission, earlier)
        try:
            result = self._send(row)
            if read_back and isinstance(result, Outcome) and result.status is row.done:
                result = self._read_back(row, result)
        except StopError as stop:
            result = replace(self._cut_short(row, stop.reason), stop_reason=stop.reason)
        except InterruptedWaitError as stop:
            result = self._cut_short(row, stop.reason)
        return self._ended(result)

    def look_for(self, rows: Sequence[Unsettled]) -> Sequence[Outcome | Unsettled]:
        """Read their customer's linkages once and return one result per row, in order."""
        customer = rows[0].submission.client_api_id
        try:
            linkages = read_linkages(self._client, customer)
        except (CustomerRefusedError, ReadFailedError) as error:
            why = f"the customer's linkages could not be read afterwards: {error}"
            return [self._given_up(row, why) for row in rows]
        except StopError as stop:
            outcomes = [self._given_up(row, f"the run ended: {stop.reason.words}", stop.reason.rule) for row in rows]
            return [replace(outcome, stop_reason=stop.reason) for outcome in outcomes]
        except InterruptedWaitError as stop:
            return [self._given_up(row, f"the run ended: {stop.reason.words}", stop.reason.rule) for row in rows]
        return [self._ended(self._looked_for(row, linkages)) for row in rows]

    def _row(self, submission: Submission, earlier: Unsettled | None) -> RowUnderWay:
        customer = self._customers[submission.client_api_id]
        row = RowUnderWay(submission, customer, write_for(submission, customer), iso(self._clock.now()))
        if earlier:
            row.attempts, row.http_status, row.started_at = earlier.attempts, earlier.http_status, earlier.started_at
            row.may_be_applied = earlier.otherwise is None
        return row

    def _ended(self, result: Outcome | Unsettled) -> Outcome | Unsettled:
        return replace(result, finished_at=iso(self._clock.now())) if isinstance(result, Outcome) else result

    def _given_up(self, row: Unsettled, why: str, *rules: Rule) -> Outcome:
        return row.given_up(why, iso(self._clock.now()), *rules)

    def _looked_for(self, unsettled: Unsettled, linkages: Sequence[Linkage]) -> Outcome | Unsettled:
        row = self._row(unsettled.submission, unsettled)
        try:
            seen = row.settled_by(row.write.sight(linkages))
        except StopError as stop:
            return replace(row.unclear(stop.reason.words), stop_reason=stop.reason)
        absent = replace(unsettled, absences=unsettled.absences + 1)
        # A late list may show what this run itself has changed since, so a conflict counts only in the last check.
        if seen and (seen.status is not Status.CONFLICT or absent.absences >= LOOKS):
            return seen
        if absent.absences < LOOKS or (absent.may_repeat and row.attempts < self._client.max_attempts):
            return absent
        return self._given_up(absent, "not found afterwards")

    def _send(self, row: RowUnderWay) -> Outcome | Unsettled:
        try:
            return self._client.retrying(_TryAgainError, row.attempts)(self._attempt, row)
        except _TryAgainError as error:
            used_up = str(error)
        except CustomerRefusedError as error:
            return self._customer_refused(row, str(error))
        except ReadFailedError as error:
            rule = accounts.CUSTOMER_NOT_READ
            message = rule.describe(reason=error)
            return row.unsettled(message) if row.may_be_applied else row.outcome(Status.NOT_ATTEMPTED, rule, message)
        if row.may_be_applied:
            return row.unsettled(used_up)
        return row.outcome(Status.FAILED, sending.ATTEMPTS_USED_UP, sending.ATTEMPTS_USED_UP.describe(last=used_up))

    def _attempt(self, row: RowUnderWay) -> Outcome | Unsettled:
        if row.write.replaces and (seen := row.settled_by(self._look_at_replaced(row))):
            return seen
        submission, request = row.submission, row.write.request()
        intend = partial(self._intend, row, request.method)
        return self._settle(row, self._client.send(request, submission.client_api_id, submission.row, before=intend))

    def _look_at_replaced(self, row: RowUnderWay) -> Sight:
        customer, linkage_id = row.submission.client_api_id, row.write.replaces
        parse = partial(parse_this_linkage, linkage_id)
        try:
            replaced = [self._client.read(get_linkage(customer, linkage_id), customer, parse, row.submission.row)]
        except NotThereError:
            replaced = []
        return row.write.sight(replaced)

    def _intend(self, row: RowUnderWay, method: str) -> None:
        """Record that a write is about to be sent; raises `StopError` if that fails."""
        submission = row.submission
        attempt, pair = row.attempts + 1, submission.pair
        self._emit(Intent(submission.row, attempt, method, submission.client_api_id, *pair, submission.linkage_id))
        row.attempts = attempt

    def _settle(self, row: RowUnderWay, verdict: Verdict) -> Outcome | Unsettled:
        """Return what a write's verdict means for its row; raises `_TryAgainError` if it was certainly not applied."""
        match verdict:
            case Accepted(answer):
                return self._accepted(row, answer)
            case Rejected(status):
                row.http_status = status
                return self._refused(row, verdict)
            case Forbidden():
                row.http_status = 403
                return self._forbidden(row, describe(verdict))
            case Stop(reason, may_be_applied, status):
                row.http_status = status
                row.may_be_applied |= may_be_applied
                raise StopError(reason)
            case Ambiguous(words, status):
                row.http_status = status
                row.may_be_applied = True
                return row.unsettled(words, may_repeat=not verdict.was_accepted)
            case _:
                raise _TryAgainError(describe(verdict))

    def _accepted(self, row: RowUnderWay, answer: Answer) -> Outcome | Unsettled:
        row.http_status = answer.status
        try:
            linkage = parse_linkage(answer)
        except MalformedAnswer as error:
            # It was accepted and will be done at some time: it must never be sent again.
            row.may_be_applied = True
            line = status_line(answer.status, server_words(answer), answer.request_id)
            return row.unsettled(f"{line}; {error}")
        row.may_be_applied = True
        row.request_id = answer.request_id
        if mismatch := row.write.mismatch(linkage):
            words = with_request_id(mismatch, answer.request_id)
            raise StopError(StopReason.of(sending.ANSWER_NAMES_OTHER_ACCOUNTS, linkage=words))
        return row.outcome(row.done, linkage_id=linkage.linkage_id)

    def _refused(self, row: RowUnderWay, verdict: Rejected) -> Outcome | Unsettled:
        """A refusal concerns this row, unless an earlier attempt succeeded or someone else linked the pair first."""
        message = describe(verdict)
        if row.may_be_applied:
            return row.unsettled(f"{message}; an earlier attempt may have been applied")
        rule = sending.REFUSED_FOR_ITS_REGION if verdict.mentions_regions else sending.REFUSED_BY_CLOUDHEALTH
        refused = replace(row.outcome(Status.REJECTED, rule, rule.describe(answer=message)), refused=True)
        if not (verdict.mentions_linkage or verdict.is_success or not verdict.words):
            return refused
        outcome = self._look_or(row, refused)
        # A linkage that exists according to the refusal may not be listed yet.
        is_late = verdict.mentions_linkage and outcome is refused
        return replace(row.unsettled(message), otherwise=refused) if is_late else outcome

    def _forbidden(self, row: RowUnderWay, message: str) -> Outcome | Unsettled:
        """A 403 concerns this request, the customer, or the key: a harmless check shows which."""
        rule = sending.REFUSED_BY_CLOUDHEALTH
        refused = replace(row.outcome(Status.REJECTED, rule, rule.describe(answer=message)), refused=True)
        try:
            seen = self._look(row)
        except CustomerRefusedError:
            return self._customer_refused(row, message)
        except (ReadFailedError, InterruptedWaitError):
            seen = None
        if seen:
            return seen
        return row.unsettled(message) if row.may_be_applied else refused

    def _customer_refused(self, row: RowUnderWay, answer: str) -> Outcome:
        """Return the outcome of a row whose customer could be read before the first write, and now refuses the key.

        Raises `StopError` if the key may not see any customer.
        """
        try:
            self._client.read(list_customers(1, 0), "", lambda answer: answer)
        except CustomerRefusedError as error:
            raise StopError(StopReason.of(sending.KEY_REFUSED, answer=answer)) from error
        except ReadFailedError:
            pass
        message = accounts.CUSTOMER_REFUSED.describe(reason=answer)
        refused = row.outcome(Status.REJECTED, accounts.CUSTOMER_REFUSED, message)
        return replace(row.unclear(message) if row.may_be_applied else refused, customer_refused=message)

    def _look(self, row: RowUnderWay) -> Outcome | None:
        """Check the customer's linkages; None if nothing has changed. Raises as `Client.read` does."""
        submission = row.submission
        return row.settled_by(row.write.sight(read_linkages(self._client, submission.client_api_id, submission.row)))

    def _look_or(self, row: RowUnderWay, otherwise: Outcome) -> Outcome:
        """Return the outcome if a check of the customer's linkages settles it, else `otherwise`."""
        try:
            return self._look(row) or otherwise
        except (ReadFailedError, CustomerRefusedError, InterruptedWaitError):
            return otherwise
        except StopError as stop:
            return replace(otherwise, stop_reason=stop.reason)

    def _read_back(self, row: RowUnderWay, outcome: Outcome) -> Outcome | Unsettled:
        customer, linkage_id = row.submission.client_api_id, outcome.linkage_id
        parse = partial(parse_this_linkage, linkage_id)
        try:
            stored = self._client.read_once(get_linkage(customer, linkage_id), customer, parse, row.submission.row)
        except NotThereError as error:
            # A single linkage can also appear late.
            confirmed = with_request_id(f"confirmed as linkage {linkage_id}", row.request_id)
            return row.unsettled(f"{confirmed}, but could not be read back: {error}")
        except (ReadFailedError, CustomerRefusedError, InterruptedWaitError) as error:
            return replace(outcome, message=f"confirmed, but could not be read back: {error}", unread=True)
        except StopError as stop:
            return replace(outcome, message=f"confirmed, but could not be read back: {stop}", stop_reason=stop.reason)
        if row.write.replaces and isinstance(row.write.sight([stored]), Absent):
            confirmed = with_request_id(f"confirmed for linkage {linkage_id}", row.request_id)
            return row.unsettled(f"{confirmed}, but unchanged when it was read back")
        if mismatch := row.write.mismatch(stored):
            words = f"{with_request_id('confirmed', row.request_id)}, but when it was read back, {mismatch}"
            raise StopError(StopReason.of(sending.ANSWER_NAMES_OTHER_ACCOUNTS, linkage=words))
        return outcome

    def _cut_short(self, row: RowUnderWay, reason: StopReason) -> Outcome:
        """Return the row's outcome when the run stops in the middle of it."""
        if not row.may_be_applied:
            return row.outcome(Status.NOT_ATTEMPTED, reason.rule, reason.words)
        unclear = replace(row.unclear(reason.words), rules=(sending.OUTCOME_UNKNOWN, reason.rule))
        if reason.rule in {sending.ANSWER_NAMES_OTHER_ACCOUNTS, sending.LONG_PAUSE_ASKED}:
            return unclear
        return self._look_or(row, unclear)
